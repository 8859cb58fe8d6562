"""What no browser of a reader sends: nothing of it is a fault of ours, and it leads to no other site."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from email import message_from_string
from email.policy import default as modern
from html.parser import HTMLParser
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from post_office.models import Email

from activities.content import Content
from activities.markdown import to_html
from activities.models import Activity, Participation
from activities.services import review, together, writing
from activities.services.greeting import Greeting
from network.models import Organisation, User
from tests import factories
from tests.activities.cast import fresh
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


# What a form is filled with. Field by field: what is sent, beside a title.
FILLED = {
    "ten megabytes": {"description": "x" * 10_000_000},
    "many ids": {"needs": [str(n) for n in range(10_000)]},
    "as many as are read": {"needs": [str(n) for n in range(900)], "co_owners": ["1"] * 50},
    "many external parties": {f"externals_{n}": f"Klubb {n}" for n in range(400)},
    "no such keys": {"needs": "9" * 20, "co_owners": "9" * 20, "lead": "9" * 20, "method": "9" * 20, "goals": "9" * 20},
    "no such cells": {"cells": ["9-9", f"{'9' * 20}-1", "-1--1", "a-b", "1-1-1"]},
    "the last day of all": {"start_date": "0001-01-01", "end_date": "9999-12-31", "reached": "9" * 20},
    "a nest of brackets": {"facts_base": "[" * 100_000},
    "numbers of another kind": {"facts_base": '{"status":1,"start_date":[],"end_date":{},"step":NaN,"reached":1e999}'},
    "a key of another kind": {"form_key": "{" + "0" * 32 + "}", "version": "9" * 20, "theirs": "9" * 20},
    "long words": {"summary": "å" * 600, "target_group": "x" * 160, "externals_0": "y" * 160},
    "signs nobody sees": {"title": "Lä\u202exc\u200baf\ufeffé", "summary": "\u2066\u200d\u00ad\ue000\U0010ffff"},
    "halves of signs": {"title": "a\ud800b", "summary": "\udfff"},
}


@pytest.fixture
def saved(world: World):
    """Sends a form for a new activity, as the contact person, and gives the status and what was made."""

    def send(**fields):
        given = {"title": "Läxcafé", "lead": world.organisations["lead"].pk, "status": "ide", "gor": "spara"}
        given |= {"form_key": str(uuid4())} | fields
        known = set(Activity.objects.values_list("pk", flat=True))
        answer = world.client("contact").post("/aktiviteter/ny/", _body(given), content_type=FORM)
        return answer.status_code, Activity.objects.exclude(pk__in=known).first()

    return send


def _body(given: dict[str, object]) -> str:
    """As a browser would send it, and halves of signs, which none sends."""
    pairs = [(name, each) for name, value in given.items() for each in (value if isinstance(value, list) else [value])]
    return urlencode(pairs, errors="surrogatepass")


@pytest.mark.parametrize("kind", FILLED)
def test_a_form_filled_by_no_person_is_answered(world: World, saved, kind):
    status, _made = saved(**FILLED[kind])
    assert status in (200, 302, 400)
    pk, given = world.activities["draft"].pk, {"title": "Nyare", "status": "ide", "gor": "spara"} | FILLED[kind]
    for place in ("redigera", "lage"):
        answer = world.client("contact").post(f"/aktiviteter/{pk}/{place}/", _body(given), content_type=FORM)
        assert answer.status_code in (200, 302, 400, 404), place


def test_no_other_site_gives_the_portal_its_name(world: World):
    for host in ("elak.example", "testserver.elak.example", "testserver:80@elak.example", "a b", "[::1", "å"):
        answer = world.client("anyone").get("/konto/login/", headers={"Host": host})
        assert answer.status_code == 400 and "elak" not in answer.content.decode()
    answer = world.client("anyone").get("/kontor/", headers={"X-Forwarded-Host": "elak.example"})
    assert "elak" not in answer["Location"]


@pytest.mark.parametrize("debug", [True, False])
def test_what_cannot_be_read_is_told_with_our_page_in_development_too(world: World, settings, debug):
    settings.DEBUG = debug
    client = world.client("anyone")
    many, strange = "a=1&" * 1001, f"{FORM}; charset=utf-7"
    answers = [
        client.get(f"/aktiviteter/?{many}"), client.post("/konto/login/", "a=1", content_type=strange),
        client.post("/konto/login/", many, content_type=FORM), client.get("/", headers={"Host": "elak.example"}),
        client.post("/konto/login/", "a=" + "x" * 3_000_000, content_type=FORM),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [400] * 5
    assert all("Traceback" not in answer.text and '<html lang="sv">' in answer.text for answer in answers)


def test_no_list_tells_a_password(world: World):
    place = "/admin/network/user/?password__startswith="
    assert [world.client("admin").get(place + part).status_code for part in ("!", "zzz")] == [400, 400]
    assert world.client("admin").get("/admin/network/user/?is_active__exact=1").status_code == 200


def test_nothing_but_what_a_form_asks_for_is_written(world: World, saved):
    """Names of columns in the body change nothing: who is who, what is published, whose it is."""
    columns = {
        "published_as": "publikt", "review": "klar", "live_version": "1", "created_by": "1", "state": "ja", "by": "1",
        "is_staff": "on", "is_superuser": "on", "email": "elak@example.com", "groups": "1", "confirmed": "on",
        "pk": "1", "id": "1", "activity": "1", "organisation": "1", "consent": "on", "archived_at": "2026-01-01",
    }  # fmt: skip
    _status, made = saved(**columns)
    assert (made.published_as, made.review, made.created_by_id) == ("inget", "utkast", world.people["contact"].user_id)
    before = User.objects.values().get(pk=world.people["contact"].user_id)
    world.client("contact").post("/konto/", {"name": "Nytt Namn"} | columns)
    after = User.objects.values().get(pk=world.people["contact"].user_id)
    assert {name for name in before if before[name] != after[name]} <= {"name", "last_login"}


def test_the_ids_of_others_open_nothing(world: World):
    """A button of one's own with the version, the organisation or the need of somebody else."""
    other = factories.activity(lead=world.organisations["other"])
    theirs = world.activities["draft"]
    before = Participation.objects.order_by("pk").values_list("pk", "state", "consent", "answer")
    kept = list(before)
    contact2, asked = world.client("contact2"), world.client("asked")
    for verb in ("ta-tillbaka", "slang", "ta-bort", "aterstall/1"):
        for pk in (theirs.pk, other.pk):
            answer = contact2.post(f"/aktiviteter/{pk}/{verb}/", {"version": theirs.newest_version_id})
            assert answer.status_code == 404
    for name in ("ally", "refused", "lead", "partyja"):
        body = {"verksamhet": world.organisations[name].pk, "svar": "ja", "text": "elakt"}
        assert asked.post(f"/aktiviteter/{world.activities['subm'].pk}/inbjudan/", body).status_code == 403
    assert list(before) == kept and fresh(theirs).newest_version_id == theirs.newest_version_id


def test_who_does_not_see_a_need_learns_nothing_of_it_by_its_id(world: World):
    page = world.client("anyone").get("/aktiviteter/valj/behov/", {"needs": world.needs["plain"].pk})
    assert page.status_code == 302
    picked = world.client("contact").get(
        "/aktiviteter/valj/verksamheter/", {"co_owners": [row.pk for row in Organisation.objects.all()]}
    )
    assert "Kanariepartynej" not in picked.content.decode()


SCRIPTS = (
    "<script>x</script>", "<img src=//elak.example/a.png onerror=x>", "![bild](https://elak.example/a.png)",
    "[a](javascript:x)", "[a](JaVaScRiPt&colon;x)", "[a](data:text/html;base64,AA)", "[a](vbscript:x)",
    "<https://elak.example/>", '[a](https://elak.example "\" onmouseover=x)', "<svg/onload=x>", '"><b onclick=x>',
    "[a]: https://elak.example\n\n![a]", "<style>@import'//elak.example'</style>", "{{ 7|add:7 }}{% now 'Y' %}",
    "<iframe src=//elak.example>", "<base href=//elak.example>", "</textarea><form action=//elak.example>",
)  # fmt: skip
LOADED = {"src", "srcset", "href", "action", "formaction", "data", "poster", "background"}


class Tags(HTMLParser):
    """What a browser would run, or fetch from another site, when it shows a page: links are only followed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is wrong with a tag."""
        given = {name: (value or "").strip().lower() for name, value in attrs}
        runs = any(name.startswith("on") or name in ("style", "srcdoc") for name in given)
        script = any(re.match(r"(javascript|vbscript|data):", value) for value in given.values())
        fetched = [given[name] for name in LOADED & given.keys() if tag != "a"]
        other = any(re.match(r"(https?:)?//", place) for place in fetched)
        inline = tag in ("iframe", "base", "style", "object", "embed") or (tag == "script" and "src" not in given)
        if runs or script or other or inline:
            self.wrong.append(self.get_starttag_text() or tag)


def test_no_description_runs_or_fetches_anything():
    assert [text for text in SCRIPTS if Tags(to_html(text)).wrong] == []
    assert [text for text in SCRIPTS if Tags(f"<p>{text}</p>").wrong]  # as it would be, were nothing escaped


@pytest.mark.parametrize(
    "text",
    [
        "[a]: " + "x" * 9000 + "\n\n" + "[a]" * 3600, "|" * 900 + "\n" + "|-" * 900 + "|\n" + "|\n" * 5000,
        ">" * 20_000,
        "- " * 10_000, "*a " * 6000, "[" * 20_000, "`" * 20_000, "<a" * 10_000, "1. a\n" * 5000,
    ],
    ids=range(9),
)  # fmt: skip
def test_no_short_text_becomes_a_long_page_or_takes_long(text):
    began = time.process_time()
    assert len(to_html(text[:20_000])) < 1_500_000
    assert time.process_time() - began < 3


def test_no_text_runs_or_fetches_anything(world: World, saved):
    """In the description, which is Markdown, and in every other field: on all pages that show it."""
    short = '"><img src=//elak.example onerror=x>'
    names = {f"externals_{n}": text for n, text in enumerate(SCRIPTS)}
    texts = {"title": short, "summary": short, "target_group": short, "expected_reach": short, "note": short}
    _status, made = saved(**texts, **names, description="\n\n".join(SCRIPTS), cells=_cell(world), gor="skicka")
    office, contact, place = world.client("office"), world.client("contact"), f"/aktiviteter/{made.pk}/"
    for client, address in (
        (contact, place), (contact, f"{place}historik/"), (office, f"/kontor/granska/{made.pk}/"),
        (office, f"{place}redigera/"), (office, "/kontor/"), (office, "/kontor/verksamheter/"),
    ):  # fmt: skip
        page = client.get(address)
        assert page.status_code == 200 and Tags(page.content.decode()).wrong == [], address
    mails = [row.html_message for row in Email.objects.all()]
    assert mails and not [html for html in mails if "<img" in html or "<b onclick" in html]


TURNED = "Lä\u202exc\u200baf\u2066é\ufeff"  # shown as «Läxéfac», and found by no search
WHOLE = "Familj \U0001f468\u200d\U0001f467, läx\u00adcafé"  # joiner and soft hyphen are part of it


def test_no_text_is_stored_with_signs_that_turn_or_hide_it(world: World, saved):
    """Through every form, and through a service called by hand."""
    texts = dict.fromkeys(("title", "summary", "target_group", "expected_reach", "note", "externals_0"), TURNED)
    _status, made = saved(**texts, description=TURNED + WHOLE, cells=_cell(world), gor="skicka")
    assert (made.title, made.summary, made.description) == ("Läxcafé", "Läxcafé", "Läxcafé" + WHOLE)
    assert made.newest_version.content["target_group"] == made.newest_version.content["expected_reach"] == "Läxcafé"
    assert made.events.get().comment == "Läxcafé"
    assert list(made.participations.external().values_list("organisation__name", flat=True)) == ["Läxcafé"]
    office = world.people["office"]
    sent = review.send_back(made.newest_version, reason=TURNED, by=office, field_comments={"title": TURNED})
    assert (sent.comment, sent.field_comments) == ("Läxcafé", {"title": "Läxcafé"})
    content = replace(Content.of(fresh(made)), description=TURNED)
    assert writing.save(made.newest_version, content, by=office).content["description"] == "Läxcafé"
    asked = Participation.objects.filter(organisation=world.organisations["asked"]).first()
    together.answer_invitation(asked, accept=True, text=TURNED, by=office)
    asked.refresh_from_db()
    assert asked.answer == "Läxcafé"
    greeting = writing.Beside(greeting=Greeting("", TURNED))
    writing.save(fresh(made).newest_version, content, by=office, beside=greeting)
    assert fresh(made).note == "Läxcafé"
    world.client("contact").post("/konto/", {"name": TURNED})
    assert User.objects.get(pk=world.people["contact"].user_id).name == "Läxcafé"


def test_a_name_of_hidden_signs_only_is_no_name(world: World, saved):
    known = Organisation.objects.count()
    for unseen in ("\u202e\u200b", "\u2800", "\u3164 \ufe0f", "\u0301"):
        status, made = saved(externals_0=unseen)
        assert status == 302 and Content.of(made).externals == frozenset(), "an empty row is no row"
        assert saved(title=unseen) == (200, None)
        page = world.client("contact").post("/konto/", {"name": unseen})
        assert page.status_code == 200 and "Skriv ditt namn." in page.text
    assert Organisation.objects.count() == known


def test_a_cookie_that_no_browser_sends_is_none(world: World):
    for value in ('"abcdefgh\\000ijk"', "abcdefgh\0ijk"):
        assert Client().get("/min-sida/", headers={"Cookie": f"sessionid={value}"}).status_code == 302


def test_a_name_that_grows_when_it_is_compared_is_stored(world: World, saved):
    _status, made = saved(externals_0="ß" * 150)
    assert made.participations.get().organisation.name == "ß" * 150


def test_control_characters_are_taken_out(world: World, saved):
    _status, made = saved(title="a\x1b[31mb\x07\x08\x7f\x9b", summary="Rad\x0bett\n\nRad\ttvå")
    assert (made.title, made.summary) == ("a[31mb", "Rad\nett\n\nRad\ttvå")
    assert saved(title="Läxhjälp\x0bi Skallberget")[1].title == "Läxhjälp i Skallberget"


def _cell(world: World) -> str:
    return f"{factories.levels()[0].pk}-{world.area.pk}"


def test_no_name_or_title_writes_a_line_into_a_mail_of_its_own(world: World, saved):
    evil = "Läx\r\nBcc: elak@example.com\r\n\r\n<b>"
    name = "Anna\r\nBcc: elak@example.com"
    world.client("contact").post("/konto/", {"name": name})
    Email.objects.all().delete()
    _status, made = saved(title=evil, summary="x", cells=_cell(world), note=evil, gor="skicka")
    assert made.review == "inskickad" and "\n" not in made.title
    assert "\n" not in User.objects.get(pk=world.people["contact"].user_id).name
    told = list(Email.objects.all())
    assert told
    for row in told:
        sent = message_from_string(row.prepare_email_message().message().as_string(), policy=modern)
        assert "\n" not in row.subject and sent["Bcc"] is None and "elak@example.com" not in str(sent["To"])


def test_a_page_of_another_site_cannot_press_a_button(world: World):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["office"].user)
    before = fresh(world.activities["subm"]).review
    for page in one_of_each("office"):
        if page.writers and page.name != "account_logout":
            assert (
                client.post(page.path(world), {"gor": "x"}, headers={"Origin": "https://elak.example"}).status_code
                == 403
            )
    assert fresh(world.activities["subm"]).review == before
