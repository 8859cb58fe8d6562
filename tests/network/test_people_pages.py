"""The office's list of people and the invitation's page, as seen in a browser without scripts."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.models import ContactPerson, User
from network.services import people as services
from tests import factories

pytestmark = pytest.mark.django_db
PEOPLE = "/kontor/personer/"
INVITE = "/kontor/personer/bjud-in/"
NEW = "ny@skolaforst.example"


@pytest.fixture(autouse=True)
def _initiative(db):
    factories.initiative()


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def given(at, **fields) -> dict:
    return {
        "name": "Nils Ny", "email": NEW, "kind": "kontaktperson", "organisation": at.pk, "role": "ordinarie"
    } | fields  # fmt: skip


def link() -> str:
    return re.search(r"https://skolaforst\.example(/konto/inbjudan/\S+)", mail.outbox[-1].body)[1]


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
        assert office_client.post(address, data).status_code == (200 if address == INVITE else 403), address
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


def test_an_organisation_by_id_or_key(office_client, company):
    for named in (company.pk, company.key):
        page = text_of(office_client.get(f"{INVITE}?organisation={named}"))
        assert f'<option value="{company.pk}" selected>' in page
    page = text_of(office_client.get(f"{PEOPLE}?organisation={company.key}"))
    assert f'href="{INVITE}?organisation={company.key}"' in page


def test_organisations_without_contact_person_have_a_button(office_client, contact, company):
    page = text_of(office_client.get(PEOPLE))
    box = page[page.index("Utan ordinarie kontaktperson") :]
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


# Inviting


def test_an_invitation_from_page_to_login(office_client, company):
    response = office_client.post(INVITE, given(company), follow=True)
    page = text_of(response)
    assert f"Inbjudan till Nils Ny ({NEW}) som kontaktperson för {company.name} är skickad." in page
    assert re.search(r"Länken går ut \d+ \w+ \d{4}\. Tills den är använd står personen som inbjuden\.", page)
    invited = Client()
    page = text_of(invited.get(link()))
    assert "Välkommen, Nils Ny" in page and f'autocomplete="username" value="{NEW}"' in page
    faulty = text_of(invited.post(link(), {"way": "password", "password1": "kort", "password2": "kort"}))
    assert "12 tecken" in faulty and not User.objects.get(email=NEW).is_active
    faulty = text_of(invited.post(link(), {"way": "password", "password1": "tre gula stolar", "password2": "fyra"}))
    assert "inte lika" in faulty
    response = invited.post(link(), {"way": "password", "password1": "tre gula stolar", "password2": "tre gula stolar"})
    assert (response.status_code, response.url) == (302, "/konto/vidare/")
    assert company.name in text_of(invited.get("/konto/"))
    again = text_of(Client().get(link()))
    assert "Länken gäller inte längre" in again and "/konto/login/" in again


def test_an_invitation_without_password(office_client, company):
    office_client.post(INVITE, given(company))
    invited = Client()
    assert invited.post(link(), {"way": "code"}).url == "/konto/vidare/"
    assert not User.objects.get(email=NEW).has_usable_password()


def test_looking_at_the_link_opens_nothing(office_client, company):
    office_client.post(INVITE, given(company))
    for _look in range(3):
        Client().get(link())
    assert not User.objects.get(email=NEW).is_active


def test_the_link_takes_over_from_another_login(office_client, company, client_of, reader):
    office_client.post(INVITE, given(company))
    client = client_of(reader)
    client.post(link(), {"way": "code"})
    assert NEW in text_of(client.get("/konto/"))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": ""}, "Skriv namnet."),
        ({"email": "fel"}, "namn@exempel.se"),
        ({"organisation": ""}, "En kontaktperson företräder alltid en."),
        ({"role": ""}, "Välj ordinarie eller ersättare."),
        ({"kind": ""}, "Välj en roll."),
        ({"organisation": "999999"}, "Välj en förvaltning eller ett bolag"),
    ],
)
def test_what_is_missing_is_told_beside_the_field(office_client, company, fields, told):
    page = text_of(office_client.post(INVITE, given(company, **fields)))
    assert told in page and "i formuläret" in page
    assert not User.objects.filter(email=NEW).exists()


def test_a_second_ordinary_is_told_with_the_remedy(office_client, contact, department):
    page = text_of(office_client.post(INVITE, given(department)))
    assert page.count("välj Ersättare.") == 2  # in the summary and beside the field
    assert 'value="Nils Ny"' in page


def test_inviting_one_who_has_an_account_shows_whose_it_is_and_asks_first(office_client, contact, company):
    sent = given(company, email=contact.user.email.upper())
    page = text_of(office_client.post(INVITE, sent))
    assert "Adressen har redan ett konto" in page and "Inget är ändrat ännu" in page
    assert "Kulturförvaltningen, ordinarie" in page and "Du skrev namnet ”Nils Ny”. Det sparas inte" in page
    assert f"Lägg till som kontaktperson för {company.name}</button>" in page
    assert contact.user.seats.count() == 1
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert "value=\"Nils Ny\"" in text_of(office_client.post(INVITE, hidden | {"andra": "ja"}))
    done = text_of(office_client.post(INVITE, hidden, follow=True))
    assert f"Kontakt ({contact.user.email}) är nu kontaktperson för {company.name} och får veta det i ett mejl." in done
    contact.user.refresh_from_db()
    assert contact.user.name == "Kontakt" and contact.user.seats.count() == 2


def test_inviting_one_who_is_invited_already_asks_too(office_client, company, department):
    office_client.post(INVITE, given(company))
    page = text_of(office_client.post(INVITE, given(department)))
    assert "Adressen har redan ett konto" in page and "den förra slutar gälla" in page
    assert "Det sparas inte" not in page  # the same name
    assert len(mail.outbox) == 1


def test_a_new_link_from_the_persons_page(office_client, company):
    office_client.post(INVITE, given(company))
    old, who = link(), User.objects.get(email=NEW)
    page = text_of(office_client.get(f"{PEOPLE}{who.pk}/"))
    assert "Skicka igen" in page
    office_client.post(f"{PEOPLE}{who.pk}/skicka-igen/")
    assert "gäller inte längre" in text_of(Client().get(old))
    assert "Välkommen" in text_of(Client().get(link()))


def test_the_page_of_the_link_says_what_one_is_invited_as_and_who_is_logged_in(office_client, company, client_of, reader):
    office_client.post(INVITE, given(company))
    page = text_of(Client().get(link()))
    assert f"Du är inbjuden till Kraftsamling Skola först som kontaktperson för {company.name}." in page
    assert "Du är inloggad som" not in page
    assert "När du öppnar kontot för Nils Ny loggas Lasare ut." in text_of(client_of(reader).get(link()))


def test_an_old_link_leads_on_where_one_is_logged_in(client_of, reader):
    page = text_of(client_of(reader).get("/konto/inbjudan/gammal/"))
    assert "Du är inloggad som Lasare" in page and 'href="/konto/vidare/"' in page
    assert "/konto/vidare/" not in text_of(Client().get("/konto/inbjudan/gammal/"))


# Ends


def test_a_request_after_the_duty_ended_is_refused_at_once(office_client, contact, contact_client):
    from network.access import contact_or_office

    assert contact_or_office(_person_of(contact_client))
    seat = contact.user.seats.get()
    response = office_client.post(f"{PEOPLE}uppdrag/{seat.pk}/avsluta/", follow=True)
    assert "kan inte längre skriva för Kulturförvaltningen" in text_of(response)
    assert not contact_or_office(_person_of(contact_client))
    assert contact_client.get("/konto/vidare/").url != reverse_or_root("my_page")


def _person_of(client: Client):
    return client.get("/konto/").context["person"]


def reverse_or_root(name: str) -> str:
    try:
        return reverse(name)
    except Exception:
        return "/min-sida/"


def test_a_person_made_anonymous_is_logged_out(office_client, ex_contact, client_of):
    client = client_of(ex_contact)
    assert client.get("/konto/").status_code == 200
    address = f"{PEOPLE}{ex_contact.user_id}/anonymisera/"
    assert "Det går inte att ångra" in text_of(office_client.get(address))
    page = text_of(office_client.post(address, follow=True))
    assert "f.d. kontaktperson, Kultur" in page and "Forre" not in page
    assert client.get("/konto/").status_code == 302
    assert "f.d. kontaktperson" not in text_of(office_client.get(PEOPLE))
    assert "f.d. kontaktperson" in text_of(office_client.get(f"{PEOPLE}?lage=upphort"))


def test_name_and_address_are_changed(office_client, contact, contact2):
    address = f"{PEOPLE}{contact.user_id}/"
    page = text_of(office_client.post(address, {"name": "Karin", "email": contact2.user.email}))
    assert "Det finns redan ett konto med den e-postadressen." in page
    office_client.post(address, {"name": "Karin", "email": "Karin@skolaforst.example"})
    contact.user.refresh_from_db()
    assert (contact.user.name, contact.user.email) == ("Karin", "karin@skolaforst.example")


def test_one_more_duty(office_client, contact, company):
    address = f"{PEOPLE}{contact.user_id}/uppdrag/"
    assert "Välj verksamhet." in text_of(office_client.post(address, {"role": "ordinarie"}))
    office_client.post(address, {"organisation": company.pk, "role": "ordinarie"})
    assert ContactPerson.objects.active().filter(person=contact.user).count() == 2


def test_a_role_is_taken_away_and_given_back(office_client, reader):
    address = f"{PEOPLE}{reader.user_id}/"
    page = text_of(office_client.post(f"{address}roll/", {"role": "lasare"}, follow=True))
    assert re.search(r"Lasare har inte längre rollen läsare\. Du kan ångra till klockan \d\d\.\d\d\.", page)
    assert f'action="{address}angra/"' in page and not reader.user.groups.exists()
    page = text_of(office_client.post(f"{address}angra/", follow=True))
    assert "Rätten är tillbaka" in page and reader.user.groups.exists() and "angra/" not in page
    assert "inte att ångra längre" in text_of(office_client.post(f"{address}angra/", follow=True))


def test_a_duty_is_ended_and_given_back(office_client, contact):
    address, seat = f"{PEOPLE}{contact.user_id}/", contact.user.seats.get()
    text_of(office_client.post(f"{PEOPLE}uppdrag/{seat.pk}/avsluta/", follow=True))
    assert not contact.user.seats.held().exists()
    text_of(office_client.post(f"{address}angra/", follow=True))
    assert contact.user.seats.held().get() == seat


def test_undoing_is_for_ten_minutes_and_for_who_did_it(office_client, office2, client_of, reader, monkeypatch):
    address = f"{PEOPLE}{reader.user_id}/"
    office_client.post(f"{address}roll/", {"role": "lasare"})
    client_of(office2).post(f"{address}angra/")
    monkeypatch.setattr("network.views.people_undo.MINUTES", 0)
    assert "angra/" not in text_of(office_client.get(address))
    office_client.post(f"{address}angra/")
    assert not reader.user.groups.exists()


@pytest.mark.parametrize("role", ["", "finns-inte", "kontor"])
def test_a_role_that_is_not_there_is_an_error_that_says_what_to_do(office_client, contact, role):
    page = text_of(office_client.post(f"{PEOPLE}{contact.user_id}/roll/", {"role": role}, follow=True))
    assert "Kontakt har inte den rollen. Sidan visar nu de roller som finns." in page and "angra/" not in page


def test_nobody_takes_the_own_role(admin_client, admin):
    address = f"{PEOPLE}{admin.user_id}/"
    assert "Ta bort rollen" not in text_of(admin_client.get(address))
    page = text_of(admin_client.post(f"{address}roll/", {"role": "administrator"}, follow=True))
    assert "din egen roll" in page and admin.user.groups.exists()


def test_an_old_duty_of_one_made_anonymous_is_told_about_and_not_ended_again(office_client, ex_contact):
    seat = ContactPerson.objects.get(person=ex_contact.user_id)
    office_client.post(f"{PEOPLE}{ex_contact.user_id}/anonymisera/")
    page = office_client.post(f"{PEOPLE}uppdrag/{seat.pk}/avsluta/", follow=True)
    assert "Personen är borttagen ur registret" in text_of(page)
