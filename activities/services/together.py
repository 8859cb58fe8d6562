"""What organisations answer when they are named: invitations, answers, consents."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from activities import rules
from activities.content import Content
from activities.models import Activity, ActivityVersion, Participation
from activities.services.locking import lock, require
from network.change import change
from network.person import Person

State = Participation.State


def invite_named(activity: Activity, version: ActivityVersion, content: Content, *, by: Person) -> None:
    """Invite the group's organisations that `content` names and that were never asked, and show those who were, and
    did not decline, this version. Runs in the submission's transaction; the activity is locked.

    An organisation that owned the activity already, or whose seat the submitter holds, is in at once.
    """
    from activities.services.mailing import write_invited

    named = content.co_owners | content.participants
    asked = activity.participations.filter(organisation__in=named).exclude(state=State.NONE)
    asked_before = frozenset(asked.values_list("organisation", flat=True))
    asked.exclude(state=State.DECLINED).update(version=version)
    owners = activity.owners()
    for organisation in sorted(named - asked_before):
        if organisation in owners or organisation in by.organisations:
            _let_in(activity, organisation, by=by, version=version)
        else:
            invited = {"state": State.INVITED, "invited_at": timezone.now(), "version": version}
            answer, _made = activity.participations.update_or_create(organisation_id=organisation, defaults=invited)
            write_invited(answer, by=by)


def keep_lead_in(activity: Activity, before: Content, content: Content, *, by: Person) -> None:
    """The lead that becomes co-owner or participant is in without being asked: it must not lose what it wrote."""
    old = before.lead
    if old in content.co_owners | content.participants:
        asked = activity.participations.filter(organisation=old, state__in=(State.ACCEPTED, State.DECLINED))
        if not asked.exists():
            _let_in(activity, old, by=by)


def _let_in(activity: Activity, organisation: int, *, by: Person, **fields: object) -> None:
    now = timezone.now()
    accepted = {"state": State.ACCEPTED, "invited_at": now, "answered_at": now, "answered_by": by.user} | fields
    activity.participations.update_or_create(organisation_id=organisation, defaults=accepted)


def answer_invitation(participation: Participation, *, accept: bool, by: Person, text: str = "") -> Participation:
    """Say yes or no for an invited organisation. An answer never unpublishes anything, and may be changed."""
    from activities.services.mailing import write_answered

    with change():
        lock(participation.activity_id)
        answer = Participation.objects.select_for_update().get(pk=participation.pk)
        require(rules.may_answer(by, answer))
        state = State.ACCEPTED if accept else State.DECLINED
        if (answer.state, answer.answer) == (state, text.strip()):
            return answer  # a double tap is told once
        answer.state = state
        answer.answered_at, answer.answered_by, answer.answer = timezone.now(), by.user, text.strip()
        answer.save(update_fields=["state", "answered_at", "answered_by", "answer"])
        write_answered(answer, by=by)
    return answer


def set_consent(activity: Activity, organisation_id: int, consent: bool, *, by: Person) -> None:
    """Note whether an external party agreed to be named. Works at once, in every version."""
    with change():
        activity = lock(activity.pk)
        require(rules.may_set_consent(by, activity))
        activity.participations.update_or_create(organisation_id=organisation_id, defaults={"consent": consent})


def note_consents(activity: Activity, content: Content, consents: Mapping[int, bool], *, by: Person) -> None:
    """Note the consents that a form sent for the external parties of `content`; the activity is locked.

    `consents` holds only those that somebody changed in the form: an old tick must not bring a withdrawn one back.
    """
    for organisation in content.externals:
        defaults = {"consent": consents[organisation]} if organisation in consents else {}
        activity.participations.update_or_create(organisation_id=organisation, defaults=defaults)
