"""The walk: every address for every role. Nobody is answered what is not meant for them, and nothing ever breaks."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from tests.crawl import looks, one_of_each
from tests.registry import NASTY_ANSWERS, NASTY_QUERIES, NASTY_VALUES, PAGES, SENT_BY_BUTTONS
from tests.world import ROLES, World, rolled_back
from tests.world import world as world

pytestmark = pytest.mark.django_db
OURS = ("skolaforst", "activities", "needs", "goals", "network")
STAFF = ("office", "admin")
UNWATCHED = {"django_session"}  # a look may write there


def patterns(resolver: URLResolver, before: str = "") -> list[tuple[str, str, URLPattern]]:
    """Route, name and pattern of every address; Django's administration goes by rule instead."""
    found: list[tuple[str, str, URLPattern]] = []
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if not isinstance(pattern, URLResolver):
            found.append((route, pattern.name or "", pattern))
        elif pattern.namespace != "admin":
            found += patterns(pattern, route)
    return found


def digest() -> dict[str, str]:
    """What every table holds."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in UNWATCHED:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = sorted(repr(row) for row in cursor.fetchall())
                found[table] = hashlib.sha256("".join(rows).encode()).hexdigest()
    return found


def test_every_address_has_an_entry():
    assert {name for _route, name, _pattern in patterns(get_resolver())} == {page.name for page in PAGES}


def test_every_view_of_ours_names_its_rule():
    views = {name: pattern.callback for _route, name, pattern in patterns(get_resolver())}
    assert not [n for n, view in views.items() if view.__module__.split(".")[0] in OURS and not hasattr(view, "rule")]


@pytest.mark.parametrize("role", ROLES)
def test_everybody_is_answered_as_the_registry_says(world: World, role: str):
    seen = looks(world, role)
    assert not [look for look in seen if look.expected not in (None, look.status)]
    administration = {look.status for look in seen if look.name == "admin"}  # by rule: for staff only
    if role in STAFF:
        assert 200 in administration and max(administration) < 500
    else:
        assert administration == {302}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_not_changes_nothing(world: World, role: str):
    """An empty form to every address: what is refused leaves every table as it was, and nothing breaks."""
    client = world.client(role)
    before, broken = digest(), []
    for page in sorted(PAGES, key=lambda page: page.name == "account_logout"):
        if role in page.writers:
            with rolled_back():
                status = client.post(page.path(world)).status_code
        else:
            status = client.post(page.path(world)).status_code
        broken += [f"{page.name} {page.of}: {status}"] if status >= 500 else []
    after = digest()
    assert not broken
    assert [table for table in before if after[table] != before[table]] == []


@pytest.mark.parametrize("role", ["anyone", "contact", "office"])
def test_an_address_that_makes_no_sense_is_answered(world: World, role: str):
    client = world.client(role)
    routes = {route for route, _name, _pattern in patterns(get_resolver()) if "<" in route and "^" not in route}
    addresses = ["/" + re.sub(r"<[^>]+>", value, route) for route in sorted(routes) for value in NASTY_VALUES]
    addresses += [f"/admin/network/organisation/{value}/change/" for value in NASTY_VALUES]
    answers = {address: client.get(address).status_code for address in addresses}
    assert not {address: status for address, status in answers.items() if status >= 500}


@pytest.mark.parametrize("role", ["anyone", "contact", "office"])
@pytest.mark.parametrize("query", NASTY_QUERIES, ids=range(len(NASTY_QUERIES)))
def test_a_query_that_makes_no_sense_is_answered(world: World, role: str, query: str):
    client = world.client(role)
    addresses = [page.path(world) + query for page in one_of_each(role)]
    addresses += ["/admin/activities/activity/" + query] if role == "office" else []
    answers = {address: client.get(address).status_code for address in addresses}
    assert not {address: status for address, status in answers.items() if status >= 500}


@pytest.mark.parametrize("role", ["contact", "asked", "office"])
@pytest.mark.parametrize("value", NASTY_ANSWERS, ids=range(len(NASTY_ANSWERS)))
def test_a_form_filled_with_nonsense_is_answered(world: World, role: str, value: str):
    """Every field that a page shows, and those that buttons send, holds the same nonsense."""
    client, answers = world.client(role), {}
    for page in one_of_each(role):
        if role in page.writers:
            path = page.path(world)
            shown = re.findall(r' name="([^"]+)"', client.get(path).content.decode())
            with rolled_back():
                answers[path] = client.post(path, dict.fromkeys({*shown, *SENT_BY_BUTTONS}, value)).status_code
    assert not {address: status for address, status in answers.items() if status >= 500}
