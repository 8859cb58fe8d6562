"""What every service about people begins and ends with: the person, locked, and faults told in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from network import rules
from network.models import User
from network.person import Person
from network.text import one_line


def locked(user_id: int, by: Person) -> User:
    """The person, held until the transaction ends, once `by` may change them."""
    user = User.objects.select_for_update().get(pk=user_id)
    check_edit(by, user)
    return user


def check_edit(by: Person, user: User) -> None:
    """Refuse what concerns an administrator's account, or one that is anonymous."""
    if not rules.may_edit_user(by, user):
        raise PermissionDenied(_("Bara en administratör kan ändra en administratörs konto."))
    if rules.is_anonymous(user):
        raise ValidationError(_("Personen är borttagen ur registret och kan inte ändras."))


def new_user(name: str, email: str) -> User:
    """An account that is closed until the invitation's link is used."""
    user = User(name=one_line(name) or email.split("@")[0], email=email.strip().lower(), is_active=False)
    user.set_unusable_password()
    user.full_clean()
    user.save()
    return user


def seat_faults() -> dict[str, str]:
    """What a second seat, or a second account, is refused with."""
    return {
        "ordinary": _(
            "Verksamheten har redan en ordinarie kontaktperson. Avsluta det uppdraget först, eller välj Ersättare."
        ),
        "person": _("Personen är redan kontaktperson för verksamheten, eller inbjuden som det."),
        "email": _("Någon annan lade just till adressen. Skicka in igen, så ser du vems kontot är."),
    }


@contextmanager
def clear_faults() -> Iterator[None]:
    """Tell in words what the database refused because somebody else was a moment earlier."""
    try:
        yield
    except IntegrityError as error:
        text, faults = str(error), seat_faults()
        if "email" in text:
            raise ValidationError({"email": faults["email"]})
        if "one_seat_each" in text or "person_id" in text:
            raise ValidationError({"organisation": faults["person"]})
        raise ValidationError({"role": faults["ordinary"]})
