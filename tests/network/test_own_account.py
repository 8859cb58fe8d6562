"""The own account: the name, and what everybody is shown of a contact person, who chooses it for each seat."""

import pytest
from django.test import Client

from network.change import read_stamp
from network.models import ContactPerson
from network.person import person_of
from network.services import people as services
from tests import factories

pytestmark = pytest.mark.django_db
ACCOUNT, NETWORK = "/konto/", "/natverk/"


@pytest.fixture(autouse=True)
def _initiative(db):
    factories.initiative()


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def choose(client: Client, **chosen: str):
    return client.post(ACCOUNT, {"visas": "ja", **chosen}, follow=True)


def test_nothing_is_shown_until_one_chooses_so(contact, contact_client, anyone_client):
    seat = contact.user.seats.get()
    assert seat.shown == "inget" and f'value="inget" id="id_{seat.pk}_0"' in text_of(contact_client.get(ACCOUNT))
    shown = {}
    for value in ("inget", "namn", "adress", "inget"):
        assert "Ditt val är sparat" in text_of(choose(contact_client, **{str(seat.pk): value}))
        page = text_of(anyone_client.get(NETWORK))
        shown[value] = ("Kontakt<" in page or "Kontakt," in page, contact.user.email in page)
    assert shown == {"inget": (False, False), "namn": (True, False), "adress": (True, True)}


def test_each_seat_shows_what_was_chosen_for_it(contact, contact_client, company, anyone_client):
    first, second = contact.user.seats.get(), factories.seat(contact.user, company)
    page = text_of(contact_client.get(ACCOUNT))
    assert "För Kulturförvaltningen" in page and f"För {company.name}" in page
    choose(contact_client, **{str(first.pk): "inget", str(second.pk): "namn"})
    page = text_of(anyone_client.get(NETWORK))
    assert page.count("<p>Kontakt") == 1 and page.index("<p>Kontakt") > page.index(company.name)


def test_a_seat_that_has_ended_shows_what_it_showed(contact, office):
    seat = contact.user.seats.get()
    services.end_duty(seat.pk, by=office)
    services.choose_shown({seat.pk: "adress"}, by=person_of(contact.user))
    seat.refresh_from_db()
    assert seat.shown == "inget"


def test_one_chooses_for_oneself_only(contact_client, contact, contact2):
    own, other = contact.user.seats.get(), contact2.user.seats.get()
    before = read_stamp()
    choose(contact_client, **{str(own.pk): "inget", str(other.pk): "adress"})
    services.choose_shown({other.pk: "adress"}, by=contact)
    other.refresh_from_db()
    assert other.shown == "inget" and read_stamp() != before


def test_a_choice_that_is_none_is_refused(contact_client, contact):
    seat = contact.user.seats.get()
    page = text_of(choose(contact_client, **{str(seat.pk): "allt"}))
    assert "Ditt val är sparat" not in page and "i formuläret" in page
    seat.refresh_from_db()
    assert seat.shown == "inget"


def test_who_has_no_seat_is_told_the_same_as_on_the_own_page(reader_client, client_of):
    said = "Du är läsare. Du ser allt som är publicerat, även det som bara visas internt, och alla behov."
    nobody = client_of(person_of(factories.user("Ingen")))
    for address in (ACCOUNT, "/min-sida/"):
        assert said in text_of(reader_client.get(address))
        page = text_of(nobody.get(address))
        assert "Du har inget uppdrag i portalen" in page and "Du kan läsa det som visas för alla." in page
        assert "publicerat" not in page


def test_who_has_no_seat_has_nothing_to_choose(reader_client):
    assert "Vad alla får se" not in text_of(reader_client.get(ACCOUNT))
    assert "Ditt val är sparat" not in text_of(choose(reader_client))


def test_the_name_is_saved_beside_the_choice(contact_client, contact):
    page = text_of(contact_client.post(ACCOUNT, {"name": "Karin"}, follow=True))
    assert "Ditt namn är sparat." in page and contact.user.seats.get().shown == "inget"


def test_what_was_chosen_ends_with_the_duty_and_is_forgotten(contact, office, anyone_client):
    seat = contact.user.seats.get()
    services.choose_shown({seat.pk: "adress"}, by=person_of(contact.user))
    services.end_duty(seat.pk, by=office)
    assert contact.user.email not in text_of(anyone_client.get(NETWORK))
    services.anonymise(contact.user_id, by=office)
    assert ContactPerson.objects.get().shown == "inget"
