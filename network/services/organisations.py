"""What the office does with units and external parties that somebody typed."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.change import change
from network.models import Organisation
from network.person import Person
from network.services.locking import locked_typed
from network.text import one_line

OTHERS = [field.name for field in Organisation._meta.fields if field.name != "name"]  # not edited here


def confirm(organisation_id: int, *, name: str, by: Person) -> Organisation:
    """Confirm a typed unit or external party, with its name as it should be written: from now on it is the same one
    whoever types it, and a unit is suggested to all.
    """
    with change(reference=True):
        organisation = locked_typed(organisation_id, by=by)
        organisation.name = one_line(name)
        if not organisation.name:
            raise ValidationError({"name": _("Skriv namnet så som det ska stå.")})
        if Organisation.objects.alike(organisation).exists():
            raise _taken(organisation.name)
        inside = _inside(organisation)
        if inside:
            raise ValidationError({"name": _what_it_is(organisation, inside)})
        organisation.confirmed = True
        organisation.clean_fields(exclude=OTHERS)
        try:
            with transaction.atomic():
                organisation.save(update_fields=["name", "confirmed"])
        except IntegrityError as error:  # a colleague confirmed the same name in the same instant
            raise _taken(organisation.name) from error
    return organisation


def strike(organisation_id: int, *, by: Person) -> Organisation:
    """Say that a typed name is none to confirm. It stays where it stands, waits no longer, and is found by nobody."""
    with change(reference=True):
        organisation = locked_typed(organisation_id, by=by)
        organisation.valid_to = timezone.localdate() - datetime.timedelta(days=1)
        organisation.save(update_fields=["valid_to"])
    return organisation


def _inside(typed: Organisation) -> Organisation | None:
    """Who among the organisations has the name of a typed one: that is chosen, and never typed."""
    return Organisation.objects.called_so(typed.name, units=typed.kind == Organisation.Kind.EXTERNAL)


def _what_it_is(typed: Organisation, inside: Organisation) -> str:
    if typed.kind == Organisation.Kind.UNIT:
        text = _("{inside} är en egen verksamhet och ingen enhet. Skriv vad enheten heter.")
    else:
        text = _("{inside} finns bland verksamheterna och är ingen extern part. Skriv vad den externa parten heter.")
    return text.format(inside=inside.name)


def _taken(name: str) -> ValidationError:
    text = _("{name} finns redan. Välj ”Samma som ett annat namn” i stället.")
    return ValidationError({"name": text.format(name=name)})
