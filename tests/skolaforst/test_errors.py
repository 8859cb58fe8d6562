"""Pages for what went wrong: ours in development too, with what was typed and a way on."""

import re

import pytest
from django.test import Client

from skolaforst.views import errors
from tests import factories
from tests.crawl import one_of_each
from tests.world import world as world

pytestmark = pytest.mark.django_db

NOT_TYPED = re.compile(r"sok_\w+|q|password\d?|code|oldpassword|start_date|end_date|reached")


@pytest.fixture
def strict() -> Client:
    """Asks for the form's token, as a browser meets the portal."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("address", ["/finns-inte/", "/aktiviteter/999999/", "/konto/signup/", "/wp-login.php", "/å"])
def test_what_is_not_there_has_our_page(settings, address, debug):
    settings.DEBUG = debug
    response = Client().get(address)
    assert response.status_code == 404
    assert "Sidan finns inte" in response.text


def test_who_mistyped_finds_the_start_page_and_who_followed_a_link_the_login():
    page = Client().get("/matris/finns-inte/").text
    main = page[page.index("<main") : page.index("</main")]
    assert 'href="/konto/login/?next=/matris/finns-inte/">Logga in' in main
    assert '<a href="/">Till startsidan</a>' in main


@pytest.mark.parametrize("debug", [False, True])
def test_an_address_without_its_last_slash_leads_on(settings, debug):
    settings.DEBUG = debug
    assert Client().get("/matris?mal=1").url == "/matris/?mal=1"


def test_the_address_of_a_button_opened_as_a_page_has_our_page(office_client):
    response = office_client.get("/aktiviteter/1/slang/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "Här finns ingen sida att öppna" in response.text


@pytest.mark.parametrize("address", ["/", "/kontor/", "/admin/"])
def test_a_method_that_nothing_of_ours_knows_has_our_page(office_client, address):
    for method in ("TRACE", "PUT", "PROPFIND"):
        response = office_client.generic(method, address)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")
        assert "Här finns ingen sida att öppna" in response.text
    for method in ("GET", "HEAD", "OPTIONS"):
        assert office_client.generic(method, address).status_code in (200, 302)


def test_what_is_too_large_has_our_page(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = client.post("/konto/login/", {"login": "x" * 2000})
    assert response.status_code == 400
    assert "för stort" in response.text


def test_a_foreign_name_of_the_portal_has_our_page(client, settings):
    settings.ALLOWED_HOSTS = ["skolaforst.example"]
    response = client.get("/", HTTP_HOST="elak.example")
    assert response.status_code == 400
    assert "Det gick inte att läsa" in response.text


@pytest.mark.parametrize(("role", "words", "desk"), [
    ("reader", "Till Min sida", "/min-sida/"), ("ex_contact", "Till Min sida", "/min-sida/"),
    ("contact", "Till Min sida", "/min-sida/"), ("office", "Till kontoret", "/kontor/"),
])  # fmt: skip
def test_who_is_logged_in_is_led_to_the_own_desk(people, client_of, role, words, desk):
    client = client_of(people[role])
    addresses = {"/finns-inte/": 404, "/aktiviteter/1/slang/": 405}
    for address, status in addresses.items() if role == "office" else {"/kontor/": 403, **addresses}.items():
        response = client.get(address)
        assert response.status_code == status
        assert f'<a class="btn btn-primary" href="{desk}">{words}</a>' in response.text


def test_who_is_not_logged_in_is_led_to_the_login(client):
    assert "Till Min sida" not in client.get("/finns-inte/").text
    assert 'href="/konto/login/?next=/finns-inte/"' in client.get("/finns-inte/").text


# A form without its token


def test_the_typed_texts_come_back_under_their_labels_and_nothing_else(rf):
    sent = {
        "title": "Läxcafé", "summary": "För alla.", "externals_0": "Kyrkan", "externals_was_0": "7",
        "units_3-2": "Bäckby",
        "comment_title": "Kortare!", "reason": "Otydligt", "password1": "hemligt-ord", "code": "ABC-DEF", "empty": " ",
        "csrfmiddlewaretoken": "x", "form_key": "f00", "version": "4", "lead": "12", "gor": "spara", "facts_base": "{}",
        "description": "  ",
    }  # fmt: skip
    assert errors.posted_texts(rf.post("/", sent)) == [
        ("Rubrik", "Läxcafé"),
        ("Sammanfattning", "För alla."),
        ("Extern part", "Kyrkan"),
        ("Enhet", "Bäckby"),
        ("Kommentar till rubrik", "Kortare!"),
        ("Skäl", "Otydligt"),
    ]


def test_a_form_without_its_token_tells_what_was_chosen_too(strict):
    factories.initiative()
    level, area, goal = factories.levels()[0], factories.focus_areas()[0], factories.goal(3)
    sent = {"summary": "Vi läser.", "cells": [f"{level.pk}-{area.pk}", "x"], "goals": [goal.pk]}
    page = strict.post("/aktiviteter/ny/", sent)
    assert page.status_code == 403
    assert f"<dd>{level.label}, {area.short_name}</dd>" in page.text and f"<dd>{goal}</dd>" in page.text


def test_a_form_without_its_token_shows_the_text_to_copy(strict):
    factories.initiative()
    page = strict.post("/konto/login/?next=/matris/", {"login": "a@example.com", "password": "hemligt-ord"})
    assert page.status_code == 403
    assert "<dt>E-postadress</dt><dd data-typed>a@example.com</dd>" in page.text
    assert "hemligt-ord" not in page.text
    assert 'href="/konto/login/?next=/matris/"' in page.text


@pytest.mark.parametrize("address", ["/konto/login/", "/konto/login/code/"])
def test_who_logged_in_in_another_tab_is_led_on_by_the_login(strict, contact, address):
    strict.force_login(contact.user)
    factories.initiative()
    sent = {"login": "a@example.com", "password": "hemligt-ord", "next": "/matris/"}
    page = strict.post(address, sent, follow=True)
    assert page.redirect_chain[-1] == ("/matris/", 302) and "Kontakt är redan inloggad i den här" in page.text
    foreign = strict.post(address, sent | {"next": "https://ond.example/"}, follow=True)
    assert foreign.redirect_chain[-1][0] == "/min-sida/"


def test_from_a_button_the_way_back_is_its_page(strict):
    page = strict.post("/aktiviteter/5/slang/", HTTP_REFERER="http://testserver/aktiviteter/5/?a=1")
    assert 'href="/aktiviteter/5/?a=1">Öppna sidan igen' in page.text
    page = strict.post("/aktiviteter/5/slang/", HTTP_REFERER="http://testserver//elak.example/")
    assert 'href="/elak.example/">Öppna sidan igen' in page.text


@pytest.mark.parametrize("role", ["contact", "asked", "office"])
def test_every_field_one_writes_in_has_a_label_there(world, rf, role):
    client, forgotten = world.client(role), set()
    for page in one_of_each(role):
        if role in page.writers:
            shown = client.get(page.path(world)).text
            written = re.findall(r"<textarea[^>]* name=\"([^\"]+)\"", shown)
            written += re.findall(r"<input type=\"(?:text|email)\"[^>]* name=\"([^\"]+)\"", shown)
            forgotten |= {name for name in written if not errors.posted_texts(rf.post("/", {name: "text"}))}
    assert not {name for name in forgotten if not NOT_TYPED.fullmatch(name)}
