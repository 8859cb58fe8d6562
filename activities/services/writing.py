"""Writing an activity: make, save, submit, take back, discard, restore, delete a draft."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from activities import rules
from activities.choosable import faults_of_choices
from activities.content import Content
from activities.demands import faults_of_draft, faults_of_units, faults_when_submitting
from activities.facts import Facts
from activities.models import Activity, ActivityVersion, Participation, ReviewEvent
from activities.services.facts import change_facts
from activities.services.locking import Stale, add_version, kept_content_of, lock, lock_version, record, require
from activities.services.together import ask_named, drop_unnamed, keep_lead_in, note_consents
from network.change import change
from network.person import Person
from network.services.locking import hold_typed
from network.services.typed import Typed

Review = Activity.Review
Consents = Mapping[int, bool]  # external party → agreed to be named


def create(
    content: Content,
    facts: Facts,
    *,
    form_key: UUID,
    by: Person,
    consents: Consents | None = None,
    typed: Typed | None = None,
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
        content, consents = _named(content, consents, typed)
        _check(content, Content(), by=by)
        add_version(activity, content, by=by)
        content.apply_to(activity)
        change_facts(activity, Facts(), facts, by=by)
        note_consents(activity, content, consents, by=by)
    activity.refresh_from_db()
    return activity, True


def save(
    version: ActivityVersion,
    content: Content,
    *,
    by: Person,
    consents: Consents | None = None,
    typed: Typed | None = None,
    restored: ActivityVersion | None = None,
) -> ActivityVersion:
    """Write `content` as a new version based on `version`; the same content writes none.

    Raises Stale where somebody saved meanwhile, ValidationError for what stops even a draft. What was sent back
    stays so; a version equal to the live one settles at once.
    """
    with change():
        activity = lock(version.activity_id)
        require(rules.may_edit(by, activity))
        if activity.newest_version_id != version.pk:
            raise Stale(activity)
        before = kept_content_of(version)
        content, consents = _named(content, consents, typed)
        _check(content, before, *([kept_content_of(restored)] if restored else []), by=by)
        note_consents(activity, content, consents, by=by)
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


def submit(version: ActivityVersion, *, by: Person, note: str = "") -> ReviewEvent:
    """Hand the newest version to the office, with a note; invites the organisations it names for the first time.

    Raises ValidationError field by field where it lacks what submitting demands.
    """
    from activities.services.mailing import write_submitted

    with change():
        activity = lock_version(version)
        require(rules.may_submit(by, activity))
        content = Content.from_json(version.content)
        declined = Participation.objects.filter(activity=activity).declined().values_list("organisation", flat=True)
        check(faults_when_submitting(content, frozenset(declined)))
        event = record(activity, ReviewEvent.Kind.SUBMITTED, version, by=by, comment=note)
        activity.review = Review.SUBMITTED
        activity.save(update_fields=["review"])
        ask_named(event, version, by=by)
        write_submitted(event, by=by)
    return event


def write_new(
    content: Content,
    facts: Facts,
    *,
    form_key: UUID,
    by: Person,
    consents: Consents | None = None,
    typed: Typed | None = None,
    submits: bool = False,
    note: str = "",
) -> Activity:
    """What the form for a new activity does: make it and, when told, submit it, all or nothing.

    Raises Stale where the form has made an activity already and now, after the browser's Back, says something else.
    """
    with change():
        activity, made = create(content, facts, form_key=form_key, by=by, consents=consents, typed=typed)
        version = activity.newest_version
        assert version is not None
        if not made:
            content, _consents = _named(content, None, typed)
            same = (content, facts) == (kept_content_of(version), Facts.of(activity))
            if not same or activity.review not in (Review.EDITING, Review.SUBMITTED):
                raise Stale(activity)
        if submits and activity.review == Review.EDITING:  # else a double tap
            submit(version, by=by, note=note)
    return activity


def write(
    version: ActivityVersion,
    content: Content,
    *,
    by: Person,
    consents: Consents | None = None,
    typed: Typed | None = None,
    facts: tuple[Facts, Facts] | None = None,
    submits: bool = False,
    note: str = "",
) -> ActivityVersion:
    """What the form for an activity does: save, tell facts (shown, sent) and, when told, submit, all or nothing."""
    with change():
        saved = save(version, content, by=by, consents=consents, typed=typed)
        if facts:
            change_facts(saved.activity, *facts, by=by)
        if submits:
            _check_something_new(saved)
            submit(saved, by=by, note=note)
    return saved


def take_back(version: ActivityVersion, *, by: Person) -> ReviewEvent:
    """Regret a submission that the office has not decided about: it is a draft again."""
    with change():
        activity = lock_version(version)
        require(rules.may_take_back(by, activity))
        event = record(activity, ReviewEvent.Kind.TAKEN_BACK, version, by=by)
        activity.review = Review.EDITING
        activity.save(update_fields=["review"])
        activity.participations.filter(dropped_by=activity.events.submission_before(event)).give_back()
    return event


def discard(version: ActivityVersion, *, by: Person) -> ActivityVersion:
    """Throw a waiting change away, by writing a version equal to the live one.

    Where the office does it to what somebody else wrote, they are told.
    """
    from activities.services.mailing import write_discarded

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


def _named(content: Content, consents: Consents | None, typed: Typed | None) -> tuple[Content, Consents]:
    """As it is stored, with what was typed made in the transaction of the service: what is not saved leaves nothing."""
    content = content.with_clean_texts()
    made = typed.store(content.typed, lead=content.lead) if typed else {}
    content = content.with_ids(made)
    hold_typed(content.typed)
    return content.with_kept(), {made.get(pk, pk): said for pk, said in (consents or {}).items()}


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


def _check_something_new(version: ActivityVersion) -> None:
    if Activity.objects.filter(pk=version.activity_id, review=Review.SETTLED).exists():
        raise ValidationError({"title": _("Inget är ändrat sedan den publicerades. Ändra något och skicka in igen.")})


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
        drop_unnamed(activity)
