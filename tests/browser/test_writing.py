"""The form for an activity while one writes in it: by keyboard, on a phone, with and without scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.addresses import CONTACT, OFFICE
from tests.browser.chromium import NARROW
from tests.browser.conftest import Visit

NEW = "/aktiviteter/ny/"
PROMISE = "Inget du skriver försvinner."
TABS = 120
# How far the focused control lies under the save bar; a text area may be taller than what is left of the screen.
HIDDEN = """() => {
  const el = document.activeElement, bar = document.querySelector(".savebar");
  if (bar.contains(el) || el.tagName === "TEXTAREA") return 0;
  return Math.max(0, el.getBoundingClientRect().bottom - bar.getBoundingClientRect().top);
}"""


def send(page: Page, verb: str = "Skicka in") -> None:
    page.get_by_role("button", name=verb).click()
    expect(page.locator(".error-summary")).to_be_focused()


def test_nothing_is_promised_that_the_browser_does_not_keep(visit: Visit):
    page = visit(CONTACT, java_script_enabled=False)
    page.goto(NEW)
    expect(page.locator("main")).not_to_contain_text(PROMISE)
    page = visit(CONTACT)
    page.goto(NEW)
    expect(page.locator("[data-save-message]")).to_have_text(PROMISE)


def test_a_fault_goes_when_it_is_mended_and_a_long_text_is_counted(visit: Visit):
    page = visit(CONTACT)
    page.goto(NEW)
    page.get_by_label("Sammanfattning").fill("x" * 620)
    page.locator(".pick tr[data-demands=externals] label").first.click()
    send(page)
    parts, beside = page.locator(".toc li"), page.locator("#div_id_summary")
    expect(parts.nth(0)).to_contain_text("Fel: 2")

    page.get_by_label("Sammanfattning").press("x")
    expect(beside).to_contain_text("nu är det 621")
    page.get_by_label("Sammanfattning").fill("x" * 600)
    expect(beside).to_contain_text("Ändrat, inte sparat än.")
    expect(parts.nth(0)).to_contain_text("Fel: 1")
    page.get_by_label("Rubrik").press_sequentially("Läxcafé")
    expect(page.get_by_label("Rubrik")).not_to_have_attribute("aria-invalid", "true")
    expect(parts.nth(0)).to_contain_text("Ändrat")
    expect(page.locator("#del-1.has-err, #del-1 .part-no.err")).to_have_count(0)

    expect(parts.nth(2)).to_contain_text("Fel: 1")
    page.locator(".pick tr[data-demands=externals] label").first.click()  # another level asks for nothing more
    expect(parts.nth(2)).to_contain_text("Ändrat")
    page.locator(".pick tbody label").first.click()
    page.get_by_role("button", name="Skicka in").click()
    expect(page.locator(".message").filter(has_text="Inskickad.")).to_be_visible()


def test_steps_and_reach_are_asked_for_where_there_is_something_to_tell(visit: Visit):
    page = visit(CONTACT)
    page.goto(NEW)
    step, reached = page.locator("#id_step"), page.locator("#id_reached")
    expect(step).to_be_hidden()
    expect(reached).to_be_hidden()
    page.get_by_label("Metod", exact=False).first.select_option(label="Six Sigma")
    expect(step).to_be_visible()
    groups = step.locator("optgroup").evaluate_all("(all) => all.filter((one) => !one.hidden).map((one) => one.label)")
    assert groups == ["Six Sigma"]
    step.select_option(value=step.locator("optgroup:not([hidden]) option").first.get_attribute("value"))
    page.locator("#id_method").select_option(label="Tjänstedesign")
    expect(step).to_have_value("")  # no step of another method is left
    page.get_by_label("Status").select_option(label="Pågående")
    expect(reached).to_be_visible()
    reached.fill("12")
    page.get_by_label("Status").select_option(label="Idé")
    expect(reached).to_be_visible()  # what is filled in is never hidden
    page.get_by_label("Rubrik").fill("Läxcafé")
    send(page, "Spara utkast")
    expect(page.locator(".error-summary")).to_contain_text("Hur många har ni nått? Aktiviteten har inte börjat än.")


def test_a_field_that_the_office_has_commented_on_is_never_hidden(visit: Visit):
    office = visit(OFFICE)
    office.goto("/kontor/")
    office.get_by_role("link", name="Musik efter skolan", exact=True).click()
    number = office.url.split("/granska/")[1].split("/")[0]
    office.locator("summary", has_text="uppgifter är tomma").click()
    office.locator("summary", has_text="Kommentera Hur många som är nådda").click()
    office.get_by_label("Kommentar till hur många som är nådda").fill("Har ni räknat?")
    office.get_by_role("button", name="Skicka tillbaka").click()
    page = visit(CONTACT)
    page.goto(f"/aktiviteter/{number}/redigera/")
    expect(page.get_by_label("Status")).to_have_value("planerad")
    expect(page.locator("#id_reached")).to_be_visible()
    expect(page.get_by_text("Har ni räknat?")).to_be_visible()


def test_hits_stand_under_the_field_and_tab_leads_to_them(visit: Visit):
    page = visit(CONTACT)
    page.goto(NEW)
    field = page.get_by_label("Sök bland behoven")
    field.focus()
    before = field.bounding_box()
    field.press_sequentially("skol")
    hits = page.locator("#valj-needs .check")
    expect(hits.first).to_be_visible()
    assert field.bounding_box() == before  # it stays where one types
    field.press("Enter")  # and nothing is sent
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(hits.first.locator("input")).to_be_focused()
    page.keyboard.press("Space")
    expect(hits.first.locator("input")).to_be_checked()
    expect(page).to_have_url(re.compile(re.escape(NEW)))


def test_a_search_changes_no_part_of_the_form_until_a_hit_is_chosen(visit: Visit):
    page = visit(CONTACT)
    page.goto(NEW)
    part, hits = page.locator(".toc li").nth(3), page.locator("#valj-needs .check")
    page.get_by_label("Sök bland behoven").press_sequentially("skol")
    expect(hits.first).to_be_visible()
    expect(part).not_to_contain_text("Ändrat")
    hits.first.locator("input").check()
    expect(part).to_contain_text("Ändrat")


def test_without_scripts_a_search_leads_back_to_its_field(visit: Visit):
    page = visit(CONTACT, java_script_enabled=False)
    page.goto(NEW)
    page.get_by_label("Sök bland behoven").fill("skol")
    page.get_by_role("button", name=re.compile("Sök.*bland behoven")).click()
    expect(page.locator("#valj-needs .check").first).to_be_in_viewport()
    expect(page.locator(".error-summary")).to_have_count(0)
    page.get_by_label("Sök bland behoven").fill("")
    page.get_by_label("Rubrik").fill("Läxcafé")
    page.get_by_label("Rubrik").press("Enter")
    expect(page.locator(".message").filter(has_text="Utkastet är sparat")).to_be_in_viewport()


def test_by_keyboard_on_a_phone_no_field_lies_under_the_save_bar(visit: Visit):
    page = visit(CONTACT, width=NARROW)
    page.goto(NEW)
    page.get_by_label("Rubrik").fill("Läxcafé")
    page.locator("#id_status").select_option("pagaende")
    page.locator("#id_method").select_option(index=1)
    page.get_by_label("Rubrik").focus()
    for _press in range(TABS):
        page.keyboard.press("Tab")
        assert page.evaluate(HIDDEN) == 0, page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("document.activeElement.value") == "skicka":
            return
    raise AssertionError("Skicka in cannot be reached")


def test_the_list_of_parts_leads_by_keyboard_to_the_buttons(visit: Visit):
    page = visit(CONTACT)
    page.goto(NEW)
    page.get_by_role("link", name="Spara eller skicka in").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Spara utkast")).to_be_focused()
    order = page.evaluate(
        "document.querySelector('.toc').compareDocumentPosition(document.querySelector('#id_title')) & 4"
    )
    assert order  # it comes before the fields


def test_large_text_on_a_phone_gives_the_screen_to_the_form(visit: Visit):
    page = visit(CONTACT, width=NARROW)
    page.goto(NEW)
    assert page.locator(".savebar").evaluate("(bar) => getComputedStyle(bar).position") == "sticky"
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert page.locator(".savebar").evaluate("(bar) => getComputedStyle(bar).position") == "static"
