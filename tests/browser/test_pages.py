"""Every page, once as the one who sees most and once as anybody: accessible, readable in every size, silent."""

from __future__ import annotations

import os
from typing import NamedTuple

import pytest

from tests.browser import look
from tests.browser.addresses import EXAMPLES, LED_ON, NO_PAGE, Example, names
from tests.browser.chromium import STATUS_LINE, Watch
from tests.browser.conftest import PEOPLE, Visit
from tests.browser.portal import Portal

BEYOND = {"broken"}  # no address of the portal's, but a page


class Variant(NamedTuple):
    """An entry of EXAMPLES before its address is known: the demo data tell it."""

    name: str
    number: int
    who: str
    anonymous: int
    of: str

    def found(self, portal: Portal) -> Example:
        """The example in the demo data."""
        return [example for example in portal.examples() if example.name == self.name][self.number]

    def __str__(self) -> str:
        return f"{self.name}-{self.of}" if self.of else self.name


VARIANTS = [
    Variant(name, number, row.get("who", "kontor"), row.get("anonymous", 200), row.get("of", ""))
    for name, rows in EXAMPLES.items()
    for number, row in enumerate(rows)
]


def test_every_address_has_an_example():
    without = {name for group in NO_PAGE.values() for name in group}
    assert names() == (set(EXAMPLES) - BEYOND) | without


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_the_page_of_the_one_who_sees_most(window: Visit, watch: Watch, portal: Portal, variant: Variant):
    example = variant.found(portal)
    _look_at(window, watch, example.path, example.who, example.status)


@pytest.mark.parametrize("variant", [v for v in VARIANTS if v.who and v.anonymous != LED_ON], ids=str)
def test_the_page_of_anybody(window: Visit, watch: Watch, portal: Portal, variant: Variant):
    example = variant.found(portal)
    _look_at(window, watch, example.path, "", example.anonymous)


if os.environ.get("EVERYTHING"):  # make test-all, before a release: the whole product of pages, roles and widths

    @pytest.mark.parametrize("who", [*PEOPLE, ""])
    @pytest.mark.parametrize("variant", VARIANTS, ids=str)
    def test_the_page_of_everybody(window: Visit, watch: Watch, portal: Portal, variant: Variant, who: str):
        watch.excuse(STATUS_LINE)
        page = window(who)
        page.goto(variant.found(portal).path)
        found = look.faults(page, widths=(1920, 1024, 768, 390, 320), dark_in_full=True)
        assert not found, "\n".join(found)


def _look_at(window: Visit, watch: Watch, path: str, who: str, status: int) -> None:
    page = window(who)
    if status >= 400:
        watch.excuse(STATUS_LINE)
    answer = page.goto(path)
    assert answer is not None and answer.status == status
    found = look.faults(page)
    assert not found, "\n".join(found)
