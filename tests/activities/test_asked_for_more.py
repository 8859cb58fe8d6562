"""A participant that is made co-owner is asked anew: it takes part meanwhile, and writes once it has said yes."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from post_office.models import Email

from activities import rules
from activities.models import Activity, Participation
from activities.services import review, together, writing
from activities.services.locking import Stale
from network.models import Organisation, User
from network.person import person_of
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import Cast, fresh, newest

pytestmark = pytest.mark.django_db
State = Participation.State


@pytest.fixture
def activity(cast: Cast) -> Activity:
    """Published, with a participant that has said yes to that; a change that makes it co-owner is handed in."""
    content = cast.content(co_owners=frozenset(), participants=frozenset({cast.asked}), externals=frozenset())
    activity = states.written(cast, content)
    writing.submit(newest(activity), by=cast["contact"])
    together.answer_invitation(answer_of(activity), accept=True, by=cast["asked"], text="Gärna!")
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    Email.objects.all().delete()
    hand_in(activity, cast, co_owners=frozenset({cast.asked}), participants=frozenset())
    return fresh(activity)


def hand_in(activity: Activity, cast: Cast, **named) -> None:
    if activity.review == "inskickad":
        writing.take_back(newest(activity), by=cast["contact"])
    content = cast.content(externals=frozenset(), **named)
    writing.save(newest(activity), content, by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])


def answer_of(activity: Activity) -> Participation:
    return activity.participations.select_related("version").get(organisation__name="asked")


def text_of(client, address: str) -> str:
    return client.get(address).content.decode()


def test_it_is_asked_by_mail_and_on_its_desk(activity, cast, client_of):
    answer = answer_of(activity)
    assert (answer.state, answer.accepted_as, answer.answer) == (State.INVITED, "medverkande", "Gärna!")
    mail = Email.objects.get(subject__startswith="Inbjudan")
    assert mail.to == ["asked@skolaforst.example"] and "får nu frågan om att bli medägare" in mail.message
    asked = client_of(cast["asked"])
    assert "Kulturförvaltningen frågar om asked vill bli medägare." in text_of(asked, "/min-sida/")
    page = text_of(asked, f"/aktiviteter/{activity.pk}/inbjudan/")
    assert "Blir ni medägare i Läxcafé?" in page and "Ni är med som medverkande" in page


def test_until_it_answers_its_name_is_shown_as_before_and_it_writes_nothing(activity, cast, client, client_of):
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert not rules.owns(cast["asked"], fresh(activity))
    assert "asked" in text_of(client, f"/aktiviteter/{activity.pk}/")
    told = text_of(client_of(cast["contact"]), f"/aktiviteter/{activity.pk}/")
    assert "med som medverkande, har inte svarat på om den blir medägare" in told


def test_a_yes_lets_it_write_and_a_no_takes_it_out(activity, cast):
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    together.answer_invitation(answer_of(activity), accept=True, by=cast["asked"])
    assert rules.owns(cast["asked"], fresh(activity))
    together.answer_invitation(answer_of(activity), accept=False, by=cast["asked"])
    assert not rules.owns(cast["asked"], fresh(activity))
    assert (answer_of(activity).state, answer_of(activity).accepted_as) == (State.DECLINED, "")


def test_who_is_asked_no_longer_takes_part_as_before(activity, cast):
    """Also where the change is another one than what is live."""
    part = cast.content(co_owners=frozenset(), participants=frozenset({cast.asked}), externals=frozenset())
    for content in (part, replace(part, title="Läxcafé varje dag")):
        writing.take_back(newest(activity), by=cast["contact"])
        writing.save(newest(activity), content, by=cast["contact"])
        if content != part:
            writing.submit(newest(activity), by=cast["contact"])
        answer = answer_of(activity)
        assert (answer.state, answer.accepted_as) == (State.ACCEPTED, "medverkande")
        hand_in(fresh(activity), cast, co_owners=frozenset({cast.asked}), participants=frozenset())
        assert answer_of(activity).state == State.INVITED


def test_a_co_owner_that_becomes_participant_and_co_owner_again_is_not_asked_anew(cast):
    activity = states.live(cast)
    Email.objects.all().delete()
    others = frozenset({cast.asked})
    hand_in(activity, cast, co_owners=others, participants=frozenset({cast.ally}))
    hand_in(fresh(activity), cast, co_owners=others | {cast.ally})
    ally = activity.participations.get(organisation=cast.ally)
    assert (ally.state, ally.accepted_as) == (State.ACCEPTED, "medagare")
    assert not Email.objects.filter(subject__startswith="Inbjudan").exists()


def test_in_a_draft_a_participant_made_co_owner_does_not_write_yet(cast, client_of):
    content = cast.content(co_owners=frozenset(), participants=frozenset({cast.asked}), externals=frozenset())
    activity = states.written(cast, content)
    writing.submit(newest(activity), by=cast["contact"])
    together.answer_invitation(answer_of(activity), accept=True, by=cast["asked"])
    writing.take_back(newest(activity), by=cast["contact"])
    changed = cast.content(co_owners=frozenset({cast.asked}), externals=frozenset())
    writing.save(newest(activity), changed, by=cast["contact"])
    assert not rules.owns(cast["asked"], fresh(activity))
    assert "får frågan om att bli medägare när aktiviteten skickas in" in text_of(
        client_of(cast["contact"]), f"/aktiviteter/{activity.pk}/"
    )


def test_who_would_rather_go_on_as_before_stays_and_is_not_asked_again(activity, cast, client_of):
    address, asked = f"/aktiviteter/{activity.pk}/inbjudan/", client_of(cast["asked"])
    page = text_of(asked, address)
    assert "Fortsätt som medverkande" in page and "Gärna!" not in page, "another question, another greeting"
    Email.objects.all().delete()
    asked.post(address, {"verksamhet": cast.asked, "svar": "medverka", "text": "Vi hinner inte skriva."})
    answer = answer_of(activity)
    assert (answer.state, answer.accepted_as, answer.helps_only) == (State.ACCEPTED, "medverkande", True)
    assert all("fortsätter som medverkande" in mail.message for mail in Email.objects.all())
    told = text_of(client_of(cast["contact"]), f"/aktiviteter/{activity.pk}/historik/")
    assert "Vi hinner inte skriva." in told and "asked: fortsätter som medverkande" in told
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert answer_of(activity).helps_only and not rules.owns(cast["asked"], fresh(activity))
    told = text_of(client_of(cast["contact"]), f"/aktiviteter/{activity.pk}/")
    assert "med som medverkande, vill inte vara medägare" in told
    asked.post(address, {"verksamhet": cast.asked, "svar": "ja"})
    assert rules.owns(cast["asked"], fresh(activity))


def test_the_office_sees_who_has_not_said_yes_to_owning(activity, cast, client_of):
    office, address = client_of(cast["office"]), f"/kontor/granska/{activity.pk}/"
    assert "har inte svarat på om den blir medägare" in text_of(office, address)
    together.answer_invitation(answer_of(activity), accept=True, owning=False, by=cast["asked"])
    assert "vill inte vara medägare" in text_of(office, address)
    together.answer_invitation(answer_of(activity), accept=True, by=cast["asked"])
    assert "medverkande och" not in text_of(office, address)


def test_who_said_no_sees_that_on_the_page_of_the_activity(activity, cast, client, client_of):
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    together.answer_invitation(answer_of(activity), accept=False, by=cast["asked"])
    address = f"/aktiviteter/{activity.pk}/"
    assert "(tackade nej)" in text_of(client_of(cast["asked"]), address) and "tackade nej" not in text_of(
        client, address
    )


def test_whose_yes_counts_from_the_publication_on_is_told_so(activity, cast, client_of):
    together.answer_invitation(answer_of(activity), accept=True, by=cast["asked"])
    asked, address = client_of(cast["asked"]), f"/aktiviteter/{activity.pk}/inbjudan/"
    assert "När ändringen är publicerad kan ni också ändra" in text_of(asked, address)
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert "då kan ni också ändra aktiviteten" in text_of(asked, address)


def test_the_page_of_the_activity_asks_in_the_words_of_the_question(activity, cast, client_of):
    page = text_of(client_of(cast["asked"]), f"/aktiviteter/{activity.pk}/")
    assert "får frågan om att bli medägare" in page and "Namnet visas först" not in page
    told = text_of(client_of(cast["contact"]), f"/aktiviteter/{activity.pk}/")
    assert "med som medverkande, har inte svarat på om den blir medägare" in told, "also while it is handed in"


def test_a_refusal_that_breaks_the_demand_waits_on_the_leads_desk(cast, client_of):
    content = cast.content(cells=frozenset({cast.cell("samarbete")}), co_owners=frozenset({cast.asked}))
    activity = states.written(cast, replace(content, externals=frozenset()))
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    lead = client_of(cast["contact"])
    assert "Nivåns krav är inte uppfyllt" not in text_of(lead, "/min-sida/")
    together.answer_invitation(answer_of(activity), accept=False, by=cast["asked"])
    page = text_of(lead, "/min-sida/")
    assert "Den som har tackat nej räknas inte." in page and f"/aktiviteter/{activity.pk}/redigera/#del-3" in page


def test_another_greeting_says_yes_to_nothing_else(activity, cast):
    """Neither to less, where a change that waits makes a co-owner participant, nor to more."""
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    together.answer_invitation(answer_of(activity), accept=True, by=cast["asked"])
    hand_in(fresh(activity), cast, co_owners=frozenset(), participants=frozenset({cast.asked}))
    together.answer_invitation(answer_of(activity), accept=True, by=cast["asked"], text="Vi finns på plats!")
    answer = answer_of(activity)
    assert (answer.accepted_as, answer.answer) == ("medagare", "Vi finns på plats!")
    assert rules.owns(cast["asked"], fresh(activity))


def test_a_change_that_is_thrown_away_leaves_no_yes_to_it(activity, cast, client_of):
    review.send_back(newest(activity), reason="Nej.", by=cast["office"])
    writing.discard(newest(activity), by=cast["contact"])
    page = text_of(client_of(cast["asked"]), f"/aktiviteter/{activity.pk}/inbjudan/")
    assert "Ni är med som medverkande: då står" in page and "medägare" not in page
    together.answer_invitation(answer_of(activity), accept=True, by=cast["asked"], text="Vi finns på plats!")
    assert answer_of(activity).accepted_as == "medverkande"


def test_a_decision_undone_asks_again(activity, cast):
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    hand_in(fresh(activity), cast, co_owners=frozenset(), participants=frozenset({cast.asked}))
    decision = review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert answer_of(activity).state == State.ACCEPTED
    review.undo(decision, by=cast["office"])
    answer = answer_of(activity)
    assert (answer.state, answer.asked_role) == (State.INVITED, "medagare"), "what is live makes it co-owner"
    together.answer_invitation(answer, accept=True, by=cast["asked"])
    assert answer_of(activity).accepted_as == "medagare"


def test_what_does_not_name_it_is_not_shown_to_who_is_asked(cast, client_of):
    """While another text waits, the question is about the live one, and so is the answer."""
    content = cast.content(co_owners=frozenset({cast.asked}), externals=frozenset())
    activity = states.written(cast, content)
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="internt", by=cast["office"])
    hand_in(fresh(activity), cast, title="Något annat", co_owners=frozenset())
    page = text_of(client_of(cast["asked"]), f"/aktiviteter/{activity.pk}/inbjudan/")
    assert "Något annat" not in page and "Är ni med i Läxcafé?" in page
    together.answer_invitation(answer_of(activity), accept=True, by=cast["asked"])
    assert answer_of(activity).accepted_as == "medagare"


def test_a_yes_after_a_no_is_to_what_one_is_asked_by_now(cast):
    content = cast.content(co_owners=frozenset({cast.asked}), externals=frozenset())
    activity = states.written(cast, content)
    writing.submit(newest(activity), by=cast["contact"])
    together.answer_invitation(answer_of(activity), accept=False, by=cast["asked"])
    part = replace(content, co_owners=frozenset(), participants=frozenset({cast.asked}))
    writing.save(newest(activity), part, by=cast["office"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    together.answer_invitation(answer_of(activity), accept=True, by=cast["asked"])
    assert answer_of(activity).accepted_as == "medverkande"


def test_an_old_page_takes_no_right_away_that_somebody_else_has_said_yes_to(activity, cast):
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    together.answer_invitation(answer_of(activity), accept=True, owning=False, by=cast["asked"])
    seen = answer_of(activity).stands
    together.answer_invitation(answer_of(activity), accept=True, by=cast["asked"])
    with pytest.raises(Stale):
        together.answer_invitation(answer_of(activity), accept=True, owning=False, by=cast["asked"], seen=seen)
    assert rules.owns(cast["asked"], fresh(activity))


def test_who_would_rather_help_is_not_asked_again_by_a_decision_undone(activity, cast):
    together.answer_invitation(answer_of(activity), accept=True, owning=False, by=cast["asked"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    hand_in(fresh(activity), cast, co_owners=frozenset(), participants=frozenset({cast.asked}))
    decision = review.publish(newest(activity), audience="publikt", by=cast["office"])
    review.undo(decision, by=cast["office"])
    assert answer_of(activity).state == State.ACCEPTED and not rules.owns(cast["asked"], fresh(activity))


def test_a_lead_named_by_mistake_in_a_change_is_asked_too(cast):
    content = cast.content(co_owners=frozenset(), externals=frozenset())
    activity = states.written(cast, content)
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    writing.save(newest(activity), replace(content, lead=cast.asked), by=cast["office"])
    writing.save(newest(activity), replace(content, co_owners=frozenset({cast.asked})), by=cast["office"])
    writing.submit(newest(activity), by=cast["office"])
    assert answer_of(activity).state == State.INVITED


def test_who_hands_in_for_both_keeps_the_greeting(activity, cast):
    hand_in(activity, cast, co_owners=frozenset(), participants=frozenset({cast.asked}), title="Läxcafé varje dag")
    factories.seat(cast["contact"].user, Organisation.objects.get(pk=cast.asked), role="ersattare")
    both = person_of(User.objects.get(pk=cast["contact"].user_id))
    writing.take_back(newest(activity), by=both)
    content = cast.content(co_owners=frozenset({cast.asked}), externals=frozenset())
    writing.save(newest(activity), content, by=both)
    writing.submit(newest(activity), by=both)
    answer = answer_of(activity)
    assert (answer.state, answer.accepted_as, answer.answer) == (State.ACCEPTED, "medagare", "Gärna!")


def test_an_organisation_the_office_made_lead_by_mistake_is_asked_as_others_are(cast):
    wrong = cast.content(lead=cast.asked, co_owners=frozenset(), externals=frozenset())
    activity = states.written(cast, wrong, by="office")
    right = cast.content(co_owners=frozenset({cast.asked}), externals=frozenset())
    writing.save(newest(activity), right, by=cast["office"])
    assert not rules.owns(cast["asked"], fresh(activity))
    writing.submit(newest(activity), by=cast["office"])
    assert answer_of(activity).state == State.INVITED


def test_what_rests_asks_nothing(activity, cast, client_of):
    review.send_back(newest(activity), reason="Nej.", by=cast["office"])
    review.archive(fresh(activity), by=cast["office"])
    page = text_of(client_of(cast["asked"]), f"/aktiviteter/{activity.pk}/inbjudan/")
    assert "Det går inte att svara längre" in page and "frågar" not in page and "medägare" not in page


def test_the_migration_takes_earlier_answers_at_the_role_they_had(cast):
    activity = states.live(cast)
    content = cast.content(co_owners=frozenset(), participants=frozenset({cast.other}), externals=frozenset())
    other = states.written(cast, content)
    other.participations.create(organisation_id=cast.other, state="ja", accepted_as="extern")
    activity.participations.filter(organisation=cast.ally).update(accepted_as="extern")
    waiting = writing.save(newest(other), replace(content, co_owners=frozenset({cast.other})), by=cast["contact"])
    Activity.objects.filter(pk=other.pk).update(review="inskickad")
    other.participations.update(version=waiting)  # asked before it was said as what
    other.roles.filter(organisation=cast.other).update(role="medverkande")
    import_module("activities.migrations.0002_accepted_as").take_at_the_role(apps, None)
    assert activity.participations.get(organisation=cast.ally).accepted_as == "medagare"
    assert other.participations.get(organisation=cast.other).accepted_as == "medverkande"
