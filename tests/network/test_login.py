"""Logging in: two ways on one page, where one lands, and answers that reveal nothing."""

import re
import time
from queue import Queue
from threading import Event

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.services import people
from tests import factories

pytestmark = pytest.mark.django_db

LOGIN = "/konto/login/"
CODE = "/konto/login/code/"
CONFIRM = "/konto/login/code/confirm/"
RESET = "/konto/password/reset/"
PASSWORD = "tre gula stolar"
KNOWN, UNKNOWN, INACTIVE = "kontakt@skolaforst.example", "ingen@skolaforst.example", "inbjuden@skolaforst.example"


@pytest.fixture(autouse=True)
def _initiative(db):
    factories.initiative()


@pytest.fixture
def user(contact):
    """A contact person who has a password."""
    contact.user.set_password(PASSWORD)
    contact.user.save()
    return contact.user


@pytest.fixture
def inactive(db):
    """Somebody whose account is closed, password and all."""
    person = factories.user("Stina Stängd", email=INACTIVE, is_active=False)
    person.set_password(PASSWORD)
    person.save()
    return person


def post_code(client: Client) -> str:
    """The code of the last mail."""
    return re.search(r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b", mail.outbox[-1].body)[1]


def is_logged_in(client: Client) -> bool:
    return client.get("/konto/").status_code == 200


def bare(response) -> str:
    """A page without what differs from one request to the next: the token against forged forms."""
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())


# The page


def test_the_login_page_has_both_ways_without_scripts(client):
    page = client.get(LOGIN).content.decode()
    assert "E-postadress" in page and "Lösenord" in page
    assert re.search(rf'<form[^>]*action="{LOGIN}"[^>]*novalidate', page)
    assert re.search(r'<button class="btn btn-primary" type="submit">Logga in</button>', page)
    assert re.search(rf'type="submit" formaction="{CODE}">Skicka en kod</button>', page)
    assert 'autocomplete="username"' in page and 'autocomplete="current-password"' in page
    assert "placeholder" not in page and " required" not in page


def test_a_password_logs_in(client, user):
    response = client.post(LOGIN, {"login": KNOWN.upper(), "password": PASSWORD})
    assert (response.status_code, response.url) == (302, "/konto/vidare/")
    assert is_logged_in(client)
    assert client.session.get_expire_at_browser_close()


def test_a_code_logs_in(client, user):
    response = client.post(CODE, {"login": KNOWN, "password": ""})
    assert (response.status_code, response.url) == (302, CONFIRM)
    assert mail.outbox[0].to == [KNOWN]
    response = client.post(CONFIRM, {"code": post_code(client).lower()})
    assert (response.status_code, response.url) == (302, "/konto/vidare/")
    assert is_logged_in(client)
    assert client.session.get_expire_at_browser_close()


def test_next_survives_a_password(client, user):
    page = client.get(f"{LOGIN}?next=/aktiviteter/7/").content.decode()
    assert '<input type="hidden" name="next" value="/aktiviteter/7/">' in page
    response = client.post(LOGIN, {"login": KNOWN, "password": PASSWORD, "next": "/aktiviteter/7/"})
    assert response.url == "/aktiviteter/7/"


def test_next_survives_a_code_and_a_wrong_code(client, user):
    response = client.post(CODE, {"login": KNOWN, "next": "/aktiviteter/7/"})
    page = client.get(response.url).content.decode()
    assert 'name="next" value="/aktiviteter/7/"' in page
    page = client.post(CONFIRM, {"code": "nej", "next": "/aktiviteter/7/"})
    assert "Koden stämmer inte" in page.content.decode() and 'value="/aktiviteter/7/"' in page.content.decode()
    response = client.post(CONFIRM, {"code": post_code(client), "next": "/aktiviteter/7/"})
    assert response.url == "/aktiviteter/7/"


def test_next_never_leads_to_another_site(client, user):
    response = client.post(LOGIN, {"login": KNOWN, "password": PASSWORD, "next": "https://ond.example/"})
    assert response.url == "/konto/vidare/"


def test_faults_stand_beside_the_fields_in_swedish(client):
    page = client.post(LOGIN, {"login": "", "password": ""})
    assert page.status_code == 200
    assert "Skriv e-postadressen." in page.content.decode()
    assert "Skriv ditt lösenord, eller välj Skicka en kod." in page.content.decode()
    page = client.post(CODE, {"login": "kontakt", "next": "/mal/"}).content.decode()
    assert "namn@exempel.se" in page and "Logga in med lösenord i stället" in page
    assert f'href="{LOGIN}?next=/mal/"' in page


def test_one_may_think_better_of_a_code(client, user):
    client.post(CODE, {"login": UNKNOWN})
    assert client.get(LOGIN).status_code == 200
    response = client.post(LOGIN, {"login": KNOWN, "password": PASSWORD})
    assert response.url == "/konto/vidare/"


def test_asking_again_sends_to_the_address_written_now(client, user):
    client.post(CODE, {"login": UNKNOWN})
    client.post(CODE, {"login": KNOWN})
    assert [message.to for message in mail.outbox] == [[KNOWN]]
    assert client.post(CONFIRM, {"code": post_code(client)}).url == "/konto/vidare/"


def test_a_code_is_no_good_after_three_wrong_ones(client, user):
    client.post(CODE, {"login": KNOWN})
    for _try in range(3):
        client.post(CONFIRM, {"code": "fel"})
    client.post(CONFIRM, {"code": post_code(client)})
    assert not is_logged_in(client)


def test_a_code_dies_after_a_quarter_of_an_hour(client, user, monkeypatch):
    client.post(CODE, {"login": KNOWN})
    later = time.time() + 901
    monkeypatch.setattr(time, "time", lambda: later)
    client.post(CONFIRM, {"code": post_code(client)})
    assert not is_logged_in(client)


def test_a_code_to_the_old_address_opens_nothing_after_the_office_changed_it(client, user, office):
    client.post(CODE, {"login": KNOWN})
    people.update_person(user.pk, by=office, name=user.name, email="ny@skolaforst.example")
    client.post(CONFIRM, {"code": post_code(client)})
    assert not is_logged_in(client)


def test_the_code_mail_is_swedish_and_stored_nowhere(client, user):
    from post_office.models import Email

    client.post(CODE, {"login": KNOWN})
    message = mail.outbox[0]
    assert message.subject == "Din kod för att logga in"
    assert message.from_email and post_code(client) in message.alternatives[0][0]
    assert not Email.objects.exists()


# Where one lands


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("office", "office"),
        ("admin", "office"),
        ("contact", "my_page"),
        ("reader", "my_page"),
        ("ex_contact", "my_page"),
    ],
)
def test_after_login_leads_to_ones_work(people, client_of, role, name):
    response = client_of(people[role]).get("/konto/vidare/")
    assert (response.status_code, response.url) == (302, reverse(name))
    assert client_of(people[role]).get(response.url).status_code == 200


def test_after_login_wants_a_login(client):
    assert client.get("/konto/vidare/").url == f"{LOGIN}?next=/konto/vidare/"


def test_logging_out_is_a_button(client, user):
    client.force_login(user)
    assert "Vill du logga ut?" in client.get("/konto/logout/").content.decode()
    assert is_logged_in(client)
    client.post("/konto/logout/")
    assert not is_logged_in(client)


# What is not there


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("account_signup", []),
        ("account_inactive", []),
        ("account_reauthenticate", []),
        ("account_email", []),
        ("account_email_verification_sent", []),
        ("account_confirm_email", ["nyckel"]),
    ],
)
@pytest.mark.parametrize("role", ["anyone", "contact", "admin"])
def test_what_the_portal_has_no_use_for_answers_404(people, client_of, role, name, args):
    client, address = client_of(people[role]), reverse(name, args=args)
    assert client.get(address).status_code == 404
    assert client.post(address, {"email": UNKNOWN, "password1": PASSWORD}).status_code == 404


# Nothing is revealed


def test_a_wrong_password_answers_the_same_whoever_it_is(client, user, inactive):
    pages = {
        bare(client.post(LOGIN, {"login": email, "password": password})).replace(email, "ADRESS")
        for email, password in ((KNOWN, "fel"), (UNKNOWN, PASSWORD), (INACTIVE, PASSWORD), (INACTIVE, "fel"))
    }
    assert len(pages) == 1
    assert "E-postadressen eller lösenordet stämmer inte." in pages.pop()
    assert not is_logged_in(client)


@pytest.mark.parametrize(("address", "sent"), [(CODE, CONFIRM), (RESET, "/konto/password/reset/done/")])
def test_code_and_link_answer_the_same_whoever_asks(user, inactive, address, sent):
    pages = set()
    for email in (KNOWN, UNKNOWN, INACTIVE):
        client = Client()
        response = client.post(address, {"login": email, "email": email})
        assert (response.status_code, response.url) == (302, sent)
        page = client.get(response.url)
        pages.add(bare(page).replace(email, "ADRESS"))
    assert len(pages) == 1
    assert [message.to for message in mail.outbox] == [[KNOWN]]


def test_a_wrong_code_answers_the_same_whoever_it_is(user, inactive):
    answers = set()
    for email in (KNOWN, UNKNOWN, INACTIVE):
        client = Client()
        client.post(CODE, {"login": email})
        for code in ("", "ABCD-EFGH", "ÅÄÖ"):
            answers.add((code, bare(client.post(CONFIRM, {"code": code})).replace(email, "ADRESS")))
    assert len(answers) == 3


def test_a_mail_server_out_of_reach_answers_the_same(client, user, monkeypatch):
    def refuse(self):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    assert client.post(CODE, {"login": KNOWN}).url == CONFIRM


def test_a_slow_mail_server_delays_nobody(client, user, settings, monkeypatch):
    takes_it, sent = Event(), Queue()
    monkeypatch.setattr("network.accounts.send_directly", lambda *args: takes_it.wait(5) and sent.put(args))
    settings.DIRECT_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    client.post(CODE, {"login": KNOWN})
    assert sent.empty(), "the answer came first"
    takes_it.set()
    assert sent.get(timeout=20)


# Limits


def test_three_wrong_codes_end_it_and_another_still_leads_where_the_login_would(client, user):
    at = client.post(f"{CODE}?next=/matris/", {"login": KNOWN}).url
    for _try in range(2):
        assert "Koden stämmer inte." in client.post(at, {"code": "ABC-DEF"}).text
    page = client.post(at, {"code": "ABC-DEF"}, follow=True)
    assert page.redirect_chain[-1][0] == f"{CODE}?next=%2Fmatris%2F" and "Koden gäller inte längre" in page.text
    at = client.post(page.redirect_chain[-1][0], {"login": KNOWN}).url
    assert client.post(at, {"code": post_code(client)}).url == "/matris/"


def test_five_wrong_passwords_stop_that_account_for_a_while(client, user):
    for _try in range(5):
        client.post(LOGIN, {"login": KNOWN, "password": "fel"})
    page = client.post(LOGIN, {"login": KNOWN, "password": PASSWORD})
    assert page.status_code == 200 and "För många försök. Vänta fem minuter, eller välj Skicka en kod." in page.text
    client.post(CODE, {"login": KNOWN})
    assert len(mail.outbox) == 1, "which works at once"


def test_a_town_hall_behind_one_address_is_not_locked_out(client, user):
    for number in range(60):
        client.post(LOGIN, {"login": f"kollega{number}@skolaforst.example", "password": "fel"})
    assert client.post(LOGIN, {"login": KNOWN, "password": PASSWORD}).url == "/konto/vidare/"


def test_three_codes_a_minute_to_an_address_are_enough(client, user):
    for _try in range(3):
        client.post(CODE, {"login": KNOWN})
    page = client.post(CODE, {"login": KNOWN})
    assert page.status_code == 200 and "Koden i det senaste mejlet gäller" in page.text
    assert 'href="/konto/login/code/confirm/"' in page.text
    assert "Koden i det senaste mejlet" not in client.post(CODE, {"login": "fel"}).text
    assert len(mail.outbox) == 3


def test_twenty_codes_an_hour_to_an_address_are_enough_and_the_next_hour_opens_again(client, user):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _try in range(40):
            client.post(CODE, {"login": KNOWN})
            clock.shift(61)
        assert len(mail.outbox) == 20
        clock.shift(3600)
        client.post(CODE, {"login": KNOWN})
    assert len(mail.outbox) == 21


def test_the_limits_hold_on_the_database_cache(client, user, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "limits"}}
    call_command("createcachetable", verbosity=0)
    for _try in range(5):
        client.post(LOGIN, {"login": KNOWN, "password": "fel"})
    assert "För många försök" in client.post(LOGIN, {"login": KNOWN, "password": PASSWORD}).content.decode()


def test_the_limit_of_a_whole_address_answers_429(client, user, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for _try in range(2):
        client.post(LOGIN, {"login": KNOWN, "password": "fel"})
    assert client.post(LOGIN, {"login": KNOWN, "password": PASSWORD}).status_code == 429


def test_who_asked_for_too_many_links_is_told_how_long_to_wait(client, user, settings):
    """A minute, or an hour: no limit that answers 429 lasts for another time."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _try in range(20):
            page = client.post(RESET, {"email": KNOWN})
            assert page.status_code == 302
            clock.shift(61)
        page = client.post(RESET, {"email": KNOWN})
        assert page.status_code == 429
        assert "Vänta en minut och försök igen. Går det inte då heller, vänta en timme." in page.text
        clock.shift(3600)
        assert client.post(RESET, {"email": KNOWN}).status_code == 302
    told_here = [rates for action, rates in settings.ACCOUNT_RATE_LIMITS.items() if action != "login_failed"]
    assert {rate.split("/")[1] for rates in told_here for rate in rates.split(",")} == {"m", "h"}


# Passwords


def test_the_link_to_a_new_password_leads_to_the_portals_own_address(client, user, settings):
    """Whatever name the portal was asked under."""
    settings.ALLOWED_HOSTS = ["intern.example"]
    client.post(RESET, {"email": KNOWN}, headers={"host": "intern.example"})
    assert f"{settings.SITE_URL}/konto/password/reset/key/" in mail.outbox[0].body
    assert "intern.example" not in mail.outbox[0].body


def test_a_forgotten_password_is_chosen_anew(client, user):
    client.post("/konto/password/reset/", {"email": KNOWN})
    link = re.search(r"https?://[^/\s]+(/konto/password/reset/key/\S+)", mail.outbox[0].body)[1]
    page = client.get(link, follow=True)
    assert f'autocomplete="username" value="{KNOWN}"' in page.content.decode()
    address = page.redirect_chain[-1][0]
    page = client.post(address, {"password1": "kort", "password2": "kort"})
    assert page.status_code == 200
    client.post(address, {"password1": "fyra blå stolar", "password2": "fyra blå stolar"})
    assert client.post(LOGIN, {"login": KNOWN, "password": "fyra blå stolar"}).url == "/konto/vidare/"
    assert "Länken gäller inte längre" in Client().get(link, follow=True).content.decode()


def test_no_flow_makes_a_second_address(client, user):
    client.post("/konto/password/reset/", {"email": KNOWN})
    client.post(CODE, {"login": KNOWN})
    client.post(CONFIRM, {"code": post_code(client)})
    client.get("/konto/")
    assert not EmailAddress.objects.exists()


def test_the_own_password_is_changed(client, user):
    client.force_login(user)
    page = client.get("/konto/password/change/").content.decode()
    assert f'autocomplete="username" value="{KNOWN}"' in page
    given = {"oldpassword": "fel", "password1": "fem röda stolar", "password2": "fem röda stolar"}
    assert "Lösenordet stämmer inte." in client.post("/konto/password/change/", given).content.decode()
    response = client.post("/konto/password/change/", given | {"oldpassword": PASSWORD})
    assert response.url == "/konto/"
    assert is_logged_in(client)
    user.refresh_from_db()
    assert user.check_password("fem röda stolar")


def test_one_without_password_chooses_a_first_one(client, contact):
    contact.user.set_unusable_password()
    contact.user.save()
    client.force_login(contact.user)
    assert "/konto/password/set/" in client.get("/konto/").content.decode()
    client.post("/konto/password/set/", {"password1": "fem röda stolar", "password2": "fem röda stolar"})
    contact.user.refresh_from_db()
    assert contact.user.check_password("fem röda stolar")


def test_the_own_name_is_changed(contact_client, contact):
    assert "Skriv ditt namn." in contact_client.post("/konto/", {"name": " "}).content.decode()
    contact_client.post("/konto/", {"name": "  Karin Kontakt "})
    contact.user.refresh_from_db()
    assert contact.user.name == "Karin Kontakt"


@pytest.mark.parametrize(
    "address",
    [
        LOGIN,
        CODE,
        "/konto/password/reset/",
        "/konto/password/reset/done/",
        "/konto/password/reset/key/1-fel/",
        "/konto/password/reset/key/done/",
        "/konto/inbjudan/fel/",
    ],
)
def test_account_pages_say_e_postadress(client, address):
    page = client.get(address, follow=True)
    assert page.status_code == 200
    assert "epost" not in re.sub(r"<[^>]+>", "", page.content.decode()).lower()
