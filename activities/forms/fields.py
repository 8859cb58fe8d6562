"""Fields and widgets of the activity form that Django has none of: found by searching, typed in rows, unit by cell."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.choosable import GONE
from network.addresses import key_of
from network.text import normalise, one_line

NAME_LENGTH = 160


class Hit(NamedTuple):
    """Something one can choose: its id and its words."""

    pk: int
    words: str


def area(rows: int) -> forms.Textarea:
    """A field of several lines."""
    return forms.Textarea(attrs={"rows": rows})


class GroupWidget(forms.Widget):
    """Several controls under one legend: no label of its own."""

    use_fieldset = True

    def id_for_label(self, id_: str | None) -> str:
        """No single control to lead to."""
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add `invalid`, which a template cannot read from an attribute's name with a hyphen."""
        context = super().get_context(name, value, attrs)
        context["invalid"] = "aria-invalid" in context["widget"]["attrs"]
        return context


class Picker(GroupWidget):
    """A search field with its own button; hits are checkboxes, what is chosen stays.

    `beside` names the other fields that the search is told of (a selector).

    The view gives it `chosen` and `hits` (Hit rows), `query`, and `told`, what is said where nothing was searched for.
    """

    template_name = "activities/form/picker.html"

    def __init__(self, *, search_label: str, url: str, beside: str = "") -> None:
        super().__init__()
        self.search_label, self.url, self.beside = search_label, url, beside
        self.chosen: Sequence[Hit] = ()
        self.hits: Sequence[Hit] = ()
        self.more = False
        self.query = self.told = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """All that is ticked."""
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template shows."""
        context = super().get_context(name, value, attrs)
        context["picker"] = self
        return context


class IdsField(forms.Field):
    """A set of ids, each among those that exist (`allowed`, told by the form)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.allowed: frozenset[int] | None = None

    def clean(self, value: Any) -> frozenset[int]:
        """The ids as numbers; what is no number or not allowed is an error, never a 500."""
        ids = frozenset(map(key_of, value or ()))
        if 0 in ids:
            raise ValidationError(_("Välj bland förslagen."))
        if self.allowed is not None and not ids <= self.allowed:
            raise ValidationError(GONE)
        return ids


class Party(NamedTuple):
    """An external party as typed, and whether it agreed to be named. `was` is the answer the form showed for it, and
    `pk` who it was: its name may have been mended since.
    """

    name: str
    consent: bool
    was: bool | None = None
    pk: int = 0

    @property
    def answered(self) -> bool:
        """Whether the one at the form said something about it: a stale tick brings no withdrawn consent back."""
        return self.was is None or self.was != self.consent


class PartiesWidget(GroupWidget):
    """Rows of a name and a box "har sagt ja till att nämnas", with two empty ones to fill in."""

    template_name = "activities/form/parties.html"
    MOST = 102  # rows read: what two who write at once can give together, and two empty ones

    def __init__(self) -> None:
        super().__init__()
        self.wrong: frozenset[int] = frozenset()  # rows at fault, where there is a fault
        self._refused: frozenset[int] = frozenset()  # those that the form has refused, whenever it is read again

    def refuse(self, rows: Iterable[int]) -> None:
        """Mark the rows that the form refuses."""
        self.wrong = self._refused = frozenset(rows)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Party]:
        """The rows that hold a name."""
        rows = [row for row in (self._row(data, name, i) for i in range(self.MOST)) if row.name]
        too_long = frozenset(i for i, row in enumerate(rows) if len(row.name) > NAME_LENGTH)
        every = frozenset(range(len(rows))) or frozenset({0})  # one is enough where none is named
        self.wrong = self._refused or too_long or every
        return rows

    @staticmethod
    def _row(data: Any, name: str, i: int) -> Party:
        text = one_line(data.get(f"{name}_{i}", ""))
        answer, _bar, who = data.get(f"{name}_was_{i}", "").partition("|")
        pk, _bar, shown = who.partition("|")
        agreed = f"{name}_ok_{i}" in data
        return Party(text, agreed, answer == "ja", key_of(pk)) if shown and shown == text else Party(text, agreed)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the rows."""
        context = super().get_context(name, value, attrs)
        rows = [*(value or []), Party("", False), Party("", False)]
        wrong = self.wrong if context["invalid"] else ()
        context["rows"] = [(i, row.name, row.consent, self._shown(row), i in wrong) for i, row in enumerate(rows)]
        return context

    def id_of_fault(self, id_: str) -> str:
        """The control that a fault leads to."""
        return f"{id_}_{min(self.wrong, default=0)}"

    @staticmethod
    def _shown(row: Party) -> str:
        """How the answer that was shown travels with the form."""
        return "" if row.was is None else f"{'ja' if row.was else 'nej'}|{row.pk}|{row.name}"


class PartiesField(forms.Field):
    """The external parties as typed."""

    widget = PartiesWidget

    def clean(self, value: Any) -> list[Party]:
        """Each name once, none too long. A row that the form showed goes before a new one of the same name."""
        parties: dict[str, Party] = {}
        for party in value or ():
            first = parties.setdefault(normalise(party.name), party)
            if party.consent != first.consent:
                told = _("”{name}” står två gånger, med olika svar om namnet får visas. Ta bort den ena raden.")
                raise ValidationError(told.format(name=party.name))
        if any(len(party.name) > NAME_LENGTH for party in parties.values()):
            raise ValidationError(_("Ett namn är för långt. Skriv högst {n} tecken.").format(n=NAME_LENGTH))
        if len(parties) > self.widget.MOST - 2:
            raise ValidationError(_("Det får vara högst {n} externa parter.").format(n=self.widget.MOST - 2))
        return list(parties.values())


class UnitPlace(NamedTuple):
    """A cell whose level demands a unit: its value in the pick ("level-area") and its words."""

    value: str
    words: str


class Unit(NamedTuple):
    """A unit as typed; `pk` is the one that the form showed under this name."""

    name: str
    pk: int = 0


class UnitsWidget(GroupWidget):
    """One text field for each cell that demands a unit, with the known units as suggestions."""

    template_name = "activities/form/units.html"

    def __init__(self) -> None:
        super().__init__()
        self.places: Sequence[UnitPlace] = ()
        self.suggestions: Sequence[tuple[str, str]] = ()  # a name, and whose it is where that must be told
        self.wanting: frozenset[str] = frozenset()  # cells whose unit is missing or wrong

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Unit]:
        """Cell → the unit, for those filled in."""
        typed = {p.value: self._unit(data, name, p.value) for p in self.places}
        return {value: unit for value, unit in typed.items() if unit.name}

    @staticmethod
    def _unit(data: Any, name: str, value: str) -> Unit:
        text = one_line(data.get(f"{name}_{value}", ""))
        pk, _bar, shown = data.get(f"{name}_was_{value}", "").partition("|")
        return Unit(text, key_of(pk) if shown and shown == text else 0)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add a row per cell."""
        context = super().get_context(name, value, attrs)
        values, wanting = value or {}, self.wanting if context["invalid"] else ()
        context["rows"] = [
            (i, p.value, p.words, values.get(p.value, Unit("")), p.value in wanting) for i, p in enumerate(self.places)
        ]
        context["suggestions"] = self.suggestions
        return context

    def id_of_fault(self, id_: str) -> str:
        """The control that a fault leads to: the first cell whose unit is missing or wrong."""
        return f"{id_}_{next((i for i, place in enumerate(self.places) if place.value in self.wanting), 0)}"


class UnitsField(forms.Field):
    """Which unit stands in which cell, as typed."""

    widget = UnitsWidget

    def clean(self, value: Any) -> dict[str, Unit]:
        """No name too long."""
        if any(len(unit.name) > NAME_LENGTH for unit in (value or {}).values()):
            raise ValidationError(_("Ett namn är för långt. Skriv högst {n} tecken.").format(n=NAME_LENGTH))
        return value or {}


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


YEARS = (2000, 2100)  # a date outside of these is a slip of the finger


def _reasonable(day: datetime.date) -> None:
    first, last = YEARS
    if not first <= day.year <= last:
        raise ValidationError(_("Skriv ett år mellan {first} och {last}.").format(first=first, last=last))


def date_field(label: Any, help_text: Any = "") -> forms.DateField:
    """An optional date, written as the browser sends it or as people write it."""
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=DateInput(),
        input_formats=["%Y-%m-%d", "%d/%m %Y", "%d/%m/%Y", "%Y%m%d"],
        validators=[_reasonable],
        error_messages={"invalid": _l("Skriv ett datum som finns, till exempel 2026-11-24.")},
    )
