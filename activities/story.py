"""What has led to a submission: who submitted what, what was decided before, what the office has corrected since."""

from __future__ import annotations

from typing import NamedTuple

from activities import queue
from activities.content import Content
from activities.models import Activity, ReviewEvent
from activities.querysets.queue import BEFORE
from network.dates import long_date, moment
from network.person import Person, author_name
from network.text import listed

Kind = ReviewEvent.Kind


class Earlier(NamedTuple):
    """An earlier return: when, by whom, why, the comments beside the fields, and whether it was published since."""

    day: str
    by: str
    reason: str
    comments: dict[str, str]
    settled: bool


class Story(NamedTuple):
    """The events that the review page tells of; `returned` and `withdrawn` are what the submission answers."""

    submission: ReviewEvent
    before: ReviewEvent | None
    returned: ReviewEvent | None
    withdrawn: ReviewEvent | None
    earlier: list[Earlier]
    undone: ReviewEvent | None  # the return that somebody undid just now
    undone_by: int | None

    @property
    def submitted(self) -> Content:
        """What was submitted, before the office corrected anything."""
        return Content.from_json(self.submission.version.content)

    def regretted_by(self, person: Person) -> ReviewEvent | None:
        """The return that `person` undid: what was typed for it stands in the form again."""
        return self.undone if self.undone_by == person.user_id else None


class Corrected(NamedTuple):
    """Who of the office has corrected what was submitted, and when last."""

    by: str
    at: str


def story_of(activity: Activity) -> Story:
    """The story of what waits for the office. One query."""
    told = list(activity.events.with_people())
    events = [event for event in told if event.undone_at is None]
    submission = next(event for event in events if event.kind == Kind.SUBMITTED)
    before = next((event for event in events if event.kind in BEFORE), None)  # also what came while it waited
    undone = told[1] if told[0].kind == Kind.UNDONE and told[1].kind == Kind.SENT_BACK else None
    return Story(
        submission=submission,
        before=before,
        returned=before if before and before.kind == Kind.SENT_BACK else None,
        withdrawn=before if before and before.kind == Kind.WITHDRAWN else None,
        earlier=_returns(events, submission),
        undone=undone,
        undone_by=told[0].by_id,
    )


def corrected(activity: Activity, submission: ReviewEvent) -> Corrected | None:
    """The corrections since the submission; nothing where what waits is what was submitted."""
    if activity.newest_version_id == submission.version_id:
        return None
    since = list(activity.versions.filter(number__gt=submission.version.number).select_related("author"))
    names = dict.fromkeys(author_name(version.author) for version in reversed(since))
    return Corrected(listed(list(names)), moment(since[0].at))


def _returns(events: list[ReviewEvent], submission: ReviewEvent) -> list[Earlier]:
    """The returns before the submission, the latest first; those before the last publication are settled."""
    published = next((event.pk for event in events if event.kind == Kind.PUBLISHED), 0)
    return [
        Earlier(long_date(event.at), queue.who(event), event.comment, event.field_comments, event.pk < published)
        for event in events
        if event.kind == Kind.SENT_BACK and event.pk < submission.pk
    ]
