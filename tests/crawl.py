"""Every page as each role sees it: looked at once in a test process, then asked by several tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.http import HttpResponse

from tests.registry import PAGES, Page, admin_addresses
from tests.world import World

WORD = re.compile(r"kanarie[a-z0-9]+@?")  # a canary; a name and an e-mail address are two
_seen: dict[str, list[Look]] = {}


class Look(NamedTuple):
    """What a role was answered at an address: the status, and every canary in it."""

    name: str
    of: str
    address: str
    status: int
    expected: int | None
    words: frozenset[str]


def words_of(text: str) -> frozenset[str]:
    """The canaries in a text."""
    return frozenset(WORD.findall(text.lower()))


def looks(world: World, role: str) -> list[Look]:
    """All pages with their queries, and Django's administration."""
    if role not in _seen:
        _seen[role] = list(_look(world, role))
    return _seen[role]


def _look(world: World, role: str) -> Iterator[Look]:
    client = world.client(role)
    for page in PAGES:
        for address in page.addresses(world):
            yield _found(page.name, page.of, address, page.status[role], client.get(address))
    for address in admin_addresses(world):
        yield _found("admin", "", address, None, client.get(address))


def _found(name: str, of: str, address: str, expected: int | None, response: HttpResponse) -> Look:
    text = response.content.decode() + str(response.headers)
    return Look(name, of, address, response.status_code, expected, words_of(text))


def one_of_each(role: str) -> list[Page]:
    """One example of every address: one that opens for the role, where there is any."""
    ordered = sorted(PAGES, key=lambda page: page.status[role] != 200)
    return list({page.name: page for page in reversed(ordered)}.values())
