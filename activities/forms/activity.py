"""The form in which an activity is written: it reads and gives a Content."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.choosable import FAULTS
from activities.content import PARTIES, Cell, Content
from activities.demands import faults_when_submitting, stays_with
from activities.facts import Facts
from activities.models import Level
from activities.reference import Reference
from activities.services.greeting import Greeting
from activities.wording import LABELS
from needs.models import Need
from network.forms.fields import TextField
from network.layout import Part
from network.person import Person, with_predecessors
from network.services.typed import Typed
from network.text import normalise, one_line, without_hidden

from .choices import cells_without_unit, demanded_of, offer, suggest_units
from .contents import NOTE_LENGTH, ContentFields
from .facts import FACTS
from .fields import Party, Unit
from .typed import TypedNames

FACTS_ELSEWHERE = '{% include "activities/form/facts_elsewhere.html" %}'
AS_STORED = ("title", "summary", "description", "method", "target_group", "expected_reach")


@dataclass(frozen=True)
class Shown:
    """What the form shows before anybody writes: an activity as it stands, or what a new one begins with.

    Without `facts` the fields of the facts are left out, without `note` that of the greeting to the office. `consents`
    are answers of external parties, `comments` the office's by field; `declined` are organisations that said no.
    `version` and `form_key` say what is written on. `base` is what the form showed, where somebody has saved since
    then: names typed in either are the same names.
    """

    content: Content = field(default_factory=Content)
    facts: Facts | None = None
    note: str | None = ""
    consents: Mapping[int, bool] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    declined: frozenset[int] = frozenset()
    base: Content = field(default_factory=Content)
    version: int | None = None
    form_key: uuid.UUID | None = None


class ActivityForm(TypedNames, ContentFields):
    """Everything about an activity on one page, in five parts. A draft demands a title only.

    When it is sent in (`submits`), it says all that is missing at once: of its own, and what submitting demands. While
    one only `searches` in it, nothing is at fault.
    """

    labels = LABELS

    def __init__(
        self,
        *args: Any,
        person: Person,
        reference: Reference,
        shown: Shown,
        submits: bool = False,
        searches: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.reference, self.submits, self.searches = person, reference, submits, searches
        self.before, self.base, self.declined, self.typed = shown.content, shown.base, shown.declined, Typed(person)
        self.agreed = shown.consents
        offer(self, person, reference, self.before)
        if person.is_office:
            self.fields["note"].label = _("Hälsning till den som granskar")
        self._show(shown)
        self._ask_for_what_is_chosen()
        self._lay_out()

    def full_clean(self) -> None:
        """Ask nothing of what is not to be saved."""
        if not self.searches:
            super().full_clean()
            return
        self._errors, self.cleaned_data = ErrorDict(), {}

    def clean_needs(self) -> frozenset[int]:
        """Needs that exist; those that are new here one must see."""
        chosen: frozenset[int] = self.cleaned_data["needs"]
        there = Need.objects.filter(pk__in=chosen & self.before.needs) | Need.objects.visible_to(self.person).filter(
            pk__in=chosen - self.before.needs
        )
        if chosen and there.count() < len(chosen):
            raise ValidationError(FAULTS["needs"])
        return chosen

    def clean_note(self) -> str:
        """As long as somebody writes; what stood there already may be of two."""
        note: str = self.cleaned_data["note"]
        if len(note) > NOTE_LENGTH and "note" in self.changed_data:
            told = TextField.default_error_messages["max_length"]
            raise ValidationError(told, params={"limit_value": NOTE_LENGTH, "show_value": len(note)})
        return note

    def clean(self) -> dict[str, Any]:
        """What the fields say together; and all that submitting demands, so that faults come in one round."""
        cleaned = super().clean()
        self.refuse_units()
        faults = {} if self.errors.keys() & {"lead", "cells", "units"} else self._units_left_behind()
        if self.submits:
            faults = faults_when_submitting(self.content(), self.declined) | faults
        if self.has_error("lead"):
            faults.pop("co_owners", None)  # how many take part is not known
        for name, text in faults.items():
            if not self.has_error(name):
                self.add_error(name, text)
        return cleaned

    @property
    def with_facts(self) -> bool:
        """Whether status, dates and reach stand in the form: until the first publication."""
        return "status" in self.fields

    def content(self) -> Content:
        """What was sent. Names that nobody knows are ids below zero, until the service stores `typed`."""
        cleaned, empty = self.cleaned_data, Content()
        sent = {name: cleaned.get(name, getattr(empty, name)) for name in (*AS_STORED, *PARTIES, "goals", "needs")}
        sent |= {name: _lines(sent[name]) for name in ("summary", "description", "target_group", "expected_reach")}
        sent |= {name: frozenset(sent[name]) for name in ("goals", "needs")}
        sent["title"] = one_line(sent["title"])
        sent["externals"] = frozenset(self.party_id(party) for party in cleaned.get("externals", ()))
        cells = frozenset(map(self._cell, cleaned.get("cells", ())))
        return Content(**sent, lead=cleaned.get("lead"), cells=cells | self._cells_not_shown())

    def consents(self) -> dict[int, bool]:
        """External party → whether it agreed to be named, for those answered in this form."""
        return {self.party_id(party): party.consent for party in self.cleaned_data["externals"] if party.answered}

    def greeting(self) -> Greeting | None:
        """The greeting to the office, where the form has it."""
        if "note" not in self.fields:
            return None
        shown = self.data.get(self["note"].html_initial_name, "")
        return Greeting(_lines(without_hidden(shown)), _lines(without_hidden(self.cleaned_data["note"])))

    def _cell(self, value: str) -> Cell:
        level, area = (int(part) for part in value.split("-"))
        demands_unit = self.reference.levels[level].demand == Level.Demand.UNIT
        unit = self.cleaned_data.get("units", {}).get(value) if demands_unit else None
        return Cell(level, area, self.unit_id(unit) if unit else None)

    def _cells_not_shown(self) -> frozenset[Cell]:
        """Cells whose level or area is no longer used stay: nobody could see them to take them away.

        But not one that lacks a unit of the lead, where its level demands one: nobody could write it.
        """
        offered = {value for value, _label in self.fields["cells"].choices}
        hidden = (cell for cell in self.before.cells if f"{cell.level}-{cell.area}" not in offered)
        led_alike = self.cleaned_data.get("lead") == self.before.lead
        demanding = {level.pk for level in self.reference.levels.values() if level.demand == Level.Demand.UNIT}
        return frozenset(cell for cell in hidden if cell.level not in demanding or (cell.unit and led_alike))

    def _units_left_behind(self) -> dict[str, str]:
        """Another leads it now, and the unit of the one before still stands in a cell: which one did they mean?"""
        lead, rows = self.cleaned_data.get("lead"), self.reference.organisations
        if lead in (None, self.before.lead):
            return {}
        homes = (None, *with_predecessors(frozenset({lead})))
        before = {cell.place: rows[cell.unit] for cell in self.before.cells if cell.unit in rows}
        for cell in map(self._cell, self.cleaned_data["cells"]):
            old, typed = before.get(cell.place), self.typed.waiting.get(cell.unit or 0)
            if old and typed and old.parent not in homes and normalise(old.name) == normalise(typed.name):
                self.fields["units"].widget.wanting |= {f"{cell.level}-{cell.area}"}
                return {"units": stays_with(old.name, rows[old.parent].name)}
        return {}

    def _show(self, shown: Shown) -> None:
        values = self._values(shown.content, shown.consents)
        values |= {"form_key": shown.form_key or uuid.uuid4(), "version": shown.version, "note": shown.note}
        for name, value in values.items():
            self.fields[name].initial = value
        if shown.note is None:
            del self.fields["note"]
        self._show_facts(shown.facts)
        self._show_comments(shown.comments)

    def _values(self, content: Content, consents: Mapping[int, bool]) -> dict[str, Any]:
        """The content as the fields show it."""
        names = {row.pk: row.name for row in self.reference.organisations.values()}
        values = {name: getattr(content, name) for name in AS_STORED}
        values |= {name: sorted(getattr(content, name)) for name in ("co_owners", "participants", "goals", "needs")}
        values["cells"] = [f"{cell.level}-{cell.area}" for cell in content.cells]
        values["units"] = {
            f"{cell.level}-{cell.area}": Unit(names.get(cell.unit, ""), cell.unit)
            for cell in content.cells
            if cell.unit
        }
        agreed = [(names.get(pk, ""), consents.get(pk, False), pk) for pk in content.externals]
        values["externals"] = sorted(Party(name, consent, consent, pk) for name, consent, pk in agreed)
        return values | ({"lead": content.lead} if content.lead else {})

    def _show_facts(self, facts: Facts | None) -> None:
        if facts is not None:
            self.prepare_facts(facts, self.reference)
            return
        for name in (*FACTS, "facts_base"):
            del self.fields[name]

    def _show_comments(self, comments: Mapping[str, str]) -> None:
        template = '{} <span class="comment"><b>{}</b> {}</span>'
        for name in comments.keys() & self.fields.keys():
            told = self.fields[name]
            told.help_text = format_html(template, told.help_text, _("Projektkontoret:"), comments[name])
            told.has_remark = True

    def _ask_for_what_is_chosen(self) -> None:
        """What the ticked cells and the lead make of the other fields."""
        suggest_units(self, self.reference)
        self.fields["units"].widget.wanting = cells_without_unit(self)
        self.demanded = frozenset({"title", "summary", "cells", "lead"}) | demanded_of(
            self, self.reference, self.declined
        )

    def _lay_out(self) -> None:
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.form_show_errors = True
        self.helper.layout = layout(self.with_facts, "note" in self.fields)
        self.order_fields(pointer.name for pointer in self.helper.layout.get_field_names())  # so faults are told


def layout(with_facts: bool, with_note: bool) -> Layout:
    """The five parts. A test compares them with the form's fields: one left out would vanish silently."""
    thread = _l("Frivilligt i ett utkast. Det är så den röda tråden blir hel.")
    facts = [_pair("status", "reached"), _pair("start_date", "end_date")] if with_facts else [HTML(FACTS_ELSEWHERE)]
    method = _pair("method", "step") if with_facts else "method"
    how = [_pair("target_group", "expected_reach"), *facts, method, *(["note"] if with_note else [])]
    return Layout(
        Part(1, _l("Vad ska ni göra?"), "title", "summary", "description"),
        Part(2, _l("Var i matrisen hör den hemma?"), "cells", "units"),
        Part(3, _l("Vilka gör det?"), "lead", "co_owners", "participants", "externals"),
        Part(4, _l("Vilka mål och behov handlar det om?"), "goals", "needs", hint=thread),
        Part(5, _l("Hur, när och för vem?") if with_facts else _l("Hur och för vem?"), *how),
        "form_key",
        "version",
        *(["facts_base"] if with_facts else []),
    )


def _pair(*names: str) -> Div:
    return Div(*names, css_class="g2")


def _lines(text: str) -> str:
    return "\n".join(text.strip().splitlines())
