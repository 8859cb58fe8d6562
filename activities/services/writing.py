"""Writing an activity: make, save, submit, take back, discard, restore, delete a draft."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from activities import rules
from activities.choosable import faults_of_choices
from activities.content import Content, merged_among
from activities.demands import faults_of_draft, faults_of_units, faults_when_submitting
from activities.facts import Facts
from activities.models import Activity, ActivityVersion, Participation, ReviewEvent
from activities.services import greeting
from activities.services.facts import change_facts
from activities.services.greeting import Greeting
from activities.services.locking import (
    Stale,
    add_version,
    kept_content_of,
    lock,
    lock_submission,
    lock_version,
    record,
    require,
)
from activities.services.mailing import write_discarded, write_submitted
from activities.services.together import ask_named, keep_lead_in, note_consents, settle_answers
from network.change import change
from network.person import Person
from network.services.locking import hold_typed
from network.services.typed import Typed

Review = Activity.Review
Consents = Mapping[int, bool]  # external party → agreed to be named


class Beside(NamedTuple):
    """What a form says beside its content: consents, the names in it that nobody knew, the greeting to the office."""

    consents: Consents = MappingProxyType({})
    typed: Typed | None = None
    greeting: Greeting | None = None


def create(
    content: Content,
    facts: Facts,
    *,
    form_key: UUID,
    by: Person,
    beside: Beside | None = None,
) -> tuple[Activity, bool]:
    """Make an activity as a draft; whether it is new. A double tap on the same form gives what the first one made."""
    require(rules.may_create(by))
    with change():
        activity, made = Activity.objects.get_or_create(
            form_key=form_key, defaults={"title": content.title[: Activity.TITLE_LENGTH], "created_by": by.user}
        )
        if not made:
            require(activity.created_by_id == by.user_id)
            return activity, False
        activity = lock(activity.pk)
        content, consents = named(content, beside)
        _check(content, Content(), by=by)
        add_version(activity, content, by=by)
        content.apply_to(activity)
        change_facts(activity, Facts(), facts, by=by)
        note_consents(activity, content, consents, by=by)
        greeting.keep(activity, beside and beside.greeting)
    activity.refresh_from_db()
    return activity, True


def save(
    version: ActivityVersion,
    content: Content,
    *,
    by: Person,
    beside: Beside | None = None,
    restored: ActivityVersion | None = None,
    corrects: bool = False,
) -> ActivityVersion:
    """Write `content` as a new version based on `version`; the same content writes none.

    Raises Stale where somebody saved meanwhile, or where it `corrects` what waits for the office no more, and
    ValidationError for what stops even a draft. What was sent back stays so; a version equal to the live one settles at
    once.
    """
    with change():
        activity = lock(version.activity_id)
        require(rules.may_edit(by, activity))
        if activity.newest_version_id != version.pk or (corrects and activity.review != Review.SUBMITTED):
            raise Stale(activity)
        before = kept_content_of(version)
        content, consents = named(content, beside)
        _check(content, before, *([kept_content_of(restored)] if restored else []), by=by)
        if not activity.is_live:  # of what is live the office reads who leads before it counts
            _check_old_lead_stays(content, before, by)
        note_consents(activity, content, consents, by=by)
        greeting.keep(activity, beside and beside.greeting)
        if content == before:
            return version
        keep_lead_in(activity, before, content, by=by)
        saved = add_version(activity, content, by=by, based_on=version.pk, restored=restored)
        if not activity.is_live:
            content.apply_to(activity)
        _review_after_saving(activity, content)
        submission = activity.events.last_submission() if activity.review == Review.SUBMITTED else None
        if submission:  # what the office corrects is what is submitted
            ask_named(submission, saved, by=by)
    return saved


def submit(version: ActivityVersion, *, by: Person) -> ReviewEvent:
    """Hand the newest version to the office, with the greeting that is kept; invites the organisations that it names
    for the first time.

    Raises ValidationError field by field where it lacks what submitting demands.
    """
    with change():
        activity = lock_version(version)
        require(rules.may_submit(by, activity))
        content = Content.from_json(version.content)
        declined = Participation.objects.filter(activity=activity).declined().values_list("organisation", flat=True)
        check(faults_when_submitting(content, frozenset(declined)))
        event = record(activity, ReviewEvent.Kind.SUBMITTED, version, by=by, comment=activity.note)
        activity.review = Review.SUBMITTED
        activity.save(update_fields=["review"])
        greeting.forget(activity)
        ask_named(event, version, by=by)
        write_submitted(event, by=by)
    return event


def take_back(version: ActivityVersion, *, by: Person, submission: int | None = None) -> ReviewEvent:
    """Regret a submission that the office has not decided about: it is a draft again, or settled where the office has
    corrected it to what is live. `submission` is the event that was read, where that was asked.
    """
    with change():
        activity = lock_submission(version, submission)
        require(rules.may_take_back(by, activity))
        event = record(activity, ReviewEvent.Kind.TAKEN_BACK, version, by=by)
        regretted = activity.events.submission_before(event)
        activity.participations.filter(dropped_by=regretted).give_back()
        greeting.put_back(activity, regretted)
        activity.review = Review.EDITING
        _review_after_saving(activity, kept_content_of(version))  # the office may have corrected it to what is live
    return event


def discard(version: ActivityVersion, *, by: Person) -> ActivityVersion:
    """Throw a waiting change away, by writing a version equal to the live one.

    Where the office does it to what somebody else wrote, they are told.
    """
    with change():
        activity = lock_version(version)
        require(rules.may_discard(by, activity))
        assert activity.live_version is not None  # may_discard asks for something live
        live = kept_content_of(activity.live_version)
        event = record(activity, ReviewEvent.Kind.DISCARDED, version, by=by)
        saved = add_version(activity, live, by=by, based_on=version.pk)
        _review_after_saving(activity, live)
        write_discarded(event, by=by)
    return saved


def restore(old: ActivityVersion, newest: ActivityVersion, *, by: Person) -> ActivityVersion:
    """Write what `old` said as a new version, what has ended since too. Consents and answers are no content: they
    stay as they are.
    """
    require(old.activity_id == newest.activity_id)
    with change():
        activity, content = lock(newest.activity_id), kept_content_of(old)
        require(rules.may_restore(by, activity, content, kept_content_of(newest)))
        return save(newest, content, by=by, restored=old)


def delete_draft(version: ActivityVersion, *, by: Person) -> None:
    """Delete a draft that was never submitted. Everything else is archived."""
    with change():
        activity = lock_version(version)
        require(rules.may_delete(by, activity))
        activity.newest_version = None
        activity.save(update_fields=["newest_version"])
        activity.delete()


def check(faults: Mapping[str, str]) -> None:
    """Raise ValidationError with the faults, if any."""
    if faults:
        raise ValidationError(dict(faults))


def named(content: Content, beside: Beside | None) -> tuple[Content, Consents]:
    """As it is stored, with what was typed made in the transaction of the service: what is not saved leaves nothing."""
    consents, typed, _greeting = beside or Beside()
    content = content.with_clean_texts()
    made = typed.store(content.typed, lead=content.lead) if typed else {}
    content = content.with_ids(made)
    hold_typed(content.typed)
    merged = merged_among(content.typed)
    ids = {pk: made.get(pk, pk) for pk in consents}
    return content.with_ids(merged), {merged.get(ids[pk], ids[pk]): said for pk, said in consents.items()}


def _check(content: Content, before: Content, *held: Content, by: Person) -> None:
    """What stops even a draft. What stood `before`, or in what is restored (`held`), may stay."""
    if content.lead != before.lead or before == Content():
        _check_lead(content.lead, by)
    check(faults_of_draft(content) | faults_of_choices(content, before, *held, by=by))
    if content.lead != before.lead or content.cells != before.cells:
        check(faults_of_units(content))


def _check_lead(lead: int | None, by: Person) -> None:
    if lead is None and not by.is_office:
        raise ValidationError({"lead": _("Välj vilken verksamhet som är ansvarig.")})
    require(rules.may_lead(by, lead))


def _check_old_lead_stays(content: Content, before: Content, by: Person) -> None:
    """A co-owner takes no draft from those who wrote it: they stay beside."""
    lost = before.lead not in {None, content.lead} | content.co_owners
    if lost and not by.is_office and before.lead not in by.organisations:
        text = _("Den som ansvarar nu måste vara kvar. Lägg till verksamheten som medägare, eller låt den ansvara.")
        raise ValidationError({"lead": text})


def _review_after_saving(activity: Activity, content: Content) -> None:
    """A version equal to the live one settles; what was submitted or sent back stays so; else it is edited.

    What is submitted stays so even then: the office answers it, with a reason, and corrects none of it away.
    """
    live = activity.live_version
    if live and content == kept_content_of(live) and activity.review != Review.SUBMITTED:
        activity.review = Review.SETTLED
    elif activity.review == Review.SETTLED:
        activity.review = Review.EDITING
    activity.save(update_fields=["review"])
    if activity.review == Review.SETTLED:
        settle_answers(activity)
