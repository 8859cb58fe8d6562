"""The portal's main job from end to end, with scripts and without, on both databases: written, published, read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import CONTACT, OFFICE
from tests.browser.chromium import log_in
from tests.browser.conftest import Visit
from tests.browser.portal import Portal

pytestmark = pytest.mark.main_job
NEED = "Vi vill ha någonstans att vara efter skolan som inte kostar något."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_activity_is_logged_reviewed_and_read(visit: Visit, portal: Portal, scripts: bool):
    title = "Schack i parken" if scripts else "Dans i parken"
    contact = visit(java_script_enabled=scripts)
    log_in(contact, portal, CONTACT, "/konto/login/?next=/aktiviteter/ny/")
    _write(contact, title, scripts)
    contact.get_by_role("button", name="Skicka in").click()
    expect(contact.locator(".message")).to_contain_text("Inskickad.")
    address = contact.url

    anybody = visit(java_script_enabled=scripts)
    anybody.goto("/aktiviteter/?q=" + title.split()[0].lower())
    expect(anybody.get_by_role("link", name=title)).to_have_count(0)  # nothing unread is ever shown

    office = visit(java_script_enabled=scripts)
    log_in(office, portal, OFFICE, "/konto/login/?next=/kontor/")
    office.get_by_role("link", name=title, exact=True).click()
    expect(office.get_by_role("heading", level=1)).to_have_text(title)
    office.get_by_role("button", name="Publicera", exact=True).click()
    expect(office.locator("#beslut")).to_contain_text(title)

    anybody.goto("/matris/")
    anybody.locator(".matrix").get_by_role("link", name=title).first.click()
    anybody.wait_for_url(address)
    expect(anybody.locator(".rt")).to_contain_text(NEED)
    expect(anybody.locator(".facts-row")).to_contain_text(re.compile("Kultur", re.I))


def _write(page: Page, title: str, scripts: bool) -> None:
    page.get_by_label("Rubrik").fill(title)
    page.get_by_label("Sammanfattning").fill("Barn och vuxna möts i parken efter skolan. Det kostar inget.")
    page.locator(".pick tbody input").first.check(force=True)
    page.get_by_label("Sök bland behoven").fill("någonstans att vara efter skolan")
    if not scripts:
        page.get_by_role("button", name=re.compile("Sök.*bland behoven")).click()
    page.locator("#valj-needs").get_by_label(re.compile(re.escape(NEED))).check()
    expect(page.get_by_label("Rubrik")).to_have_value(title)
