"""The office's decisions: publish, send back, undo, withdraw, bring back, change audience, archive.

Those about what is live take the activity as the caller read it, and raise Stale where another version is live now.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from activities import rules
from activities.content import FIELDS, Content
from activities.demands import faults_when_submitting
from activities.facts import FACTS
from activities.models import Activity, ActivityVersion, ReviewEvent
from activities.services.locking import (
    content_of,
    kept_content_of,
    lock,
    lock_as_seen,
    lock_submission,
    record,
    require,
)
from activities.services.together import give_back_since, settle_answers
from activities.services.writing import check
from activities.wording import FACT_LABELS
from network.change import change
from network.person import Person
from network.text import without_hidden

Audience, Kind, Review = Activity.Audience, ReviewEvent.Kind, Activity.Review
LIVE_FIELDS = ["live_version", "published_as", "published_at", "review"]


class TooLate(Exception):
    """A decision can no longer be undone: too old, mailed, or not the last."""


def publish(
    version: ActivityVersion, *, audience: str | None, by: Person, submission: int | None = None
) -> ReviewEvent:
    """Make a submitted version live, for the group (internal) or for all (public).

    With None as audience: as `audience_now`. `submission` is the one that was read (locking.lock_submission).
    """
    with change():
        activity = lock_submission(version, submission)
        require(rules.may_review(by, activity))
        if audience is None:
            audience = audience_now(Activity.objects.with_withdrawn_from().get(pk=activity.pk))
        require(audience in (Audience.INTERNAL, Audience.PUBLIC))
        content = Content.from_json(version.content)
        check(faults_when_submitting(content))
        event = record(activity, Kind.PUBLISHED, version, by=by)
        _go_live(activity, event, audience)
        activity.review = Review.SETTLED
        activity.save(update_fields=LIVE_FIELDS)
        settle_answers(activity, event)
    return event


def audience_now(activity: Any) -> str:
    """For whom it is live, or was until it was withdrawn; for all where it never was. Read `with_withdrawn_from`."""
    return activity.published_as if activity.is_live else activity.withdrawn_from or Audience.PUBLIC


def send_back(
    version: ActivityVersion,
    *,
    reason: str,
    by: Person,
    field_comments: Mapping[str, str] | None = None,
    submission: int | None = None,
) -> ReviewEvent:
    """Give a submission back to be mended, always with a reason; comments stand beside the fields they are about.

    `submission` is the one that was read (locking.lock_submission).
    """
    said = {name: without_hidden(text).strip() for name, text in (field_comments or {}).items()}
    comments = {name: text for name, text in said.items() if text and name in (*FIELDS, *FACTS)}
    reason = without_hidden(reason)
    with change():
        activity = lock_submission(version, submission)
        require(rules.may_review(by, activity))
        if activity.is_live:  # brought back meanwhile: the form has no facts to stand beside
            of_facts = [f"{FACT_LABELS[name]}: {comments.pop(name)}" for name in FACTS if name in comments]
            reason = "\n".join(filter(None, [reason, *of_facts]))
        if not reason.strip():
            raise ValidationError({"reason": _("Skriv varför den skickas tillbaka. Skälet följer med i mejlet.")})
        event = record(activity, Kind.SENT_BACK, version, by=by, comment=reason, field_comments=comments)
        activity.review = Review.SENT_BACK
        activity.save(update_fields=["review"])
    return event


def undo(event: ReviewEvent, *, by: Person) -> ReviewEvent:
    """Take the activity's last decision back, within ten minutes and before its mail is written.

    Raises TooLate otherwise; withdrawing remains.
    """
    with change():
        activity = lock(event.activity_id)
        require(by.is_office)
        decision = ReviewEvent.objects.told().select_for_update(of=("self",)).get(pk=event.pk)
        if not rules.may_undo(by, decision):
            raise TooLate
        decision.undone_at = timezone.now()
        decision.save(update_fields=["undone_at"])
        undoing = record(activity, Kind.UNDONE, decision.version, by=by)
        activity.live_version = decision.before_live
        activity.published_as = decision.before_published_as
        activity.published_at = _last_published(activity)
        activity.review = decision.before_review
        activity.archived_at = None
        activity.save(update_fields=[*LIVE_FIELDS, "archived_at"])
        (content_of(activity.live_version or activity.newest_version) or Content()).apply_to(activity)
        _step_again(activity, decision)
        activity.participations.filter(dropped_by=decision).give_back()
        settle_answers(activity, undoing)
    return undoing


def withdraw(activity: Activity, *, reason: str, by: Person) -> ReviewEvent:
    """Take a published activity from all pages; the tables hold its newest version again, as a draft."""
    reason = without_hidden(reason)
    with change():
        activity = lock_as_seen(activity)
        require(rules.may_withdraw(by, activity))
        if not reason.strip():
            raise ValidationError({"reason": _("Skriv varför den tas bort. Skälet följer med i mejlet.")})
        live = activity.live_version
        assert live is not None
        event = record(activity, Kind.WITHDRAWN, live, by=by, comment=reason)
        activity.live_version, activity.published_as = None, Audience.NOTHING
        if activity.review == Review.SETTLED:
            activity.review = Review.EDITING
        activity.save(update_fields=LIVE_FIELDS)
        (content_of(activity.newest_version) or Content()).apply_to(activity)
        settle_answers(activity, event)  # a change that waits may name others
    return event


def bring_back(activity: Activity, *, by: Person) -> ReviewEvent:
    """Publish the version that was withdrawn last again, for the same audience."""
    with change():
        activity = lock_as_seen(activity)
        require(rules.may_bring_back(by, activity))
        withdrawn = activity.events.filter(kind=Kind.WITHDRAWN).standing().latest("id")
        event = record(activity, Kind.BROUGHT_BACK, withdrawn.version, by=by)
        _go_live(activity, event, withdrawn.before_published_as)
        activity.published_at = _last_published(activity)  # what was shown before is no news
        if kept_content_of(activity.newest_version) == kept_content_of(withdrawn.version):
            activity.review = Review.SETTLED
        activity.save(update_fields=LIVE_FIELDS)
        give_back_since(activity, withdrawn)
        settle_answers(activity, event)
    return event


def change_audience(activity: Activity, *, audience: str, by: Person) -> ReviewEvent:
    """Show what is live to all, or to the group only."""
    with change():
        activity = lock_as_seen(activity)
        require(rules.may_withdraw(by, activity) and audience in (Audience.INTERNAL, Audience.PUBLIC))
        require(audience != activity.published_as)  # a double tap is told once
        live = activity.live_version
        assert live is not None
        event = record(activity, Kind.AUDIENCE, live, by=by)
        activity.published_as = audience
        activity.save(update_fields=["published_as"])
    return event


def archive(activity: Activity, *, by: Person) -> ReviewEvent:
    """Put an activity to rest: out of lists, matrix and feeds, still at its address with a banner."""
    with change():
        activity = lock_as_seen(activity)
        require(rules.may_archive(by, activity))
        event = record(activity, Kind.ARCHIVED, _version_shown(activity), by=by)
        activity.archived_at = timezone.now()
        activity.save(update_fields=["archived_at"])
    return event


def unarchive(activity: Activity, *, by: Person) -> ReviewEvent:
    """Take an activity out of the archive, as it was."""
    with change():
        activity = lock_as_seen(activity)
        require(rules.may_unarchive(by, activity))
        event = record(activity, Kind.UNARCHIVED, _version_shown(activity), by=by)
        activity.archived_at = None
        activity.save(update_fields=["archived_at"])
    return event


def _go_live(activity: Activity, event: ReviewEvent, audience: str) -> None:
    Content.from_json(event.version.content).apply_to(activity)
    activity.live_version, activity.published_as = event.version, audience
    activity.published_at = event.at


def _last_published(activity: Activity) -> datetime.datetime | None:
    """When a publication that still stands was made last."""
    published = activity.events.standing().filter(kind=Kind.PUBLISHED)
    return published.order_by("-id").values_list("at", flat=True).first()


def _step_again(activity: Activity, decision: ReviewEvent) -> None:
    """The step that went when the decision changed the method comes back with it, unless somebody chose meanwhile."""
    step = decision.before_step
    if step and step.method_id == activity.method_id and activity.step_id is None and activity.facts_at < decision.at:
        activity.step = step
        activity.save(update_fields=["step"])


def _version_shown(activity: Activity) -> ActivityVersion:
    version = activity.live_version or activity.newest_version
    assert version is not None
    return version
