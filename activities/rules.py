"""Who may do what with an activity, one question a predicate. View, template, service and admin ask the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from activities.models import Activity, Participation
from activities.querysets import UNDO_TIME, Named
from activities.states import Answer, Audience, Review, Role
from network.person import Person

if TYPE_CHECKING:
    from activities.content import Content


def may_create(person: Person) -> bool:
    """Contact persons log for their own organisations, the office for any."""
    return person.is_contact or person.is_office


def may_lead(person: Person, organisation: int | None) -> bool:
    """May name this organisation as lead: a contact person only an own one; an office draft may lack one."""
    return person.is_office or (organisation is not None and organisation in person.organisations)


def owns(person: Person, activity: Activity) -> bool:
    """An own organisation is lead, or co-owner and has said yes to that."""
    return bool(person.organisations and person.organisations & activity.owners())


def may_see(person: Person, activity: Activity) -> bool:
    """What is live for one's audience; the owners' and the office's own work whatever its state.

    The readable twin of ActivityQuerySet.visible_to, which pages ask; a test holds the two together.
    """
    if activity.published_as == Audience.PUBLIC:
        return True
    if activity.published_as == Audience.INTERNAL and person.may_read_internal:
        return True
    return may_see_work(person, activity)


def may_see_work(person: Person, activity: Activity) -> bool:
    """Drafts, waiting changes, review and history."""
    return person.is_office or owns(person, activity)


def may_read_asked(person: Person, participation: Participation) -> bool:
    """The version that an own organisation was asked about, as long as it has not said no; the office any."""
    if person.is_office:
        return participation.version_id is not None
    asked = participation.state in (Answer.INVITED, Answer.ACCEPTED) and participation.version_id
    return bool(asked) and participation.organisation_id in person.organisations


def may_edit(person: Person, activity: Activity) -> bool:
    """Write versions: while submitted only the office, who corrects; what is archived rests."""
    if activity.archived_at:
        return False
    return person.is_office or (owns(person, activity) and activity.review != Review.SUBMITTED)


def may_submit(person: Person, activity: Activity) -> bool:
    """Hand the newest version to the office: what is edited or was sent back."""
    return may_edit(person, activity) and activity.review in (Review.EDITING, Review.SENT_BACK)


def may_take_back(person: Person, activity: Activity) -> bool:
    """Regret a submission before the office has decided: the owners, and of the office the one who submitted.

    To others' submissions the office answers with a reason: it sends them back.
    """
    if activity.review != Review.SUBMITTED:
        return False
    return owns(person, activity) or (person.is_office and activity.submitter_id() == person.user_id)


def may_discard(person: Person, activity: Activity) -> bool:
    """Throw a waiting change away: what is live stays. What is submitted is taken back first, or sent back."""
    return activity.is_live and activity.review in (Review.EDITING, Review.SENT_BACK) and may_edit(person, activity)


def may_delete(person: Person, activity: Activity) -> bool:
    """Delete a draft that was never submitted; everything else is archived."""
    return may_edit(person, activity) and not activity.is_live and not activity.was_submitted()


def may_change_facts(person: Person, activity: Activity) -> bool:
    """Tell status, dates and reach: the owners and the office, whatever the review."""
    return not activity.archived_at and may_see_work(person, activity)


def may_review(person: Person, activity: Activity) -> bool:
    """Decide about a submitted version."""
    return person.is_office and activity.review == Review.SUBMITTED


def may_withdraw(person: Person, activity: Activity) -> bool:
    """Take it from the pages it is published on, or change who sees it."""
    return person.is_office and activity.is_live and not activity.archived_at


def may_bring_back(person: Person, activity: Activity) -> bool:
    """Publish again what was withdrawn."""
    return person.is_office and not activity.is_live and not activity.archived_at and activity.was_withdrawn()


def may_archive(person: Person, activity: Activity) -> bool:
    """Put it to rest; refused while something is submitted."""
    return person.is_office and not activity.archived_at and activity.review != Review.SUBMITTED


def may_unarchive(person: Person, activity: Activity) -> bool:
    """Take it out of the archive."""
    return person.is_office and activity.archived_at is not None


def may_undo(person: Person, decision: Any) -> bool:
    """Take a decision back: under ten minutes old, not undone, its mail not written, and nothing has followed it.

    `decision` is one of ReviewEventQuerySet.told(), which tells whether it is `overtaken`.
    """
    untouched = decision.undone_at is None and decision.mailed_at is None and not decision.overtaken
    young = timezone.now() - decision.at < UNDO_TIME
    return person.is_office and decision.kind in decision.DECISIONS and untouched and young


def may_restore(person: Person, activity: Activity, old: Content, newest: Content) -> bool:
    """Write `old` as a new version: it says something else than the newest, and has a lead that one may choose."""
    led = old.lead == newest.lead or may_lead(person, old.lead)
    return may_edit(person, activity) and old != newest and led


def may_answer(person: Person, participation: Participation) -> bool:
    """Answer an invitation for an own organisation, the office for any: one without a contact person has nobody else.

    Only organisations that were invited and do not lead by now, and nothing that rests. As
    ParticipationQuerySet.answerable_by; a test holds the two together.
    """
    activity, organisation = participation.activity, participation.organisation_id
    if not participation.state or activity.archived_at or activity.led_by(organisation):
        return False
    return person.is_office or participation.organisation_id in person.organisations


def may_set_consent(person: Person, activity: Activity) -> bool:
    """Note whether an external party agreed to be named: at once, whatever the review."""
    return may_see_work(person, activity)


def may_see_party(person: Person, party: Named, *, work: bool) -> bool:
    """Whether an organisation in an activity is named to `person`, who may see the activity's `work` or not.

    Leads are, those that said yes or, for external parties, consented; an own one from the invitation on.
    """
    if work or party.role == Role.LEAD:
        return True
    if party.role == Role.EXTERNAL:
        return party.consent
    return party.takes_part or (party.state != Answer.NONE and party.organisation in person.organisations)
