"""The office's queue: what waits, what was decided, what was taken back."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Subquery

from activities.states import Kind

from .review import ReviewEventQuerySet

if TYPE_CHECKING:
    from network.person import Person

    from .activities import ActivityQuerySet

BEFORE = (Kind.SENT_BACK, Kind.PUBLISHED, Kind.BROUGHT_BACK, Kind.WITHDRAWN)  # what says why something comes again


def waiting_rows(person: Person) -> list[dict[str, Any]]:
    """What waits for the office, the longest waiting first: what it says, and the events that tell why. One query."""
    from activities.models import Activity, ReviewEvent

    before = ReviewEvent.objects.filter(activity=OuterRef("pk"), kind__in=BEFORE).standing().order_by("-id")
    told = Activity.objects.visible_to(person).submitted().annotate(
        new_title=F("newest_version__content__title"),
        new_lead=F("newest_version__content__lead"),
        last_decision=Subquery(before.values("pk")[:1]),
    )  # fmt: skip
    return list(
        told.values(
            "pk", "newest_version", "new_title", "new_lead", "published_as", "submission", "waiting_since",
            "last_decision",
        )
    )  # fmt: skip


def to_review(person: Person) -> ActivityQuerySet:
    """Activities with what their review reads: the versions, the latest submission, for whom it was withdrawn."""
    from activities.models import Activity

    found = Activity.objects.visible_to(person).with_withdrawn_from().with_submission()
    return found.select_related("newest_version", "live_version")


def ids_in_order() -> list[int]:
    """The activities that wait, the longest waiting first."""
    from activities.models import Activity

    return list(Activity.objects.submitted().values_list("pk", flat=True))


def taken_back_since(since: datetime.datetime) -> ReviewEventQuerySet:
    """Submissions taken back and not submitted again, newest first."""
    from activities.models import ReviewEvent

    later = ReviewEvent.objects.filter(activity=OuterRef("activity"), pk__gt=OuterRef("pk"))
    events = ReviewEvent.objects.filter(~Exists(later), kind=Kind.TAKEN_BACK, at__gte=since)
    return events.select_related("version", "by")


def states_now() -> dict[tuple[str, str], int]:
    """How many that are not archived stand where: (published as, review) → number. One query."""
    from activities.models import Activity

    rows = Activity.objects.listed().order_by().values_list("published_as", "review").annotate(n=Count("*"))
    return {(published_as, review): n for published_as, review, n in rows}
