"""Needs and obstacles as bars: x in per cent, y in pixels, so that text never shrinks with the picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from needs.models import Category, Need
from needs.reference import NeedReference
from network.dates import figure
from network.filters import address
from network.text import uncapital

ROW = 52  # pixels from one bar to the next
WIDEST = 88  # per cent: room for the sum at the end
ALL: Mapping[str, str] = {}


class Bar(NamedTuple):
    """A category: its counts, where it leads, and where its label, its two parts and its sum stand."""

    name: str
    address: str
    needs: int
    obstacles: int
    total: int
    top: int
    label_y: int
    bar_y: int
    hatched_y: str
    needs_width: str
    obstacles_width: str
    sum_x: str
    sum_y: int


class Chart(NamedTuple):
    """Bars from the most to the least told, the same in the report's order for the table, and sums."""

    bars: list[Bar]
    table: list[Bar]
    needs: int
    obstacles: int
    total: int
    height: int
    finding: str
    described: str


def chart(
    counts: Iterable[tuple[int, str, int]], ref: NeedReference, *, empty: bool = True, query: Mapping[str, str] = ALL
) -> Chart:
    """The chart of (category, kind, count), as NeedQuerySet.by_category gives them.

    `empty` shows the categories of which nobody told, too; `query` is what else narrows the list a bar leads to.
    """
    told: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for category, kind, count in counts:
        told[category][kind] += count
    rows = [
        (row.name, _list_of(row, query), told[row.pk][Need.Kind.NEED], told[row.pk][Need.Kind.OBSTACLE])
        for row in ref.categories.values()
        if row.pk in told or (row.active and empty)
    ]
    most = max((needs + obstacles for *_named, needs, obstacles in rows), default=0) or 1
    table = [_bar(0, *row, most) for row in rows]
    ranked = sorted(rows, key=lambda row: -(row[2] + row[3]))
    bars = [_bar(place, *row, most) for place, row in enumerate(ranked)]
    needs, obstacles = sum(row[2] for row in rows), sum(row[3] for row in rows)
    return Chart(
        bars, table, needs, obstacles, needs + obstacles, ROW * len(bars) + 6, _finding(bars), _described(bars)
    )


def _list_of(category: Category, query: Mapping[str, str]) -> str:
    return address("/behov/", {**query, "behovsomrade": category.key}) + "#lista"


def _bar(place: int, name: str, leads_to: str, needs: int, obstacles: int, most: int) -> Bar:
    top, scale = place * ROW, WIDEST / most
    first, second = needs * scale, obstacles * scale
    return Bar(
        name=name,
        address=leads_to,
        needs=needs,
        obstacles=obstacles,
        total=needs + obstacles,
        top=top,
        label_y=top + 16,
        bar_y=top + 23,
        hatched_y=f"{top + 23.75:.2f}",
        needs_width=f"{first:.2f}%",
        obstacles_width=f"{second:.2f}%",
        sum_x=f"{first + second + 1.5:.2f}%",
        sum_y=top + 38,
    )


def _finding(bars: list[Bar]) -> str:
    """What is told most often, as a heading; nothing where no two stand out."""
    totals = [bar.total for bar in bars]
    if len(bars) < 3 or not totals[1] or totals[1] == totals[2]:
        return _("Behov och hinder i varje behovsområde")
    return _("{first} och {second} nämns oftast").format(first=bars[0].name, second=uncapital(bars[1].name))


def _described(bars: list[Bar]) -> str:
    if not bars:
        return ""
    return _("Flest handlar om {first}, {n}. Minst om {last}, {m}.").format(
        first=uncapital(bars[0].name), n=figure(bars[0].total), last=uncapital(bars[-1].name), m=figure(bars[-1].total)
    )
