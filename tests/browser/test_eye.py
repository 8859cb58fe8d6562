"""What only the eye finds: long words, large letters, paper, an address to share."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import look
from tests.browser.addresses import CONTACT
from tests.browser.chromium import NARROW
from tests.browser.conftest import Visit

# The lines that the text itself takes, whatever stands around it.
LINES = """(el) => {
  const text = document.createRange();
  text.selectNodeContents([...el.childNodes].find((node) => node.nodeType === 3 && node.data.trim()));
  return new Set([...text.getClientRects()].map((line) => Math.round(line.top))).size;
}"""

# Where the numeral of each filled cell begins, row by row.
TOPS = """(rows) => rows.map((row) => [...row.querySelectorAll(".cell:not(.hole) a")].map((cell) => {
  const text = document.createRange();
  text.selectNodeContents([...cell.childNodes].find((node) => node.nodeType === 3 && node.data.trim()));
  return text.getBoundingClientRect().top;
}))"""


def lines(words: Locator) -> int:
    return words.evaluate(LINES)


def test_the_cross_of_a_filter_is_seen_however_long_the_word(visit: Visit):
    page = visit(width=NARROW)
    page.goto(f"/aktiviteter/?q={'x' * 400}")
    cross = page.locator(".chip-x .i").bounding_box()
    assert cross and cross["x"] + cross["width"] <= NARROW


def test_large_letters_on_the_narrowest_screen_break_no_short_word(visit: Visit):
    page = visit(CONTACT, width=320)
    page.goto("/aktiviteter/ny/")
    look.text_size(page, 200)
    assert lines(page.locator("#valj-needs .btn")) == 1  # Sök
    page.goto("/")
    look.text_size(page, 200)
    assert lines(page.locator(".poster .hole a").first) == 2  # Tom / ännu


@pytest.mark.parametrize("size", [100, 200])
def test_white_stays_between_the_station_and_its_heading(visit: Visit, size: int):
    page = visit(width=NARROW)
    page.goto("/matris/")
    look.text_size(page, size)
    where = "(h1) => { const s = getComputedStyle(h1, '::before'); return parseFloat(s.left) + parseFloat(s.width); }"
    assert page.locator("h1.stop").evaluate(where) <= -10


def test_what_is_not_chosen_does_not_stand_in_the_address(visit: Visit):
    page = visit()
    for address, form in (("/matris/", "matris"), ("/aktiviteter/", "aktiviteter")):
        page.goto(address)
        page.locator("#f-status").select_option("pagaende")
        page.get_by_role("button", name="Visa", exact=True).first.click()
        expect(page).to_have_url(re.compile(rf"/{form}/\?status=pagaende$"))
        page.locator("#f-status").select_option("")
        page.get_by_role("button", name="Visa", exact=True).first.click()
        expect(page).to_have_url(re.compile(rf"/{form}/$"))


def test_on_paper_all_needs_of_an_activity_are_read_and_no_line_crosses_its_steps(visit: Visit):
    page = visit()
    page.goto("/aktiviteter/")
    page.get_by_role("link", name="Läxcafé i bostadsområdet").click()
    folded, summary = page.locator(".rt details li").first, page.locator(".rt summary")
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")
    expect(folded).to_be_visible()
    expect(summary).to_be_hidden()
    assert page.locator(".steps li").first.evaluate("(li) => getComputedStyle(li, '::before').display") == "none"


def test_a_short_activity_is_one_a4_and_its_place_in_the_matrix_stands_within_its_frame(visit: Visit):
    page = visit()
    page.goto("/aktiviteter/?q=Barnens+rum")
    page.get_by_role("link", name="Barnens rum i stadshuset").click()
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.emulate_media(media="print")  # as wide as on a screen: landscape, or an A4 that is scaled down
    frame, mini = (page.locator(where).bounding_box() for where in (".flag .where", ".flag .mini"))
    assert frame and mini
    left, right = mini["x"] - frame["x"], frame["x"] + frame["width"] - mini["x"] - mini["width"]
    assert left > 10 and abs(left - right) < 2
    expect(page.locator(".flag .emblem")).to_be_hidden()
    assert page.locator(".flag > .field").first.evaluate("(field) => getComputedStyle(field).minHeight") == "0px"


def test_the_numerals_of_the_poster_stand_on_one_line_in_each_row(visit: Visit):
    """Signs that wrap in one cell do not lift its numeral above those beside it."""
    page = visit(width=NARROW)
    page.goto("/")
    rows = page.locator(".poster tbody tr").evaluate_all(TOPS)
    assert len(rows) == 5 and max(map(len, rows)) == 3
    assert all(max(tops) - min(tops) < 1 for tops in rows if tops)


def test_links_in_lists_of_short_words_can_be_hit(visit: Visit):
    page = visit(width=NARROW)
    for address, links in (("/om/", "nav.aside-box a"), ("/natverk/", ".names a, .meta a")):
        page.goto(address)
        heights = page.locator(links).evaluate_all(
            "(links) => links.map((link) => link.getBoundingClientRect().height)"
        )
        assert heights and min(heights) >= 24, address
