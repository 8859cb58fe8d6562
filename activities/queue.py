"""The office's queue and its latest decisions, as rows of ready values."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from activities import rules
from activities.happened import pages_left
from activities.models import Activity, ReviewEvent
from activities.querysets import UNDO_TIME, ReviewEventQuerySet
from activities.querysets.queue import taken_back_since, waiting_rows
from activities.reference import Reference
from network.dates import long_date, recent_day, word, workdays, workdays_between
from network.person import Person, author_name
from network.text import capital

Kind = ReviewEvent.Kind
SHOWING = (Kind.PUBLISHED, Kind.BROUGHT_BACK, Kind.AUDIENCE)
TAKEN_BACK_DAYS = 7  # as long the desk says that a submission was taken back


class Why(NamedTuple):
    """Why something waits for the office: in a word, how loud, and since what."""

    word: str
    tone: str = ""
    detail: str = ""


class Waiting(NamedTuple):
    """A submission in the queue."""

    pk: int
    version: int
    submission: int
    title: str
    lead: str
    why: Why
    days: int
    by: str
    note: str
    inside: str  # that it is, or was, published for those who log in only

    @property
    def has_waited(self) -> str:
        """«Har väntat sex arbetsdagar»."""
        return capital(waited(self.days))


class Decision(NamedTuple):
    """A decision as desk and message tell it. `until` is the time until which it can be undone, else empty.

    `internal`: only those who log in see the activity. `withdrawable`: it is what the activity is shown by.
    """

    pk: int
    activity: int
    what: str
    title: str
    by: str
    at: str
    until: str
    left: str
    withdrawable: bool
    internal: bool


class TakenBack(NamedTuple):
    """A submission that was taken back before anybody decided."""

    activity: int
    title: str
    by: str
    day: str


def next_after(pk: int, ids: list[int]) -> int | None:
    """The one that opens when `pk` has been decided: the next in `ids`, from the start again after the last."""
    if pk not in ids:
        return ids[0] if ids else None
    following = ids[ids.index(pk) + 1 :] + ids[: ids.index(pk)]
    return following[0] if following else None


def waiting(person: Person, reference: Reference) -> list[Waiting]:
    """What waits for the office, the longest waiting first. Two queries, however many."""
    rows = waiting_rows(person)
    events = _events(row[name] for row in rows for name in ("submission", "last_decision"))
    return [_waiting(row, events, reference) for row in rows]


def why(live: bool, before: ReviewEvent | None) -> Why:
    """Why a submission is here, from the decision before it."""
    if before and before.kind == Kind.SENT_BACK:
        return Why(_("Rättad efter komplettering"), "", _sentence(_("skickade tillbaka"), before))
    if live:
        published = before and before.kind != Kind.WITHDRAWN  # else it was brought back
        return Why(_("Ändrad"), "", _sentence(_("publicerade"), before) if before and published else "")
    if before and before.kind == Kind.WITHDRAWN:
        return Why(
            _("Var borttagen"), "", _sentence(_("tog bort den från {pages}").format(pages=pages_left(before)), before)
        )
    return Why(_("Ny"), "solid")


def days_waited(since: datetime.datetime) -> int:
    """Workdays that something has waited."""
    return workdays_between(timezone.localdate(since), timezone.localdate())


def waited(days: int) -> str:
    """«har väntat sex arbetsdagar»."""
    if days == 0:  # today, or on a Friday that is read on a Saturday
        return _("har väntat mindre än en arbetsdag")
    return _("har väntat {time}").format(time=workdays(days))


def decisions(person: Person, pks: list[int] | None = None) -> list[Decision]:
    """The decisions `pks`, or those of today and of the last ten minutes, newest first. One query."""
    found = list(_decided(pks).told())
    shown: dict[int, int] = {}  # activity → the latest of them that it is shown by
    for event in found:
        if event.kind in SHOWING:
            shown.setdefault(event.activity_id, event.pk)
    return [_decision(event, person, shows=shown.get(event.activity_id) == event.pk) for event in found]


def taken_back() -> list[TakenBack]:
    """Submissions taken back lately and not submitted again, newest first. One query."""
    since = timezone.now() - datetime.timedelta(days=TAKEN_BACK_DAYS)
    return [
        TakenBack(event.activity_id, event.version.content["title"], who(event), recent_day(event.at))
        for event in taken_back_since(since)[:5]
    ]


def who(event: ReviewEvent) -> str:
    """Who it was, as a sentence begins."""
    return capital(author_name(event.by))


def _events(pks: Any) -> dict[int, ReviewEvent]:
    wanted = {pk for pk in pks if pk}
    return {event.pk: event for event in ReviewEvent.objects.filter(pk__in=wanted).select_related("by")}


def _waiting(row: dict[str, Any], events: dict[int, ReviewEvent], reference: Reference) -> Waiting:
    submission, before = events[row["submission"]], events.get(row["last_decision"])
    withdrawn = before if before and before.kind == Kind.WITHDRAWN else None
    lead = reference.organisations.get(row["new_lead"])
    return Waiting(
        pk=row["pk"],
        version=row["newest_version"],
        submission=submission.pk,
        title=row["new_title"],
        lead=lead.name if lead else "",
        why=why(row["published_as"] != Activity.Audience.NOTHING, before),
        days=days_waited(submission.at),
        by=who(submission),
        note=submission.comment,
        inside=_inside(row["published_as"], withdrawn),
    )


def _inside(published_as: str, withdrawn: ReviewEvent | None) -> str:
    if published_as == Activity.Audience.INTERNAL:
        return _("Publicerad internt")
    was_inside = withdrawn and withdrawn.before_published_as == Activity.Audience.INTERNAL
    return _("Var publicerad internt") if was_inside and published_as == Activity.Audience.NOTHING else ""


def _sentence(verb: str, event: ReviewEvent) -> str:
    return _("{name} {verb} den {date}").format(name=who(event), verb=verb, date=long_date(event.at))


def _decided(pks: list[int] | None) -> ReviewEventQuerySet:
    found = ReviewEvent.objects.decisions().standing()
    if pks is not None:
        return found.filter(pk__in=pks)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return found.filter(at__gte=min(midnight, timezone.now() - UNDO_TIME))


def _decision(event: Any, person: Person, *, shows: bool) -> Decision:
    ends = event.at + UNDO_TIME
    left = (ends - timezone.now()).total_seconds()
    open_still = rules.may_undo(person, event)
    return Decision(
        pk=event.pk,
        activity=event.activity_id,
        what=_told(event),
        title=event.version.content["title"],
        by=who(event),
        at=f"{timezone.localtime(event.at):%H.%M}",
        until=f"{timezone.localtime(ends):%H.%M}" if open_still else "",
        left=_minutes(left) if open_still else "",
        withdrawable=shows and event.activity.is_live and not event.activity.archived_at,
        internal=event.activity.published_as == Activity.Audience.INTERNAL,
    )


def _told(event: Any) -> str:
    """What was decided, as a sentence without its subject: «Publicerade Läxcafé internt»."""
    title = event.version.content["title"]
    inside = event.shown_as == Activity.Audience.INTERNAL
    sentences = {
        Kind.PUBLISHED: _("Publicerade {title} internt") if inside else _("Publicerade {title}"),
        Kind.SENT_BACK: _("Skickade tillbaka {title}"),
        Kind.WITHDRAWN: _("Tog bort {title} från {pages}"),
        Kind.BROUGHT_BACK: _("Publicerade {title} igen"),
        Kind.AUDIENCE: _("Visar {title} bara internt") if inside else _("Visar {title} för alla"),
        Kind.ARCHIVED: _("Arkiverade {title}"),
    }
    return sentences[Kind(event.kind)].format(title=title, pages=pages_left(event))


def _minutes(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes == 0:
        return _("mindre än en minut kvar")
    return _("en minut kvar") if minutes == 1 else _("{n} minuter kvar").format(n=word(minutes))
