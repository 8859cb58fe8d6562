"""Where a text stands in the matrix, as components/_here.html and activities/_flag.html show it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from activities.reference import Reference


class Here(NamedTuple):
    """The matrix with the cells of one text marked, and the colours of its flag."""

    slot: str
    where_slot: str
    areas: list[tuple[str, str]]
    rows: list[tuple[str, list[tuple[str, bool]]]]
    own_areas: list[tuple[str, str]]


def here(places: Collection[tuple[int, int]], reference: Reference) -> Here:
    """The matrix with `places` marked, each a level and an area; those no longer used too, where it stands in them.
    A text without a cell has a dark flag.
    """
    levels_used, used = ({place[side] for place in places} for side in (0, 1))
    areas = [row for row in reference.areas.values() if row.active or row.pk in used]
    own = [(row.slot, row.short_name) for row in reference.areas.values() if row.pk in used]
    slots = [slot for slot, _name in own] or ["d"]
    rows = [
        (level.hyphenated or level.label, [(area.slot, (level.pk, area.pk) in places) for area in areas])
        for level in reference.levels.values()
        if level.active or level.pk in levels_used
    ]
    return Here(slots[0], slots[min(1, len(slots) - 1)], [(row.slot, row.short_name) for row in areas], rows, own)
