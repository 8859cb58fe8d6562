"""Django's administration as the office uses it: what style.md asks of every page, less Django's own hidden texts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import look
from tests.browser.addresses import ADMIN
from tests.browser.conftest import Visit

FADES = 400  # milliseconds: Django's colours fade from light to dark
PAGES = [
    "/admin/",
    "/admin/network/organisation/",
    "/admin/network/organisation/add/",
    "/admin/activities/method/1/change/",
    "/admin/activities/method/1/history/",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_administration(visit: Visit, address: str):
    page = visit(ADMIN)
    assert page.goto(address).status == 200
    assert not look.axe(page) + look.sideways(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(FADES)
    assert not look.axe(page, "color-contrast")
    for width in (390, 320):
        look.narrow(page, width)
        assert not look.axe(page, "target-size") + look.sideways(page), width
    look.text_size(page, 200)
    assert not look.sideways(page)


def test_no_column_of_a_list_is_cut_on_a_wide_screen(visit: Visit):
    page = visit(ADMIN)
    page.goto("/admin/network/organisation/")
    assert _overflow(page) <= 0


def _overflow(page: Page) -> int:
    return page.locator(".results").evaluate("(box) => box.scrollWidth - box.clientWidth")


def test_the_key_of_a_step_that_is_chosen_looks_locked(visit: Visit):
    page = visit(ADMIN)
    page.goto("/admin/activities/method/1/change/")
    looks = {name: _look(page, f"#id_steps-0-{name}") for name in ("key", "name")}
    assert looks["key"]["cursor"] == "not-allowed"
    assert looks["key"]["background"] != looks["name"]["background"]
    assert looks["key"]["border"] == "dashed"


def test_a_link_in_a_message_looks_like_one(visit: Visit):
    page = visit(ADMIN)
    page.goto("/admin/network/organisation/1/change/")
    page.click("input[name=_continue]")
    line = page.locator(".messagelist a").evaluate("(link) => getComputedStyle(link).textDecorationLine")
    assert line == "underline"


def _look(page: Page, selector: str) -> dict[str, str]:
    return page.locator(selector).evaluate(
        "(box) => (({cursor, backgroundColor, borderTopStyle}) => "
        "({cursor, background: backgroundColor, border: borderTopStyle}))(getComputedStyle(box))"
    )
