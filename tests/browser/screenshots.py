"""Pictures of every page and component: python -m tests.browser.screenshots [--docs].

They go into screenshots/, which git ignores: wide and narrow, light and dark. `--docs` makes docs/matrix.png only.
"""

import sys
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.browser.chromium import NARROW, WIDE
from tests.browser.conftest import PEOPLE
from tests.browser.png import shrink
from tests.browser.portal import ROOT, Portal

FOLDER = ROOT / "screenshots"
README_PICTURE = ROOT / "docs" / "matrix.png"
HEIGHT = 900


def main(arguments: list[str]) -> None:
    """Serve the demo data and take the pictures."""
    if not chromium.path():
        sys.exit("Chromium saknas, så inga bilder kan tas.")
    portal = Portal()
    try:
        portal.start()
        with chromium.running() as browser:
            if "--docs" in arguments:
                picture_for_the_readme(browser, portal)
            else:
                every_page(browser, portal)
    finally:
        portal.stop()


def every_page(browser: Browser, portal: Portal) -> None:
    """Each page as the one who sees most of it; an open page as nobody, too."""
    FOLDER.mkdir(exist_ok=True)
    logins: dict[str, Any] = {"": None, **chromium.kept_logins(browser, portal, PEOPLE)}
    for width in (WIDE, NARROW):
        for scheme in ("light", "dark"):
            for who in logins:
                context = browser.new_context(
                    base_url=portal.url,
                    storage_state=logins[who],
                    viewport={"width": width, "height": HEIGHT},
                    color_scheme=scheme,
                    locale="sv-SE",
                )
                page = context.new_page()
                for example in portal.examples():
                    if who == example.who or (not who and example.anonymous == 200):
                        name = f"{example.words}-{who or 'alla'}-{width}-{scheme}.png"
                        take(page, example.path, FOLDER / name)
                context.close()
    print(f"Bilderna ligger i {FOLDER}")


def take(page: Page, path: str, file: Any) -> None:
    """One page from top to bottom."""
    page.goto(path)
    page.screenshot(path=file, full_page=True)


def picture_for_the_readme(browser: Browser, portal: Portal) -> None:
    """The matrix as the public sees it, cut below its last row."""
    page = browser.new_page(base_url=portal.url, viewport={"width": WIDE, "height": HEIGHT}, locale="sv-SE")
    page.goto("/matris/")
    bottom = page.locator("table.matrix").evaluate("table => table.getBoundingClientRect().bottom + scrollY")
    whole = {"x": 0, "y": 0, "width": WIDE, "height": bottom + 24}
    README_PICTURE.write_bytes(shrink(page.screenshot(full_page=True, clip=whole)))


if __name__ == "__main__":
    main(sys.argv[1:])
