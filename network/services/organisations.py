"""What the office does with units and external parties that somebody typed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from network.change import change
from network.models import Organisation
from network.person import Person
from network.services.locking import locked_typed
from network.text import normalise, one_line

OTHERS = [field.name for field in Organisation._meta.fields if field.name != "name"]  # not edited here


def confirm(organisation_id: int, *, name: str, by: Person) -> Organisation:
    """Confirm a typed unit or external party, with its name as it should be written: from now on all may choose it."""
    with change(reference=True):
        organisation = locked_typed(organisation_id, by=by)
        organisation.name = _checked_name(name, organisation)
        organisation.confirmed = True
        organisation.clean_fields(exclude=OTHERS)
        organisation.save(update_fields=["name", "confirmed"])
    return organisation


def _checked_name(name: str, organisation: Organisation) -> str:
    name = one_line(name)
    if not name:
        raise ValidationError({"name": _("Skriv namnet så som det ska stå.")})
    alike = Organisation.objects.filter(
        kind=organisation.kind, parent=organisation.parent_id, confirmed=True, successor=None
    )
    if alike.filter(name_search=normalise(name)).exclude(pk=organisation.pk).exists():
        raise ValidationError(
            {"name": _("{name} finns redan. Välj ”Samma som ett annat namn” i stället.").format(name=name)}
        )
    return name
