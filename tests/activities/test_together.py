"""Together: invitations, answers and consents, beside the versions and never lost."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from post_office.models import Email

from activities import rules
from activities.models import Participation
from activities.services import review, together, writing
from network.models import Organisation
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import fresh, newest

pytestmark = pytest.mark.django_db
State = Participation.State


def answers(activity) -> dict[int, str]:
    return dict(activity.participations.values_list("organisation", "state"))


def invited() -> list[list[str]]:
    return [mail.to for mail in Email.objects.filter(subject__startswith="Inbjudan").order_by("pk")]


def submit(activity, cast, by: str = "contact"):
    return writing.submit(newest(activity), by=cast[by])


# Invitations


def test_invitations_go_out_at_the_first_submission_that_names_one(cast):
    activity = states.written(cast)
    assert answers(activity) == {cast.party: State.NONE} and not invited()
    submit(activity, cast)
    assert {cast.ally, cast.asked, cast.refused} == {
        pk for pk, state in answers(activity).items() if state == "inbjuden"
    }
    assert sorted(invited()) == [[f"{role}@skolaforst.example"] for role in ("ally", "asked", "refused")]
    writing.take_back(newest(activity), by=cast["contact"])
    named = cast.content(participants=frozenset({cast.other}))
    writing.save(newest(activity), named, by=cast["contact"])
    Email.objects.all().delete()
    submit(activity, cast)
    assert invited() == [["kontakt2@skolaforst.example"]]


def test_participants_are_invited_and_the_lead_and_external_parties_are_not(cast):
    content = cast.content(co_owners=frozenset(), participants=frozenset({cast.other}))
    activity = states.written(cast, content)
    submit(activity, cast)
    assert answers(activity) == {cast.other: State.INVITED, cast.party: State.NONE}


def test_an_own_organisation_is_in_at_once(cast):
    factories.seat(cast["contact"].user, factories.organisation(key="egen"))
    from network.person import person_of

    by = person_of(cast["contact"].user)
    own = next(iter(by.organisations - {cast.lead}))
    activity = states.written(cast, cast.content(co_owners=frozenset({own})))
    writing.submit(newest(activity), by=by)
    answer = activity.participations.get(organisation=own)
    assert (answer.state, answer.answered_by) == (State.ACCEPTED, by.user) and not invited()


def test_who_said_no_is_not_asked_again_and_reads_no_newer_version(cast):
    activity = states.draft(cast)
    second = newest(activity)
    writing.save(second, cast.content("Nyare"), by=cast["contact"])
    submit(activity, cast)
    versions = dict(activity.participations.values_list("organisation", "version"))
    assert versions[cast.asked] == versions[cast.ally] == newest(activity).pk
    refused = activity.participations.get(organisation=cast.refused)
    assert not rules.may_read_asked(cast["refused"], refused)
    assert not invited() and answers(activity)[cast.refused] == State.DECLINED


def test_who_was_an_external_party_before_is_invited_as_co_owner(cast):
    Organisation.objects.filter(pk=cast.other).update(kind="extern", in_group=False)
    activity = states.written(cast, cast.content(externals=frozenset({cast.other})))
    together.set_consent(activity, cast.other, True, by=cast["contact"])
    Organisation.objects.filter(pk=cast.other).update(kind="bolag", in_group=True)  # the office put it right
    writing.save(newest(activity), cast.content(co_owners=frozenset({cast.other})), by=cast["contact"])
    submit(activity, cast)
    answer = activity.participations.get(organisation=cast.other)
    assert (answer.state, answer.consent) == (State.INVITED, True)


# Answers


def test_yes_opens_the_activity_and_no_closes_it(cast):
    activity = states.submitted(cast)
    answer = activity.participations.get(organisation=cast.asked)
    together.answer_invitation(answer, accept=True, by=cast["asked"], text=" Gärna! ")
    answer.refresh_from_db()
    assert (answer.state, answer.answer, answer.answered_by) == (State.ACCEPTED, "Gärna!", cast["asked"].user)
    assert cast.asked in activity.owners()
    together.answer_invitation(answer, accept=False, by=cast["asked"])
    assert cast.asked not in activity.owners()


def test_an_answer_unpublishes_nothing(cast):
    activity = states.live(cast)
    for role in ("ally", "asked"):
        answer = activity.participations.get(organisation=getattr(cast, role))
        together.answer_invitation(answer, accept=False, by=cast[role])
    row = fresh(activity)
    assert (row.published_as, row.review, row.title) == ("publikt", "klar", "Läxcafé")


def test_others_do_not_answer(cast):
    answer = states.submitted(cast).participations.get(organisation=cast.asked)
    for role in ("anyone", "reader", "contact", "ally", "contact2", "ex_contact"):
        with pytest.raises(PermissionDenied):
            together.answer_invitation(answer, accept=True, by=cast[role])
    together.answer_invitation(answer, accept=True, by=cast["office"])


def test_an_external_party_has_no_state_to_answer_with(cast):
    answer = states.submitted(cast).participations.get(organisation=cast.party)
    with pytest.raises(PermissionDenied):
        together.answer_invitation(answer, accept=True, by=cast["office"])


def test_the_successors_contact_answers_for_its_predecessor(cast):
    from network.person import person_of

    activity = states.submitted(cast)
    Organisation.objects.filter(pk=cast.asked).update(successor=cast.other)
    by = person_of(cast["contact2"].user)
    together.answer_invitation(activity.participations.get(organisation=cast.asked), accept=True, by=by)
    assert answers(activity)[cast.asked] == State.ACCEPTED


def test_answers_survive_every_turn_an_activity_takes(cast):
    activity = states.live_submitted(cast)
    before = answers(activity)
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    without = cast.content("Utan alla", co_owners=frozenset(), externals=frozenset())
    writing.save(newest(activity), without, by=cast["contact"])
    submit(activity, cast)
    event = review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert activity.owners() == {cast.lead} and set(answers(activity).values()) == {State.NONE}
    review.undo(event, by=cast["office"])
    assert activity.owners() == {cast.lead, cast.ally}
    assert answers(activity) == before


def test_who_is_dropped_from_what_is_submitted_is_asked_no_more_and_asked_anew_when_named_again(cast):
    activity = states.submitted(cast)
    asked, ally = (activity.participations.get(organisation=pk) for pk in (cast.asked, cast.ally))
    together.answer_invitation(ally, accept=True, by=cast["ally"])
    writing.take_back(newest(activity), by=cast["contact"])
    writing.save(newest(activity), cast.content(co_owners=frozenset()), by=cast["contact"])
    assert list(Participation.objects.open_for(cast["asked"])) == [asked]  # a draft drops nobody
    submit(activity, cast)
    assert not Participation.objects.asked_of(cast["asked"]).filter(activity=activity)
    for row in (asked, ally):
        row.refresh_from_db()
        assert row.state == State.NONE
    assert not rules.may_read_asked(cast["asked"], asked)
    with pytest.raises(PermissionDenied):
        together.answer_invitation(asked, accept=True, by=cast["asked"])

    review.send_back(newest(activity), reason="Nämn dem.", by=cast["office"])
    writing.save(newest(activity), cast.content(), by=cast["contact"])
    assert cast.ally not in activity.owners()  # being named in a draft opens nothing
    submit(activity, cast)
    assert (answers(activity)[cast.asked], answers(activity)[cast.ally]) == (State.INVITED, State.INVITED)


def test_taking_the_submission_back_gives_back_those_it_dropped(cast):
    activity = states.live(cast)
    before = answers(activity)
    writing.save(newest(activity), cast.content("Utan", co_owners=frozenset()), by=cast["contact"])
    submit(activity, cast)
    assert answers(activity) == before  # what is live names them still
    writing.take_back(newest(activity), by=cast["contact"])
    assert answers(activity) == before


def test_who_leads_by_now_is_not_asked(cast):
    activity = states.submitted(cast)
    writing.save(newest(activity), cast.content(lead=cast.asked, co_owners=frozenset({cast.lead})), by=cast["office"])
    assert not Participation.objects.asked_of(cast["asked"]).filter(activity=activity)
    answer = activity.participations.get(organisation=cast.asked)
    for role in ("asked", "office"):
        with pytest.raises(PermissionDenied):
            together.answer_invitation(answer, accept=True, by=cast[role])


def test_who_led_is_in_even_if_it_had_said_no_before(cast):
    activity = states.submitted(cast)
    answer = activity.participations.get(organisation=cast.asked)
    together.answer_invitation(answer, accept=False, by=cast["asked"])
    led = cast.content(lead=cast.asked, co_owners=frozenset())
    writing.save(newest(activity), led, by=cast["office"])
    writing.take_back(newest(activity), by=cast["asked"])
    writing.save(newest(activity), replace(led, title="Vårt läxcafé"), by=cast["asked"])
    both = cast.content(lead=cast.lead, co_owners=frozenset({cast.asked}))
    writing.save(newest(activity), both, by=cast["office"])
    assert cast.asked in activity.owners()


def test_open_invitations_are_the_oldest_first(cast):
    old, new = states.submitted(cast), states.submitted(cast)
    Participation.objects.filter(activity=old).update(invited_at=timezone.now() - datetime.timedelta(days=2))
    Participation.objects.filter(activity=new).update(invited_at=timezone.now())
    assert [row.activity for row in Participation.objects.open_for(cast["asked"])] == [old, new]


# Consents


def test_a_consent_works_at_once_whatever_the_review(cast):
    for make in (states.draft, states.submitted, states.live, states.live_submitted, states.archived_live):
        activity = make(cast)
        for consent in (True, False):
            together.set_consent(activity, cast.party, consent, by=cast["contact"])
            assert activity.participations.get(organisation=cast.party).consent == consent
        assert fresh(activity).newest_version == newest(activity)


def test_a_form_notes_the_consents_it_was_told_and_leaves_the_others(cast):
    second = factories.external().pk
    content = cast.content(externals=frozenset({cast.party, second}))
    activity = states.written(cast, content)
    consents = lambda: dict(activity.participations.filter(state="").values_list("organisation", "consent"))  # noqa: E731
    assert consents() == {cast.party: False, second: False}
    writing.save(newest(activity), content, by=cast["contact"], beside=writing.Beside({cast.party: True}))
    assert consents() == {cast.party: True, second: False}
    writing.save(newest(activity), content, by=cast["contact"], beside=writing.Beside({second: True}))
    assert consents() == {cast.party: True, second: True}
    other = cast.other
    writing.save(newest(activity), content, by=cast["contact"], beside=writing.Beside({other: True}))
    assert not activity.participations.filter(organisation=other).exists()  # not named as an external party


def test_a_consent_withdrawn_is_brought_back_by_no_version(cast):
    activity = states.written(cast)
    together.set_consent(activity, cast.party, True, by=cast["contact"])
    submit(activity, cast)
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    together.set_consent(activity, cast.party, False, by=cast["office"])
    writing.save(newest(activity), cast.content("Utan", externals=frozenset()), by=cast["contact"])
    writing.restore(activity.versions.get(number=1), newest(activity), by=cast["contact"])
    event = review.withdraw(fresh(activity), reason="Fel.", by=cast["office"])
    review.undo(event, by=cast["office"])
    assert not activity.participations.get(organisation=cast.party).consent


def test_a_withdrawal_sets_the_answer_of_whom_only_that_named_aside_and_bringing_back_gives_it_back(cast):
    activity = states.live(cast)
    change_ = replace(cast.content("Ny"), co_owners=frozenset({cast.asked}))
    writing.save(newest(activity), change_, by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    answer = activity.participations.get(organisation=cast.ally)
    review.withdraw(fresh(activity), reason="Fel.", by=cast["office"])
    answer.refresh_from_db()
    assert answer.state == ""
    review.bring_back(fresh(activity), by=cast["office"])
    answer.refresh_from_db()
    assert answer.state == "ja"


def marks(cast, client_of, activity) -> list[tuple[str, str]]:
    """What the history tells of the answers of one organisation: the greeting of each, and its mark."""
    rows = client_of(cast["office"]).get(f"/aktiviteter/{activity.pk}/historik/").context["answers"]
    return [(row["note"], row["state"][0] if row["state"] else "") for row in rows if row["what"].startswith("asked:")]


def test_an_answer_of_which_only_the_greeting_is_new_is_replaced_and_has_not_ended(cast, client_of):
    activity = states.submitted(cast)
    asked = activity.participations.get(organisation=cast.asked)
    for accept, text in ((True, "Ja"), (False, "Nej"), (True, "Ändå"), (True, "Gärna!"), (True, "Mycket gärna!")):
        together.answer_invitation(asked, accept=accept, by=cast["asked"], text=text)
    ended, replaced = "Gäller inte längre", "Ersatt av ett senare svar"
    told = [("Mycket gärna!", ""), ("Gärna!", replaced), ("Ändå", replaced), ("Nej", ended), ("Ja", ended)]
    assert marks(cast, client_of, activity) == told
    writing.save(newest(activity), cast.content(co_owners=frozenset()), by=cast["office"])
    assert marks(cast, client_of, activity) == [(greeting, ended) for greeting, _mark in told]
