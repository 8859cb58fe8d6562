"""What can be chosen in the form for an activity and by whom, and which other fields a chosen level demands."""

from __future__ import annotations

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities import rules
from activities.content import Content
from activities.models import Level
from activities.reference import OrganisationRow, Reference
from network.addresses import key_of
from network.layout import PickArea, PickLevel
from network.person import Person

from .fields import UnitPlace

Demand = Level.Demand

# What a level demands: the field it is about, and what the matrix says before one tries
DEMANDS = {
    Demand.UNIT: ("units", _l("skriv vilken enhet")),
    Demand.TWO_OF_GROUP: ("co_owners", _l("minst två verksamheter")),
    Demand.EXTERNAL: ("externals", _l("minst en extern part")),
}
SUGGESTED = 60  # leads whose units are suggested to who may name any


def offer(form: forms.Form, person: Person, reference: Reference, before: Content) -> None:
    """Give the form its choices; what stood before can stay."""
    _offer_cells(form, reference)
    _offer_organisations(form, person, reference, before)
    _offer_goals_and_methods(form, reference, before)


def _offer_cells(form: forms.Form, reference: Reference) -> None:
    areas, levels = reference.active_areas(), reference.active_levels()
    field, units = form.fields["cells"], form.fields["units"]
    field.choices = [(f"{v.pk}-{a.pk}", f"{v.label}, {a.heading}") for v in levels for a in areas]
    field.widget.areas = [PickArea(a.slot, a.hyphenated or a.heading, a.short_name) for a in areas]
    field.widget.levels = [PickLevel(v.hyphenated or v.label, *DEMANDS.get(v.demand, ())) for v in levels]
    units.widget.places = [
        UnitPlace(f"{v.pk}-{a.pk}", f"{v.label}, {a.short_name}")
        for v in levels
        for a in areas
        if v.demand == Demand.UNIT
    ]


def _offer_organisations(form: forms.Form, person: Person, reference: Reference, before: Content) -> None:
    parties = reference.that_can_take_part()
    leads = [row for row in parties if rules.may_lead(person, row.pk) or row.pk == before.lead]
    if before.lead and before.lead not in {row.pk for row in leads}:  # ended since: it may stay
        leads.insert(0, reference.organisations[before.lead])
    if not leads:  # all that one writes for has ended, or not begun
        told = _("Ingen av dina verksamheter kan vara ansvarig i dag. Hör av dig till projektkontoret.")
        form.fields["lead"].help_text = form.fields["lead"].error_messages["required"] = told
        form.fields["lead"].required = True
    empty = [("", _("Välj verksamhet"))] if person.is_office or not leads else []
    form.fields["lead"].choices = empty + [(row.pk, row.name) for row in leads]
    if not empty:  # a draft needs a title only
        form.fields["lead"].initial = leads[0].pk
    allowed = frozenset(row.pk for row in parties) | before.of_group
    form.fields["co_owners"].allowed = form.fields["participants"].allowed = allowed


def suggest_units(form: forms.Form, reference: Reference) -> None:
    """The units of who leads; while nobody does, those of all who may, each with whose it is."""
    lead = str(form["lead"].value() or "")
    leads = [pk for pk, _name in form.fields["lead"].choices if pk and lead in ("", str(pk))]
    rows = [unit for pk in leads[:SUGGESTED] for unit in reference.units_of(pk)]
    form.fields["units"].widget.suggestions = [(row.name, "" if lead else _owner(row, reference)) for row in rows]


def _owner(unit: OrganisationRow, reference: Reference) -> str:
    return reference.organisations[unit.parent].label if unit.parent else ""


def _offer_goals_and_methods(form: forms.Form, reference: Reference, before: Content) -> None:
    goals = [row for row in reference.goals.values() if row.active or row.pk in before.goals]
    form.fields["goals"].choices = [(row.pk, format_html("<b>{}.</b> {}", row.number, row.text)) for row in goals]
    methods = [row for row in reference.methods.values() if row.active or row.pk == before.method]
    form.fields["method"].choices = [("", _("Ingen metod vald")), *((row.pk, row.name) for row in methods)]


def demanded_of(form: forms.Form, reference: Reference, declined: frozenset[int]) -> frozenset[str]:
    """The fields that the levels of the ticked cells make more than optional.

    Two of the group may be the lead and one that takes part: then no co-owner is. A municipal association is not of the
    group, and somebody from outside already. Who `declined` is neither, as in demands.broken_demands.
    """
    ticked = form["cells"].value() or ()
    demands = {str(v.demand) for v in reference.active_levels() if any(c.startswith(f"{v.pk}-") for c in ticked)}
    names = {DEMANDS[Demand(demand)][0] for demand in demands if demand in DEMANDS}
    helping, owning = (_chosen(form[name], reference, declined) for name in ("participants", "co_owners"))
    lead = reference.organisations.get(key_of(form["lead"].value()))
    if len({row.pk for row in (lead, *helping) if row and row.in_group}) > 1:
        names -= {"co_owners"}
    if not all(row.in_group for row in (*helping, *owning)):
        names -= {"externals"}
    return frozenset(names)


def _chosen(field: forms.BoundField, reference: Reference, declined: frozenset[int]) -> list[OrganisationRow]:
    ids = {*map(key_of, field.value() or ())} - declined
    return [reference.organisations[pk] for pk in ids if pk in reference.organisations]


def cells_without_unit(form: forms.Form) -> frozenset[str]:
    """The ticked cells that demand a unit and have none yet."""
    places = {place.value for place in form.fields["units"].widget.places}
    return frozenset(places.intersection(form["cells"].value() or ()) - (form["units"].value() or {}).keys())
