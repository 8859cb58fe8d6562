"""What happened in review."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from activities.states import Audience, Kind

if TYPE_CHECKING:
    from activities.models import ReviewEvent

# What moves a text on: not who sees it, nor whether it rests
TURNS = (
    Kind.SUBMITTED, Kind.TAKEN_BACK, Kind.SENT_BACK, Kind.PUBLISHED, Kind.WITHDRAWN, Kind.BROUGHT_BACK, Kind.DISCARDED,
)  # fmt: skip
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
        """With whom and what they are about, whom it was shown for from then on (`shown_as`), and whether something
        has `overtaken` them (rules.may_undo).
        """
        from activities.models import ActivityVersion

        later = self.model.objects.filter(activity=OuterRef("activity"), pk__gt=OuterRef("pk"))
        newer = ActivityVersion.objects.filter(activity=OuterRef("activity"), at__gt=OuterRef("at"))
        told = self.annotate(
            overtaken=Exists(later) | Q(Exists(newer)),
            shown_as=self._shown_as(),
        )
        return told.select_related("activity", "by", "version")

    def submission_before(self, event: ReviewEvent) -> ReviewEvent | None:
        """The submission that `event` is about, with who submitted and what; among the events of one activity."""
        return self.filter(kind=Kind.SUBMITTED, pk__lt=event.pk).with_people().first()

    def last_submission(self) -> ReviewEvent | None:
        """The latest, with who submitted and what; among the events of one activity."""
        return self.filter(kind=Kind.SUBMITTED).with_people().first()

    def last_return(self) -> ReviewEvent | None:
        """The latest that sent it back and stands, with who did and what; among the events of one activity."""
        return self.standing().filter(kind=Kind.SENT_BACK).with_people().first()

    def last_turn(self) -> ReviewEvent | None:
        """The latest that moved the text on and stands; among the events of one activity."""
        return self.turns().with_people().first()

    def turns(self) -> ReviewEventQuerySet:
        """What moved the text on and stands."""
        return self.standing().filter(kind__in=TURNS)

    def next_after(self, event: ReviewEvent) -> ReviewEvent | None:
        """What followed `event`, with who did it; among the events of one activity."""
        return self.filter(pk__gt=event.pk).with_people().order_by("pk").first()

    def with_people(self) -> ReviewEventQuerySet:
        """With who did it and the version it is about."""
        return self.select_related("by", "version")

    def in_history(self) -> ReviewEventQuerySet:
        """With people, version, and whom it was shown for from then on (`shown_as`)."""
        return self.with_people().annotate(shown_as=self._shown_as())

    def _shown_as(self) -> Coalesce:
        later = self.model.objects.filter(activity=OuterRef("activity"), pk__gt=OuterRef("pk")).order_by("pk")
        return Coalesce(later.values("before_published_as")[:1], "activity__published_as")

    def ended_publicity(self) -> ReviewEventQuerySet:
        """Through which something that was public for all no longer is."""
        return self.standing().filter(kind__in=(Kind.WITHDRAWN, Kind.AUDIENCE), before_published_as=Audience.PUBLIC)

    def undoable(self) -> ReviewEventQuerySet:
        """Decisions young enough to be undone; whether nothing has followed them is another question."""
        return self.standing().decisions().filter(at__gt=timezone.now() - UNDO_TIME)

    def that_may_be_undone(self) -> ReviewEventQuerySet:
        """As rules.may_undo: young, not mailed, and followed by nothing."""
        return self.undoable().filter(mailed_at=None).told().filter(overtaken=False)

    def waiting_to_mail(self) -> ReviewEventQuerySet:
        """Decisions whose mails are not written, the oldest first."""
        return self.standing().filter(kind__in=self.model.MAILED, mailed_at=None).order_by("at", "id")

    def with_outcome(self) -> ReviewEventQuerySet:
        """With what became of decisions: the submission each is about (`submitter`, `submitted_version`), whether a
        later one is told in its place (`told_again`), whether it was submitted again (`resubmitted`), when it was
        withdrawn last before (`withdrawn_at`, `withdrawal_mailed_at`) and first told as published (`told_at`), whether
        they had heard of a publication when it was decided (`known`), whom it was shown for (`shown_as`), and whether
        a later one can still be undone (`may_be_overtaken`).
        """
        after = {"activity": OuterRef("activity"), "pk__gt": OuterRef("pk")}
        earlier = self.model.objects.filter(activity=OuterRef("activity"), pk__lt=OuterRef("pk")).order_by("-pk")
        before, stood = earlier.filter(kind=Kind.SUBMITTED), earlier.standing()
        later, shown = self.model.objects.standing().filter(**after), (Kind.PUBLISHED, Kind.BROUGHT_BACK)
        heard = stood.filter(kind__in=shown, version=OuterRef("version")).exclude(mailed_at=None)
        again = Q(Exists(later.filter(kind__in=shown)), kind__in=(*shown, Kind.SENT_BACK))
        same = Q(Exists(later.filter(kind=OuterRef("kind"))))
        return self.annotate(
            submitter=before.values("by")[:1],
            submitted_version=before.values("version")[:1],
            told_again=same | again,
            resubmitted=Exists(self.model.objects.filter(kind=Kind.SUBMITTED, **after)),
            withdrawn_at=stood.filter(kind=Kind.WITHDRAWN).values("at")[:1],
            withdrawal_mailed_at=stood.filter(kind=Kind.WITHDRAWN).values("mailed_at")[:1],
            known=Exists(stood.filter(kind__in=shown, mailed_at__lte=OuterRef("at"))),
            told_at=heard.order_by("mailed_at").values("mailed_at")[:1],
            shown_as=self._shown_as(),
            may_be_overtaken=Exists(self.model.objects.that_may_be_undone().filter(**after)),
        )

    def to_mail(self, now: datetime.datetime | None = None) -> ReviewEventQuerySet:
        """Decisions that can no longer be undone and whose mails are not written."""
        due = (now or timezone.now()) - UNDO_TIME
        return self.waiting_to_mail().filter(at__lte=due).order_by("id")
