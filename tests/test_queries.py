"""How often every page asks the database: as often for a thousand objects as for ten; and 304 while nothing changes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from network.change import change, forget_kept
from network.models import Initiative
from tests.growth import grow
from tests.registry import PAGES, Page
from tests.world import World
from tests.world import world as world

pytestmark = pytest.mark.django_db
# session, user, header and footer included
MOST = {"anyone": 8, "reader": 12, "contact": 12, "asked": 12, "office": 12}
Place = tuple[str, str, str, str]  # role, page, what the example is, query
# With nothing kept under the stamp, for the first role of those that may keep the same, and once it is kept
Counts = dict[Place, tuple[int, int]]


def open_to(role: str) -> list[Page]:
    """One example of each page that opens for the role, and of an activity the live and the submitted one."""
    found: dict[tuple[str, str], Page] = {}
    for page in PAGES:
        if page.status[role] == 200:
            found.setdefault((page.name, page.of if page.of in ("live", "subm") else ""), page)
    if role == "asked":  # for whom nothing differs from a contact person but these
        return [page for page in found.values() if page.name in ("my_page", "activity_invitation")]
    return list(found.values())


def count(client: Client, address: str) -> int:
    connection.queries_log.clear()  # it holds 9,000, and counts no further
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    return len(queries)


def counts(world: World) -> Counts:
    found: Counts = {}
    looked_at: dict[tuple[str, bool], int] = {}
    for role in MOST:
        client = world.client(role)
        for page in open_to(role):
            for query in ("", *page.queries):
                address = page.path(world) + query
                kept = (address, role == "anyone")  # what is kept differs for those who may read internal pages
                if kept not in looked_at:
                    forget_kept()
                    looked_at[kept] = count(client, address)
                else:
                    client.get(address)  # what this role sees is kept now
                found[role, page.name, page.of, query] = (looked_at[kept], count(client, address))
    return found


def test_every_page_asks_as_often_for_1000_as_for_10_and_seldom(world: World):
    Client().get("/halsa/")  # the first time in a process it reads the migrations
    grow(world, 10, "a")
    few = counts(world)
    grow(world, 990, "b")
    many = counts(world)
    assert {place: (few[place], numbers) for place, numbers in many.items() if numbers != few[place]} == {}
    assert {place: warm for place, (_cold, warm) in many.items() if warm > MOST[place[0]]} == {}


def test_a_public_page_that_depends_on_nothing_else_is_marked_unchanged(world: World):
    """The registry and the views agree on which pages answer 304."""
    marked = {page.name for page in PAGES if getattr(resolve(page.path(world)).func, "unchanged", False)}
    assert marked == {page.name for page in PAGES if page.unchanged}
    public = {page.name for page in PAGES if page.status["anyone"] == 200 and not page.name.startswith("account_")}
    assert public - marked == {"health", "invitation", "robots"}


def test_an_unchanged_public_page_answers_304_and_shows_a_change_at_once(world: World):
    client, wrong = Client(), []
    pages = [page for page in PAGES if page.unchanged and page.status["anyone"] == 200]
    for page in pages:
        for address in page.addresses(world):
            again = {"If-None-Match": client.get(address)["ETag"]}
            same = client.get(address, headers=again)
            with change(reference=True):
                Initiative.objects.update(name=f"Namn {page.name} {page.of}")
            changed = client.get(address, headers=again)
            told = f"Namn {page.name} {page.of}" in changed.content.decode()
            if (same.status_code, same.content, changed.status_code, told) != (304, b"", 200, True):
                wrong.append(address)
    assert len(pages) > 15 and not wrong
