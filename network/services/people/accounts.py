"""Names, addresses, what is shown in public, and making someone anonymous."""

from collections.abc import Mapping
from copy import copy
from types import MappingProxyType

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network import audit, outbox, rules
from network.change import change
from network.mail import write
from network.models import ContactPerson, User
from network.person import Person
from network.querysets import ANONYMOUS
from network.roles import ADMIN, OFFICE
from network.text import one_line

from .duties import add_role
from .inviting import send_invitation
from .shared import clear_faults, locked, new_user

Shown = ContactPerson.Shown
OTHERS = [field.name for field in User._meta.fields if field.name not in ("name", "email")]  # not edited here


def update_person(
    user_id: int, *, by: Person, name: str, email: str, shown: Mapping[str, str] = MappingProxyType({})
) -> bool | None:
    """Change name and address; who can log in is told at the old address and the new.

    What stands as it was `shown` is left as it is by now; raises ValidationError where somebody else changed the same.
    One not yet active gets a link at the new address: tells whether that mail went.
    """
    with clear_faults(), change(reference=True):
        user = locked(user_id, by)
        old = user.email
        name, email = _changed(user, {"name": name, "email": email}, shown)
        moved = old != email.strip().lower()
        user.name, user.email = one_line(name), email.strip().lower()
        if moved and user.invited_at:
            user.invited_at = timezone.now()
        user.clean_fields(exclude=OTHERS)
        user.validate_unique(exclude=OTHERS)
        user.save(update_fields=["name", "email", "invited_at"])
        if moved and user.pk != by.user_id:
            _tell_moved(user, old)
    return send_invitation(user) if moved and user.invited_at and user.has_duty else None


def _changed(user: User, sent: Mapping[str, str], shown: Mapping[str, str]) -> list[str]:
    """What was sent, where it is another than what was shown; else what stands."""
    now = {field: getattr(user, field) for field in sent}
    mine = {field: text for field, text in sent.items() if text != shown.get(field)}
    text = _("Någon annan ändrade det här medan du skrev. Nu står det: {value}. Spara igen om ditt ska gälla.")
    faults = {
        field: text.format(value=now[field])
        for field in mine
        if now[field] not in (shown.get(field, now[field]), mine[field])
    }
    if faults:
        raise ValidationError(faults)
    return list((now | mine).values())


def _tell_moved(user: User, old: str) -> None:
    """Mail both addresses: who did not ask for the change reads of it where they still read."""
    before = copy(user)
    before.email = old
    write("address_changed", [before, user], {"old": old, "new": user.email, "path": reverse("after_login")})


def update_own_name(name: str, *, by: Person) -> User:
    """Change the name that the others see."""
    if not by.user:
        raise PermissionDenied
    with change(reference=True):
        user = User.objects.select_for_update().get(pk=by.user_id)
        user.name = one_line(name)
        user.clean_fields(exclude=[*OTHERS, "email"])
        user.save(update_fields=["name"])
    return user


def choose_shown(chosen: Mapping[int, str], *, by: Person) -> None:
    """What of oneself each own seat (id) shows to everybody: nothing, the name, or name and address."""
    with change(reference=True):
        seats = ContactPerson.objects.select_for_update().held().filter(person=by.user_id, pk__in=chosen)
        for seat in seats.order_by("pk"):
            seat.shown = chosen[seat.pk]
            seat.clean_fields(exclude=["person", "organisation"])
            seat.save(update_fields=["shown"])


def anonymise(user_id: int, *, by: Person) -> User:
    """Take name and address away, here, in the audit log and in the outbox.

    The id stays, so that history still hangs together.
    """
    with change(reference=True):
        user = locked(user_id, by)
        if not rules.may_anonymise(by, user):
            raise ValidationError(_("Avsluta först alla uppdrag och roller som personen har."))
        addresses = User.objects.no_one_elses({user.email, *audit.earlier(user, "email")}, user)
        names = _no_one_elses({user.name, *audit.earlier(user, "name")}, user)
        last = user.seats.select_related("organisation").order_by("-ended", "-pk").first()
        user.name = _("f.d. kontaktperson, %s") % last.organisation.label if last else _("f.d. användare")
        user.name = user.name[: User._meta.get_field("name").max_length]
        user.email = f"person-{user.pk}{ANONYMOUS}"
        user.is_active = user.is_staff = False
        user.invited_at = user.last_login = None
        user.set_unusable_password()
        user.save(update_fields=["name", "email", "is_active", "is_staff", "invited_at", "last_login", "password"])
        user.seats.exclude(shown=Shown.NOTHING).update(shown=Shown.NOTHING)
        audit.forget(user)
        outbox.forget(addresses, names, email=user.email, name=user.name)
    return user


def make_office(email: str, *, name: str = "") -> User:
    """Make the first of the project office and administrator, from the command line of a new installation."""
    with change(reference=True):
        user = User.objects.select_for_update().filter(email=email.strip().lower()).first() or new_user(name, email)
        user.is_active, user.invited_at = True, None
        user.name = one_line(name) or user.name
        user.save(update_fields=["is_active", "invited_at", "name"])
        for role in (OFFICE, ADMIN):
            if not rules.has_role(user, role.key):
                add_role(user, role.key)
    return user


def _no_one_elses(names: set[str], user: User) -> set[str]:
    """Those of the names that no other account has today: a text may be about that one."""
    return names - set(User.objects.filter(name__in=names).exclude(pk=user.pk).values_list("name", flat=True))
