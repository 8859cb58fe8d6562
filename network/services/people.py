"""What changes people: invitations, duties, roles, names and addresses, and making someone anonymous."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from auditlog.context import set_actor
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network import accounts, audit, rules
from network.change import change
from network.dates import long_date
from network.mail import send_directly
from network.models import ContactPerson, Organisation, User
from network.person import Person
from network.querysets import ANONYMOUS
from network.roles import ADMIN, OFFICE, ROLES

Role = ContactPerson.Role
STAFF = {OFFICE.key, ADMIN.key}  # the roles that open the administration


class Invited(NamedTuple):
    """What came of an invitation: who, whether the account is new, and whether a mail went (None: none needed)."""

    user: User
    is_new: bool
    mailed: bool | None


def invite(
    *, by: Person, name: str, email: str, kind: str, organisation: Organisation | None = None, role: str = Role.ORDINARY
) -> Invited:
    """Give a duty or role to the one with this address; who has no active account gets a link by mail."""
    if not rules.may_invite(by, kind):
        raise PermissionDenied(_("Bara en administratör kan bjuda in en administratör."))
    with _clear_faults(), change(reference=True):
        user = User.objects.select_for_update().filter(email=email.strip().lower()).first()
        is_new = user is None
        user = user or _new_user(name, email)
        _check_edit(by, user)
        if kind == rules.CONTACT:
            _take_seat(user, organisation, role)
        else:
            _add_role(user, kind)
        _prepare_invitation(user, by)
    return Invited(user, is_new, None if user.is_active else send_invitation(user))


def resend_invitation(user_id: int, *, by: Person) -> bool:
    """Send a new link, which kills the old one. False if the mail server did not take it."""
    with change(reference=True):
        user = _locked(user_id, by)
        if user.is_active:
            raise ValidationError(_("%(name)s har redan ett konto och behöver ingen inbjudan.") % {"name": user})
        if not _has_duty(user):
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
        "role": next((role.name for role in ROLES if user.groups.filter(name=role.key).exists()), ""),
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
            user.save()
    return user


def start_duty(user_id: int, *, by: Person, organisation: Organisation, role: str) -> ContactPerson:
    """Make someone who has an account contact person of one more organisation."""
    with _clear_faults(), change(reference=True):
        return _take_seat(_locked(user_id, by), organisation, role)


def end_duty(seat_id: int, *, by: Person) -> ContactPerson:
    """Take the right of a seat away at once; what was done stays with the organisation."""
    with change(reference=True):
        # the person first, as everywhere: two orders of locking would wait for each other
        user = _locked(ContactPerson.objects.values_list("person", flat=True).get(pk=seat_id), by)
        seat = ContactPerson.objects.select_for_update().get(pk=seat_id)
        if seat.ended is None:
            seat.ended = max(timezone.localdate(), seat.starts)
            seat.save(update_fields=["ended"])
            _withdraw_invitation(user)
    return seat


def end_role(user_id: int, key: str, *, by: Person) -> User:
    """Take the role of reader, office or administrator away at once."""
    with change(reference=True):
        user = _locked(user_id, by)
        if user.pk == by.user_id:
            raise ValidationError(_("Du kan inte ta bort din egen roll. Be en kollega göra det."))
        user.groups.remove(*Group.objects.filter(name=key))
        if user.is_superuser and key == ADMIN.key:
            user.is_superuser = False
        keep_staff_in_step(user)
        _withdraw_invitation(user)
    return user


def keep_staff_in_step(user: User) -> None:
    """The flag that opens the administration follows from the roles, and is never set by hand."""
    user.is_staff = user.is_superuser or user.groups.filter(name__in=STAFF).exists()
    user.save(update_fields=["is_staff", "is_superuser"])


def update_person(user_id: int, *, by: Person, name: str, email: str) -> bool | None:
    """Change name and address; one not yet active gets a link at the new address. Tells whether that mail went."""
    with _clear_faults(), change(reference=True):
        user = _locked(user_id, by)
        moved = user.email != email.strip().lower()
        user.name, user.email = name.strip(), email.strip().lower()
        if moved and user.invited_at:
            user.invited_at = timezone.now()
        user.full_clean()
        user.save()
    return send_invitation(user) if moved and user.invited_at else None


def update_own_name(name: str, *, by: Person) -> User:
    """Change the name that the others see."""
    if not by.user:
        raise PermissionDenied
    with change(reference=True):
        user = User.objects.select_for_update().get(pk=by.user_id)
        user.name = name.strip()
        user.full_clean()
        user.save(update_fields=["name"])
    return user


def anonymise(user_id: int, *, by: Person) -> User:
    """Take name and address away, here and in the audit log. The id stays, so that history still hangs together."""
    with change(reference=True):
        user = _locked(user_id, by)
        if not rules.may_anonymise(by, user):
            raise ValidationError(_("Avsluta först alla uppdrag och roller som personen har."))
        last = user.seats.select_related("organisation").order_by("-ended", "-pk").first()
        user.name = _("f.d. kontaktperson, %s") % last.organisation.label if last else _("f.d. användare")
        user.name = user.name[: User._meta.get_field("name").max_length]
        user.email = f"person-{user.pk}{ANONYMOUS}"
        user.is_active = user.is_staff = False
        user.invited_at = user.last_login = None
        user.set_unusable_password()
        user.save()
        user.seats.filter(show_publicly=True).update(show_publicly=False)
        audit.forget(user)
    return user


def make_office(email: str, *, name: str = "") -> User:
    """Make the first of the project office and administrator, from the command line of a new installation."""
    with change(reference=True):
        user = User.objects.select_for_update().filter(email=email.strip().lower()).first() or _new_user(name, email)
        user.is_active, user.invited_at = True, None
        user.name = name.strip() or user.name
        user.save()
        _add_role(user, OFFICE.key)
        _add_role(user, ADMIN.key)
    return user


def _locked(user_id: int, by: Person) -> User:
    user = User.objects.select_for_update().get(pk=user_id)
    _check_edit(by, user)
    return user


def _check_edit(by: Person, user: User) -> None:
    if not rules.may_edit_user(by, user):
        raise PermissionDenied(_("Bara en administratör kan ändra en administratörs konto."))
    if rules.is_anonymous(user):
        raise ValidationError(_("Personen är borttagen ur registret och kan inte ändras."))


def _new_user(name: str, email: str) -> User:
    user = User(name=name.strip() or email.split("@")[0], email=email.strip().lower(), is_active=False)
    user.set_unusable_password()
    user.full_clean()
    user.save()
    return user


def _prepare_invitation(user: User, by: Person) -> None:
    """A new moment of invitation, which every older link dies of; nothing for one who has an open account."""
    if user.is_active:
        return
    if user.last_login and not by.is_admin:
        raise ValidationError(_("Kontot är stängt. Bara en administratör kan öppna det igen."))
    user.invited_at = timezone.now()
    user.save(update_fields=["invited_at"])


def _withdraw_invitation(user: User) -> None:
    """A link that gives no duty any longer opens nothing."""
    if not user.is_active and not _has_duty(user):
        user.invited_at = None
        user.save(update_fields=["invited_at"])


def _has_duty(user: User) -> bool:
    return user.seats.held().exists() or user.groups.exists()


def _add_role(user: User, key: str) -> None:
    user.groups.add(Group.objects.get(name=key))
    keep_staff_in_step(user)


def _take_seat(user: User, organisation: Organisation | None, role: str) -> ContactPerson:
    if organisation is None or not Organisation.objects.needing_contact().filter(pk=organisation.pk).exists():
        raise ValidationError({"organisation": _("Välj en förvaltning eller ett bolag i koncernen.")})
    held = ContactPerson.objects.held().filter(organisation=organisation)
    if held.filter(person=user).exists():
        raise ValidationError({"organisation": _seat_faults()["person"]})
    if role == Role.ORDINARY and held.filter(role=Role.ORDINARY).exists():
        raise ValidationError({"role": _seat_faults()["ordinary"]})
    seat = ContactPerson(person=user, organisation=organisation, role=role)
    seat.full_clean()
    seat.save()
    return seat


def _seat_faults() -> dict[str, str]:
    return {
        "ordinary": _(
            "Verksamheten har redan en ordinarie kontaktperson. Avsluta det uppdraget först, eller välj Ersättare."
        ),
        "person": _("Personen är redan kontaktperson för verksamheten."),
        "email": _("Någon annan lade just till adressen. Skicka in igen, så läggs uppdraget på det kontot."),
    }


@contextmanager
def _clear_faults() -> Iterator[None]:
    """Tell in words what the database refused because somebody else was a moment earlier."""
    try:
        yield
    except IntegrityError as error:
        text, faults = str(error), _seat_faults()
        if "email" in text:
            raise ValidationError({"email": faults["email"]})
        if "one_seat_each" in text or "person_id" in text:
            raise ValidationError({"organisation": faults["person"]})
        raise ValidationError({"role": faults["ordinary"]})
