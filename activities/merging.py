"""Two who wrote in the same activity: what they can agree on, and where somebody must choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from activities.content import FIELDS, PARTIES, SETS, Cell, Content, FieldChange, difference


class Merge(NamedTuple):
    """A three-way merge: what both sides can agree on, and the fields where somebody must choose."""

    content: Content  # where they conflict: mine
    conflicts: tuple[FieldChange, ...]  # before = mine, after = theirs
    values: dict[str, Any]  # the content's fields before each organisation got one role only

    def choosing(self, theirs: Iterable[str]) -> Content:
        """The content with the other side's value in the fields named."""
        named = set(theirs)
        return Content(
            **self.values | {change.field: change.after for change in self.conflicts if change.field in named}
        )


def choose_all(mine: Content, theirs: Content) -> Merge:
    """Two of which neither was made from the other: whatever differs is chosen."""
    return Merge(mine, tuple(difference(mine, theirs)), dict(vars(mine)))


def merge(base: Content, mine: Content, theirs: Content) -> Merge:
    """What `mine` and `theirs`, both made from `base`, give together.

    A field changed by one side takes that side's value; lists are merged element by element; cells place by place.
    """
    merged: dict[str, Any] = {}
    conflicts = []
    for name in FIELDS:
        old, own, other = getattr(base, name), getattr(mine, name), getattr(theirs, name)
        if name in SETS:
            if name in PARTIES:
                # Who was made lead left the list by that only: whichever lead is chosen, the other one stays in it.
                own, other = own | (old & {mine.lead}), other | (old & {theirs.lead})
            merged[name] = _merge_set(old, own, other)
            continue
        first, second = _merge_cells(old, own, other) if name == "cells" else _merge_value(old, own, other)
        merged[name] = first
        if first != second:
            conflicts.append(FieldChange(name, first, second))
    return Merge(Content(**merged), tuple(conflicts), merged)


def _merge_value(old: Any, own: Any, other: Any) -> tuple[Any, Any]:
    """The value as I would have it and as they would: equal where there is no conflict."""
    if own == other or other == old:
        return own, own
    return (other, other) if own == old else (own, other)


def _merge_set(old: frozenset, own: frozenset, other: frozenset) -> frozenset:
    return (own & other) | (own - old) | (other - old)


def _merge_cells(
    old: frozenset[Cell], own: frozenset[Cell], other: frozenset[Cell]
) -> tuple[frozenset[Cell], frozenset[Cell]]:
    sides = [{cell.place: cell for cell in cells} for cells in (old, own, other)]
    pairs = [_merge_value(*(side.get(place) for side in sides)) for place in set().union(*sides)]
    first, second = (frozenset(pair[i] for pair in pairs if pair[i]) for i in (0, 1))
    return first, second
