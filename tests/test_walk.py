"""The walk: every address for every role. Nobody is answered what is not meant for them, and nothing ever breaks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.crawl import looks, one_of_each
from tests.registry import NASTY_ANSWERS, NASTY_QUERIES, NASTY_VALUES, PAGES, SENT_BY_BUTTONS, Page
from tests.world import ROLES, World, rolled_back
from tests.world import world as world

pytestmark = pytest.mark.django_db
OURS = ("skolaforst", "activities", "needs", "goals", "network")
STAFF = ("office", "admin")
UNWATCHED = {"django_session"}  # a look may write there
LOGS_IN_OR_OUT = {"invitation", "account_set_password", "account_logout"}


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


@contextmanager
def writing() -> Iterator[list[str]]:
    """The statements that may write, to tables that are watched."""
    found: list[str] = []

    def note(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not any(table in sql for table in UNWATCHED):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def sent(world: World, page: Page, role: str, client: Client, held: dict[str, str]) -> tuple[int, list[str]]:
    """What a good body is answered, and the tables that it changed; all of it is taken back."""
    with rolled_back():
        if page.name in LOGS_IN_OR_OUT:  # and leaves the client without its session
            client = world.client(role)
        if page.before:
            page.before(world, client)
        if page.before or page.name in LOGS_IN_OR_OUT:
            held = digest()
        with writing() as statements:
            status = client.post(page.path(world), page.body(world, role, page.of)).status_code
        after = digest() if statements else held
        return status, [table for table, rows in after.items() if rows != held[table]]


@pytest.mark.parametrize("role", ROLES)
def test_who_may_changes_something_and_nobody_else_does(world: World, role: str):
    """A good body to every address, so that nothing but the right to do it decides; and nothing breaks."""
    client, broken, wrong = world.client(role), [], []
    held = digest()
    for page in PAGES:
        status, changed = sent(world, page, role, client, held)
        broken += [f"{page.name} {page.of}: {status}"] if status >= 500 else []
        wrong += [f"{page.name} {page.of}: {status}, {changed}"] if bool(changed) != (role in page.writers) else []
    assert not broken
    assert not wrong


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
