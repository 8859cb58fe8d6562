"""Two rows that mean the same organisation become one: what refers to the one moves to the other."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from activities.content import TEXTS
from activities.models import Activity, ActivityOrganisation, Participation, Placement
from activities.querysets.gaps import uses_of
from activities.services.together import note_consent
from network.change import change
from network.models import Organisation
from network.person import Person
from network.services.locking import locked_typed
from network.text import names_in, paragraphs, swedish_order


class Moved(NamedTuple):
    """An activity in which one name takes the other's place, and whether external parties may be named afterwards."""

    pk: int
    title: str
    both: bool  # both stand there: the two become one
    consent: bool
    differ: bool  # only one of the two may be named there: held back from now on
    in_text: bool  # the text tells either name, whoever may be named


class Picture(NamedTuple):
    """What a merge does, as it stands now. Two that are equal say the same."""

    name: str
    kept: str
    moved: tuple[Moved, ...]

    @property
    def token(self) -> str:
        """The same for equal pictures only: travels in the form that asks."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]

    @property
    def held_back(self) -> bool:
        """Whether a name that may be shown today is shown no longer somewhere."""
        return any(row.differ for row in self.moved)


def picture(typed: Organisation, kept: Organisation) -> Picture:
    """What `merge` would do. Six queries, however much."""
    uses = uses_of([typed.pk, kept.pk])
    stands, others = dict(uses[typed.pk]), dict(uses[kept.pk])
    own, theirs = (
        dict(Participation.objects.filter(organisation=row).values_list("activity", "consent")) for row in (typed, kept)
    )
    differ = {pk for pk in own.keys() & theirs.keys() if own[pk] != theirs[pk]}
    # Where it was taken away its answer still moves: what that changes for the one kept is told.
    overruled = {pk: title for pk, title in others.items() if pk in differ}
    rows = sorted((overruled | stands).items(), key=lambda row: swedish_order(row[1]))
    told = _told_in_text(list(overruled | stands), typed, kept)
    moved = (
        Moved(
            pk,
            title,
            both=pk in stands and pk in others,
            consent=own.get(pk, False) and theirs.get(pk, True),
            differ=pk in differ,
            in_text=pk in told,
        )
        for pk, title in rows
    )
    return Picture(typed.name, kept.name, tuple(moved))


def _told_in_text(activities: list[int], typed: Organisation, kept: Organisation) -> set[int]:
    """Those of `activities` whose text tells one of the two, by an old name too: as it is read, or in a change."""
    one_of_them = Q(pk__in=(typed.pk, kept.pk)) | Q(successor__in=(typed, kept))
    names = list(Organisation.objects.filter(one_of_them).values_list("name", flat=True))
    columns = (*TEXTS, *(f"newest_version__content__{name}" for name in TEXTS))
    texts = Activity.objects.filter(pk__in=activities).values_list("pk", *columns)
    return {pk for pk, *said in texts if names_in(paragraphs(filter(None, said)), names)}


def merge(organisation_id: int, into_id: int, *, by: Person, seen: str | None = None) -> Organisation:
    """Say that a typed unit or external party is the same as one that is confirmed. Gives the one kept.

    The tables move. Versions are never rewritten: the merged row stays, and points to the one kept. `seen` is the
    token of the picture that was asked about: where it is another one now, nothing is merged.
    """
    with change(reference=True):
        typed = _locked(organisation_id, by)
        kept = Organisation.objects.choosable().select_for_update(no_key=True).filter(pk=into_id).first()
        if kept is None or kept.place != typed.place:
            raise ValidationError({"into": _("Välj en verksamhet av samma slag i listan.")})
        if seen is not None and seen != picture(typed, kept).token:
            raise ValidationError(
                _("Något har ändrats sedan sidan visades, så inget är gjort. Läs igen vad som ändras.")
            )
        _move_roles(typed, kept)
        _move_participations(typed, kept, by)
        Placement.objects.filter(unit=typed).update(unit=kept)
        typed.children.update(parent=kept)
        typed.successor = kept
        typed.save(update_fields=["successor"])
    return kept


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
    naming = (
        ActivityOrganisation.objects.filter(organisation=organisation_id),
        Participation.objects.filter(organisation=organisation_id),
        Placement.objects.filter(unit=organisation_id),
    )
    first, second, third = (Q(pk__in=rows.values("activity")) for rows in naming)
    return Activity.objects.filter(first | second | third)


def _move_roles(typed: Organisation, kept: Organisation) -> None:
    """An organisation has one role in an activity, and only external parties have one of those that are typed."""
    roles = ActivityOrganisation.objects.filter(organisation=typed)
    held = ActivityOrganisation.objects.filter(organisation=kept).values_list("activity", flat=True)
    roles.filter(activity__in=list(held)).delete()
    roles.update(organisation=kept)


def _move_participations(typed: Organisation, kept: Organisation, by: Person) -> None:
    """Answers move, each to the same activity. Where both names had one it is one party that was asked under two names:
    it may be named where it may be under both, since what is not noted as a yes may be a no.

    A yes about another activity is no yes about this one. The row of the typed name stays, as no answer is deleted.
    """
    answers = Participation.objects.filter(organisation=typed)
    said = dict(answers.values_list("activity", "consent"))
    both = list(Participation.objects.filter(organisation=kept, activity__in=said))
    answers.exclude(activity__in=[party.activity_id for party in both]).update(organisation=kept)
    for party in both:
        if party.consent != said[party.activity_id]:
            note_consent(party, False, by=by, anew=True)
