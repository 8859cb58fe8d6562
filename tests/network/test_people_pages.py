"""The office's list of people, as seen in a browser without scripts: who may, what is shown."""

import re

import pytest
from django.utils import timezone

from network.models import User
from network.services import people as services
from tests import factories
from tests.network.inviting import INVITE, NEW, PEOPLE, text_of
from tests.network.inviting import initiative as initiative

pytestmark = pytest.mark.django_db


# Who may


@pytest.mark.parametrize("role", ["anyone", "reader", "contact", "ex_contact", "office", "admin"])
def test_the_pages_are_the_offices(people, client_of, role):
    client, who = client_of(people[role]), people["contact2"].user
    expected = {"anyone": 302, "office": 200, "admin": 200}.get(role, 403)
    for address in (PEOPLE, INVITE, f"{PEOPLE}{who.pk}/"):
        assert client.get(address).status_code == expected, address
    posts = {
        INVITE: {},
        f"{PEOPLE}{who.pk}/": {"name": "Kapad", "email": "kapad@skolaforst.example"},
        f"{PEOPLE}{who.pk}/uppdrag/": {},
        f"{PEOPLE}{who.pk}/roll/": {"role": "kontor"},
        f"{PEOPLE}{who.pk}/skicka-igen/": {},
        f"{PEOPLE}{who.pk}/anonymisera/": {},
        f"{PEOPLE}uppdrag/{who.seats.get().pk}/avsluta/": {},
    }
    if expected == 200:
        return
    for address, data in posts.items():
        assert client.post(address, data).status_code == expected, address
    who.refresh_from_db()
    assert (who.name, who.seats.get().ended) == ("Kontakt2", None)


def test_the_office_cannot_touch_an_administrator_by_any_post(office_client, admin, company):
    seat = factories.seat(admin.user, company)
    page = text_of(office_client.get(f"{PEOPLE}{admin.user_id}/"))
    assert "Bara en administratör kan ändra" in page and "Spara ändringen" not in page
    for address, data in {
        f"{PEOPLE}{admin.user_id}/": {"name": "Kapad", "email": "kapad@skolaforst.example"},
        f"{PEOPLE}{admin.user_id}/uppdrag/": {"organisation": company.pk, "role": "ersattare"},
        f"{PEOPLE}{admin.user_id}/roll/": {"role": "administrator"},
        f"{PEOPLE}{admin.user_id}/skicka-igen/": {},
        f"{PEOPLE}{admin.user_id}/anonymisera/": {},
        f"{PEOPLE}uppdrag/{seat.pk}/avsluta/": {},
        INVITE: {"name": "X", "email": admin.user.email, "kind": "lasare", "account": admin.user_id},
    }.items():
        for sent in (data, {}):  # a form that is not filled in tells no more
            assert office_client.post(address, sent).status_code == (200 if address == INVITE else 403), address
    admin.user.refresh_from_db()
    seat.refresh_from_db()
    assert (admin.user.name, admin.user.email, seat.ended) == ("Admin", "admin@skolaforst.example", None)


def test_an_administrators_address_is_told_beside_the_field(office_client, admin):
    page = text_of(office_client.post(INVITE, {"name": "X", "email": admin.user.email, "kind": "lasare"}))
    assert "hör till Admin, som är administratör" in page and 'value="X"' in page
    assert [group.name for group in admin.user.groups.all()] == ["administrator"]


def test_the_office_is_not_offered_roles_that_only_administrators_give(office_client, admin_client, office2):
    office_page, admin_page = text_of(office_client.get(INVITE)), text_of(admin_client.get(INVITE))
    offered = re.compile(r'name="kind" value="([^"]+)"')
    assert offered.findall(office_page) == ["kontaktperson", "lasare"]
    assert offered.findall(admin_page) == ["kontaktperson", "lasare", "kontor", "administrator"]
    for kind in ("kontor", "administrator"):
        office_client.post(INVITE, {"name": "X", "email": NEW, "kind": kind})
    assert not User.objects.filter(email=NEW).exists()
    for client, shown in ((office_client, False), (admin_client, True)):
        page = text_of(client.get(f"{PEOPLE}{office2.user_id}/"))
        assert ("Ta bort rollen" in page) == shown
    assert office_client.post(f"{PEOPLE}{office2.user_id}/roll/", {"role": "kontor"}).status_code == 403


# The list


def test_the_list_shows_duties_and_how_things_stand(office_client, contact, ex_contact, reader, company, office):
    services.invite(by=office, name="Nils Ny", email=NEW, kind="kontaktperson", organisation=company)
    page = text_of(office_client.get(PEOPLE))
    assert "Kulturförvaltningen, ordinarie" in page
    assert re.search(r"Inbjuden, länken går ut \d+ \w+ \d{4}", page)
    assert "Uppdraget upphörde" in page
    assert "Läsare" in page


def test_a_link_that_went_out_is_told(office_client, office, company):
    invited = services.invite(by=office, name="Nils Ny", email=NEW, kind="kontaktperson", organisation=company)
    User.objects.filter(pk=invited.user.pk).update(invited_at=timezone.now() - timezone.timedelta(days=20))
    assert "Inbjuden, länken gick ut" in text_of(office_client.get(PEOPLE))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Kontakt", "Kontakt2", "Forre", "Kontor"}),
        ("q=kontakt2", {"Kontakt2"}),
        ("q=skolaforst.example kontor", {"Kontor"}),
        ("organisation=kultur", {"Kontakt"}),
        ("lage=upphort", {"Forre"}),
        ("lage=inbjuden", set()),
        ("lage=aktiv&organisation=provhus", {"Kontakt2"}),
        ("organisation=finns-inte&lage=fel&sida=99", {"Kontakt", "Kontakt2", "Forre", "Kontor"}),
    ],
)
def test_the_filters(office_client, contact, contact2, ex_contact, query, names):
    page = text_of(office_client.get(f"{PEOPLE}?{query}"))
    shown = set(re.findall(r'<th scope="row"><a [^>]*>([^<]+)<', page))
    assert shown == names


def test_the_list_follows_the_swedish_alphabet(office_client):
    for name in ("Östen Ek", "Åsa Ek", "Ärla Ek", "Zara Ek"):
        factories.user(name)
    shown = re.findall(r'<th scope="row"><a [^>]*>([^<]+ Ek)<', office_client.get(f"{PEOPLE}?q=Ek").text)
    assert shown == ["Zara Ek", "Åsa Ek", "Ärla Ek", "Östen Ek"]


def test_an_organisation_by_id_or_key(office_client, company):
    for named in (company.pk, company.key):
        page = text_of(office_client.get(f"{INVITE}?organisation={named}"))
        assert f'<option value="{company.pk}" selected>' in page
    page = text_of(office_client.get(f"{PEOPLE}?organisation={company.key}"))
    assert f'href="{INVITE}?organisation={company.key}"' in page


def test_organisations_without_contact_person_have_a_button(office_client, contact, company):
    page = text_of(office_client.get(PEOPLE))
    box = page[page.index("Utan ordinarie kontaktperson") : page.index("Sök och filtrera")]
    assert company.name in box and f"{INVITE}?organisation={company.key}" in box
    assert "Kulturförvaltningen" not in box


def test_who_is_invited_is_not_offered_again_but_the_link_is(office_client, office, company):
    services.invite(by=office, name="Nils Ny", email=NEW, kind="kontaktperson", organisation=company)
    page = text_of(office_client.get(PEOPLE))
    box = page[page.index("Utan ordinarie kontaktperson") :]
    assert "Inbjuden: Nils Ny, länken går ut" in box and "Skicka igen" in box and "Bjud in<" not in box


@pytest.mark.parametrize(("active", "text"), [(False, "kontot är stängt"), (True, "har inte börjat")])
def test_who_holds_a_seat_without_being_able_to_use_it_is_told(office_client, company, active, text):
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    who = factories.user("Stina", is_active=active)
    factories.seat(who, company, **({"starts": tomorrow} if active else {}))
    page = text_of(office_client.get(PEOPLE))
    box = page[page.index("Utan ordinarie kontaktperson") :]
    assert text in box and f'href="{PEOPLE}{who.pk}/">Visa personen' in box and "Bjud in<" not in box


def test_the_list_costs_the_same_for_many(office_client, django_assert_max_num_queries, department):
    def count() -> int:
        with django_assert_max_num_queries(12) as seen:
            office_client.get(PEOPLE)
        return len(seen)

    factories.seat(factories.user(), department)
    office_client.get(PEOPLE)  # what every page shows is read once and kept
    few = count()
    for _person in range(60):
        factories.seat(factories.user(), department, role="ersattare")
    assert count() == few


def test_only_an_unusual_state_is_told_in_the_list(office_client, contact, ex_contact):
    factories.user("Nils Ny", is_active=False, invited_at=timezone.now()).seats.create(
        organisation=factories.organisation(), starts=timezone.localdate()
    )
    page = text_of(office_client.get(PEOPLE))
    assert ">Aktiv<" not in page
    assert "Uppdraget upphörde" in page and "Inbjuden, länken går ut" in page
