"""Every page, once as the one who sees most and once as anybody: accessible, readable in every size, silent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import look
from tests.browser.addresses import EXAMPLES, LED_ON, NO_PAGE, Example, names
from tests.browser.chromium import STATUS_LINE
from tests.browser.conftest import Visit
from tests.browser.portal import Portal

BEYOND = {"broken"}  # no address of the portal's, but a page


def test_every_address_has_an_example():
    without = {name for group in NO_PAGE.values() for name in group}
    assert names() == (set(EXAMPLES) - BEYOND) | without


def opened(page: Page, example: Example, status: int) -> Page:
    """The page, after it answered as it should."""
    answer = page.goto(example.path)
    assert answer is not None and answer.status == status
    return page


def variants() -> list[tuple[str, int]]:
    return [(name, number) for name, rows in EXAMPLES.items() for number in range(len(rows) or 1)]


def example_of(portal: Portal, name: str, number: int) -> Example:
    return [example for example in portal.examples() if example.name == name][number]


@pytest.mark.parametrize(("name", "number"), variants(), ids=lambda value: str(value))
def test_the_page_of_the_one_who_sees_most(visit: Visit, watch, portal: Portal, name: str, number: int):
    example = example_of(portal, name, number)
    if example.status >= 400:
        watch.excuse(STATUS_LINE)
    found = look.faults(opened(visit(example.who), example, example.status))
    assert not found, "\n".join(found)


PUBLIC = [(n, i) for n, i in variants() if i < len(EXAMPLES[n]) and EXAMPLES[n][i].get("anonymous", 200) != LED_ON]


@pytest.mark.parametrize(
    ("name", "number"), [(n, i) for n, i in PUBLIC if EXAMPLES[n][i].get("who") != ""], ids=lambda value: str(value)
)
def test_the_page_of_anybody(visit: Visit, watch, portal: Portal, name: str, number: int):
    example = example_of(portal, name, number)
    if example.anonymous >= 400:
        watch.excuse(STATUS_LINE)
    found = look.faults(opened(visit(), example, example.anonymous))
    assert not found, "\n".join(found)
