"""What happened in review."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from activities.states import Audience, Kind

if TYPE_CHECKING:
    from activities.models import ReviewEvent

UNDO_TIME = datetime.timedelta(minutes=10)  # as long a decision can be undone; its mails wait until then


class ReviewEventQuerySet(models.QuerySet):
    """What happened in review."""

    def standing(self) -> ReviewEventQuerySet:
        """Not undone."""
        return self.filter(undone_at=None)

    def decisions(self) -> ReviewEventQuerySet:
        """What the office decided, and can undo for ten minutes."""
        return self.filter(kind__in=self.model.DECISIONS)

    def told(self) -> ReviewEventQuerySet:
        """With what the office's list tells of them, and whether something has overtaken them."""
        from activities.models import ActivityVersion

        # As services.review.can_be_undone, for many in one query; a test holds the two together.
        later = self.model.objects.filter(activity=OuterRef("activity"), pk__gt=OuterRef("pk"))
        newer = ActivityVersion.objects.filter(activity=OuterRef("activity"), at__gt=OuterRef("at"))
        told = self.annotate(overtaken=Exists(later) | models.Q(Exists(newer)))
        return told.select_related("activity", "by", "version")

    def submission_before(self, event: ReviewEvent) -> ReviewEvent | None:
        """The submission that `event` is about, with who submitted; among the events of one activity."""
        return self.filter(kind=Kind.SUBMITTED, pk__lt=event.pk).select_related("by").first()

    def last_submission(self) -> ReviewEvent | None:
        """The latest, with who submitted and what; among the events of one activity."""
        return self.filter(kind=Kind.SUBMITTED).with_people().first()

    def with_people(self) -> ReviewEventQuerySet:
        """With who did it and the version it is about."""
        return self.select_related("by", "version")

    def ended_publicity(self) -> ReviewEventQuerySet:
        """Through which something that was public for all no longer is."""
        return self.standing().filter(kind__in=(Kind.WITHDRAWN, Kind.AUDIENCE), before_published_as=Audience.PUBLIC)

    def undoable(self) -> ReviewEventQuerySet:
        """Decisions young enough to be undone; whether nothing has followed them is another question."""
        return self.standing().decisions().filter(at__gt=timezone.now() - UNDO_TIME)

    def to_mail(self, now: datetime.datetime | None = None) -> ReviewEventQuerySet:
        """Decisions that can no longer be undone and whose mails are not written."""
        due = (now or timezone.now()) - UNDO_TIME
        return self.standing().filter(kind__in=self.model.MAILED, mailed_at=None, at__lte=due).order_by("id")
