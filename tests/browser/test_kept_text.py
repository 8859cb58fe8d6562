"""Nothing typed is ever lost: a login that ended, a connection that broke, a tab that was closed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import ADMIN, CONTACT, CONTACT2, OFFICE
from tests.browser.chromium import STATUS_LINE, Watch
from tests.browser.conftest import Visit
from tests.browser.portal import PASSWORD
from tests.browser.steps import conflict_about

NEW = "/aktiviteter/ny/"
TITLE, SUMMARY = "Cykelverkstad på gården", "Barn lagar sina cyklar tillsammans med en vuxen som kan."
KEPT = "Vi har lagt tillbaka text som inte hann sparas."


@pytest.fixture
def page(visit: Visit) -> Page:
    """The form, with something written in it that the server has not got."""
    page = visit(CONTACT)
    page.goto(NEW)
    write(page)
    return page


def write(page: Page) -> None:
    page.get_by_label("Rubrik").fill(TITLE)
    page.get_by_label("Sammanfattning").fill(SUMMARY)
    page.locator(".pick tbody label").first.click()
    page.get_by_label("Sök verksamhet").first.fill("mimer")
    page.get_by_label("Bostads AB Mimer").first.check()
    page.wait_for_timeout(400)  # longer than the form waits for the next letter
    expect(page.locator("[data-save-message]")).to_contain_text("Texten finns kvar i webbläsaren")


def is_ready(page: Page) -> None:
    """The browser has asked whether another tab holds what is kept."""
    page.wait_for_url("**nyckel=**")


def is_back(page: Page) -> None:
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(page.get_by_label("Rubrik")).to_have_value(TITLE)
    expect(page.get_by_label("Sammanfattning")).to_have_value(SUMMARY)
    expect(page.locator(".pick :checked")).to_have_count(1)


def is_gone(page: Page) -> None:
    expect(page.get_by_text(KEPT)).to_be_hidden()
    expect(page.get_by_label("Rubrik")).to_have_value("")


def kept_keys(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('skolaforst:'))")


def log_in_as(page: Page, who: str) -> None:
    page.get_by_label("E-postadress").fill(f"{who}@skolaforst.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()


def test_an_expired_login_loses_no_letter(page: Page, watch: Watch):
    watch.excuse(STATUS_LINE)  # the page that says so answers 403
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.get_by_label("Rubrik")).to_have_value(TITLE)  # to copy, whatever the browser does
    expect(page.get_by_text("Det du skrev finns kvar i webbläsaren.")).to_be_visible()
    expect(page.get_by_text("Texten är inte sparad än")).to_be_hidden()
    page.get_by_role("main").get_by_role("link", name="Logga in").click()
    log_in_as(page, CONTACT)
    page.wait_for_url(f"**{NEW}*")
    is_back(page)
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.locator(".message").filter(has_text="Utkastet är sparat")).to_be_visible()
    expect(page.get_by_label("Bostads AB Mimer").first).to_be_checked()
    assert kept_keys(page) == []


def test_without_any_cookie_it_is_said_first_that_the_text_is_kept(page: Page, watch: Watch):
    watch.excuse(STATUS_LINE)
    page.context.clear_cookies()
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.get_by_text("Det du skrev finns kvar i webbläsaren.")).to_be_visible()
    expect(page.get_by_text("Kopiera först")).to_be_hidden()
    page.get_by_role("link", name="Öppna sidan igen").click()
    log_in_as(page, CONTACT)
    page.wait_for_url(f"**{NEW}*")
    is_back(page)


def test_what_the_browser_does_not_keep_is_to_be_copied(page: Page, watch: Watch):
    watch.excuse(STATUS_LINE)
    page.evaluate("Storage.prototype.setItem = () => { throw new Error('full') }; localStorage.clear()")
    page.context.clear_cookies()
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.get_by_text("Kopiera först")).to_be_visible()
    expect(page.get_by_text("Det du skrev finns kvar i webbläsaren.")).to_be_hidden()


def test_who_begins_anew_on_the_page_of_a_conflict_gets_what_is_saved(visit: Visit):
    page = conflict_about(visit, SUMMARY)
    page.get_by_role("link", name="Släng min text och börja om").click()
    expect(page.get_by_label("Sammanfattning")).to_have_value(SUMMARY)
    expect(page.get_by_text(KEPT)).to_be_hidden()
    assert kept_keys(page) == []


def test_a_lost_connection_loses_no_letter(page: Page, watch: Watch):
    watch.excuse("Failed to load resource", "ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.get_by_role("button", name="Spara utkast").click()
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.goto(NEW)
    is_back(page)


def test_a_closed_tab_loses_no_letter(page: Page):
    context = page.context
    page.get_by_label("Sammanfattning").press_sequentially(" Kom!")
    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(NEW)
    expect(page.get_by_label("Rubrik")).to_have_value(TITLE)
    expect(page.get_by_text(KEPT)).to_be_visible()


def test_the_cell_one_came_to_fill_is_ticked_beside_what_was_kept(page: Page):
    """Whoever presses Lägg till in an empty cell has chosen it, also with another text half written."""
    page.goto(f"{NEW}?ruta=individ.yrkeslivet")
    expect(page.get_by_label("Rubrik")).to_have_value(TITLE)
    expect(page.locator(".pick :checked")).to_have_count(2)
    page.locator(".pick :checked").nth(1).evaluate("box => box.labels[0].click()")
    page.wait_for_timeout(400)
    page.reload()
    expect(page.get_by_label("Rubrik")).to_have_value(TITLE)
    expect(page.locator(".pick :checked")).to_have_count(1)  # unticked again: that stands


def test_what_was_unticked_in_a_saved_text_stays_so_beside_a_need_one_came_to_add(page: Page):
    page.get_by_role("button", name="Spara utkast").click()
    page.wait_for_url("**/redigera/")
    page.locator(".pick :checked").evaluate("box => box.labels[0].click()")
    page.wait_for_timeout(400)
    page.goto(f"{page.url}?behov=1")
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(page.locator(".pick :checked")).to_have_count(0)
    expect(page.locator("[name=needs][value='1']")).to_be_checked()


def test_text_put_back_can_be_dropped(page: Page):
    page.reload()
    is_back(page)
    page.get_by_role("button", name="Släng den och börja om").click()
    is_gone(page)
    expect(page.get_by_text("Texten är slängd. Du börjar om.")).to_be_focused()


def test_a_text_that_another_tab_has_saved_is_dropped_for_an_empty_form(page: Page):
    """One tab has the key of the other: as where the browser knows no locks."""
    other = page.context.new_page()
    other.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    other.goto(NEW)
    other.get_by_role("button", name="Spara utkast").click()
    other.wait_for_url("**/redigera/")
    other.close()
    page.get_by_label("Sammanfattning").press_sequentially(" Kom!")
    page.wait_for_timeout(400)
    page.goto(f"{NEW}?ruta=individ.yrkeslivet")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.get_by_role("button", name="Släng den och börja om").click()
    is_gone(page)
    expect(page.locator(".pick :checked")).to_have_count(1)
    assert NEW in page.url


def test_logging_out_forgets_the_text_wherever_the_button_stands(visit: Visit):
    page = visit(ADMIN)
    page.route(
        "**/logout/", lambda route: route.fulfill(status=204) if route.request.method == "POST" else route.continue_()
    )
    page.goto(NEW)
    write(page)
    page.get_by_label("Sammanfattning").press_sequentially("!")  # a moment ago, too
    (key,) = kept_keys(page)
    for where in (NEW, "/konto/logout/", "/admin/"):
        if where != NEW:
            page.goto(where)
            page.evaluate("key => localStorage.setItem(key, JSON.stringify({at: Date.now(), fields: []}))", key)
        page.get_by_role("button", name="Logga ut").last.click()
        page.wait_for_function("key => !localStorage.getItem(key)", arg=key)
        page.wait_for_timeout(400)  # nor is it kept again
        assert kept_keys(page) == [], where


def test_logging_out_in_another_tab_forgets_the_text_here_too(page: Page):
    other = page.context.new_page()
    other.goto("/om/")
    other.get_by_role("button", name="Logga ut").click()
    other.wait_for_url(lambda url: "/om/" not in url)
    expect(page.locator("[data-save-message]")).to_contain_text("Du har loggat ut i en annan flik.")
    page.get_by_label("Sammanfattning").press_sequentially("!")
    page.close(run_before_unload=False)
    assert kept_keys(other) == []


def test_what_was_chosen_by_searching_is_put_back_with_its_name(page: Page):
    page.get_by_label("Sök bland behoven").press_sequentially("läx")
    box = page.locator("#valj-needs-val input[type=checkbox]").first
    words = box.locator("xpath=following-sibling::label").inner_text()
    box.check()
    page.wait_for_timeout(400)
    page.reload()
    is_back(page)
    expect(page.get_by_role("checkbox", name=words, exact=True)).to_be_checked()
    assert page.locator("input[type=hidden][name=needs]").count() == 0


def test_a_search_after_the_login_has_expired_says_so_in_its_place(page: Page, watch: Watch):
    watch.excuse("401")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Sök bland behoven").press_sequentially("läx")
    expect(page.locator("#valj-needs-val")).to_contain_text("Du är utloggad. Texten finns kvar i webbläsaren.")
    assert page.locator("h1").count() == 1
    page.locator("#valj-needs-val").get_by_role("link", name="Logga in").click()
    log_in_as(page, CONTACT)
    page.wait_for_url(f"**{NEW}*")
    is_back(page)


def test_after_seven_days_the_text_is_gone(page: Page):
    page.evaluate(
        """() => { for (const key of Object.keys(localStorage)) {
        const kept = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify({...kept, at: kept.at - 8 * 24 * 3600 * 1000})); } }"""
    )
    page.goto("/om/")
    assert kept_keys(page) == []


def test_somebody_else_at_the_same_computer_does_not_see_it(page: Page):
    page.context.clear_cookies()  # the login ended; nobody logged out
    page.goto(NEW)
    log_in_as(page, CONTACT2)
    page.wait_for_url(f"**{NEW}*")
    is_gone(page)
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url(lambda url: NEW not in url)
    page.goto(NEW)
    log_in_as(page, CONTACT)
    page.wait_for_url(f"**{NEW}*")
    is_back(page)  # whose it is finds it again, as was promised


def test_it_stays_with_the_form_it_was_written_in(page: Page):
    page.goto("/min-sida/")
    page.get_by_role("link", name=re.compile("Skriv klart.*Rita på museet")).click()
    page.wait_for_url("**/redigera/")
    expect(page.get_by_text(KEPT)).to_be_hidden()
    assert page.get_by_label("Rubrik").input_value() != TITLE


def test_the_office_keeps_what_it_writes_too(visit: Visit):
    page = visit(OFFICE)
    page.goto(NEW)
    write(page)
    page.reload()
    is_back(page)


QUEUED = "Musik efter skolan"  # waits for review in the demo
REASON, COMMENT = "Skriv vilka dagar det gäller.", "Den här meningen går att tolka på två sätt."


def write_review(page: Page) -> None:
    page.goto("/kontor/")
    page.get_by_role("link", name=QUEUED, exact=True).click()
    page.get_by_label("Svårt att förstå").check()
    page.get_by_label("Med egna ord").fill(REASON)
    page.locator("summary", has_text="Kommentera Sammanfattning").click()
    page.get_by_label("Kommentar till sammanfattning").fill(COMMENT)
    page.wait_for_timeout(400)


def review_is_back(page: Page) -> None:
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(page.get_by_label("Svårt att förstå")).to_be_checked()
    expect(page.get_by_label("Med egna ord")).to_have_value(REASON)
    expect(page.get_by_label("Kommentar till sammanfattning")).to_have_value(COMMENT)
    expect(page.get_by_label("Kommentar till sammanfattning")).to_be_visible()


def test_an_expired_login_loses_nothing_that_the_reviewer_wrote(visit: Visit):
    page = visit(OFFICE)
    write_review(page)
    address = page.url
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Skicka tillbaka").click()
    expect(page.get_by_text("Inget är gjort")).to_be_visible()
    log_in_as(page, OFFICE)
    page.wait_for_url(address)
    review_is_back(page)
    page.get_by_role("button", name="Skicka tillbaka").click()
    expect(page.locator("#beslut")).to_contain_text(QUEUED)
    assert kept_keys(page) == []


def test_what_a_reviewer_wrote_stays_with_its_submission_and_its_writer(visit: Visit):
    page = visit(OFFICE)
    write_review(page)
    address = page.url
    page.get_by_role("link", name="Hoppa över till nästa").click()
    expect(page.get_by_label("Med egna ord")).to_have_value("")
    page.context.clear_cookies()
    page.goto(address)
    log_in_as(page, "kontor2")
    page.wait_for_url(address)
    expect(page.get_by_text(KEPT)).to_be_hidden()
    expect(page.get_by_label("Med egna ord")).to_have_value("")
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url(lambda url: "/granska/" not in url)
    assert len(kept_keys(page)) == 1  # that of the first reviewer, who finds it again


def test_an_expired_login_loses_no_greeting(visit: Visit):
    page = visit(CONTACT2)
    page.goto("/min-sida/")
    page.get_by_role("link", name=re.compile("^Svara")).first.click()
    greeting = page.get_by_label("Hälsning till den som ansvarar").first
    greeting.fill("Vi kan bidra med en lokal.")
    page.wait_for_timeout(400)
    address = page.url
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Tacka ja").first.click()
    log_in_as(page, CONTACT2)
    page.wait_for_url(address)
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(greeting).to_have_value("Vi kan bidra med en lokal.")
    page.get_by_role("button", name="Tacka ja").first.click()
    expect(page.locator("#meddelanden")).to_contain_text("är med")
    assert kept_keys(page) == []


def test_a_greeting_to_the_office_is_saved_with_the_draft_and_kept_until_then(visit: Visit):
    page = visit(CONTACT)
    page.goto(NEW)
    greeting = page.get_by_label("Hälsning till projektkontoret")
    page.get_by_label("Rubrik").fill(TITLE)
    greeting.fill("Hej,\nvi börjar i maj.")
    page.get_by_role("button", name="Spara utkast").click()
    expect(greeting).to_have_value("Hej,\nvi börjar i maj.")
    expect(page.get_by_text(KEPT)).to_be_hidden()
    greeting.fill("Vi börjar i juni.")
    page.wait_for_timeout(400)  # longer than the form waits for the next letter
    page.reload()
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(greeting).to_have_value("Vi börjar i juni.")
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.get_by_text(KEPT)).to_be_hidden()
    expect(greeting).to_have_value("Vi börjar i juni.")


def test_an_expired_login_loses_no_reason_for_taking_something_away(visit: Visit):
    page = visit(OFFICE)
    page.goto("/aktiviteter/?status=pagaende")
    page.locator("#innehall .item h3 a").first.click()
    page.get_by_role("link", name="Publicering och arkiv").click()
    reason = page.get_by_label("Varför tas den bort?")
    reason.fill("En bild visar ett barn som inte har sagt ja.")
    page.wait_for_timeout(400)
    address = page.url
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Ta bort från de öppna sidorna").click()
    log_in_as(page, OFFICE)
    page.wait_for_url(address)
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(reason).to_have_value("En bild visar ett barn som inte har sagt ja.")
    page.get_by_role("button", name="Ta bort från de öppna sidorna").click()
    expect(page.locator("#beslut")).to_be_visible()
    assert kept_keys(page) == []


def test_back_after_the_first_save_opens_the_draft_and_makes_no_second_one(page: Page):
    page.get_by_role("button", name="Spara utkast").click()
    page.wait_for_url("**/redigera/")
    draft = page.url
    page.go_back()
    page.wait_for_url(draft)
    expect(page.get_by_label("Rubrik")).to_have_value(TITLE)
    page.get_by_label("Sammanfattning").fill("Andra texten.")
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.locator(".message").filter(has_text="Utkastet är sparat")).to_be_visible()
    assert page.url == draft
    page.goto("/min-sida/")
    expect(page.locator("#egna ~ *, section:has(#egna)").get_by_text(TITLE, exact=True)).to_have_count(1)


def test_a_second_new_activity_is_one_of_its_own(page: Page):
    page.get_by_role("button", name="Spara utkast").click()
    page.wait_for_url("**/redigera/")
    page.goto(NEW)
    is_gone(page)


def test_two_new_activities_in_two_tabs_are_two(page: Page):
    """The second tab got the text of the first, and its key: the one wrote over the other."""
    other = page.context.new_page()
    other.goto(NEW)
    is_ready(other)
    expect(other.get_by_text(KEPT)).to_be_hidden()
    other.get_by_label("Rubrik").fill("En annan idé")
    for tab in (page, other):
        tab.get_by_role("button", name="Spara utkast").click()
        expect(tab.locator(".message").filter(has_text="Utkastet är sparat")).to_be_visible()
    assert page.url != other.url
    expect(page.get_by_label("Rubrik")).to_have_value(TITLE)


def test_what_was_written_in_two_tabs_that_were_closed_comes_back_one_after_the_other(page: Page):
    other, last = page.context.new_page(), page.context.new_page()
    other.goto(NEW)
    is_ready(other)
    other.get_by_label("Rubrik").fill("En annan idé")
    other.wait_for_timeout(400)  # longer than the form waits for the next letter
    page.close()
    other.close()
    last.goto(NEW)
    expect(last.get_by_label("Rubrik")).to_have_value("En annan idé")
    last.get_by_role("button", name="Spara utkast").click()
    expect(last.locator(".message").filter(has_text="Utkastet är sparat")).to_be_visible()
    last.goto(NEW)
    is_back(last)


def test_a_doubled_tab_is_a_form_of_its_own(page: Page):
    other = page.context.new_page()
    key = page.locator("[name=form_key]").input_value()
    other.goto(page.url)  # with the key of the form in its address
    expect(other.locator("[name=form_key]")).not_to_have_value(key)
    is_back(other)
    other.get_by_label("Rubrik").fill("En annan idé")
    other.wait_for_timeout(400)  # longer than the form waits for the next letter
    third = page.context.new_page()
    third.goto(NEW)
    is_ready(third)
    is_gone(third)
    for tab in (page, other):
        tab.get_by_role("button", name="Spara utkast").click()
        expect(tab.locator(".message").filter(has_text="Utkastet är sparat")).to_be_visible()
    assert page.url != other.url


def test_who_writes_before_the_browser_has_looked_keeps_that_and_what_was_left(page: Page):
    """What was left comes back the next time; what is written now is not called put back."""
    other = page.context.new_page()
    page.close()
    other.add_init_script(
        "addEventListener('DOMContentLoaded', () => setTimeout(() => {"
        " const field = document.querySelector('[name=title]'); field.value = 'Ny idé';"
        " field.dispatchEvent(new Event('input', {bubbles: true})); }, 0));"
        "const ask = navigator.locks.request.bind(navigator.locks);"
        "const late = () => new Promise((go) => setTimeout(go, 150));"
        "navigator.locks.request = async (...all) => { await late(); return ask(...all); };"
    )
    other.goto(NEW)
    is_ready(other)
    expect(other.get_by_label("Rubrik")).to_have_value("Ny idé")
    expect(other.get_by_text(KEPT)).to_be_hidden()
    other.get_by_role("button", name="Spara utkast").click()
    expect(other.locator(".message").filter(has_text="Utkastet är sparat")).to_be_visible()
    last = other.context.new_page()
    other.close()
    last.goto(NEW)
    is_back(last)


def test_what_somebody_else_saves_forgets_only_what_they_wrote(page: Page):
    page.context.clear_cookies()  # the login ended; nobody logged out
    page.goto(NEW)
    log_in_as(page, CONTACT2)
    page.wait_for_url(f"**{NEW}*")
    page.get_by_label("Rubrik").fill("En annan persons aktivitet")
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.locator(".message").filter(has_text="Utkastet är sparat")).to_be_visible()
    page.context.clear_cookies()
    page.goto(NEW)
    log_in_as(page, CONTACT)
    page.wait_for_url(f"**{NEW}*")
    is_back(page)


def test_what_a_ticked_cell_demands_is_not_optional_at_once(visit: Visit):
    page = visit(CONTACT)
    page.goto(NEW)
    mark = page.locator("#div_id_externals [data-optional]")
    expect(mark).to_be_visible()
    page.locator(".pick tr[data-demands=externals] label").first.click()
    expect(mark).to_be_hidden()
    page.locator(".pick tr[data-demands=externals] label").first.click()
    expect(mark).to_be_visible()


def test_the_line_under_the_matrix_follows_what_is_ticked(page: Page):
    said = page.locator("[data-said]")
    expect(said).to_have_text(re.compile("^En ruta vald: Individ – "))
    page.locator(".pick tbody label").nth(4).click()
    expect(said).to_have_text(re.compile("^Två rutor valda: Individ – .+, Enhet – "))
    page.wait_for_timeout(400)
    page.reload()
    expect(said).to_have_text(re.compile("^Två rutor valda: "))  # what is put back counts too
    for _ in range(2):
        page.locator(".pick :checked").first.uncheck()
    expect(said).to_have_text("Ingen ruta vald än.")
