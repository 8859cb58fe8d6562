"""What browsers and search engines ask for unasked."""

import re

from tests.registry import PAGES
from tests.world import world as world


def test_browsers_find_the_mark(client):
    assert client.get("/favicon.ico")["Location"] == "/static/mark.svg"


def test_search_engines_list_the_public_pages_and_no_others(db, world, client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    places = re.findall(r"^Disallow: (.+)$", answer.text, re.MULTILINE)
    closed = re.compile("|".join(re.escape(place).replace(r"\*", ".*") for place in places))
    for page in PAGES:
        path = page.path(world)
        if page.unchanged:
            assert not closed.match(path), path
        elif page.status["anyone"] == 302 and page.status["office"] in (200, 302) and page.name != "favicon":
            assert closed.match(path), path
