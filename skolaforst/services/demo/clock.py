"""Moves what the services made just now to the moment it happened in the demo."""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections import defaultdict
from typing import Any

from django.db import models
from django.utils import timezone
from post_office.models import STATUS, Email

from activities.models import ReviewEvent
from skolaforst.services.demo.cast import pick
from skolaforst.services.demo.files import day, workday

NOW = datetime.timedelta(minutes=4)  # how long ago what happened «today» happened: it can still be undone
MAILS_WAIT = datetime.timedelta(days=5)  # younger decisions have their mails written by send_mail
MAILS_SENT = datetime.timedelta(hours=36)  # older mails in the outbox have been sent


class Clock:
    """Moves what the services made just now to the moment it happened, all in the end."""

    def __init__(self) -> None:
        self._now = timezone.now()
        self._changed: dict[type[models.Model], dict[int, models.Model]] = defaultdict(dict)
        self._fields: dict[type[models.Model], set[str]] = defaultdict(set)
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

    def move(self, row: models.Model, **times: Any) -> None:
        """Note the moments of a row."""
        kept = self._changed[type(row)].setdefault(row.pk, row)
        for name, value in times.items():
            setattr(kept, name, value)
        self._fields[type(row)] |= times.keys()

    def move_decision(self, event: ReviewEvent, at: datetime.datetime) -> None:
        """Note the moment of a decision; its mails were written ten minutes later, unless that was just now."""
        written = at + datetime.timedelta(minutes=10) if self._now - at > MAILS_WAIT else None
        self.move(event, at=at, mailed_at=written)

    def mails_until_now(self, at: datetime.datetime) -> None:
        """Note the moment of the mails written since the last call."""
        self._mails.append((timezone.now(), at))

    def store(self) -> None:
        """Write all moments, one statement a table."""
        for model, rows in self._changed.items():
            model._default_manager.bulk_update(rows.values(), sorted(self._fields[model]), batch_size=100)
        self._date_mails()

    def _date_mails(self) -> None:
        """Date the mails in the outbox; old ones have been sent."""
        written = [until for until, _at in self._mails]
        mails = list(Email.objects.filter(created__gte=self._now).only("created"))
        for mail in mails:
            _until, at = self._mails[bisect_left(written, mail.created)]
            mail.created = mail.last_updated = at
            mail.status = STATUS.sent if self._now - at > MAILS_SENT else STATUS.queued
        Email.objects.bulk_update(mails, ["created", "last_updated", "status"], batch_size=100)
