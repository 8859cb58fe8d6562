"""Two rows that mean the same organisation become one: what refers to the one moves to the other."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from activities.models import Activity, ActivityOrganisation, Participation, Placement
from network.change import change
from network.models import Organisation
from network.person import Person
from network.services.locking import locked_typed

Role, State = ActivityOrganisation.Role, Participation.State
STRONGEST_FIRST = (Role.LEAD, Role.CO_OWNER, Role.PARTICIPANT, Role.EXTERNAL)


def merge(organisation_id: int, into_id: int, *, by: Person) -> Organisation:
    """Say that a typed unit or external party is the same as one that is confirmed. Gives the one kept.

    The tables move. Versions are never rewritten: the merged row stays, and points to the one kept.
    """
    with change(reference=True):
        typed = _locked(organisation_id, by)
        kept = Organisation.objects.select_for_update(no_key=True).filter(pk=into_id).first()
        if kept is None or not may_be(typed, kept):
            raise ValidationError({"into": _("Välj en verksamhet av samma slag i listan.")})
        _move_roles(typed, kept)
        _move_participations(typed, kept)
        Placement.objects.filter(unit=typed).update(unit=kept)
        typed.children.update(parent=kept)
        typed.successor = kept
        typed.save(update_fields=["successor"])
    return kept


def may_be(typed: Organisation, kept: Organisation) -> bool:
    """Whether `kept` may stand for what was typed: confirmed, of the same kind, a unit of the same organisation."""
    same_place = typed.kind != Organisation.Kind.UNIT or typed.parent_id == kept.parent_id
    return kept.confirmed and kept.successor_id is None and kept.kind == typed.kind and same_place


def _locked(organisation_id: int, by: Person) -> Organisation:
    """The typed name, held, and before it every activity that names it, in the order in which all services hold them.

    One that came to name it while this waited is held too: begun anew, since the name must be held last.
    """
    while True:
        begun = transaction.savepoint()
        held = _locked_activities(organisation_id)
        typed = locked_typed(organisation_id, by=by)
        if held.issuperset(_naming(organisation_id).values_list("pk", flat=True)):
            return typed
        transaction.savepoint_rollback(begun)


def _locked_activities(organisation_id: int) -> set[int]:
    rows = Activity.objects.select_for_update().filter(pk__in=_naming(organisation_id).values("pk"))
    return set(rows.order_by("pk").values_list("pk", flat=True))


def _naming(organisation_id: int) -> QuerySet[Activity]:
    """What names it or has it in a cell."""
    return Activity.objects.filter(
        Q(roles__organisation=organisation_id)
        | Q(participations__organisation=organisation_id)
        | Q(placements__unit=organisation_id)
    )


def _move_roles(typed: Organisation, kept: Organisation) -> None:
    """An organisation has one role in an activity: the strongest of the two."""
    held = {row.activity_id: row for row in ActivityOrganisation.objects.filter(organisation=kept)}
    for row in ActivityOrganisation.objects.filter(organisation=typed):
        other = held.get(row.activity_id)
        if other is None:
            ActivityOrganisation.objects.filter(pk=row.pk).update(organisation=kept)
            continue
        strongest = min(row.role, other.role, key=lambda role: STRONGEST_FIRST.index(Role(role)))
        row.delete()
        ActivityOrganisation.objects.filter(pk=other.pk).update(role=strongest)


def _move_participations(typed: Organisation, kept: Organisation) -> None:
    """Answers move. Where both had one, the row of the typed name stays as it was and the name is shown
    only if both agreed: a no is never lost in a merge.
    """
    held = {row.activity_id: row for row in Participation.objects.filter(organisation=kept)}
    for row in Participation.objects.filter(organisation=typed):
        other = held.get(row.activity_id)
        if other is None:
            Participation.objects.filter(pk=row.pk).update(organisation=kept)
        elif other.consent and not row.consent:
            Participation.objects.filter(pk=other.pk).update(consent=False)
