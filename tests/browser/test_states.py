"""Pages that only an act brings about: faults in a form, a conflict, hits, what was decided, too many tries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import look
from tests.browser.addresses import CONTACT, OFFICE
from tests.browser.chromium import STATUS_LINE, Watch
from tests.browser.conftest import Visit
from tests.browser.steps import conflict_about

OTHER = "Skrivet av någon annan samtidigt."


def faults_in_the_form(visit: Visit) -> Page:
    page = visit(CONTACT)
    page.goto("/aktiviteter/ny/")
    page.get_by_label("Startdatum").fill("2026-05-01")
    page.get_by_label("Slutdatum").fill("2026-04-01")
    page.get_by_role("button", name="Skicka in").click()
    expect(page.locator(".error-summary")).to_be_focused()
    return page


def what_submitting_demands(visit: Visit) -> Page:
    page = visit(CONTACT)
    page.goto("/aktiviteter/ny/")
    page.get_by_label("Rubrik").fill("Bara en rubrik")
    page.get_by_role("button", name="Skicka in").click()
    summary = page.locator(".error-summary")
    expect(summary.get_by_role("link").first).to_be_visible()
    summary.get_by_role("link").last.click()
    assert page.evaluate("document.activeElement.matches('input, textarea, select')")  # each fault leads to its field
    return page


def hits_of_a_search(visit: Visit) -> Page:
    page = visit(CONTACT)
    page.goto("/aktiviteter/ny/")
    page.get_by_label("Sök bland behoven").fill("skolan")
    page.locator("button[value=sok-needs]").click()
    expect(page.locator("#valj-needs .check").first).to_be_visible()
    return page


def a_conflict(visit: Visit) -> Page:
    page = conflict_about(visit, OTHER)
    expect(page.locator(".conflict")).to_contain_text(OTHER)
    return page


def a_login_that_failed(visit: Visit) -> Page:
    page = visit()
    page.goto("/konto/login/")
    page.get_by_label("E-postadress").fill("kontor@skolaforst.example")
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in").click()
    expect(page.locator(".error-summary")).to_be_visible()
    return page


def a_code_to_write(visit: Visit) -> Page:
    page = visit()
    page.goto("/konto/login/")
    page.get_by_label("E-postadress").fill("kontor@skolaforst.example")
    page.get_by_role("button", name="Skicka en kod").click()
    page.wait_for_url("**/confirm/")
    return page


def a_decision_just_made(visit: Visit) -> Page:
    page = visit(OFFICE)
    page.goto("/kontor/")
    page.get_by_role("link", name="Granska i tur och ordning").click()
    page.get_by_role("button", name="Publicera", exact=True).click()
    expect(page.locator("#beslut")).to_be_visible()
    return page


def nothing_chosen_to_publish(visit: Visit) -> Page:
    page = visit(OFFICE)
    page.goto("/kontor/")
    page.get_by_role("button", name="Publicera de valda").click()
    expect(page.locator(".error-summary")).to_be_visible()
    return page


def sent_back_without_a_reason(visit: Visit) -> Page:
    page = visit(OFFICE)
    page.goto("/kontor/")
    page.get_by_role("link", name="Granska i tur och ordning").click()
    page.get_by_role("button", name="Skicka tillbaka").click()
    expect(page.locator(".error-summary")).to_be_visible()
    return page


def an_invitation_with_faults(visit: Visit) -> Page:
    page = visit(OFFICE)
    page.goto("/kontor/personer/bjud-in/")
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.locator(".error-summary")).to_be_visible()
    return page


def what_a_merge_changes(visit: Visit) -> Page:
    page = visit(OFFICE)
    page.goto("/kontor/verksamheter/")
    page.get_by_role("link", name="Samma som Fritidsgården på Råby").click()
    expect(page.get_by_role("button", name="Slå ihop")).to_be_visible()
    return page


STATES: tuple[Callable[[Visit], Page], ...] = (
    faults_in_the_form, what_submitting_demands, hits_of_a_search, a_conflict, a_login_that_failed,
    a_code_to_write, a_decision_just_made, nothing_chosen_to_publish, sent_back_without_a_reason,
    an_invitation_with_faults, what_a_merge_changes,
)  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_the_page_in_this_state(visit: Visit, state: Callable[[Visit], Page]):
    found = look.faults(state(visit))
    assert not found, "\n".join(found)


def test_too_many_codes_are_refused_in_our_own_words(visit: Visit):
    page = visit()
    for _try in range(4):
        page.goto("/konto/login/")
        page.get_by_label("E-postadress").fill("lasare@skolaforst.example")
        page.get_by_role("button", name="Skicka en kod").click()
        page.wait_for_url("**/code/**")
    expect(page.locator(".error-summary")).to_contain_text("För många försök")
    assert look.faults(page) == []


def test_a_form_without_its_key_gives_the_text_back(visit: Visit, watch: Watch):
    watch.excuse(STATUS_LINE)
    page = visit(CONTACT)
    page.goto("/min-sida/")
    page.get_by_role("link", name="Svara").click()
    page.get_by_label("Hälsning till den som ansvarar").fill("Vi vill gärna vara med.")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Tacka ja").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Formuläret kunde inte tas emot")
    expect(page.get_by_text("Vi vill gärna vara med.")).to_be_visible()
    assert look.faults(page) == []
