"""Names that are typed in the form for an activity: external parties and units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.content import Content
from activities.reference import OrganisationRow, Reference
from network.models import Organisation
from network.services.typed import Typed
from network.text import is_name, normalise

from .fields import Party, Unit

Kind = Organisation.Kind
NO_NAME = _l("”{name}” är inget namn. Skriv hela namnet.")


class TypedNames(forms.Form):
    """What a form does with them: who each is, and what is none (decision 0012)."""

    if TYPE_CHECKING:
        reference: Reference
        before: Content
        base: Content
        typed: Typed

    def clean_externals(self) -> list[Party]:
        """None is called as somebody who is chosen, as the city itself or as nobody; what stood there before may stay,
        and the office looks at it.
        """
        parties: list[Party] = self.cleaned_data["externals"]
        told = {i: text for i, party in enumerate(self["externals"].data) if (text := self._wrong_party(party))}
        if told:
            self.fields["externals"].widget.refuse(told)
            raise ValidationError(list(dict.fromkeys(told.values())))
        return parties

    def _wrong_party(self, party: Party) -> str:
        """Where it belongs instead, if it is none that comes from outside."""
        if self._held(party, self.before.externals, self.base.externals):
            return ""
        if not is_name(party.name):
            return NO_NAME.format(name=party.name)
        leads = self.reference.organisations.get(self.cleaned_data.get("lead"))
        if leads and leads.is_called(party.name):
            return _("”{name}” är ansvarig och kan inte vara extern part också.").format(name=party.name)
        if self.reference.is_ourselves(party.name):
            return _("”{name}” är vi själva. Sök verksamheten bland medägare eller medverkande i stället.").format(
                name=party.name
            )
        row = self.reference.inside_called(party.name, units=True)
        return _where_instead(party.name, self.reference, row, leads) if row else ""

    def refuse_units(self) -> None:
        """None in a ticked cell is an organisation of its own, or no name, but what stood there before.

        Asked when the cells are known: what was written in a cell that is no longer ticked is not sent.
        """
        units, ticked = self.cleaned_data.get("units", {}), self.cleaned_data.get("cells", ())
        wrong = {value: text for value in units.keys() & set(ticked) if (text := self._wrong_unit(units[value]))}
        if wrong:
            self.fields["units"].widget.wanting |= wrong.keys()
            self.add_error("units", list(dict.fromkeys(wrong.values())))

    def _wrong_unit(self, unit: Unit) -> str:
        """What is wrong with it, if it is no unit."""
        if self._held(unit, self.before.units, self.base.units):
            return ""
        if not is_name(unit.name):
            return NO_NAME.format(name=unit.name)
        if not (self.reference.is_ourselves(unit.name) or self.reference.inside_called(unit.name, units=False)):
            return ""
        text = _("”{name}” är en egen verksamhet. Skriv vilken enhet det gäller hos den som är ansvarig.")
        return text.format(name=unit.name)

    def party_id(self, party: Party) -> int:
        """The id of an external party; below zero where nobody knows it yet."""
        held = self._held(party, self.before.externals, self.base.externals)
        return held[0].pk if held else self.typed.id_of(party.name, kind=Kind.EXTERNAL)

    def unit_id(self, unit: Unit) -> int:
        """The id of a unit of who leads; below zero where nobody knows it yet."""
        lead = self.cleaned_data.get("lead")
        held = [
            row
            for row in self._held(unit, self.before.units, self.base.units)
            if lead == self.before.lead or row.parent in (None, lead)
        ]
        return held[0].pk if held else self.typed.id_of(unit.name, kind=Kind.UNIT, parent=lead)

    def _held(self, typed: Party | Unit, *ids: frozenset[int]) -> list[OrganisationRow]:
        """Those of `ids` that it is: the one the form showed, under whatever name it has by now, else those called so.
        Whoever typed them, they stay the same. The newest version's go first.
        """
        rows = self.reference.organisations
        ordered = [pk for some in ids for pk in sorted(some) if pk in rows]
        shown = rows.get(typed.pk)
        same = shown.successor if shown and shown.merged else typed.pk
        if same in ordered:
            return [rows[same]]
        return [rows[pk] for pk in ordered if normalise(rows[pk].name) == normalise(typed.name)]


def _where_instead(name: str, reference: Reference, row: OrganisationRow, leads: OrganisationRow | None) -> str:
    """Where what is no external party belongs instead."""
    if leads and row.kind == Kind.UNIT and row.parent == leads.pk:
        text = _("”{name}” är en enhet hos den som är ansvarig. Välj en ruta på nivån för enheter i del 2 i stället.")
        return text.format(name=name)
    owner = reference.organisations.get(row.parent) if row.kind == Kind.UNIT and row.parent else None
    if owner:
        text = _("”{name}” är en enhet hos {owner}. Sök {owner} bland medägare eller medverkande i stället.")
        return text.format(name=name, owner=owner.name)
    text = _("”{name}” finns bland verksamheterna. Sök den bland medägare eller medverkande i stället.")
    return text.format(name=name)
