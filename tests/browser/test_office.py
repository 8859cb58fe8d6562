"""The office's desk with what people may write in it."""

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import OFFICE
from tests.browser.chromium import NARROW, WIDE
from tests.browser.conftest import Visit

LONG = "Kvalitetssäkringsprocessutvecklingsarbetsgruppssamordningsaktivitetsplaneringsmöte"


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_title_of_one_long_word_stays_in_the_queue(visit: Visit, width: int):
    page = visit(OFFICE, width=width)
    page.goto("/kontor/")
    page.locator(".queue th a").first.evaluate("(link, words) => { link.textContent = words; }", LONG)
    queue, column = page.locator(".queue").bounding_box(), page.locator(".queue").locator("..").bounding_box()
    title = page.locator(".queue th a").first.bounding_box()
    assert queue and column and title
    assert queue["width"] <= column["width"] + 1
    assert title["x"] + title["width"] <= column["x"] + column["width"] + 1
    expect(page.locator(".queue th a").first).to_be_visible()


# By how much each label reaches past its cell, and how wide the names beside it stand.
LABELS = """(rows) => rows.map((row) => {
  const right = (el) => el.getBoundingClientRect().right;
  const label = row.querySelector(".state"), cell = label.closest("td");
  return [right(label) - right(cell), cell.nextElementSibling.clientWidth];
})"""


@pytest.mark.parametrize("width", [1024, 1200, 1300, WIDE])
def test_why_something_waits_stands_within_its_column_however_narrow(visit: Visit, width: int):
    page = visit(OFFICE, width=width)
    page.goto("/kontor/")
    expect(page.locator(".queue .state", has_text="Rättad efter komplettering").first).to_be_visible()
    found = page.locator(".queue tbody tr").evaluate_all(LABELS)
    assert max(past for past, _names in found) <= 0 and min(names for _past, names in found) > 80, found


def test_how_many_are_ticked_stands_beside_the_button(visit: Visit):
    page = visit(OFFICE)
    page.goto("/kontor/")
    boxes = page.locator(".queue [type=checkbox]")
    count = page.locator("[data-ticked]")
    expect(count).to_be_empty()
    boxes.nth(0).check()
    boxes.nth(2).check()
    expect(count).to_have_text("2 kryssade.")
    boxes.nth(2).uncheck()
    expect(count).to_have_text("1 kryssade.")
    page.get_by_role("link", name="Kryssa för").click()
    expect(count).to_contain_text("kryssade.")


def test_a_title_of_one_long_word_stays_in_the_preview(visit: Visit):
    page = visit(OFFICE, width=WIDE)
    page.goto("/kontor/")
    page.locator(".queue th a").first.click()
    title = page.locator(".preview .flag-title")
    title.evaluate("(title, words) => { title.textContent = words; }", LONG)
    assert title.evaluate("title => title.scrollWidth <= title.clientWidth")
    inside, around = title.bounding_box(), page.locator(".preview .flag > .field").first.bounding_box()
    assert inside and around and inside["x"] + inside["width"] <= around["x"] + around["width"]


def test_enter_in_a_box_publishes_nothing(visit: Visit):
    page = visit(OFFICE)
    page.goto("/kontor/")
    box = page.locator(".queue [type=checkbox]").first
    box.check()
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Tryck på knappen Publicera de valda.")
    expect(page.locator(".queue [type=checkbox]").first).to_be_checked()
    page.locator(".queue th a").first.click()
    page.get_by_label("Svårt att förstå").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Välj Publicera eller Skicka tillbaka.")
