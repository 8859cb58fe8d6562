"""Inviting, the link and what it opens, as seen in a browser without scripts."""

import re

import pytest
from django.core import mail
from django.test import Client

from network.models import User
from tests.network.inviting import INVITE, NEW, PEOPLE, given, link, text_of
from tests.network.inviting import initiative as initiative

pytestmark = pytest.mark.django_db


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
        ({"kind": "lasare"}, "Bara en kontaktperson hör till en verksamhet."),
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
    assert 'value="Nils Ny"' in text_of(office_client.post(INVITE, hidden | {"andra": "ja"}))
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


def test_the_page_of_the_link_says_what_one_is_invited_as_and_who_is_logged_in(
    office_client, company, client_of, reader
):
    office_client.post(INVITE, given(company))
    page = text_of(Client().get(link()))
    assert f"Du är inbjuden till Kraftsamling Skola först som kontaktperson för {company.name}." in page
    assert "Du är inloggad som" not in page
    assert "När du öppnar kontot för Nils Ny loggas Lasare ut." in text_of(client_of(reader).get(link()))


def test_an_old_link_leads_on_where_one_is_logged_in(client_of, reader):
    page = text_of(client_of(reader).get("/konto/inbjudan/gammal/"))
    assert "Du är inloggad som Lasare" in page and 'href="/konto/vidare/"' in page
    assert "/konto/vidare/" not in text_of(Client().get("/konto/inbjudan/gammal/"))
