"""What the office does with units and external parties that somebody typed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from network.change import change
from network.models import Initiative, Organisation
from network.person import Person
from network.services.locking import hold_names, locked_typed, require_office
from network.text import is_name, normalise, one_line, spoken

OTHERS = [field.name for field in Organisation._meta.fields if field.name != "name"]  # not edited here


def confirm(organisation_id: int, *, name: str, by: Person) -> Organisation:
    """Confirm a typed unit or external party, with its name as it should be written: from now on it is the same one
    whoever types it, and a unit is suggested to all.
    """
    with change(reference=True):
        hold_names()
        organisation = locked_typed(organisation_id, by=by)
        typed, organisation.name = organisation.name, one_line(name)
        _require_own_name(organisation, typed)
        organisation.confirmed = True
        organisation.clean_fields(exclude=OTHERS)
        try:
            with transaction.atomic():
                organisation.save(update_fields=["name", "confirmed"])
        except IntegrityError as error:  # a colleague confirmed the same name in the same instant
            raise _taken(organisation.name) from error
    return organisation


def _require_own_name(organisation: Organisation, typed: str) -> None:
    """Raise ValidationError unless its name can be confirmed. What several have `typed` alike waits as several: the
    first of them is confirmed, the others are the same as that.
    """
    name = organisation.name
    if not is_name(name):
        raise ValidationError({"name": _("Skriv namnet så som det ska stå.")})
    if Organisation.objects.alike(organisation).exists():
        raise _taken(name)
    if normalise(name) != normalise(typed) and Organisation.objects.alike_to_confirm(organisation).exists():
        text = _(
            "{name} väntar också på att bekräftas. Bekräfta det först, och välj sedan ”Samma som ett annat namn” här."
        )
        raise ValidationError({"name": text.format(name=name)})
    inside = _inside(organisation)
    if inside:
        raise ValidationError({"name": _what_it_is(organisation, inside)})
    if is_ourselves(name):
        raise ValidationError({"name": _("{name} är vi själva.").format(name=name)})


def strike(organisation_id: int, *, by: Person) -> Organisation:
    """Say that a typed name is none to confirm. It stays where it stands, waits no longer, and is found by nobody."""
    with change(reference=True):
        organisation = locked_typed(organisation_id, by=by)
        organisation.struck = True
        organisation.save(update_fields=["struck"])
    return organisation


def unstrike(organisation_id: int, *, by: Person) -> Organisation:
    """Undo `strike`: the name waits to be confirmed again."""
    require_office(by)
    with change(reference=True):
        organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
        organisation.struck = False
        organisation.save(update_fields=["struck"])
    return organisation


def _inside(typed: Organisation) -> Organisation | None:
    """Who among the organisations has the name of a typed one: that is chosen, and never typed."""
    return Organisation.objects.inside_called(typed.name, units=typed.kind == Organisation.Kind.EXTERNAL)


def names_inside() -> frozenset[str]:
    """Initiative.own_names, and what all that are chosen and not typed are called (text.spoken): no external party."""
    initiative = Initiative.objects.first()
    rows = Organisation.objects.inside(units=True).values_list("name", "short_name")
    said = frozenset(spoken(name) for names in rows for name in names) - {""}
    return said | initiative.own_names if initiative else said


def is_ourselves(name: str) -> bool:
    """Whether `name` is one of Initiative.own_names."""
    initiative = Initiative.objects.first()
    return bool(initiative and spoken(name) in initiative.own_names)


def _what_it_is(typed: Organisation, inside: Organisation) -> str:
    if typed.kind == Organisation.Kind.UNIT:
        text = _("{inside} är en egen verksamhet och ingen enhet. Skriv vad enheten heter.")
    else:
        text = _("{inside} finns bland verksamheterna och är ingen extern part. Skriv vad den externa parten heter.")
    return text.format(inside=inside.name)


def _taken(name: str) -> ValidationError:
    text = _("{name} finns redan. Välj ”Samma som ett annat namn” i stället.")
    return ValidationError({"name": text.format(name=name)})
