"""Gaps among organisations: without a contact person, ended with one, and typed names that nobody has confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.reference import Reference
from network.dates import word
from network.models import ContactPerson, Organisation
from network.querysets import OrganisationQuerySet
from network.standing import Waiting, waited_for
from network.text import by_name, capital, listed, swedish_order

from .shape import Kind, Row, no_rows

CONFIRM = "/kontor/verksamheter/"
NAMED = 3  # names told on the desk before "och n till"


def _organisation_rows(organisations: Sequence[Organisation], ref: Reference) -> list[Row]:
    waiting = waited_for()
    return [_organisation_row(row, waiting.get(row.pk)) for row in by_name(organisations)]


def _organisation_row(row: Organisation, waiting: Waiting | None) -> Row:
    """Somebody to invite; where somebody is invited, to invite again; else to look at."""
    people = f"/kontor/personer/?organisation={row.key}"
    if waiting is None:
        invite = f"/kontor/personer/bjud-in/?organisation={row.key}"
        return Row(row.name, str(row.get_kind_display()), people, invite, _("Bjud in"))
    person = f"/kontor/personer/{waiting.person}/"
    if waiting.resend:
        return Row(row.name, waiting.text, person, f"{person}skicka-igen/", _("Skicka igen"), sends=True)
    return Row(row.name, waiting.text, person, person, _("Visa personen"))


def _tell_organisations(organisations: OrganisationQuerySet, count: int, ref: Reference) -> str:
    names = [row.name for row in by_name(organisations)[:NAMED]]
    rest = count - len(names)
    missing = f"{listed(names)}."
    if rest > 0:
        missing = _("{names} och {n} till.").format(names=", ".join(names), n=word(rest))
    return f"{missing} {_tell_invited(ContactPerson.objects.invited_to(organisations).count())}".strip()


def _tell_invited(count: int) -> str:
    if not count:
        return ""
    return _("En person är inbjuden.") if count == 1 else _("{n} personer är inbjudna.").format(n=capital(word(count)))


def _seat_rows(seats: Sequence[ContactPerson], ref: Reference) -> list[Row]:
    text = _("{name} har uppdraget kvar. Den som ska fortsätta behöver ett uppdrag i en annan verksamhet.")
    rows = []
    for seat in sorted(seats, key=lambda seat: swedish_order(seat.organisation.name)):
        name, person = ref.organisations[seat.organisation_id].name, f"/kontor/personer/{seat.person_id}/"
        rows.append(Row(name, text.format(name=seat.person.name), person, person, _("Avsluta uppdraget")))
    return rows


def _tell_typed(organisations: OrganisationQuerySet, count: int, ref: Reference) -> str:
    units = organisations.units().count()
    parties = count - units
    parts = [
        *([_("en enhet") if units == 1 else _("{n} enheter").format(n=word(units))] if units else []),
        *(
            [_("en extern part") if parties == 1 else _("{n} externa parter").format(n=word(parties))]
            if parties
            else []
        ),
    ]
    return f"{capital(listed(parts))}."


CONTACTS = Kind(
    "utan-kontaktperson", _l("Verksamheter utan kontaktperson"),
    _l("Varje förvaltning och bolag i koncernen ska ha en ordinarie kontaktperson."), _l("Bjud in"),
    lambda ref: Organisation.objects.without_contact().order_by("name"), _organisation_rows, _tell_organisations,
    more=("/kontor/personer/", _l("Alla personer")),
)  # fmt: skip
ENDED = Kind(
    "uppdrag-i-upphorda", _l("Uppdrag i verksamheter som har upphört"),
    _l("Verksamheten har upphört eller blivit en annan, men någon är fortfarande kontaktperson där."), _l("Avsluta"),
    lambda ref: ContactPerson.objects.in_ended().select_related("person").with_organisation(),
    _seat_rows, more=("/kontor/personer/", _l("Alla personer")),
)  # fmt: skip
TYPED = Kind(
    "att-bekrafta", _l("Namn att bekräfta"), _l("Enheter och externa parter, skrivna för hand."), _l("Bekräfta"),
    lambda ref: Organisation.objects.to_confirm(), no_rows, _tell_typed, closed_at=CONFIRM,
)  # fmt: skip
