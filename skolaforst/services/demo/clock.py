"""Moves what the services made just now to the moment it happened in the demo."""

from __future__ import annotations

import datetime
from collections import defaultdict

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from post_office.models import STATUS, Email

from activities.models import Participation, ReviewEvent
from skolaforst.services.demo.cast import pick
from skolaforst.services.demo.files import day, workday

NOW = datetime.timedelta(minutes=4)  # how long ago what happened «today» happened: it can still be undone
MAILS_WAIT = datetime.timedelta(days=5)  # younger decisions have their mails written by send_mail
MAILS_SENT = datetime.timedelta(hours=36)  # older mails in the outbox have been sent


class Clock:
    """Moves what the services made just now to the moment it happened, all in the end."""

    def __init__(self) -> None:
        self._now = timezone.now()
        self._moved: dict[type[models.Model], dict[int, dict[str, datetime.datetime | None]]]
        self._moved = defaultdict(lambda: defaultdict(dict))
        self._mails: list[tuple[datetime.datetime, datetime.datetime]] = []

    @property
    def latest(self) -> datetime.datetime:
        """The latest moment at which anything before today happened."""
        return self._now - 2 * NOW

    def moment(self, when: int, after: datetime.datetime | None) -> datetime.datetime:
        """A moment in office hours that day, on a weekday, later than `after` and never in the future."""
        if when >= 0:
            return self._now - NOW
        date = workday(day(when))
        minutes = 8 * 60 + pick(f"{when}{after}", 480)
        at = timezone.make_aware(datetime.datetime.combine(date, datetime.time(minutes // 60, minutes % 60)))
        if after and at <= after:
            at = after + datetime.timedelta(minutes=17)
        return min(at, self.latest)

    def move(self, row: models.Model, **times: datetime.datetime | None) -> None:
        """Note the moments of a row."""
        self._moved[type(row)][row.pk] |= times

    def move_decision(self, event: ReviewEvent, at: datetime.datetime) -> None:
        """Note the moment of a decision; its mails were written ten minutes later, unless that was just now."""
        written = at + datetime.timedelta(minutes=10) if self._now - at > MAILS_WAIT else None
        self.move(event, at=at, mailed_at=written)

    def mails_until_now(self, at: datetime.datetime) -> None:
        """Note the moment of the mails written since the last call."""
        self._mails.append((timezone.now(), at))

    def store(self) -> None:
        """Write all moments. A statement each: bulk_update takes twice the time, for one with a thousand cases."""
        for model, rows in self._moved.items():
            for pk, times in rows.items():
                model._default_manager.filter(pk=pk).update(**times)
        self._date_mails()
        _date_answers()

    def _date_mails(self) -> None:
        """Date the mails in the outbox; old ones have been sent."""
        since = self._now
        for until, at in self._mails:
            status = STATUS.sent if self._now - at > MAILS_SENT else STATUS.queued
            mails = Email.objects.filter(created__gte=since, created__lte=until)
            mails.update(created=at, last_updated=at, status=status)
            since = until


def _date_answers() -> None:
    """Date what the log tells of answers: each has been given once, at the moment that stands in its row."""
    answers = Participation.objects.exclude(answered_at=None)
    told = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Participation))
    at = answers.filter(pk=models.OuterRef("object_id")).values("answered_at")
    told.filter(object_id__in=answers.values("pk")).update(timestamp=models.Subquery(at))
