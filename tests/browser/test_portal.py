"""What the browser tests stand on: the portal as in production, its strict policy, its hashed files."""

from __future__ import annotations

import re

from tests.browser.addresses import OFFICE
from tests.browser.conftest import Visit


def test_the_policy_is_the_strict_one_and_files_are_hashed(visit: Visit):
    page = visit()
    answer = page.goto("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert re.search(r"portal\.[0-9a-f]{12}\.css", page.content())


def test_a_login_is_kept_by_a_cookie_no_script_reads(visit: Visit):
    page = visit(OFFICE)
    page.goto("/kontor/")
    cookie = next(cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    assert page.url.endswith("/kontor/") and cookie["httpOnly"] and cookie["secure"]
