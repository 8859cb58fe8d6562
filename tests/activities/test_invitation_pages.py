"""An invitation in the browser: what is read, what one says yes to, and the answer."""

import re

import pytest

from activities.models import Participation
from activities.services import review, sending, writing
from activities.services.together import answer_invitation, set_consent
from network.models import ContactPerson, Organisation
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import fresh, newest

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    return answer.content.decode()


def test_an_invitation_is_read_and_answered(contact2_client, reader_client, company, published):
    address = f"/aktiviteter/{published.pk}/inbjudan/"
    assert "Öppet hus" in text_of(contact2_client.get(address))
    contact2_client.post(address, {"verksamhet": company.pk, "svar": "ja", "text": "Gärna!"})
    answer = Participation.objects.get(organisation=company)
    assert (answer.state, answer.answer) == ("ja", "Gärna!")
    assert reader_client.get(address).status_code == 404
    assert contact2_client.post(address, {"verksamhet": "999", "svar": "ja"}).status_code == 404


def test_an_external_party_that_has_not_agreed_is_named_to_nobody_else(cast, client_of):
    """Not before the answer, not after, not once it is published; to the owners it is."""
    activity = states.submitted(cast)
    address, name = f"/aktiviteter/{activity.pk}/inbjudan/", Organisation.objects.get(pk=cast.party).name
    asked = client_of(cast["asked"])
    before = text_of(asked.get(address))
    assert "Vi läser läxor tillsammans." in before and name not in before
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert name not in text_of(asked.get(address))
    set_consent(activity, cast.party, True, by=cast["contact"])
    assert name in text_of(asked.get(address))
    set_consent(activity, cast.party, False, by=cast["contact"])
    assert name not in text_of(asked.get(address))
    asked.post(address, {"verksamhet": cast.asked, "svar": "ja"})
    assert name in text_of(asked.get(address)), "an accepted co-owner sees the work"


@pytest.mark.parametrize(
    ("state", "told"),
    {
        "subm": "Namnet visas när aktiviteten är publicerad.",
        "live": "Namnet står på aktivitetens sida.",
        "l_subm": "Namnet står på aktivitetens sida.",
    }.items(),
)
def test_who_has_answered_is_told_where_the_name_stands_and_led_on(cast, client_of, state, told):
    activity, asked = states.STATES[state](cast), client_of(cast["asked"])
    address = f"/aktiviteter/{activity.pk}/inbjudan/"
    assert "Är ni med i Läxcafé" in text_of(asked.get(address))
    page = text_of(asked.post(address, {"verksamhet": cast.asked, "svar": "ja", "text": "Gärna!"}, follow=True))
    assert page.count(told) == 2, "in the message and beside the answer"
    assert "Ni är med i Läxcafé" in page and "Är ni med" not in page and "först när ni har tackat ja" not in page
    assert ">Tacka ja<" not in page and ">Tacka nej<" in page and "Gärna!" in page
    assert f'class="btn" href="/aktiviteter/{activity.pk}/"' in page and 'href="/min-sida/">Till Min sida' in page


def test_who_said_no_is_told_to_what_as_long_as_others_can_read_it(cast, client_of):
    activity, asked = states.live(cast), client_of(cast["asked"])
    address = f"/aktiviteter/{activity.pk}/inbjudan/"
    said = text_of(asked.post(address, {"verksamhet": cast.asked, "svar": "nej"}, follow=True))
    assert "Ni har tackat nej till Läxcafé" in said and "Ändra svaret" in said
    review.withdraw(fresh(activity), reason="Ett namn.", by=cast["office"])
    gone = text_of(asked.get(address)).split("<main", 1)[1]
    assert "Läxcafé" not in gone and "Ändra svaret" not in gone and "Kommer den tillbaka" in gone


def test_who_said_no_to_what_is_no_longer_read_is_told_its_title_as_it_was_then(cast, client_of):
    activity, asked = states.submitted(cast), client_of(cast["asked"])
    address = f"/aktiviteter/{activity.pk}/inbjudan/"
    asked.post(address, {"verksamhet": cast.asked, "svar": "nej"})
    writing.take_back(newest(activity), by=cast["contact"])
    hidden = cast.content("Hemligt", co_owners=frozenset({cast.asked}))
    later = writing.save(newest(activity), hidden, by=cast["contact"])
    writing.submit(later, by=cast["contact"])
    writing.take_back(newest(activity), by=cast["contact"])
    page = text_of(asked.get(address))
    assert "Ni har tackat nej till Läxcafé" in page and "Ändra svaret" in page
    assert "Hemligt" not in page and "Vi läser läxor" not in page


def test_who_is_no_longer_asked_is_told_so_with_what_was_written(cast, client_of):
    activity, asked = states.submitted(cast), client_of(cast["asked"])
    address = f"/aktiviteter/{activity.pk}/inbjudan/"
    writing.take_back(newest(activity), by=cast["contact"])
    alone = cast.content(co_owners=frozenset())
    writing.submit(writing.save(newest(activity), alone, by=cast["contact"]), by=cast["contact"])
    told = asked.post(address, {"verksamhet": cast.asked, "svar": "ja", "text": "Vi kommer gärna!"})
    assert told.status_code == 403 and "Inbjudan gäller inte längre" in told.text and "Vi kommer gärna!" in told.text
    assert "Inbjudan gäller inte längre" in asked.get(address).text
    assert client_of(cast["reader"]).get(address).status_code == 404


def test_who_leads_by_now_is_led_to_the_activity(cast, client_of):
    activity, asked = states.submitted(cast), client_of(cast["asked"])
    address = f"/aktiviteter/{activity.pk}/inbjudan/"
    moved = cast.content(lead=cast.asked, co_owners=frozenset())
    writing.save(newest(activity), moved, by=cast["office"])
    assert asked.get(address)["Location"] == f"/aktiviteter/{activity.pk}/"
    told = asked.post(address, {"verksamhet": cast.asked, "svar": "ja", "text": "Vi kommer gärna!"})
    assert told.status_code == 403 and "ni ansvarar för aktiviteten nu" in told.text and "Vi kommer gärna!" in told.text


def test_who_leads_and_never_was_asked_is_led_to_the_activity_too(cast, client_of):
    activity, lead = states.submitted(cast), client_of(cast["contact"])
    address = f"/aktiviteter/{activity.pk}/inbjudan/"
    assert lead.get(address)["Location"] == f"/aktiviteter/{activity.pk}/"
    told = lead.post(address, {"verksamhet": cast.lead, "svar": "ja", "text": "Vi kommer gärna!"})
    assert told.status_code == 403 and "ni ansvarar för aktiviteten nu" in told.text and "Vi kommer gärna!" in told.text


def test_a_greeting_is_given_back_where_the_right_ended_meanwhile(cast, client_of):
    activity, asked = states.submitted(cast), client_of(cast["asked"])
    ContactPerson.objects.filter(organisation=cast.asked).update(ended="2026-01-01", starts="2025-01-01")
    said = {"verksamhet": cast.asked, "svar": "nej", "text": "Vi hinner inte."}
    told = [asked.post(f"/aktiviteter/{pk}/inbjudan/", said) for pk in (activity.pk, 999_999)]
    assert [answer.status_code for answer in told] == [403, 403], "nobody learns whether it is there"
    assert all("Vi hinner inte." in answer.text for answer in told)
    assert asked.get(f"/aktiviteter/{activity.pk}/inbjudan/").status_code == 404


@pytest.mark.parametrize("became", ["one seat ended", "archived"])
def test_a_greeting_is_given_back_whatever_happened_meanwhile(cast, client_of, became):
    """Also to who is asked for another organisation still, and where the activity rests."""
    activity = states.submitted(cast)
    if became == "archived":
        activity = states.live(cast)
        review.archive(activity, by=cast["office"])
    said = {"verksamhet": cast.asked if became == "archived" else cast.ally, "svar": "nej", "text": "Vi hinner inte."}
    told = client_of(cast["asked"]).post(f"/aktiviteter/{activity.pk}/inbjudan/", said)
    assert told.status_code == 403 and "Vi hinner inte." in told.text


@pytest.mark.parametrize(
    ("sent", "told"),
    [({"svar": "kanske"}, "Välj Tacka ja eller Tacka nej."), ({"svar": "ja", "sett": "x"}, "Inget är")],
)
def test_a_greeting_stays_in_its_field_where_the_answer_was_not_stored(cast, client_of, sent, told):
    activity, asked = states.submitted(cast), client_of(cast["asked"])
    given = {"verksamhet": cast.asked, "text": "Vi kommer gärna!"} | sent
    page = asked.post(f"/aktiviteter/{activity.pk}/inbjudan/", given).text
    assert told in page and ">Vi kommer gärna!</textarea>" in page
    assert Participation.objects.get(activity=activity, organisation=cast.asked).state == "inbjuden"
    asked.post(f"/aktiviteter/{activity.pk}/inbjudan/", {"verksamhet": cast.asked, "svar": "ja"})
    again = asked.post(f"/aktiviteter/{activity.pk}/inbjudan/", given).text
    assert re.search(r'<details class="intro" open>.*>Vi kommer gärna!</textarea>', again, re.DOTALL)


def test_what_was_said_with_a_no_is_not_said_with_a_yes(cast, client_of):
    activity, asked = states.submitted(cast), client_of(cast["asked"])
    address = f"/aktiviteter/{activity.pk}/inbjudan/"
    for said, text, kept in (("nej", "Inte i år.", "Inte i år."), ("ja", "Inte i år.", ""), ("nej", "Nej.", "Nej.")):
        asked.post(address, {"verksamhet": cast.asked, "svar": said, "text": text})
        assert Participation.objects.get(activity=activity, organisation=cast.asked).answer == kept
    asked.post(address, {"verksamhet": cast.asked, "svar": "nej", "text": "Nej."})
    assert Participation.objects.get(activity=activity, organisation=cast.asked).answer == "Nej."


@pytest.mark.parametrize(
    ("part", "told"), [("co_owners", "medägare: då kan ni"), ("participants", "medverkande: då står")]
)
def test_an_invitation_says_what_one_says_yes_to_and_shows_the_text_as_it_looks(cast, client_of, part, told):
    named = {"co_owners": frozenset(), "participants": frozenset()} | {part: frozenset({cast.asked})}
    activity = states.written(cast, cast.content(description="## Så här\n\n- Ett", **named))
    writing.submit(newest(activity), by=cast["contact"])
    page = client_of(cast["asked"]).get(f"/aktiviteter/{activity.pk}/inbjudan/").text
    assert f"Ni är inbjudna som {told}" in page and "<h3>Så här</h3>" in page and "## Så här" not in page


def test_an_untouched_greeting_overwrites_no_colleagues(cast, client_of):
    activity = states.submitted(cast)
    address, asked = f"/aktiviteter/{activity.pk}/inbjudan/", client_of(cast["asked"])
    answer = activity.participations.get(organisation=cast.asked)
    answer_invitation(answer, accept=True, by=cast["asked"], text="Först")
    seen = re.search(r'name="sett" value="([^"]+)"', asked.get(address).text)[1]
    answer_invitation(answer, accept=True, by=cast["office"], text="Kollegans")
    sent = {"verksamhet": cast.asked, "svar": "ja", "sett": seen, "text": "Först"}
    assert "Inget är sparat: inbjudan eller svaret har ändrats" in text_of(asked.post(address, sent, follow=True))
    assert activity.participations.get(organisation=cast.asked).answer == "Kollegans"


def test_an_answer_holds_for_what_was_on_the_page(cast, client_of):
    """The lead asks for something else, or somebody answers first: nothing is overruled unread."""
    activity = states.submitted(cast)
    address, asked = f"/aktiviteter/{activity.pk}/inbjudan/", client_of(cast["asked"])
    seen = re.search(r'name="sett" value="([^"]+)"', asked.get(address).text)[1]
    yes = {"verksamhet": cast.asked, "svar": "ja", "sett": seen}
    writing.take_back(newest(activity), by=cast["contact"])
    named = {"co_owners": cast.content().co_owners - {cast.asked}, "participants": frozenset({cast.asked})}
    writing.save(newest(activity), cast.content("Något annat", **named), by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    assert "Inget är sparat: inbjudan eller svaret har ändrats" in text_of(asked.post(address, yes, follow=True))
    assert activity.participations.get(organisation=cast.asked).state == "inbjuden"
    answer = activity.participations.get(organisation=cast.asked)
    office = {"verksamhet": cast.asked, "svar": "ja", "sett": answer.stands}
    asked.post(address, {"verksamhet": cast.asked, "svar": "nej", "sett": answer.stands, "text": "Vi hinner inte."})
    assert "Inget är sparat" in text_of(client_of(cast["office"]).post(address, office, follow=True))
    answer.refresh_from_db()
    assert (answer.state, answer.answer) == ("nej", "Vi hinner inte.")
    assert "Något annat" in client_of(cast["office"]).get(address).text, "the office reads on after a no"


def test_a_greeting_that_is_too_long_is_told_and_stands_there_again(cast, client_of):
    activity = states.submitted(cast)
    given = {"verksamhet": cast.asked, "svar": "ja", "text": "å" * 1990 + "\r\n" * 11}
    page = client_of(cast["asked"]).post(f"/aktiviteter/{activity.pk}/inbjudan/", given | {"text": given["text"] + "ö"})
    assert page.status_code == 200 and "Skriv högst 2 000 tecken, nu är det 2 002." in page.text.replace("\xa0", " ")
    assert "ö</textarea>" in page.text and "maxlength" not in page.text
    assert activity.participations.get(organisation=cast.asked).state == "inbjuden"
    client_of(cast["asked"]).post(f"/aktiviteter/{activity.pk}/inbjudan/", given)
    assert activity.participations.get(organisation=cast.asked).state == "ja"


def test_who_said_yes_and_was_taken_out_of_the_draft_is_told_so(cast, client_of):
    activity = states.taken_back(cast)
    answer = activity.participations.get(organisation=cast.asked)
    answer_invitation(answer, accept=True, by=cast["asked"])
    writing.save(newest(activity), cast.content(co_owners=frozenset()), by=cast["contact"])
    page = text_of(client_of(cast["asked"]).get(f"/aktiviteter/{activity.pk}/inbjudan/"))
    assert "ni är borttagna i utkastet" in page and "Namnet visas inte." in page and "När ändringen" not in page


def test_who_is_named_only_in_a_waiting_change_is_seen_when_that_is_published(cast, client_of):
    activity = states.live(cast)
    named = cast.content(participants=frozenset({cast.other}))
    sending.send(newest(activity), named, by=cast["contact"], submits=True)
    page = client_of(cast["contact2"]).post(
        f"/aktiviteter/{activity.pk}/inbjudan/", {"verksamhet": cast.other, "svar": "ja"}, follow=True
    )
    assert "Namnet visas när ändringen är publicerad." in text_of(page)


def test_who_holds_two_seats_reads_the_version_that_waits_for_an_answer(cast, client_of):
    """One accepted what is live, the other is asked about a later version that does not name the first."""
    activity = states.live(cast)
    factories.seat(cast["ally"].user, Organisation.objects.get(pk=cast.other), role=ContactPerson.Role.DEPUTY)
    later = cast.content("Läxcafé varje dag", co_owners=frozenset(), participants=frozenset({cast.other}))
    sending.send(newest(activity), later, by=cast["contact"], submits=True)
    for role in ("ally", "office"):
        page = text_of(client_of(cast[role]).get(f"/aktiviteter/{activity.pk}/inbjudan/"))
        assert "Läxcafé varje dag" in page, role


@pytest.mark.parametrize("state", ["a_drft", "a_live"])
def test_what_rests_is_read_by_the_invited_and_not_answered(cast, client_of, state):
    activity, asked = states.STATES[state](cast), client_of(cast["asked"])
    address = f"/aktiviteter/{activity.pk}/inbjudan/"
    page = text_of(asked.get(address))
    assert "Aktiviteten är arkiverad. Det går inte att svara längre." in page
    assert ">Tacka ja<" not in page and "bjuder in er" not in page
    done = asked.post(address, {"verksamhet": cast.asked, "svar": "ja"}, follow=True)
    assert "Det går inte längre." in text_of(done)
    assert activity.participations.get(organisation=cast.asked).state == "inbjuden"


def test_the_office_answers_for_an_organisation_without_a_contact_person(office_client, published):
    address = f"/aktiviteter/{published.pk}/inbjudan/"
    assert address in text_of(office_client.get(f"/kontor/aktivitet/{published.pk}/"))
    page = text_of(office_client.get(address))
    assert "svara åt den här" in page and "Är ni med" not in page
    answer = Participation.objects.get()
    done = office_client.post(address, {"verksamhet": answer.organisation_id, "svar": "nej"}, follow=True)
    assert "har tackat nej" in text_of(done)
    answer.refresh_from_db()
    assert answer.state == "nej"


def test_an_answer_that_is_neither_yes_nor_no_is_none(contact2_client, company, published):
    contact2_client.post(f"/aktiviteter/{published.pk}/inbjudan/", {"verksamhet": company.pk})
    assert Participation.objects.get(organisation=company).state == "inbjuden"


@pytest.mark.parametrize("said", ["ja", "nej", "medverka"])
def test_the_greeting_alone_is_said_to_be_saved_or_that_nothing_is(cast, client_of, said):
    activity, asked = states.submitted(cast), client_of(cast["asked"])
    address, hears = f"/aktiviteter/{activity.pk}/inbjudan/", "Den som ansvarar får veta det nu."
    given = {"verksamhet": cast.asked, "svar": said, "text": "Först"}
    assert hears in text_of(asked.post(address, given, follow=True))
    again = text_of(asked.post(address, given, follow=True))
    assert "Inget är ändrat." in again and hears not in again
    saved = text_of(asked.post(address, given | {"text": "Sedan"}, follow=True))
    assert f"Hälsningen är sparad. {hears}" in saved and "har tackat nej. Den" not in saved
    assert f"Hälsningen är borttagen. {hears}" in text_of(asked.post(address, given | {"text": ""}, follow=True))
