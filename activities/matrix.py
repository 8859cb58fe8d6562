"""The matrix: levels as rows, focus areas as columns, activities in its cells; shown by components/matrix/."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from activities import rules
from activities.filters import address
from activities.models import Activity, Level
from activities.paper import titles_on_paper
from activities.querysets import STATUS_ORDER, Filters, Placed
from activities.reference import Reference, reference
from activities.wording import activities_in_words
from goals.models import FocusArea
from needs.models import Need
from network.change import Stamped, kept
from network.dates import figure
from network.person import ANYONE, Person
from network.text import swedish_order

LINES = 5  # in a cell on the screen: five titles, or four and a link to all

NONE = Filters()
NO_QUERY: Mapping[str, str] = {}

Line = tuple[str, str, str, str]  # address, title, status (its value), its word
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
    """All cells with their totals; each total counts an activity once. `unplaced` stand in no cell that is shown."""

    areas: list[Area]
    rows: list[Row]
    total: int
    places: int
    empty: int
    unplaced: list[Line]
    dense: bool  # small type on paper


class _Builder:
    """Sorts placed activities into cells."""

    def __init__(self, placed: Iterable[Placed], ref: Reference) -> None:
        self.levels, self.areas = ref.active_levels(), ref.active_areas()
        shown = {(level.pk, area.pk) for level in self.levels for area in self.areas}
        self.cells: dict[tuple[int, int], list[Placed]] = defaultdict(list)
        elsewhere: dict[int, Placed] = {}
        for row in placed:
            if row.level and row.area and (row.level, row.area) in shown:
                self.cells[row.level, row.area].append(row)
            else:
                elsewhere[row.pk] = row
        in_cells = {row.pk for rows in self.cells.values() for row in rows}
        self.unplaced = [row for pk, row in elsewhere.items() if pk not in in_cells]

    def of(self, level: Level, area: FocusArea) -> list[Placed]:
        return self.cells.get((level.pk, area.pk), [])

    def total(self, levels: Iterable[Level], areas: Iterable[FocusArea]) -> int:
        """Each activity once."""
        return len({row.pk for level in levels for area in areas for row in self.of(level, area)})

    def empty(self, levels: Iterable[Level], areas: Iterable[FocusArea]) -> int:
        return sum(not self.of(level, area) for level in levels for area in areas)


def matrix_for(person: Person, ref: Reference, filters: Filters = NONE, query: Mapping[str, str] = NO_QUERY) -> Matrix:
    """What `person` may see of what fits `filters`; `query` is how these stand in an address. Two queries at most."""
    seen = Activity.objects.visible_to(person).listed()
    placed = seen.matching(filters, person).placed()
    filtered = filters != NONE
    waiting = {} if filtered else Need.objects.waiting(seen.live()).by_area()

    def all_in(level: Level, area: FocusArea) -> str:
        return address("/aktiviteter/", {**query, "fokusomrade": area.key, "niva": level.key})

    def add(level: Level, area: FocusArea) -> str:
        return f"/aktiviteter/ny/?ruta={level.key}.{area.key}"

    writes = rules.may_create(person)

    def hole(level: Level, area: FocusArea) -> str:
        return _("Inget här passar filtren.") if filtered else _reason(level, waiting.get(area.pk, 0))

    return build(placed, ref, all_in=all_in, add=add if writes else None, hole=hole)


def public_matrix(stamp: Stamped) -> Matrix:
    """What everybody sees, kept under the stamp."""
    return kept(("public matrix",), stamp, lambda: matrix_for(ANYONE, reference(stamp)))


def build(placed: Iterable[Placed], ref: Reference, *, all_in: OfCell, add: OfCell | None, hole: OfCell) -> Matrix:
    """The matrix of `placed`. For a cell `all_in` gives its list, `add` the form to fill it in, `hole` a reason to."""
    found = _Builder(placed, ref)
    most, dense = titles_on_paper(
        [[[_title(row) for row in found.of(level, area)] for area in found.areas] for level in found.levels]
    )
    cells = {
        (level.pk, area.pk): _cell(number, level, area, found.of(level, area), most, all_in, add, hole)
        for number, level in enumerate(found.levels, 1)
        for area in found.areas
    }
    return Matrix(
        areas=[
            Area(
                slot=area.slot,
                heading=area.heading,
                hyphenated=area.hyphenated or area.heading,
                short=_hyphenated(area),
                total=found.total(found.levels, [area]),
                empty=found.empty(found.levels, [area]),
                cells=[(level.label, cells[level.pk, area.pk]) for level in found.levels],
            )
            for area in found.areas
        ],
        rows=[
            Row(
                label=level.label,
                hyphenated=level.hyphenated or level.label,
                explanation=level.explanation,
                total=found.total([level], found.areas),
                empty=found.empty([level], found.areas),
                cells=[cells[level.pk, area.pk] for area in found.areas],
            )
            for level in found.levels
        ],
        total=found.total(found.levels, found.areas),
        places=sum(len(rows) for rows in found.cells.values()),
        empty=found.empty(found.levels, found.areas),
        unplaced=_lines(found.unplaced),
        dense=dense,
    )


def finding(matrix: Matrix, filtered: bool) -> str:
    """What the matrix shows, in a sentence or three."""
    if not matrix.total:
        return _("Inga aktiviteter passar filtren.") if filtered else _("Det finns inga aktiviteter att visa här ännu.")
    count, places = activities_in_words(matrix.total), _places(matrix.places)
    told = [_("{activities} på {places}.").format(activities=count, places=places)]
    if matrix.places > matrix.total:
        told.append(_("En aktivitet kan stå i flera rutor, för den kan ses ur flera perspektiv."))
    told.append(_empty(matrix.empty))
    return " ".join(told)


def _places(count: int) -> str:
    return _("1 plats") if count == 1 else _("{n} platser").format(n=figure(count))


def _empty(count: int) -> str:
    if not count:
        return _("Ingen ruta är tom.")
    return _("1 ruta är tom.") if count == 1 else _("{n} rutor är tomma.").format(n=figure(count))


def _cell(
    number: int, level: Level, area: FocusArea, rows: list[Placed], most: int,
    all_in: OfCell, add: OfCell | None, hole: OfCell,
) -> Cell:  # fmt: skip
    empty = Cell(f"{area.slot}{number}", area.slot, f"{level.label}, {area.short_name}")
    if not rows:
        return replace(empty, hole=hole(level, area), add=add(level, area) if add else "")
    lines = _lines(rows)
    shown = LINES if len(lines) <= LINES else LINES - 1
    return replace(
        empty,
        count=len(lines),
        lines=lines[:shown],
        rest=lines[shown : max(most, LINES)],
        cut=max(len(lines) - max(most, LINES), 0),
        more=(all_in(level, area), len(lines)) if len(lines) > LINES else None,
    )


def _hyphenated(area: FocusArea) -> str:
    """The short name, with the soft hyphens that the heading has in the same word."""
    for word in area.hyphenated.split():
        if word.replace("\u00ad", "").lower() == area.short_name.lower():
            return area.short_name[0] + word[1:]
    return area.short_name


def _reason(level: Level, waiting: int) -> str:
    """Why an empty cell is worth filling: the level's own words, and the needs that wait where there are some."""
    if not waiting:
        return level.hole
    told = _("{n}\u00a0behov i fokusområdet väntar på en aktivitet.").format(n=figure(waiting))
    return f"{level.hole} {told}"


def _lines(rows: list[Placed]) -> list[Line]:
    ordered = sorted(rows, key=lambda row: (STATUS_ORDER.index(row.status), swedish_order(row.title)))
    return [(f"/aktiviteter/{row.pk}/", _title(row), row.status, _WORDS[row.status]) for row in ordered]


def _title(row: Placed) -> str:
    """What is not published says so."""
    if row.published_as != Activity.Audience.NOTHING:
        return row.title
    return f"{row.title} ({Activity.Review(row.review).label.lower()})"


_WORDS = {status.value: str(status.label).lower() for status in Activity.Status}
