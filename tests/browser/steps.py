"""What people do in a journey, counted: pages seen, taps made; and moving by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.addresses import CONTACT, OFFICE
from tests.browser.conftest import Visit

TABS = 120  # more than any page has to its main part


class Steps:
    """Counts on a page. To write is to tap the field, then type; only the tap counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pages, self.taps = page, 0, 0
        self.touch = bool(page.evaluate("navigator.maxTouchPoints"))
        page.on("domcontentloaded", self._another)

    def tap(self, what: Locator) -> None:
        """A finger, or the mouse."""
        self.taps += 1
        what.tap() if self.touch else what.click()

    def write(self, field: Locator, text: str) -> None:
        """Into a field."""
        self.tap(field)
        field.fill(text)

    def _another(self, page: Page) -> None:
        self.pages += 1


def tab_to(page: Page, target: Locator, *, back: bool = False) -> None:
    """Press Tab until `target` has the focus, and make sure that one sees where the focus is."""
    for _press in range(TABS):
        if target.evaluate("(el) => el === document.activeElement"):
            assert page.evaluate(SEEN), "the focus is not seen"
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{target} cannot be reached by Tab")


SEEN = """() => {
  const el = document.activeElement, around = [el, el.closest("label"), el.parentElement].filter(Boolean);
  const box = el.getBoundingClientRect(), style = (one) => getComputedStyle(one);
  const marked = around.some((one) => style(one).outlineStyle !== "none" || style(one).boxShadow !== "none");
  return marked && box.bottom > 0 && box.top < innerHeight;
}"""


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go there by Tab and press."""
    tab_to(page, target)
    page.keyboard.press(key)


def conflict_about(visit: Visit, theirs: str) -> Page:
    """The page of the contact person who saves a draft after the office has: both wrote a summary."""
    page, other = visit(CONTACT), visit(OFFICE)
    page.goto("/min-sida/")
    page.get_by_role("link", name=re.compile("Skriv klart.*Rita på museet")).click()
    page.wait_for_url("**/redigera/")
    other.goto(page.url)
    other.get_by_label("Sammanfattning").fill(theirs)
    other.get_by_role("textbox", name="För vem").fill("Barn i åk 4–6")
    other.get_by_role("button", name="Spara utkast").click()
    expect(other.locator(".message").first).to_be_visible()
    page.get_by_label("Sammanfattning").fill("Skrivet av kontaktpersonen.")
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Någon annan har också ändrat")
    return page


def in_sight(page: Page, what: Locator) -> None:
    """Seen without scrolling."""
    expect(what).to_be_visible()
    box, size = what.bounding_box(), page.viewport_size
    assert box and size and box["y"] >= 0 and box["y"] + box["height"] <= size["height"], (box, size)
