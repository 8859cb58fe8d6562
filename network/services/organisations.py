"""What the office does with units and external parties that somebody typed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
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
        organisation.name = one_line(name)
        if not organisation.name:
            raise ValidationError({"name": _("Skriv namnet så som det ska stå.")})
        if Organisation.objects.alike(organisation).exists():
            raise _taken(organisation.name)
        if Organisation.objects.of_group().filter(name_search=normalise(organisation.name)).exists():
            text = _("{name} är en förvaltning, ett bolag eller en nämnd. Skriv vad det här heter.")
            raise ValidationError({"name": text.format(name=organisation.name)})
        organisation.confirmed = True
        organisation.clean_fields(exclude=OTHERS)
        try:
            with transaction.atomic():
                organisation.save(update_fields=["name", "confirmed"])
        except IntegrityError as error:  # a colleague confirmed the same name in the same instant
            raise _taken(organisation.name) from error
    return organisation


def _taken(name: str) -> ValidationError:
    text = _("{name} finns redan. Välj ”Samma som ett annat namn” i stället.")
    return ValidationError({"name": text.format(name=name)})
