"""Invitations: who gets a seat or a role, and the link that opens an account."""

from datetime import timedelta
from typing import NamedTuple

from auditlog.context import set_actor
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network import accounts, rules, standing
from network.change import change
from network.dates import long_date
from network.mail import send_directly
from network.models import ContactPerson, Organisation, User
from network.person import Person

from .duties import add_role, take_seat, tell_given
from .shared import check_edit, clear_faults, locked, new_user

Role = ContactPerson.Role


class Invited(NamedTuple):
    """What came of an invitation: who, and whether a link went by mail (None: the account is open already)."""

    user: User
    mailed: bool | None


class AccountExists(Exception):
    """Somebody has the address already: nothing is stored before the office has seen who, and said yes."""

    def __init__(self, user: User) -> None:
        super().__init__(user.pk)
        self.user = user


def invite(
    *,
    by: Person,
    name: str,
    email: str,
    kind: str,
    organisation: Organisation | None = None,
    role: str = Role.ORDINARY,
    account: int | None = None,
) -> Invited:
    """Give a duty or role to the one with this address; who has no open account gets a link by mail.

    `account` is the id of the account that the office was shown; without it an address in use raises AccountExists.
    """
    if not rules.may_give(by, kind):
        raise PermissionDenied(_("Bara en administratör kan ge den rollen."))
    with clear_faults(), change(reference=True):
        known = User.objects.select_for_update().filter(email=email.strip().lower()).first()
        user = known or new_user(name, email)
        check_edit(by, user)
        seat = take_seat(user, organisation, role) if kind == rules.CONTACT else None
        if not seat:
            add_role(user, kind)
        _prepare_invitation(user, by)
        if known and known.pk != account:
            raise AccountExists(known)  # and all of the above is taken back
        if known:
            tell_given(user, by, seat=seat, key=kind)
    return Invited(user, None if user.is_active else send_invitation(user))


def resend_invitation(user_id: int, *, by: Person) -> bool:
    """Send a new link, which kills the old one. False if the mail server did not take it."""
    with change(reference=True):
        user = locked(user_id, by)
        if user.is_active:
            raise ValidationError(_("%(name)s har redan ett konto och behöver ingen inbjudan.") % {"name": user})
        if not user.has_duty:
            raise ValidationError(_("%(name)s har inget uppdrag. Ge ett uppdrag först.") % {"name": user})
        _prepare_invitation(user, by)
    return send_invitation(user)


def send_invitation(user: User) -> bool:
    """Mail the link that opens the account, past the outbox. Not inside a transaction."""
    seat = user.seats.held().select_related("organisation").first()
    context = {
        "path": reverse("invitation", args=[accounts.invitation_token(user)]),
        "last_day": long_date(timezone.localdate() + timedelta(days=settings.INVITATION_DAYS)),
        "organisation": seat.organisation.name if seat else "",
        "is_deputy": bool(seat and seat.role == Role.DEPUTY),
        "offered": standing.offered_to(user),
    }
    return send_directly("invitation", user, context)


def accept_invitation(token: str, *, password: str = "") -> User:
    """Open the account of the one the link was sent to; without a password only a code by mail logs in."""
    with change(reference=True):
        user = User.objects.select_for_update().filter(pk=accounts.invited_id(token)).first()
        if user is None or not accounts.opens(token, user):
            raise ValidationError(_("Länken gäller inte längre."))
        user.set_password(password or None)
        user.is_active = True
        user.invited_at = None
        with set_actor(user):  # nobody was logged in yet
            user.save(update_fields=["password", "is_active", "invited_at"])
    return user


def _prepare_invitation(user: User, by: Person) -> None:
    """A new moment of invitation, which every older link dies of; nothing for one who has an open account."""
    if user.is_active:
        return
    if not rules.may_open(by, user):
        raise ValidationError(_("Kontot är stängt. Bara en administratör kan öppna det igen."))
    user.invited_at = timezone.now()
    user.save(update_fields=["invited_at"])
