"""The network: organisations by kind, what they do and who is the way in: /natverk/."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.models import Activity
from activities.reference import OrganisationRow, Reference, reference
from activities.wording import activities_in_words
from network import rules
from network.access import allowed, anyone, unchanged
from network.change import Stamped
from network.models import ContactPerson, Organisation
from network.person import Person
from network.request import Request
from network.standing import Waiting, waited_for

Kind = Organisation.Kind
KINDS = (  # in the order they are shown, with the heading of each
    (Kind.DEPARTMENT, _l("Förvaltningar")),
    (Kind.COMPANY, _l("Bolag")),
    (Kind.COMMITTEE, _l("Nämnder")),
    (Kind.ASSOCIATION, _l("Kommunalförbund")),
    (Kind.EXTERNAL, _l("Externa parter")),
)


class Contact(NamedTuple):
    """A contact person as far as one may see: `email` is empty for those who may not have it."""

    name: str
    email: str
    deputy: bool


class OrganisationItem(NamedTuple):
    """An organisation in the list. `unnamed`: it has a contact person who is not shown. `lacking`: says that it must
    have an ordinary one and has none.

    For the office `waiting` says whom it has invited there, and `invite` leads to inviting somebody where it has not.
    """

    key: str
    name: str
    units: str
    contacts: list[Contact]
    unnamed: bool
    lacking: str
    done: str
    address: str
    invite: str
    waiting: Waiting | None


class Group(NamedTuple):
    """The organisations of one kind; `brief` where none of them must have a contact person."""

    kind: str
    heading: str
    brief: bool
    items: list[OrganisationItem]


class Seats(NamedTuple):
    """Which organisations have an ordinary contact person, which a deputy, which must have one; whose names are shown;
    who is invited.
    """

    held: set[int]
    deputies: set[int]
    needed: set[int]
    shown: dict[int, list[Contact]]
    waiting: dict[int, Waiting]


@unchanged
@allowed(anyone)
def network(request: Request) -> HttpResponse:
    """Everybody who takes part, who is the way in, and what each does."""
    stamp, person = Stamped(*request.stamp), request.person
    ref, seats = reference(stamp), _seats(person)
    counts = Activity.objects.visible_to(person).listed().count_by_organisation(person)
    needed, held = len(seats.needed), len(seats.needed & seats.held)
    shown = {
        "groups": _groups(ref, seats, counts, person),
        "heading": _heading(held, needed),
        "missing": needed - held,
    }
    return render(request, "network/network.html", shown)


def _seats(person: Person) -> Seats:
    held = ContactPerson.objects.held_by_role()
    needed = set(Organisation.objects.needing_contact().values_list("pk", flat=True))
    emails = rules.may_see_contact_emails(person)
    rows = ContactPerson.objects.active().visible_to(person).ordinary_first()
    shown: dict[int, list[Contact]] = defaultdict(list)
    columns = ("organisation", "person__name", "person__email", "role", "shown")
    for organisation, name, email, role, chosen in rows.values_list(*columns):
        may = emails or chosen == ContactPerson.Shown.ADDRESS
        contact = Contact(name, email if may else "", role == ContactPerson.Role.DEPUTY)
        shown[organisation].append(contact)
    ordinary, deputies = held[ContactPerson.Role.ORDINARY], held[ContactPerson.Role.DEPUTY]
    return Seats(ordinary, deputies, needed, shown, waited_for() if person.is_office else {})


def _groups(ref: Reference, seats: Seats, counts: dict[int, int], person: Person) -> list[Group]:
    units: dict[int, list[str]] = defaultdict(list)
    for row in ref.organisations.values():
        if row.kind == Kind.UNIT and row.confirmed and row.current and row.parent:
            units[row.parent].append(row.name)
    groups = []
    for kind, heading in KINDS:
        rows = [row for row in ref.organisations.values() if row.kind == kind and _is_listed(row, counts, person)]
        rows.sort(key=lambda row: not row.current)  # those that ended last; by name before that
        items = [_item(row, units[row.pk], seats, counts, person) for row in rows]
        groups.append(Group(kind.value, str(heading), kind not in Organisation.WITH_CONTACT, items))
    return [group for group in groups if group.items]


def _is_listed(row: OrganisationRow, counts: dict[int, int], person: Person) -> bool:
    """Confirmed ones of today, and what became another one; others, and an external party, only where one may see that
    it takes part in something.
    """
    there = row.current or bool(row.successor)
    open_to_all = row.kind != Kind.EXTERNAL or person.is_office
    return row.confirmed and (row.pk in counts or (there and open_to_all))


def _item(
    row: OrganisationRow, units: list[str], seats: Seats, counts: dict[int, int], person: Person
) -> OrganisationItem:
    count = counts.get(row.pk, 0)
    contacts = [] if row.ended else seats.shown.get(row.pk, [])
    lacking = _lacking(row.pk, seats)
    waiting = seats.waiting.get(row.pk) if lacking else None
    invite = f"/kontor/personer/bjud-in/?organisation={row.key}" if lacking and person.is_office and not waiting else ""
    return OrganisationItem(
        key=row.key,
        name=_("{name} (finns inte längre)").format(name=row.name) if row.ended and not row.successor else row.name,
        units=", ".join(units),
        contacts=contacts,
        unnamed=row.pk in seats.held and not contacts and not row.ended,
        lacking=lacking,
        done=activities_in_words(count) if count else _("Ingen aktivitet ännu"),
        address=f"/aktiviteter/?organisation={row.key}" if count else "",
        invite=invite,
        waiting=waiting,
    )


def _lacking(pk: int, seats: Seats) -> str:
    if pk not in seats.needed - seats.held:
        return ""
    return _("Saknar ordinarie kontaktperson") if pk in seats.deputies else _("Saknar kontaktperson")


def _heading(held: int, needed: int) -> str:
    if not needed:
        return _("Nätverket")
    if held == needed:
        return _("Alla {n} förvaltningar och bolag har en kontaktperson").format(n=needed)
    return _("{n} av {m} förvaltningar och bolag har en kontaktperson").format(n=held, m=needed)
