"""The mails about activities: those no decision can undo are written at once, the others when they are due."""

from __future__ import annotations

import logging
from itertools import takewhile
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from activities import rules
from activities.content import Content, merged_among
from activities.models import Activity, ActivityOrganisation, Participation, ReviewEvent
from activities.services.decision_mails import Told, about, concerned, mails_of
from activities.services.locking import kept_content_of
from network import mail
from network.mail import Seats
from network.models import Organisation
from network.person import Person, author_name, person_of
from network.text import capital

Review = Activity.Review
log = logging.getLogger(__name__)


def write_submitted(event: ReviewEvent, *, by: Person) -> None:
    """Tell the office, in the submission's own transaction."""
    receivers = [user for user in mail.office_receivers() if user.pk != by.user_id]
    given = about(event) | {"path": reverse("review", args=[event.activity_id]), "for_whom": _for_whom(event, by)}
    mail.write("submitted", receivers, given | _since_return(event))


def write_invited(participation: Participation, *, by: Person) -> None:
    """Tell the contact persons of an organisation that it is named in an activity."""
    content = participation.version.content if participation.version else {}
    place = {"path": reverse("activity_invitation", args=[participation.activity_id])}
    given = _about_answer(participation, content.get("summary", "")) | place | {"more": participation.asked_for_more}
    _write("invited", _seat(frozenset({participation.organisation_id}), by), given)


def write_answered(participation: Participation, *, by: Person, anew: bool) -> None:
    """Tell the lead what an invited organisation answered, or the office for it; `anew` where its greeting alone is
    new.
    """
    stands_in = participation.organisation_id not in by.organisations
    given = {"by": capital(author_name(by.user)) if stands_in else "", "anew": anew}
    told = _seat(_lead(participation.activity), by)
    _write("answered", told, _about_answer(participation, participation.answer) | given)


def write_discarded(event: ReviewEvent, *, by: Person) -> None:
    """Tell those whose waiting change the office has thrown away: no decision can undo that."""
    activity = event.activity
    if rules.owns(by, activity) or not _waits_of_others(event):
        return
    submission = activity.events.submission_before(event)
    submitter = submission.by if submission else None
    owners = activity.owners()
    of_office = submitter if submitter and person_of(submitter).is_office else None
    told = concerned(owners, Seats(owners), of_office).but(by.user_id)
    given = {"title": activity.title, "path": reverse("activity_history", args=[activity.pk])}  # as it is read
    _write("discarded", told, about(event) | given)


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

    False where that failed, or where a later decision may still be undone: until then nobody knows what holds.
    """
    try:
        with transaction.atomic():
            (due,) = mails_of(ReviewEvent.objects.filter(pk=event.pk))  # read under the lock
            if due.may_be_overtaken:
                return False
            if due.holds:
                _write(due.template, due.told, due.about)
            event.mailed_at = timezone.now()
            event.save(update_fields=["mailed_at"])
    except Exception:
        log.exception("The mails of decision %s could not be written", event.pk)
        return False
    return True


def _write(template: str, told: Told, given: dict[str, Any]) -> None:
    """A mail to each, in words for an organisation or for the office that reads in its place."""
    for voice, receivers in told.voices():
        if receivers:
            mail.write(template, receivers, given | {"office_reads": voice})


def _waits_of_others(event: ReviewEvent) -> bool:
    """Whether somebody else wrote in the change that `event` threw away: all since the text was as the live one."""
    versions = event.activity.versions.filter(number__lte=event.version.number)
    texts = [(version.author_id, Content.from_json(version.content)) for version in versions]
    merged = merged_among(frozenset().union(*(text.typed for _author, text in texts)))
    live = kept_content_of(event.before_live)
    changed = takewhile(lambda row: row[1].with_ids(merged) != live, texts)
    return any(author != event.by_id for author, _text in changed)


def _seat(organisations: frozenset[int], by: Person) -> Told:
    return concerned(organisations, Seats(organisations), None).but(by.user_id)


def _for_whom(event: ReviewEvent, by: Person) -> str:
    """The organisation for which somebody of the office submits; empty where its own contact person does."""
    if not by.is_office or rules.owns(by, event.activity):
        return ""
    names = Organisation.objects.filter(pk=event.version.content["lead"]).values_list("name", flat=True)
    return names.first() or ""


def _since_return(submission: ReviewEvent) -> dict[str, bool]:
    """Whether it answers a return, and whether its text is still the one that was sent back."""
    returned = submission.activity.events.last_return() if submission.before_review == Review.SENT_BACK else None
    if returned is None:
        return {"again": False}
    unchanged = kept_content_of(returned.version) == kept_content_of(submission.version)
    return {"again": True, "unchanged": unchanged}


def _lead(activity: Activity) -> frozenset[int]:
    lead = activity.roles.filter(role=ActivityOrganisation.Role.LEAD)
    return frozenset(lead.values_list("organisation", flat=True))


def _about_answer(participation: Participation, text: str) -> dict[str, object]:
    content = participation.version.content if participation.version else {}
    return {
        "title": content.get("title", participation.activity.title),
        "organisation": participation.organisation.name,
        "text": text,
        "helps": participation.helps_only,
        "accepted": participation.state == Participation.State.ACCEPTED,
        "path": participation.activity.get_absolute_url(),
    }
