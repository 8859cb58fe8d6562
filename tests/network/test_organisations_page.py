"""The network's page: who reads which names and addresses, and what is missing."""

import datetime

import pytest
from django.utils import timezone

from activities.models import Participation
from network.change import change, forget_kept
from network.models import ContactPerson, Organisation
from tests import factories
from tests.activities.cast import cast  # noqa: F401  (fixture)
from tests.needs.test_querysets import published

pytestmark = pytest.mark.django_db
Kind = Organisation.Kind


def page(client) -> str:
    response = client.get("/natverk/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def seats(department, company):
    """A contact person who shows her name, one who does not, a deputy, one who has left, one who has not begun."""
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    factories.seat(factories.user("Synliga Siv", email="siv@skolaforst.example"), department, shown="namn")
    factories.seat(factories.user("Kanarie Karl", email="karl@skolaforst.example"), company)
    factories.seat(factories.user("Kanarie Disa", email="disa@skolaforst.example"), company, role="ersattare")
    factories.seat(factories.user("Förra Fia"), department, ended=timezone.localdate(), shown="namn")
    other = factories.organisation("Utan AB", kind=Kind.COMPANY, key="utan")
    factories.seat(factories.user("Nästa Nils"), other, starts=tomorrow, shown="namn")


def test_the_public_reads_where_a_contact_person_is_missing_and_a_name_only_by_choice(seats, anyone_client):
    shown = page(anyone_client)
    assert "2 av 3 förvaltningar och bolag har en kontaktperson" in shown
    assert shown.count("Saknar kontaktperson") == 1 and "1 verksamhet saknar kontaktperson." in shown
    assert shown.index("Utan AB") < shown.index("Saknar kontaktperson") and "bjud-in" not in shown
    assert "Synliga Siv" in shown
    assert shown.count("Har kontaktperson") == 1, "not a blank row where she shows nothing"
    assert not [word for word in ("Kanarie", '@skolaforst.example"', "Förra", "Nästa", "siv@") if word in shown]


def test_readers_read_names_but_no_addresses(seats, reader_client):
    shown = page(reader_client)
    assert all(name in shown for name in ("Synliga Siv", "Kanarie Karl", "Kanarie Disa", "(ersättare)"))
    assert not [word for word in ("siv@", "karl@", "disa@", "Förra", "Nästa", "Har kontaktperson") if word in shown]
    assert shown.count("Saknar kontaktperson") == 1 and "bjud-in" not in shown


def test_contact_persons_find_each_other(seats, deputy, client_of):
    shown = page(client_of(deputy))
    assert 'href="mailto:siv@skolaforst.example"' in shown and 'href="mailto:disa@skolaforst.example"' in shown


def test_the_office_may_invite_where_one_is_missing(seats, office_client):
    factories.organisation("Ingen AB", kind=Kind.COMPANY, key="ingen")
    shown = page(office_client)
    assert 'href="/kontor/personer/bjud-in/?organisation=ingen"' in shown and "mailto:karl@" in shown
    assert "Nästa Nils har uppdraget, men det har inte börjat." in shown and "organisation=utan" not in shown


def test_the_public_reads_an_address_only_where_its_owner_chose_so(seats, anyone_client, reader_client):
    ContactPerson.objects.filter(person__name="Kanarie Karl").update(shown="adress")
    for client, names in ((anyone_client, 2), (reader_client, 3)):
        shown = page(client)
        assert 'href="mailto:karl@skolaforst.example"' in shown
        assert not [word for word in ("siv@", "disa@") if word in shown]
        assert sum(name in shown for name in ("Synliga Siv", "Kanarie Karl", "Kanarie Disa")) == names


def test_only_the_office_reads_who_is_invited_and_sends_the_link_again(office_client, reader_client, company):
    seat = factories.seat(factories.user("Inbjudna Ina", is_active=False, invited_at=timezone.now()), company)
    shown = page(office_client)
    assert "Inbjuden: Inbjudna Ina, länken går ut" in shown and "organisation=provhus" not in shown
    assert f'action="/kontor/personer/{seat.person_id}/skicka-igen/"' in shown
    assert "Saknar kontaktperson" in page(reader_client) and "Inbjudna" not in page(reader_client)
    ContactPerson.objects.update(role="ersattare")
    assert 'href="/kontor/personer/bjud-in/?organisation=provhus"' in page(office_client), "a deputy leaves room"


def test_a_deputy_alone_does_not_fill_the_seat(company, reader_client, anyone_client):
    seat = factories.seat(factories.user("Disa"), company, role="ersattare")
    assert "Disa" in page(reader_client) and "Disa" not in page(anyone_client)
    for client in (reader_client, anyone_client):
        assert "Saknar ordinarie kontaktperson" in page(client) and "Saknar kontaktperson" not in page(client)
    with change(reference=True):
        ContactPerson.objects.filter(pk=seat.pk).update(starts=timezone.localdate() + datetime.timedelta(days=1))
    assert "Saknar kontaktperson" in page(reader_client), "one who may do nothing yet is nobody to turn to"


def test_committees_and_others_are_no_gap(reader_client):
    factories.organisation("Valnämnden", kind=Kind.COMMITTEE)
    factories.organisation("Avfallsförbundet", kind=Kind.ASSOCIATION, in_group=False)
    shown = page(reader_client)
    assert "Valnämnden" in shown and "Avfallsförbundet" in shown and "aknar kontaktperson" not in shown


def test_what_is_typed_and_not_confirmed_is_never_here(contact, client_of, office_client, anyone_client, department):
    factories.unit(department, "Kanarieenheten", confirmed=False, created_by=contact.user)
    factories.unit(department, "Biblioteket")
    party = factories.external("Kanarieföreningen", confirmed=False, created_by=contact.user)
    row = published(lead=department)
    row.roles.create(organisation=party, role="extern")
    Participation.objects.create(activity=row, organisation=party, consent=True)
    for client in (anyone_client, client_of(contact), office_client):
        shown = page(client)
        assert "Kanarie" not in shown and "Enheter: Biblioteket" in shown


def test_an_external_party_is_named_only_where_it_agreed(anyone_client, reader_client, office_client, department):
    for name, consent in (("Villiga", True), ("Kanarieföreningen", False)):
        party = factories.external(name)
        row = published(lead=department)
        row.roles.create(organisation=party, role="extern")
        Participation.objects.create(activity=row, organisation=party, consent=consent)
    for client in (anyone_client, reader_client):
        shown = page(client)
        assert "Villiga" in shown and "Kanarie" not in shown
    assert "Kanarieföreningen" in page(office_client)


def test_activities_are_counted_as_far_as_one_may_see(department, company, anyone_client, reader_client):
    row = published(lead=department, co_owners=[company])
    Participation.objects.create(activity=row, organisation=company, state="inbjuden")
    published(lead=department, audience="internt")
    link = '<a href="/aktiviteter/?organisation=kultur">{}</a>'
    assert link.format("1 aktivitet") in page(anyone_client) and link.format("2 aktiviteter") in page(reader_client)
    assert "organisation=provhus" not in page(anyone_client)
    Participation.objects.update(state="ja", accepted_as="medagare")
    forget_kept()
    assert "organisation=provhus" in page(anyone_client)


def test_an_organisation_that_ended_names_its_successor(department, anyone_client):
    factories.organisation("Gamla kontoret", successor=department)
    assert "Gamla kontoret (numera Kultur)" in page(anyone_client)


def test_who_has_not_begun_or_has_ended_stands_there_only_with_what_it_does(anyone_client, office_client):
    today = timezone.localdate()
    later, before = (today + datetime.timedelta(days=days) for days in (1, -1))
    factories.organisation("Nästa förvaltning", valid_from=later)
    factories.organisation("Nya förvaltningen", valid_from=today)
    factories.organisation("Tysta nämnden", kind=Kind.COMMITTEE, valid_to=before)
    published(lead=factories.organisation("Förra förvaltningen", valid_to=before))
    for client in (anyone_client, office_client):
        shown = page(client)
        assert "Nya förvaltningen" in shown and "Förra förvaltningen (finns inte längre)" in shown
        assert "Nästa" not in shown and "Tysta" not in shown


def test_an_unchanged_page_answers_304_and_shows_a_change_at_once(seats, anyone_client):
    etag = anyone_client.get("/natverk/")["ETag"]
    assert anyone_client.get("/natverk/", headers={"If-None-Match": etag}).status_code == 304
    with change(reference=True):
        factories.organisation("Nya förvaltningen")
    response = anyone_client.get("/natverk/", headers={"If-None-Match": etag})
    assert response.status_code == 200 and "Nya förvaltningen" in response.content.decode()
