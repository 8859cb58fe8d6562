"""What no browser of a reader sends: nothing of it is a fault of ours, and it leads to no other site."""

from __future__ import annotations

import pytest

from tests.crawl import one_of_each
from tests.world import World, rolled_back
from tests.world import world as world

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
PART = b'--X\r\nContent-Disposition: form-data; name="%s"; filename="../../%s.html"\r\n\r\nabc\r\n'
BODIES = (
    ("application/json", b'{"a":'),
    (FORM, b"&".join(b"a%d=1" % number for number in range(1500))),
    (FORM, b"title=" + b"a" * 3_000_000),
    (FORM, b"ti%00tle=a&%00=b&title=%ff\xff"),
    (f"{FORM}; charset=nonsense", b"title=a"),
    (f"{FORM}; charset=utf-16", b"title=a"),
    ("multipart/form-data", b"abc"),
    ("multipart/form-data; boundary=X", PART % (b"a", b"x")),
    ("multipart/form-data; boundary=X", PART % (b"a\0b", b"x\0") + b"--X--\r\n"),
)
HEADERS = {
    "Accept-Language": "xx;q=zz,\xff", "If-None-Match": 'zz"', "If-Modified-Since": "junk", "Range": "bytes=9-1",
    "HX-Request": "true", "HX-Current-URL": "http://[", "Referer": "http://[", "Cookie": "messages=zzz; csrftoken=\xff",
}  # fmt: skip
ROLES = ["anyone", "office"]


@pytest.fixture
def asked(world: World):
    """Asks one page of each kind, besides leaving, and gives every status that is a fault of ours."""

    def ask(role: str, method: str, **request) -> dict[str, int]:
        client, answers = world.client(role), {}
        client.raise_request_exception = False
        for page in one_of_each(role):
            if page.name not in ("account_logout", "health"):
                with rolled_back():
                    answers[page.path(world)] = client.generic(method, page.path(world), **request).status_code
        return {path: status for path, status in answers.items() if status >= 500}

    return ask


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PROPFIND"])
def test_a_method_nobody_uses_is_answered(asked, role, method):
    assert asked(role, method, data=b'{"a": 1}', content_type="application/json") == {}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("kind", "body"), BODIES, ids=range(len(BODIES)))
def test_a_body_that_cannot_be_read_is_answered(asked, role, kind, body):
    assert asked(role, "POST", data=body, content_type=kind) == {}


@pytest.mark.parametrize("role", ROLES)
def test_headers_that_make_no_sense_are_answered(asked, role):
    assert asked(role, "GET", headers=HEADERS) == {}


@pytest.mark.parametrize("page", ["/konto/login/", "/konto/login/code/", "/aktiviteter/1/redigera/"])
@pytest.mark.parametrize("place", ["//elak.example/", "https://elak.example/", "/\\elak.example", "https:elak.example"])
def test_the_login_leads_to_no_other_site(world: World, page, place):
    answer = world.client("office").get(page, {"next": place})
    assert "elak.example" not in answer.get("Location", "")
    answer = world.client("anyone").post(page, {"login": "x@example.com", "password": "x", "next": place})
    assert "elak.example" not in answer.get("Location", "")


@pytest.mark.parametrize("address", ["/", "/konto/login/", "/kontor/", "/finns-inte/", "/admin/", "/static/portal.css"])
def test_every_answer_carries_what_browsers_hold_to(world: World, address):
    answer = world.client("office").get(address)
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    if not address.startswith("/static/"):
        assert answer["X-Frame-Options"] == "DENY"
    if "sessionid" in answer.cookies:
        assert answer.cookies["sessionid"]["httponly"] and answer.cookies["sessionid"]["samesite"] == "Lax"


def test_what_is_somebodys_own_is_kept_nowhere(world: World):
    for address in ("/kontor/", "/konto/", "/matris/", "/admin/"):
        assert "no-store" in world.client("office").get(address)["Cache-Control"]
