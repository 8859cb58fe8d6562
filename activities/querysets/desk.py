"""What waits for a contact person, and what is around them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.utils import timezone

from activities.states import Audience, Kind, Review

from .activities import ActivityQuerySet, past_end

if TYPE_CHECKING:
    from network.person import Person


def calling(person: Person, untouched: datetime.timedelta) -> list[Any]:
    """The own activities with which something is to be done: `sent_back`, with `reason` and `since`, `ended`, or
    `lies`, which is a draft untouched for so long. One query.
    """
    from activities.models import Activity, ReviewEvent

    last = ReviewEvent.objects.standing().filter(activity=OuterRef("pk"), kind=Kind.SENT_BACK).order_by("-pk")
    calls = {
        "sent_back": Q(review=Review.SENT_BACK),
        "ended": past_end() & ~Q(published_as=Audience.NOTHING),
        "lies": Q(review=Review.EDITING, changed_at__lt=timezone.now() - untouched),
    }
    marks = {name: ExpressionWrapper(call, BooleanField()) for name, call in calls.items()}
    own = Activity.objects.owned_by(person).listed().annotate(**marks)
    return list(
        own.filter(Q(sent_back=True) | Q(ended=True) | Q(lies=True))
        .annotate(reason=Subquery(last.values("comment")[:1]), since=Subquery(last.values("at")[:1]))
        .order_by("pk")
    )


def own_activities(person: Person) -> ActivityQuerySet:
    """The own organisations' activities, what was changed last first."""
    from activities.models import Activity

    return Activity.objects.owned_by(person).listed().order_by("-changed_at", "-pk")


def news(person: Person) -> ActivityQuerySet:
    """What others have published lately."""
    from activities.models import Activity

    others = Activity.objects.visible_to(person).live().exclude(pk__in=Activity.objects.owned_by(person).values("pk"))
    return others.order_by("-published_at", "-pk")


def status_and_together(person: Person) -> list[tuple[str, bool]]:
    """Of each own activity its status, and whether others take part in it. One query."""
    from activities.models import Activity, ActivityOrganisation

    others = ActivityOrganisation.objects.filter(activity=OuterRef("pk")).exclude(organisation__in=person.organisations)
    return list(Activity.objects.owned_by(person).listed().values_list("status", Exists(others)))
