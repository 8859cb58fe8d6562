"""The pages of a list: which one an address asks for, its part of the rows, and the links to the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Cut(NamedTuple):
    """One page of a list: its number, how many there are, and the rows that stand on it."""

    number: int
    pages: int
    rows: slice


def page_number(params: Mapping[str, str], name: str = "sida") -> int:
    """The page an address asks for; what makes no sense is the first."""
    text = params.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def cut(count: int, number: int, size: int) -> Cut:
    """Page `number` of `count` rows; a number past the last gives the last."""
    pages = max(1, -(-count // size))
    number = min(max(number, 1), pages)
    return Cut(number, pages, slice((number - 1) * size, number * size))


def pager(number: int, pages: int, address: Callable[[int], str]) -> dict[str, Any]:
    """For components/_pager.html: first, last, and those beside the one shown; `address` gives where a page stands."""
    near = [n for n in range(1, pages + 1) if n in (1, pages) or abs(n - number) <= 1]
    links: list[tuple[object, str]] = []
    for before, shown in zip([0, *near], near, strict=False):
        links += [("", "")] if shown - before > 1 else []
        links.append((shown, "" if shown == number else address(shown)))
    return {
        "pages": links,
        "previous": address(number - 1) if number > 1 else "",
        "next": address(number + 1) if number < pages else "",
    }
