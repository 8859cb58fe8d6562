"""Seats and roles: who gets one, who loses one, and what must always be left."""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network import rules
from network.change import change
from network.mail import write
from network.models import ContactPerson, Organisation, User
from network.person import Person
from network.roles import ADMIN, OFFICE, name_of

from .shared import clear_faults, locked, seat_faults

STAFF = {OFFICE.key, ADMIN.key}  # they open the administration, and somebody who can log in must always have them


def start_duty(user_id: int, *, by: Person, organisation: Organisation, role: str) -> ContactPerson:
    """Make someone who has an account contact person of one more organisation, and tell them by mail.

    Who has the other role there changes role: the old seat ends, so that the history keeps it.
    """
    with clear_faults(), change(reference=True):
        user = locked(user_id, by)
        before = _end_other_role(user, organisation, role)
        seat = take_seat(user, organisation, role, shown=before.shown if before else ContactPerson.Shown.NOTHING)
        tell_given(user, by, seat=seat)
    return seat


def end_duty(seat_id: int, *, by: Person) -> ContactPerson:
    """Take the right of a seat away at once; what was done stays with the organisation."""
    with change(reference=True):
        seat = _locked_seat(seat_id, by)
        if seat.ended is None:
            seat.ended = max(timezone.localdate(), seat.starts)
            seat.save(update_fields=["ended"])
    return seat


def resume_duty(seat_id: int, *, by: Person) -> ContactPerson:
    """Undo the end of a seat, on the same day and while nobody else has taken it."""
    with clear_faults(), change(reference=True):
        seat = _locked_seat(seat_id, by)
        if seat.ended is None:
            return seat
        if seat.ended < timezone.localdate():
            raise ValidationError(_("Uppdraget tog slut en tidigare dag. Lägg till det på nytt."))
        refuse_taken(seat.person, seat.organisation, seat.role)
        seat.ended = None
        seat.save(update_fields=["ended"])
    return seat


def give_role(user_id: int, key: str, *, by: Person) -> User:
    """Give a role to someone who has an account."""
    if not rules.may_give(by, key):
        raise PermissionDenied(_("Bara en administratör kan ge den rollen."))
    with change(reference=True):
        user = locked(user_id, by)
        add_role(user, key)
    return user


def end_role(user_id: int, key: str, *, by: Person) -> User:
    """Take a role away at once; never the own, never the last of the office or of the administrators."""
    with change(reference=True):
        # The role first: two that take it from each other must not both find that one is left.
        left = others_hold(key, user_id)
        user = locked(user_id, by)
        _check_end(user, key, by, left)
        user.groups.remove(*Group.objects.filter(name=key))
        if key == ADMIN.key:
            user.is_superuser = False
        keep_staff_in_step(user)
    return user


def hold_roles() -> None:
    """Hold the roles that somebody must have, before any account: in one order, so that nobody waits in a ring."""
    list(Group.objects.select_for_update(no_key=True).filter(name__in=STAFF).order_by("name").values_list("pk"))


def check_roles_left(user: User, kept: Collection[str], *, stays: bool) -> None:
    """Refuse to leave `user` with the roles `kept` only, or without an account that can log in (`stays`), where it is
    the last with a role that somebody must have.
    """
    for key in sorted(STAFF):
        keeps = stays and (key in kept or (key == ADMIN.key and user.is_superuser))
        if rules.has_role(user, key) and not keeps:
            _check_left(user, key, others_hold(key, user.pk))


def others_hold(key: str, user_id: int | None) -> bool:
    """Is there anybody else with the role who can log in? Holds the role, so that the answer stands while one acts."""
    Group.objects.select_for_update(no_key=True).filter(name=key).first()
    return User.objects.able_to_log_in_as(key).exclude(pk=user_id).exists()


def keep_staff_in_step(user: User) -> None:
    """The flag that opens the administration follows from the roles, and is never set by hand."""
    user.is_staff = user.is_superuser or user.groups.filter(name__in=STAFF).exists()
    user.save(update_fields=["is_staff", "is_superuser"])


def add_role(user: User, key: str) -> None:
    """Add a role that the person does not have."""
    if rules.has_role(user, key):
        raise ValidationError({"kind": _("Personen har redan rollen %(role)s.") % {"role": name_of(key)}})
    user.groups.add(Group.objects.get(name=key))
    keep_staff_in_step(user)


def take_seat(
    user: User, organisation: Organisation | None, role: str, *, shown: str = ContactPerson.Shown.NOTHING
) -> ContactPerson:
    """Seat the person, where the organisation has contact persons and the seat is free."""
    if organisation is None or not Organisation.objects.needing_contact().filter(pk=organisation.pk).exists():
        raise ValidationError({"organisation": _("Välj en förvaltning eller ett bolag i koncernen.")})
    refuse_taken(user, organisation, role)
    seat = ContactPerson(person=user, organisation=organisation, role=role, shown=shown)
    seat.full_clean(validate_constraints=False)  # asked just above; who is a moment earlier is told by clear_faults
    seat.save()
    return seat


def refuse_taken(user: User, organisation: Organisation, role: str) -> None:
    """Refuse a second seat for the same person, and a second ordinary contact person."""
    held = ContactPerson.objects.held().filter(organisation=organisation)
    if held.filter(person=user).exists():
        raise ValidationError({"organisation": seat_faults()["person"]})
    ordinary = held.filter(role=ContactPerson.Role.ORDINARY).select_related("person").first()
    if role == ContactPerson.Role.ORDINARY and ordinary:
        raise ValidationError({"role": _taken_by(ordinary.person)})


def tell_given(user: User, by: Person, *, seat: ContactPerson | None = None, key: str = "") -> None:
    """Mail the one who got a seat or a role; not who gave it to themselves, nor who cannot log in yet."""
    if user.pk == by.user_id:
        return
    context = {
        "organisation": seat.organisation.name if seat else "",
        "is_deputy": bool(seat and seat.role == ContactPerson.Role.DEPUTY),
        "role": name_of(key),
        "path": reverse("my_page" if seat else "after_login"),
    }
    write("duty_given", [user], context)


def _end_other_role(user: User, organisation: Organisation, role: str) -> ContactPerson | None:
    held = ContactPerson.objects.held().select_for_update().filter(person=user, organisation=organisation)
    seat = held.exclude(role=role).first()
    if seat:
        seat.ended = max(timezone.localdate(), seat.starts)
        seat.save(update_fields=["ended"])
    return seat


def _taken_by(holder: User) -> str:
    return _(
        "Verksamheten har redan en ordinarie kontaktperson, %(name)s. "
        "Avsluta det uppdraget eller gör %(name)s till ersättare först, eller välj Ersättare."
    ) % {"name": holder}


def _locked_seat(seat_id: int, by: Person) -> ContactPerson:
    # the person first, as everywhere: two orders of locking would wait for each other
    locked(ContactPerson.objects.values_list("person", flat=True).get(pk=seat_id), by)
    return ContactPerson.objects.select_for_update().get(pk=seat_id)


def _check_end(user: User, key: str, by: Person, left: bool) -> None:
    if user.pk == by.user_id:
        raise ValidationError(_("Du kan inte ta bort din egen roll. Be en administratör göra det."))
    if not rules.has_role(user, key):
        raise ValidationError(_("%(name)s har inte den rollen. Sidan visar nu de roller som finns.") % {"name": user})
    if not rules.may_give(by, key):
        raise PermissionDenied(_("Bara en administratör kan ta bort den rollen."))
    _check_left(user, key, left)


def _check_left(user: User, key: str, left: bool) -> None:
    if key in STAFF and user.is_active and not left:
        role = name_of(key).lower()
        raise ValidationError(
            _("%(name)s är den sista med rollen %(role)s som kan logga in. Ge någon annan rollen först.")
            % {"name": user, "role": role}
        )
