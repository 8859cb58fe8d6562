"""Chromium as the tests and the pictures drive it: Debian's own, talking to nobody but the portal."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError, sync_playwright

from tests.browser.portal import PASSWORD, Portal

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # as in the Makefile
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--no-first-run", "--mute-audio",
)  # fmt: skip
STATUS_LINE = "Failed to load resource: the server responded with a status of"
WIDE, NARROW = 1440, 390


def path() -> str | None:
    """Where Chromium is; CHROMIUM of the Makefile goes first."""
    given = os.environ.get("CHROMIUM")
    return given or next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def running(*arguments: str) -> Iterator[Browser]:
    """A browser, for as long as it is needed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path(), args=[*QUIET, *arguments])
        try:
            yield browser
        finally:
            browser.close()


class Watch:
    """What a browser said and asked for that it should not have. `excused` words pass: what a test is about."""

    def __init__(self, portal: Portal) -> None:
        self.origin = portal.url
        self.found: list[str] = []
        self.excused: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Watch everything that happens in `context`."""
        context.on("console", self._said)
        context.on("weberror", self._broke)
        context.on("request", self._asked)

    def leave(self, context: BrowserContext) -> None:
        """Watch `context` no more."""
        context.remove_listener("console", self._said)
        context.remove_listener("weberror", self._broke)
        context.remove_listener("request", self._asked)

    def excuse(self, *words: str) -> None:
        """Let pass whatever holds one of these words."""
        self.excused += words

    def faults(self) -> list[str]:
        """What was found and is not excused."""
        return [line for line in self.found if not any(words in line for words in self.excused)]

    def _said(self, message: ConsoleMessage) -> None:
        place = message.location.get("url", "")
        self._note(f"console: {message.text} ({place.removeprefix(self.origin)})")

    def _broke(self, error: WebError) -> None:
        self._note(f"error: {error.error}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self._note(f"another origin: {request.url}")

    def _note(self, line: str) -> None:
        self.found.append(line)


def log_in(page: Page, portal: Portal, who: str, address: str = "/konto/login/") -> None:
    """As people do it."""
    page.goto(portal.url + address)
    page.get_by_label("E-postadress").fill(f"{who}@skolaforst.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()


def kept_logins(browser: Browser, portal: Portal, people: tuple[str, ...]) -> dict[str, dict]:
    """Each person's cookies after a real login, to begin with in other windows."""
    kept = {}
    with closing(browser.new_context()) as context:
        page = context.new_page()
        for who in people:
            log_in(page, portal, who)
            kept[who] = dict(context.storage_state())
            context.clear_cookies()
    return kept
