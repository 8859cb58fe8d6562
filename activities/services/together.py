"""What organisations answer when they are named: invitations, answers, consents."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from django.utils import timezone

from activities import rules
from activities.content import Content
from activities.models import Activity, ActivityVersion, Participation, ReviewEvent
from activities.services.locking import Stale, content_of, kept_content_of, lock, require
from activities.services.mailing import write_answered, write_invited
from activities.states import Role
from network import audit
from network.change import change
from network.person import Person
from network.text import without_hidden

State = Participation.State
# What a question begins with, asked for the first time or anew
UNANSWERED = {
    "accepted_as": "",
    "helps_only": False,
    "answered_at": None,
    "answered_by": None,
    "answer": "",
    "before_dropped": State.NONE,
    "dropped_by": None,
}


class News(Enum):
    """What the lead is told of an answer: nothing where it says what was said already."""

    NOTHING = auto()
    GREETING = auto()
    ANSWER = auto()


def ask_named(submission: ReviewEvent, version: ActivityVersion, *, by: Person) -> None:
    """Invite the group's organisations that `version`, now submitted, names and that have no answer that counts, or one
    to less: who takes part and is made co-owner. Runs in the service's transaction; the activity is locked.

    An organisation that owned the activity already, or whose seat `by` holds, is in at once.
    """
    activity, content = submission.activity, kept_content_of(version)
    named = content.co_owners | content.participants
    rows = activity.participations.filter(organisation__in=named)
    rows.filter(dropped_by=submission).give_back()  # the office had corrected it away
    asked = frozenset(rows.counting().values_list("organisation", flat=True))
    owners = activity.owners()
    more = rows.filter(state=State.ACCEPTED, organisation__in=content.co_owners).only_helping()
    more.filter(organisation__in=owners | by.organisations).update(accepted_as=Role.CO_OWNER)
    for organisation in more.values_list("organisation", flat=True).order_by("organisation"):
        _ask(activity, organisation, version, by=by)
    for organisation in sorted(named - asked):
        if organisation in owners or organisation in by.organisations:
            role = Role.CO_OWNER if organisation in owners | content.co_owners else Role.PARTICIPANT
            _let_in(activity, organisation, role, by=by, version=version)
        else:
            _ask(activity, organisation, version, by=by, **UNANSWERED)
    settle_answers(activity, submission)


def _ask(activity: Activity, organisation: int, version: ActivityVersion, *, by: Person, **answered: object) -> None:
    """Write the question and its mail; `answered` is what becomes of an earlier answer."""
    invited = {"state": State.INVITED, "invited_at": timezone.now(), "version": version}
    answer, _made = activity.participations.update_or_create(organisation_id=organisation, defaults=answered | invited)
    write_invited(answer, by=by)


def settle_answers(activity: Activity, event: ReviewEvent | None = None) -> None:
    """Bring the answers in line with what counts: what is live and what is submitted.

    Whom neither names any more is asked nothing, and anew when named again. Who takes part is asked about owning as
    long as either makes it co-owner. A draft changes nothing: it may be changed back. The activity is locked, and says
    already where it stands after `event`.
    """
    if activity.review not in (Activity.Review.SUBMITTED, Activity.Review.SETTLED):
        return
    versions = [version for version in (activity.live_version, activity.newest_version) if version]
    contents = [(version, kept_content_of(version)) for version in versions]
    owning = {organisation: version for version, content in contents for organisation in content.co_owners}
    taking_part = {organisation: version for version, content in contents for organisation in content.participants}
    named = taking_part | owning  # each with the version it is asked about: the newest that asks most of it
    answers = activity.participations
    answers.exclude(organisation__in=named).drop(event)
    for version in versions:
        asked_about_it = [organisation for organisation, asked_about in named.items() if asked_about == version]
        answers.counting().filter(organisation__in=asked_about_it).update(version=version)
    answers.exclude(organisation__in=owning).taking_part().update(state=State.ACCEPTED)
    answers.filter(organisation__in=owning).only_helping().update(state=State.INVITED)


def give_back_since(activity: Activity, withdrawn: ReviewEvent) -> None:
    """Let the answers count again of those whom `withdrawn`, live again, names and who were dropped by it or since."""
    content = content_of(withdrawn.version) or Content()
    named = activity.participations.filter(organisation__in=content.co_owners | content.participants)
    named.filter(dropped_by__gte=withdrawn.pk).give_back()


def keep_lead_in(activity: Activity, before: Content, content: Content, *, by: Person) -> None:
    """The lead that becomes co-owner or participant is in, whatever it said before it led: it must not lose what it
    wrote. One that was named by mistake, and has neither written nor led what was handed in, is asked as others are.
    """
    old = before.lead
    if old not in content.co_owners | content.participants:
        return
    if activity.participations.filter(organisation=old).owning().exists():
        return
    wrote = activity.versions.filter(author__seats__organisation=old)
    handed_in = activity.events.filter(kind=ReviewEvent.Kind.SUBMITTED, version__content__lead=old)
    if old in by.organisations or wrote.exists() or handed_in.exists():
        _let_in(activity, old, Role.CO_OWNER, by=by)


def _let_in(activity: Activity, organisation: int, role: Role, *, by: Person, **fields: object) -> None:
    now = timezone.now()
    accepted = {"state": State.ACCEPTED, "accepted_as": role, "invited_at": now}
    answered = {"answered_at": now, "answered_by": by.user}
    defaults = UNANSWERED | accepted | answered | fields
    answer, _made = activity.participations.update_or_create(organisation_id=organisation, defaults=defaults)
    _note(answer, {}, by=by)


def answer_invitation(
    participation: Participation,
    *,
    accept: bool,
    by: Person,
    owning: bool = True,
    text: str = "",
    seen: str | None = None,
) -> News:
    """Say yes or no for an invited organisation. An answer never unpublishes anything, and may be changed.

    Without `owning` the yes is to take part only, whatever was asked.
    `seen` is `Participation.stands` as the one who answers was shown it: raises Stale where it stands otherwise by now.
    """
    with change():
        lock(participation.activity_id)
        answer = Participation.objects.select_for_update().get(pk=participation.pk)
        require(rules.may_answer(by, answer))
        before, stands = _said(answer), answer.stands
        accepted_as = _accepted_as(answer, accept=accept, owning=owning)
        answer.state, answer.answer = State.ACCEPTED if accept else State.DECLINED, without_hidden(text).strip()
        answer.accepted_as, answer.helps_only = accepted_as, accept and not owning
        news = _news_of(before, _said(answer))
        if news is News.NOTHING:
            return news  # a double tap is told once
        if seen is not None and seen != stands:
            raise Stale(answer.activity)
        answer.answered_at, answer.answered_by = timezone.now(), by.user
        answer.save(update_fields=["state", "answer", "accepted_as", "helps_only", "answered_at", "answered_by"])
        _note(answer, before, by=by)
        write_answered(answer, by=by, anew=news is News.GREETING)
    return news


def _news_of(before: Mapping[str, object], now: Mapping[str, object]) -> News:
    if now == before:
        return News.NOTHING
    return News.GREETING if {**now, "answer": ""} == {**before, "answer": ""} else News.ANSWER


def _said(answer: Participation) -> dict[str, object]:
    return {"state": answer.state, "helps_only": answer.helps_only, "answer": answer.answer}


def _note(answer: Participation, before: Mapping[str, object], *, by: Person) -> None:
    """Write down what was answered: the row tells the last word only, the history all of them."""
    said = _said(answer)
    audit.note(answer, {name: (before.get(name, ""), value) for name, value in said.items()}, by=by.user)


def _accepted_as(answer: Participation, *, accept: bool, owning: bool) -> str:
    """As what an answer says yes. A yes that was given already says yes to nothing else: only its greeting is new."""
    if not accept:
        return ""
    if not owning:
        return Role.PARTICIPANT
    said = answer.state == State.ACCEPTED and not answer.helps_only
    return answer.accepted_as if said else answer.asked_role


def set_consent(activity: Activity, organisation_id: int, consent: bool, *, by: Person) -> None:
    """Note whether an external party that was ever named agreed to it. Works at once, in every version."""
    with change():
        activity = lock(activity.pk)
        require(rules.may_set_consent(by, activity))
        party = activity.participations.external().filter(organisation=organisation_id).first()
        require(party is not None)
        assert party is not None
        note_consent(party, consent, by=by)


def note_consents(activity: Activity, content: Content, consents: Mapping[int, bool], *, by: Person) -> None:
    """Note the consents that a form sent for the external parties of `content` and of what is live; the activity is
    locked.

    `consents` holds only those that somebody changed in the form: an old tick must not bring a withdrawn one back.
    """
    live = kept_content_of(activity.live_version).externals & consents.keys() if consents else frozenset()
    for organisation in content.externals | live:
        party, _made = activity.participations.get_or_create(organisation_id=organisation)
        note_consent(party, consents.get(organisation, party.consent), by=by)


def note_consent(party: Participation, consent: bool, *, by: Person, anew: bool = False) -> None:
    """Write down what an external party said, and who noted it when: it is told among the answers. `anew`: also where
    it says the same.
    """
    if anew or party.consent != consent:
        audit.note(party, {"consent": (party.consent, consent)}, by=by.user)
        party.consent, party.answered_at, party.answered_by = consent, timezone.now(), by.user
        party.save(update_fields=["consent", "answered_at", "answered_by"])
