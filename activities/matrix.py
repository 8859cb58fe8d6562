"""The matrix: levels as rows, focus areas as columns, activities in its cells; shown by components/matrix/."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from activities import rules
from activities.models import Activity, Level
from activities.paper import titles_on_paper
from activities.querysets import STATUS_ORDER, Filters, Placed
from activities.reference import Reference, reference
from goals.models import FocusArea
from needs.models import Need
from network.change import Stamped, kept
from network.dates import figure
from network.filters import address
from network.person import ANYONE, Person
from network.text import swedish_order

LINES = 5  # in a cell on the screen: five titles, or four and a link to all

NONE = Filters()
UNFILTERED = (NONE, Filters(live_only=True))  # an empty cell has its own reason, not that of a filter
NO_QUERY: Mapping[str, str] = {}

Line = tuple[str, str, str, str, str]  # address, title, status (its value), its word, who does not see it ("" for all)
OfCell = Callable[[Level, FocusArea], str]


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, or why it is worth filling."""

    anchor: str
    slot: str
    name: str
    count: int = 0
    lines: list[Line] = field(default_factory=list)
    rest: list[Line] = field(default_factory=list)  # only on paper
    cut: int = 0  # how many not even paper shows
    more: tuple[str, int] | None = None
    hole: str = ""
    add: str = ""


@dataclass(frozen=True)
class Area:
    """A column, with its cells for the stacks of a phone."""

    slot: str
    heading: str
    hyphenated: str
    short: str
    total: int
    empty: int
    cells: list[tuple[str, Cell]]


@dataclass(frozen=True)
class Row:
    """A row: one level."""

    label: str
    hyphenated: str
    explanation: str
    total: int
    empty: int
    cells: list[Cell]


@dataclass(frozen=True)
class Matrix:
    """All cells with their totals; each total counts an activity once. `unplaced` stand in no cell that is shown,
    `seen` says how many there are of each audience.
    """

    areas: list[Area]
    rows: list[Row]
    total: int
    places: int
    empty: int
    seen: Mapping[str, int]
    unplaced: list[Line]
    dense: bool  # small type on paper


class _Ways(NamedTuple):
    """Where a cell leads: to the list of all in it, and to the form that fills it; and why it is worth filling."""

    all_in: OfCell
    add: OfCell | None
    hole: OfCell


class _Builder:
    """Sorts placed activities into cells."""

    def __init__(self, placed: Iterable[Placed], ref: Reference, ways: _Ways) -> None:
        self.levels, self.areas, self.ways = ref.active_levels(), ref.active_areas(), ways
        shown = {(level.pk, area.pk) for level in self.levels for area in self.areas}
        self.cells: dict[tuple[int, int], list[Placed]] = defaultdict(list)
        self.all: dict[int, Placed] = {}
        for row in placed:
            self.all[row.pk] = row
            if row.level and row.area and (row.level, row.area) in shown:
                self.cells[row.level, row.area].append(row)

    def matrix(self) -> Matrix:
        """All of it."""
        in_cells = {row.pk for rows in self.cells.values() for row in rows}
        titles = [[[_told(row) for row in self._in(level, area)] for area in self.areas] for level in self.levels]
        self.most, dense = titles_on_paper(titles)
        self.made = {
            (level.pk, area.pk): self._cell(number, level, area)
            for number, level in enumerate(self.levels, 1)
            for area in self.areas
        }
        return Matrix(
            areas=[self._area(area) for area in self.areas],
            rows=[self._row(level) for level in self.levels],
            total=len(in_cells),
            places=sum(len(rows) for rows in self.cells.values()),
            empty=self._empty(self.levels, self.areas),
            seen=Counter(row.published_as for row in self.all.values()),
            unplaced=_lines([row for pk, row in self.all.items() if pk not in in_cells]),
            dense=dense,
        )

    def _area(self, area: FocusArea) -> Area:
        return Area(
            slot=area.slot,
            heading=area.heading,
            hyphenated=area.hyphenated or area.heading,
            short=_hyphenated(area),
            total=self._total(self.levels, [area]),
            empty=self._empty(self.levels, [area]),
            cells=[(level.label, self.made[level.pk, area.pk]) for level in self.levels],
        )

    def _row(self, level: Level) -> Row:
        return Row(
            label=level.label,
            hyphenated=level.hyphenated or level.label,
            explanation=level.explanation,
            total=self._total([level], self.areas),
            empty=self._empty([level], self.areas),
            cells=[self.made[level.pk, area.pk] for area in self.areas],
        )

    def _cell(self, number: int, level: Level, area: FocusArea) -> Cell:
        empty = Cell(f"{area.slot}{number}", area.slot, f"{level.label}, {area.short_name}")
        lines, ways = _lines(self._in(level, area)), self.ways
        if not lines:
            return replace(empty, hole=ways.hole(level, area), add=ways.add(level, area) if ways.add else "")
        shown = LINES if len(lines) <= LINES else LINES - 1
        paper = max(self.most, LINES)
        return replace(
            empty,
            count=len(lines),
            lines=lines[:shown],
            rest=lines[shown:paper],
            cut=max(len(lines) - paper, 0),
            more=(ways.all_in(level, area), len(lines)) if len(lines) > LINES else None,
        )

    def _in(self, level: Level, area: FocusArea) -> list[Placed]:
        return self.cells.get((level.pk, area.pk), [])

    def _total(self, levels: Iterable[Level], areas: Iterable[FocusArea]) -> int:
        """Each activity once."""
        return len({row.pk for level in levels for area in areas for row in self._in(level, area)})

    def _empty(self, levels: Iterable[Level], areas: Iterable[FocusArea]) -> int:
        return sum(not self._in(level, area) for level in levels for area in areas)


def matrix_for(person: Person, ref: Reference, filters: Filters = NONE, query: Mapping[str, str] = NO_QUERY) -> Matrix:
    """What `person` may see of what fits `filters`; `query` is how these stand in an address. Two queries at most."""
    seen = Activity.objects.visible_to(person).listed()
    placed = seen.matching(filters, person).placed()
    reasons = _Reasons(placed, ref, Need.objects.waiting(seen.live()).by_area()) if filters in UNFILTERED else None

    def all_in(level: Level, area: FocusArea) -> str:
        return address("/aktiviteter/", {**query, "fokusomrade": area.key, "niva": level.key})

    def add(level: Level, area: FocusArea) -> str:
        return f"/aktiviteter/ny/?ruta={level.key}.{area.key}"

    writes = rules.may_create(person)

    def hole(level: Level, area: FocusArea) -> str:
        return reasons.why(level, area) if reasons else _("Inget här passar filtren.")

    return build(placed, ref, all_in=all_in, add=add if writes else None, hole=hole)


def public_matrix(stamp: Stamped) -> Matrix:
    """What everybody sees, kept under the stamp."""
    return kept(("public matrix",), stamp, lambda: matrix_for(ANYONE, reference(stamp)))


def build(placed: Iterable[Placed], ref: Reference, *, all_in: OfCell, add: OfCell | None, hole: OfCell) -> Matrix:
    """The matrix of `placed`. For a cell `all_in` gives its list, `add` the form to fill it in, `hole` a reason to."""
    return _Builder(placed, ref, _Ways(all_in, add, hole)).matrix()


def _hyphenated(area: FocusArea) -> str:
    """The short name, with the soft hyphens that the heading has in the same word."""
    for word in area.hyphenated.split():
        if word.replace("\u00ad", "").lower() == area.short_name.lower():
            return area.short_name[0] + word[1:]
    return area.short_name


class _Reasons:
    """Why an empty cell is worth filling: the level's own words, and a number from its column where there is one."""

    def __init__(self, placed: Iterable[Placed], ref: Reference, waiting: Mapping[int, int]) -> None:
        self.waiting = waiting
        single = {level.pk for level in ref.active_levels() if level.demand in _SINGLE}
        self.alone: dict[int, set[int]] = defaultdict(set)
        for row in placed:
            under_way = row.status == Activity.Status.ONGOING and row.published_as != Activity.Audience.NOTHING
            if row.area and row.level in single and under_way:
                self.alone[row.area].add(row.pk)

    def why(self, level: Level, area: FocusArea) -> str:
        """Where several are to do it together, what each does alone; elsewhere the needs that wait."""
        alone, waiting = len(self.alone[area.pk]), self.waiting.get(area.pk, 0)
        told = ""
        if level.demand == Level.Demand.TWO_OF_GROUP and alone > 1:
            told = _("{n}\u00a0aktiviteter pågår redan var för sig.").format(n=figure(alone))
        elif waiting:
            told = _("{n}\u00a0behov i fokusområdet väntar på en aktivitet.").format(n=figure(waiting))
        return f"{level.hole} {told}".strip()


def _lines(rows: list[Placed]) -> list[Line]:
    ordered = sorted(rows, key=lambda row: (STATUS_ORDER.index(row.status), swedish_order(row.title)))
    return [(f"/aktiviteter/{row.pk}/", row.title, row.status, _WORDS[row.status], _mark(row)) for row in ordered]


def _mark(row: Placed) -> str:
    """What not everybody sees says so."""
    if row.published_as == Activity.Audience.NOTHING:
        return str(Activity.Review(row.review).label)
    return _("Internt") if row.published_as == Activity.Audience.INTERNAL else ""


def _told(row: Placed) -> str:
    """The title with its mark, as long as it gets on paper."""
    return f"{row.title} {_mark(row)}".strip()


_SINGLE = (Level.Demand.NONE, Level.Demand.UNIT)
_WORDS = {status.value: str(status.label).lower() for status in Activity.Status}
