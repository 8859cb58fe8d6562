"""Which organisations an activity names to whom: the rule of rules.may_see_party over rows, without a query each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from activities.models import ActivityOrganisation
from activities.querysets import Named
from activities.reference import Reference
from network.person import Person

Role = ActivityOrganisation.Role


class Party(NamedTuple):
    """An organisation as the page names it: role and, for those who see the work, its answer in words."""

    organisation: int
    name: str
    role: str
    answer: str


def owners(named: Iterable[Named]) -> frozenset[int]:
    """Lead and co-owners that accepted, as Activity.owners."""
    return frozenset(
        row.organisation for row in named if row.role == Role.LEAD or (row.role == Role.CO_OWNER and row.state == "ja")
    )


def sees_work(person: Person, named: Iterable[Named]) -> bool:
    """As rules.may_see_work, from rows already read."""
    return person.is_office or bool(person.organisations & owners(named))


def is_shown(person: Person, row: Named, *, work: bool) -> bool:
    """As rules.may_see_party: leads, those that accepted or consented, own ones; all to those who see the work."""
    if work or row.role == Role.LEAD:
        return True
    if row.role == Role.EXTERNAL:
        return row.consent
    return row.state == "ja" or (bool(row.state) and row.organisation in person.organisations)


def lead_of(named: Iterable[Named], ref: Reference) -> str:
    """The name of the lead; empty where an office draft has none."""
    return next((ref.organisations[row.organisation].name for row in named if row.role == Role.LEAD), "")


def others(named: list[Named], person: Person, ref: Reference) -> list[Party]:
    """Everybody but the lead whom `person` may see, co-owners first; answers only for those who see the work."""
    work = sees_work(person, named)
    order = [Role.CO_OWNER, Role.PARTICIPANT, Role.EXTERNAL]
    shown = [row for row in named if row.role != Role.LEAD and is_shown(person, row, work=work)]
    positions = {pk: position for position, pk in enumerate(ref.organisations)}
    shown.sort(key=lambda row: (order.index(Role(row.role)), positions.get(row.organisation, 0)))
    return [
        Party(row.organisation, ref.organisations[row.organisation].name, row.role, _answer(row) if work else "")
        for row in shown
        if row.organisation in ref.organisations
    ]


def _answer(row: Named) -> str:
    if row.role == Role.EXTERNAL:
        return "" if row.consent else _("har inte sagt ja till att nämnas, så namnet syns inte för andra")
    told = {"inbjuden": _("inbjuden, har inte svarat"), "nej": _("tackade nej"), "ja": ""}
    return told.get(row.state, _("får en inbjudan när aktiviteten skickas in"))
