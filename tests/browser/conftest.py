"""One portal, one browser and one login a role for all tests in the browser. Each test begins with the same data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.browser.addresses import ADMIN, CONTACT, CONTACT2, OFFICE, READER
from tests.browser.chromium import WIDE, Watch
from tests.browser.portal import Portal

PEOPLE = (OFFICE, CONTACT, CONTACT2, READER, ADMIN)
Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """The server with its demo data."""
    portal = Portal()
    try:
        yield portal.start()
    finally:
        portal.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium.running() as browser:
        yield browser


@pytest.fixture(scope="session")
def logins(browser: Browser, portal: Portal) -> dict[str, Any]:
    """Cookies of a real login for each role; part of the data that every test begins with."""
    kept = chromium.kept_logins(browser, portal, PEOPLE)
    portal.keep()
    return kept


@pytest.fixture
def watch(portal: Portal) -> Iterator[Watch]:
    """No message in the console, no error, no request to anybody else; `watch.excuse(…)` what a test is about."""
    watch = Watch(portal)
    yield watch
    assert not watch.faults()


@pytest.fixture
def visit(browser: Browser, portal: Portal, logins: dict[str, Any], watch: Watch) -> Iterator[Visit]:
    """`visit("kontor", width=390, touch=True)` opens a window of somebody; nobody without a name."""
    portal.restore()
    portal.touched = True
    opened = []

    def visit(who: str = "", *, width: int = WIDE, touch: bool = False, **options: Any) -> Page:
        size = {"width": width, "height": 900 if width > 800 else 844}
        context = browser.new_context(
            base_url=portal.url, viewport=size, has_touch=touch, is_mobile=touch, locale="sv-SE",
            reduced_motion="reduce", storage_state=logins.get(who), **options,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        watch.over(context)
        opened.append(context)
        return context.new_page()

    yield visit
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def tabs() -> dict[str, Page]:
    """The tabs that `window` has opened, by whose they are."""
    return {}


@pytest.fixture
def window(
    browser: Browser, portal: Portal, logins: dict[str, Any], tabs: dict[str, Page], watch: Watch
) -> Iterator[Visit]:
    """`window("kontor")`: the one tab somebody has, for tests that touch nothing. A new one costs as much as a page."""
    if portal.touched:
        portal.restore()
    used = []

    def window(who: str = "") -> Page:
        if who not in tabs:
            given = {"locale": "sv-SE", "storage_state": logins.get(who)}
            tabs[who] = browser.new_context(base_url=portal.url, **given).new_page()
        page = tabs[who]
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        watch.over(page.context)
        used.append(page.context)
        return page

    yield window
    for context in used:
        watch.leave(context)
