"""What organisations answer when they are named: invitations, answers, consents."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from activities import rules
from activities.content import Content
from activities.models import Activity, ActivityVersion, Participation, ReviewEvent
from activities.services.locking import Stale, content_of, lock, require
from activities.services.mailing import write_answered, write_invited
from network.change import change
from network.person import Person
from network.text import without_hidden

State = Participation.State
# What a question begins with, asked for the first time or anew
UNANSWERED = {"answered_at": None, "answered_by": None, "answer": "", "before_dropped": State.NONE, "dropped_by": None}


def ask_named(submission: ReviewEvent, version: ActivityVersion, *, by: Person) -> None:
    """Invite the group's organisations that `version`, now submitted, names and that have no answer that counts, and
    show those who have, and did not decline, this version. Runs in the service's transaction; the activity is locked.

    An organisation that owned the activity already, or whose seat `by` holds, is in at once.
    """
    activity, named = submission.activity, _named_in(version)
    rows = activity.participations.filter(organisation__in=named)
    rows.filter(dropped_by=submission).give_back()  # the office had corrected it away
    asked = rows.counting()
    asked_before = frozenset(asked.values_list("organisation", flat=True))
    asked.exclude(state=State.DECLINED).update(version=version)
    owners = activity.owners()
    for organisation in sorted(named - asked_before):
        if organisation in owners or organisation in by.organisations:
            _let_in(activity, organisation, by=by, version=version)
        else:
            invited = UNANSWERED | {"state": State.INVITED, "invited_at": timezone.now(), "version": version}
            answer, _made = activity.participations.update_or_create(organisation_id=organisation, defaults=invited)
            write_invited(answer, by=by)
    drop_unnamed(activity, submission)


def drop_unnamed(activity: Activity, event: ReviewEvent | None = None) -> None:
    """Let the answers count for nothing of those whom neither what is live nor what is submitted names any more.

    A draft drops nobody: it may be changed back. Named again, they are asked anew. The activity is locked, and says
    already where it stands after `event`.
    """
    if activity.review in (Activity.Review.SUBMITTED, Activity.Review.SETTLED):
        kept = _named_in(activity.live_version) | _named_in(activity.newest_version)
        activity.participations.exclude(organisation__in=kept).drop(event)


def give_back_since(activity: Activity, withdrawn: ReviewEvent) -> None:
    """Let the answers count again of those whom `withdrawn`, live again, names and who were dropped meanwhile."""
    named = activity.participations.filter(organisation__in=_named_in(withdrawn.version))
    named.filter(dropped_by__gt=withdrawn.pk).give_back()


def _named_in(version: ActivityVersion | None) -> frozenset[int]:
    content = content_of(version) or Content()
    return content.co_owners | content.participants


def keep_lead_in(activity: Activity, before: Content, content: Content, *, by: Person) -> None:
    """The lead that becomes co-owner or participant is in, whatever it said before it led: it must not lose what it
    wrote.
    """
    old = before.lead
    accepted = activity.participations.filter(organisation=old, state=State.ACCEPTED)
    if old in content.co_owners | content.participants and not accepted.exists():
        _let_in(activity, old, by=by)


def _let_in(activity: Activity, organisation: int, *, by: Person, **fields: object) -> None:
    now = timezone.now()
    accepted = {"state": State.ACCEPTED, "invited_at": now, "answered_at": now, "answered_by": by.user}
    activity.participations.update_or_create(organisation_id=organisation, defaults=UNANSWERED | accepted | fields)


def answer_invitation(
    participation: Participation, *, accept: bool, by: Person, text: str = "", seen: str | None = None
) -> Participation:
    """Say yes or no for an invited organisation. An answer never unpublishes anything, and may be changed.

    `seen` is `Participation.stands` as the one who answers was shown it: raises Stale where it stands otherwise by now.
    """
    with change():
        lock(participation.activity_id)
        answer = Participation.objects.select_for_update().get(pk=participation.pk)
        require(rules.may_answer(by, answer))
        if seen is not None and seen != answer.stands:
            raise Stale(answer.activity)
        state, text = State.ACCEPTED if accept else State.DECLINED, without_hidden(text).strip()
        if (answer.state, answer.answer) == (state, text):
            return answer  # a double tap is told once
        answer.state = state
        answer.answered_at, answer.answered_by, answer.answer = timezone.now(), by.user, text
        answer.save(update_fields=["state", "answered_at", "answered_by", "answer"])
        write_answered(answer, by=by)
    return answer


def set_consent(activity: Activity, organisation_id: int, consent: bool, *, by: Person) -> None:
    """Note whether an external party that was ever named agreed to it. Works at once, in every version."""
    with change():
        activity = lock(activity.pk)
        require(rules.may_set_consent(by, activity))
        party = activity.participations.external().filter(organisation=organisation_id).first()
        require(party is not None)
        assert party is not None
        _note_consent(party, consent, by=by)


def note_consents(activity: Activity, content: Content, consents: Mapping[int, bool], *, by: Person) -> None:
    """Note the consents that a form sent for the external parties of `content`; the activity is locked.

    `consents` holds only those that somebody changed in the form: an old tick must not bring a withdrawn one back.
    """
    for organisation in content.externals:
        party, _made = activity.participations.get_or_create(organisation_id=organisation)
        _note_consent(party, consents.get(organisation, party.consent), by=by)


def _note_consent(party: Participation, consent: bool, *, by: Person) -> None:
    """Write down what an external party said, and who noted it when: it is told among the answers."""
    if party.consent != consent:
        party.consent, party.answered_at, party.answered_by = consent, timezone.now(), by.user
        party.save(update_fields=["consent", "answered_at", "answered_by"])
