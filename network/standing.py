"""How things stand with a person, in words: duties, roles, invitations."""

from __future__ import annotations

import datetime
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from network import rules
from network.dates import long_date
from network.models import ContactPerson, Organisation, User
from network.roles import ADMIN, OFFICE, READER, ROLES
from network.text import listed


class NoDuty(NamedTuple):
    """What one is told who has no duty today: what has become of it, line by line."""

    heading: str
    lines: list[str]


class Waiting(NamedTuple):
    """Somebody (id) whom an organisation waits for, in words; `resend` where a new link can be sent."""

    person: int
    text: str
    resend: bool


def roles_of(user: User) -> list[tuple[str, str]]:
    """Key and name of each role; the groups are already read."""
    return [(role.key, str(role.name)) for role in ROLES if rules.has_role(user, role.key)]


def duty_of(seat: ContactPerson) -> str:
    """A seat in words."""
    return f"{seat.organisation.name}, {seat.get_role_display().lower()}"


def duties_of(user: User) -> list[str]:
    """Roles and seats in words; groups and seats are already read."""
    return [name for _key, name in roles_of(user)] + [duty_of(seat) for seat in user.seats.all() if seat.ended is None]


def as_what(kind: str, organisation: Organisation | None = None, role: str = "") -> str:
    """What somebody is invited or added as, after «som»: «kontaktperson för Kulturförvaltningen»."""
    if kind == rules.CONTACT:
        words = _("ersättare för %s") if role == ContactPerson.Role.DEPUTY else _("kontaktperson för %s")
        return words % (organisation.name if organisation else "")
    return {
        READER.key: _("läsare"),
        OFFICE.key: _("medarbetare på projektkontoret"),
        ADMIN.key: _("administratör"),
    }.get(kind, "")


def offered_to(user: User) -> str:
    """Everything that somebody is invited as: «kontaktperson för A, ersättare för B och läsare»."""
    seats = user.seats.held().with_organisation()
    words = [as_what(rules.CONTACT, seat.organisation, seat.role) for seat in seats]
    return listed([*words, *(as_what(key) for key, _name in roles_of(user))])


def last_day_from(moment: datetime.datetime) -> datetime.datetime:
    """When a link expires that was sent at `moment`."""
    return moment + timedelta(days=settings.INVITATION_DAYS)


def without_duty(user: User) -> NoDuty:
    """For one who may do nothing today: which seats have ended or are to begin, and when."""
    today = timezone.localdate()
    seats = list(user.seats.with_organisation())
    ended = [seat for seat in seats if seat.ended and seat.starts <= today]
    coming = [seat for seat in seats if seat.ended is None]
    if coming:
        heading = _("Ditt uppdrag har inte börjat än")
    else:
        heading = _("Ditt uppdrag har upphört") if ended else _("Du har inget uppdrag i portalen")
    return NoDuty(heading, [_of_seat(_("Du blir {what} {date}."), seat, seat.starts) for seat in coming] + [
        _of_seat(_("Du var {what}. Uppdraget upphörde {date}."), seat, seat.ended) for seat in ended
    ])  # fmt: skip


def _of_seat(sentence: str, seat: ContactPerson, day: datetime.date) -> str:
    what = as_what(rules.CONTACT, seat.organisation, seat.role)
    return sentence.format(what=what, date=long_date(day))


def link_in_words(user: User) -> tuple[str, bool]:
    """«länken går ut 3 december 2026», and whether it still works; for one who is invited."""
    expires = last_day_from(user.invited_at)  # type: ignore[arg-type]
    works = expires >= timezone.now()
    words = _("länken går ut %s") if works else _("länken gick ut %s")
    return words % long_date(expires), works


def waited_for() -> dict[int, Waiting]:
    """Organisation → who holds its ordinary seat without being able to use it yet."""
    return {
        seat.organisation_id: Waiting(seat.person_id, _waiting_in_words(seat.person), _may_be_sent(seat.person))
        for seat in ContactPerson.objects.waited_for()
    }


def _may_be_sent(user: User) -> bool:
    return not user.is_active and user.invited_at is not None and not rules.is_administrator(user)


def _waiting_in_words(user: User) -> str:
    if user.is_active:
        return _("%(name)s har uppdraget, men det har inte börjat.") % {"name": user.name}
    if user.invited_at is None:
        return _("%(name)s har uppdraget, men kontot är stängt.") % {"name": user.name}
    return _("Inbjuden: %(name)s, %(link)s") % {"name": user.name, "link": link_in_words(user)[0]}


def state_of(user: User) -> tuple[str, str]:
    """How things stand with a person, in words, and how strongly to show it ("", "solid", "warn")."""
    if rules.is_anonymous(user):
        return _("Borttagen ur registret"), ""
    if not duties_of(user):
        ended = [seat.ended for seat in user.seats.all() if seat.ended]
        return (_("Uppdraget upphörde %s") % long_date(max(ended)) if ended else _("Inget uppdrag")), ""
    if user.is_active:
        return _("Aktiv"), ""
    if user.invited_at:
        words, works = link_in_words(user)
        return _("Inbjuden, %s") % words, "solid" if works else "warn"
    return _("Kontot är stängt"), "warn"
