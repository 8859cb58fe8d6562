"""The first line of what changes a typed organisation: the row, locked, and still to be confirmed."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from network.models import Initiative, Organisation
from network.person import Person


def locked_typed(organisation_id: int, *, by: Person) -> Organisation:
    """The organisation, held until the transaction ends. Raises ValidationError where a colleague was first."""
    require_office(by)
    # Not against new rows that point to it: those who write one that a merge must move have it from hold_typed.
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    if organisation.settled:
        raise ValidationError(what_became_of(organisation))
    return organisation


def what_became_of(typed: Organisation) -> str:
    """What a colleague has done with a typed name that waits no longer."""
    if typed.successor:
        return _("{name} är redan hopslagen med {kept}.").format(name=typed.name, kept=typed.successor.name)
    told = _("Namnet {name} är redan struket.") if typed.struck else _("Namnet {name} är redan bekräftat.")
    return told.format(name=typed.name)


def require_office(by: Person) -> None:
    """Raise PermissionDenied for all others."""
    if not by.is_office:
        raise PermissionDenied


def hold_names() -> None:
    """Take turns with all others that compare a name with what there is and write it: saves of the administration
    (ChangeAdmin), `confirm` and the reference file. Before all other locks.
    """
    Initiative.objects.select_for_update(no_key=True).first()


def hold_typed(ids: Collection[int]) -> None:
    """Hold those of `ids` that wait to be confirmed, until the transaction ends: none is merged meanwhile.

    Always after the activity, as `merge` does, and before one asks what they are now (Content.with_kept).
    """
    if ids:
        rows = Organisation.objects.select_for_update(no_key=True).to_confirm().filter(pk__in=ids)
        list(rows.values_list("pk"))
