"""The mails about activities: those no decision can undo are written at once, the others when they are due."""

from __future__ import annotations

import logging
from itertools import takewhile

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from activities import rules
from activities.models import Activity, ActivityOrganisation, Participation, ReviewEvent
from activities.services.locking import content_of
from network import mail
from network.dates import long_date
from network.models import User
from network.person import Person, author_name, person_of
from network.text import capital

log = logging.getLogger(__name__)
Kind = ReviewEvent.Kind
TEMPLATES = {
    Kind.PUBLISHED: "published",
    Kind.BROUGHT_BACK: "published",
    Kind.SENT_BACK: "sent_back",
    Kind.WITHDRAWN: "withdrawn",
}


def write_submitted(event: ReviewEvent, *, by: Person) -> None:
    """Tell the office, in the submission's own transaction."""
    receivers = [user for user in mail.office_receivers() if user.pk != by.user_id]
    mail.write("submitted", receivers, _about(event) | {"path": reverse("review", args=[event.activity_id])})


def write_invited(participation: Participation, *, by: Person) -> None:
    """Tell the contact persons of an organisation that it is named in an activity."""
    content = participation.version.content if participation.version else {}
    receivers = _seat(frozenset({participation.organisation_id}), by)
    place = {"path": reverse("activity_invitation", args=[participation.activity_id])}
    mail.write("invited", receivers, _about_answer(participation, content.get("summary", "")) | place)


def write_answered(participation: Participation, *, by: Person) -> None:
    """Tell the lead what an invited organisation answered."""
    receivers = _seat(_lead(participation.activity), by)
    mail.write("answered", receivers, _about_answer(participation, participation.answer))


def write_discarded(event: ReviewEvent, *, by: Person) -> None:
    """Tell those whose waiting change the office has thrown away: no decision can undo that."""
    activity = event.activity
    if rules.owns(by, activity) or not _waits_of_others(event):
        return
    concerned = _concerned(activity, activity.events.submission_before(event))
    receivers = [user for user in concerned if user.pk != by.user_id]
    mail.write("discarded", receivers, _about(event) | {"path": reverse("activity_history", args=[activity.pk])})


def write_due_mails() -> int:
    """Write the mails of decisions that can no longer be undone; how many decisions.

    Each decision is locked while its mails are written: never undone and mailed, never twice, never neither.
    One that fails is logged, stops no other, and is tried again the next time; so is one that waits.
    """
    written = 0
    passed: list[int] = []
    while True:
        with transaction.atomic():
            due = ReviewEvent.objects.to_mail().exclude(pk__in=passed).select_related("activity")
            # The activity too: who undoes what overtook the decision holds that, and not the decision.
            event = due.select_for_update(skip_locked=True, of=("self", "activity")).first()
            if event is None:
                return written
            if _write_decision(event):
                written += 1
            else:
                passed.append(event.pk)


def _write_decision(event: ReviewEvent) -> bool:
    """Write what a locked decision has to tell, or nothing where it was overtaken for good.

    False where that failed, or where what overtook it may itself be undone: then this one holds again.
    """
    try:
        with transaction.atomic():
            still_true = _still_true(event)
            if not still_true and event.activity.events.undoable().filter(pk__gt=event.pk).exists():
                return False
            if still_true:
                about = _about(event) | _place_to_act(event) | {"corrected": _corrected(event)}
                mail.write(TEMPLATES[Kind(event.kind)], _told(event), about)
            event.mailed_at = timezone.now()
            event.save(update_fields=["mailed_at"])
    except Exception:
        log.exception("The mails of decision %s could not be written", event.pk)
        return False
    return True


def waiting() -> list[ReviewEvent]:
    """Decisions whose mails are not written yet, for the outbox page."""
    events = ReviewEvent.objects.standing().filter(kind__in=ReviewEvent.MAILED, mailed_at=None)
    return list(events.select_related("activity", "by").order_by("at"))


def _place_to_act(event: ReviewEvent) -> dict[str, str]:
    """What was sent back is mended in the form; everything else is read."""
    return {"path": reverse("activity_edit", args=[event.activity_id])} if event.kind == Kind.SENT_BACK else {}


def _still_true(event: ReviewEvent) -> bool:
    """Whether a later decision has not overtaken this one: a mail must not say what no longer holds, nor twice."""
    activity = event.activity
    same = [kind for kind in TEMPLATES if TEMPLATES[kind] == TEMPLATES[Kind(event.kind)]]
    if activity.events.standing().filter(kind__in=same, pk__gt=event.pk).exists():
        return False
    if event.kind == Kind.SENT_BACK:
        return activity.review == Activity.Review.SENT_BACK
    if event.kind == Kind.WITHDRAWN:
        return not activity.is_live
    return activity.live_version_id == event.version_id


def _waits_of_others(event: ReviewEvent) -> bool:
    """Whether somebody else wrote in the change that `event` threw away: all since the text was as the live one."""
    versions = event.activity.versions.filter(number__lte=event.version.number)
    live = content_of(event.before_live)
    changed = takewhile(lambda version: content_of(version) != live, versions)
    return any(version.author_id != event.by_id for version in changed)


def _corrected(event: ReviewEvent) -> bool:
    """Whether the decision is about another text than the one that was submitted: the office has corrected it."""
    submission = event.activity.events.submission_before(event)
    decides = event.kind in (Kind.PUBLISHED, Kind.SENT_BACK)
    return decides and submission is not None and submission.version_id != event.version_id


def _told(event: ReviewEvent) -> list[User]:
    """Who hears of a decision; not who decided."""
    concerned = _concerned(event.activity, event.activity.events.submission_before(event))
    return [user for user in concerned if user.pk != event.by_id]


def _concerned(activity: Activity, submission: ReviewEvent | None) -> list[User]:
    """The seats of lead and accepted co-owners, and who submitted.

    Who submitted and has left the seat since hears nothing: mail belongs to the seat.
    """
    users = {user.pk: user for user in mail.receivers(activity.owners())}
    if submission and submission.by and rules.may_see_work(person_of(submission.by), activity):
        users[submission.by.pk] = submission.by
    return list(users.values())


def _seat(organisations: frozenset[int], by: Person) -> list[User]:
    return [user for user in mail.receivers(organisations) if user.pk != by.user_id]


def _lead(activity: Activity) -> frozenset[int]:
    lead = activity.roles.filter(role=ActivityOrganisation.Role.LEAD)
    return frozenset(lead.values_list("organisation", flat=True))


def _about(event: ReviewEvent) -> dict[str, object]:
    return {
        "title": event.version.content["title"],
        "comment": event.comment,
        "by": capital(author_name(event.by)),
        "date": long_date(event.at),
        "internal": event.activity.published_as == Activity.Audience.INTERNAL,
        "path": event.activity.get_absolute_url(),
    }


def _about_answer(participation: Participation, text: str) -> dict[str, object]:
    content = participation.version.content if participation.version else {}
    return {
        "title": content.get("title", participation.activity.title),
        "organisation": participation.organisation.name,
        "text": text,
        "accepted": participation.state == Participation.State.ACCEPTED,
        "path": participation.activity.get_absolute_url(),
    }
