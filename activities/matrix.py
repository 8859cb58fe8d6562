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
from activities.reasons import Reasons
from activities.reference import Reference, reference
from goals.models import FocusArea
from needs.models import Need
from network.change import Stamped, kept
from network.filters import address
from network.models import ReferenceRow
from network.person import ANYONE, Person
from network.text import swedish_order

LINES = 5  # in a cell on the screen: five titles, or four and a link to all

NONE = Filters()
NO_QUERY: Mapping[str, str] = {}

Line = tuple[str, str, str, str, str]  # address, title, status (its value), its word, who does not see it ("" for all)
OfCell = Callable[[Level, FocusArea], str]


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, or why it is worth filling. What is neither is no empty cell, and says so quietly."""

    anchor: str
    slot: str
    name: str
    count: int = 0
    lines: list[Line] = field(default_factory=list)
    rest: list[Line] = field(default_factory=list)  # only on paper
    cut: int = 0  # how many not even paper shows
    more: tuple[str, int] | None = None
    hole: str = ""
    quiet: str = ""
    add: str = ""


@dataclass(frozen=True)
class Area:
    """A column, with its cells for the stacks of a phone. `over` says that it is no longer used."""

    slot: str
    heading: str
    hyphenated: str
    short: str
    over: str
    total: int
    empty: int
    cells: list[tuple[Row, Cell]]


@dataclass(frozen=True)
class Row:
    """A row: one level. `over` as of an area."""

    label: str
    hyphenated: str
    explanation: str
    over: str
    total: int
    empty: int
    cells: list[Cell]


@dataclass(frozen=True)
class Matrix:
    """All cells with their totals; each total counts an activity once. `unplaced` stand in no cell, `seen` says how
    many there are of each audience, `at` holds the cells by the ids of level and area.
    """

    areas: list[Area]
    rows: list[Row]
    at: Mapping[tuple[int, int], Cell]
    total: int
    places: int
    empty: int
    seen: Mapping[str, int]
    unplaced: list[Line]
    dense: bool  # small type on paper


class _Ways(NamedTuple):
    """Where a cell leads: to the list of all in it, and to the form that fills it; and why it is worth filling, or
    nothing where it holds what the filters leave out.
    """

    all_in: OfCell
    add: OfCell | None
    hole: OfCell


class _Builder:
    """Sorts placed activities into cells. A level or area no longer used is there while one of them stands on it."""

    def __init__(self, placed: Iterable[Placed], ref: Reference, ways: _Ways) -> None:
        self.ways = ways
        self.cells: dict[tuple[int, int], list[Placed]] = defaultdict(list)
        self.all: dict[int, Placed] = {}
        for row in placed:
            self.all[row.pk] = row
            if row.level in ref.levels and row.area in ref.areas:
                self.cells[row.level, row.area].append(row)
        levels, areas = ({place[side] for place in self.cells} for side in (0, 1))
        self.levels = [row for row in ref.levels.values() if row.active or row.pk in levels]
        self.areas = [row for row in ref.areas.values() if row.active or row.pk in areas]
        self.numbers = {pk: number for number, pk in enumerate(ref.levels, 1)}

    def matrix(self) -> Matrix:
        """All of it."""
        in_cells = {row.pk for rows in self.cells.values() for row in rows}
        titles = [[[_told(row) for row in self._in(level, area)] for area in self.areas] for level in self.levels]
        unplaced = [row for pk, row in self.all.items() if pk not in in_cells]
        self.most, dense = titles_on_paper(titles, [_told(row) for row in unplaced])
        self.made = {(level.pk, area.pk): self._cell(level, area) for level in self.levels for area in self.areas}
        rows = [self._row(level) for level in self.levels]
        return Matrix(
            areas=[self._area(area, rows) for area in self.areas],
            rows=rows,
            at=self.made,
            total=len(in_cells),
            places=sum(len(rows) for rows in self.cells.values()),
            empty=self._empty(self.levels, self.areas),
            seen=Counter(row.published_as for row in self.all.values()),
            unplaced=_lines(unplaced),
            dense=dense,
        )

    def _area(self, area: FocusArea, rows: list[Row]) -> Area:
        return Area(
            slot=area.slot,
            heading=area.heading,
            hyphenated=area.hyphenated or area.heading,
            short=_hyphenated(area),
            over=_over(area),
            total=self._total(self.levels, [area]),
            empty=self._empty(self.levels, [area]),
            cells=[(row, self.made[level.pk, area.pk]) for level, row in zip(self.levels, rows, strict=True)],
        )

    def _row(self, level: Level) -> Row:
        return Row(
            label=level.label,
            hyphenated=level.hyphenated or level.label,
            explanation=level.explanation,
            over=_over(level),
            total=self._total([level], self.areas),
            empty=self._empty([level], self.areas),
            cells=[self.made[level.pk, area.pk] for area in self.areas],
        )

    def _cell(self, level: Level, area: FocusArea) -> Cell:
        anchor = f"{area.slot}{self.numbers[level.pk]}"
        empty = Cell(anchor, area.slot, f"{level.label}, {area.short_name}")
        lines, ways = _lines(self._in(level, area)), self.ways
        if not lines:
            return self._without_lines(empty, level, area)
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

    def _without_lines(self, cell: Cell, level: Level, area: FocusArea) -> Cell:
        hole, add = self.ways.hole(level, area), self.ways.add
        if not hole:
            return replace(cell, quiet=_("Inget här passar filtren."))
        if not (level.active and area.active):
            return replace(cell, quiet=_("Inget står här."))
        return replace(cell, hole=hole, add=add(level, area) if add else "")

    def _in(self, level: Level, area: FocusArea) -> list[Placed]:
        return self.cells.get((level.pk, area.pk), [])

    def _total(self, levels: Iterable[Level], areas: Iterable[FocusArea]) -> int:
        """Each activity once."""
        return len({row.pk for level in levels for area in areas for row in self._in(level, area)})

    def _empty(self, levels: Iterable[Level], areas: Iterable[FocusArea]) -> int:
        return sum(bool(self.made[level.pk, area.pk].hole) for level in levels for area in areas)


def matrix_for(person: Person, ref: Reference, filters: Filters = NONE, query: Mapping[str, str] = NO_QUERY) -> Matrix:
    """What `person` may see of what fits `filters`; `query` is how these stand in an address. Three queries at most.

    Empty is what holds nothing without filters either; of what is published alone, what no published one fills.
    """
    seen = Activity.objects.visible_to(person).listed()
    placed = seen.matching(filters, person).placed()
    whole = Filters(live_only=filters.live_only)
    everything = placed if filters == whole else seen.matching(whole, person).placed()
    reasons = Reasons(everything, ref, Need.objects.waiting(seen.live()).by_area())
    taken = {(row.level, row.area) for row in everything}

    def all_in(level: Level, area: FocusArea) -> str:
        return address("/aktiviteter/", {**query, "fokusomrade": area.key, "niva": level.key})

    def add(level: Level, area: FocusArea) -> str:
        return f"/aktiviteter/ny/?ruta={level.key}.{area.key}"

    def hole(level: Level, area: FocusArea) -> str:
        return "" if (level.pk, area.pk) in taken else reasons.why(level, area)

    return build(placed, ref, all_in=all_in, add=add if rules.may_create(person) else None, hole=hole)


def public_matrix(stamp: Stamped) -> Matrix:
    """What everybody sees, kept under the stamp."""
    return kept(("public matrix",), stamp, lambda: matrix_for(ANYONE, reference(stamp)))


def build(placed: Iterable[Placed], ref: Reference, *, all_in: OfCell, add: OfCell | None, hole: OfCell) -> Matrix:
    """The matrix of `placed`. For a cell `all_in` gives its list, `add` the form to fill it in, `hole` a reason to."""
    return _Builder(placed, ref, _Ways(all_in, add, hole)).matrix()


def _over(row: ReferenceRow) -> str:
    return "" if row.active else _("Används inte längre")


def _hyphenated(area: FocusArea) -> str:
    """The short name, with the soft hyphens that the heading has in the same word."""
    for word in area.hyphenated.split():
        if word.replace("\u00ad", "").lower() == area.short_name.lower():
            return area.short_name[0] + word[1:]
    return area.short_name


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


_WORDS = {status.value: str(status.label).lower() for status in Activity.Status}
