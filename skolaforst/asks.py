"""What is asked of those outside the group right now, focus area by focus area. Public, the same for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from activities.matrix import Cell, Matrix
from activities.models import Activity, Level
from activities.reference import Reference
from activities.wording import activities_in_words
from goals.models import FocusArea
from needs.models import Need
from network.dates import figure
from network.filters import address
from network.person import ANYONE

FEW = 3  # fewer than so many activities are a thin cell


class Ask(NamedTuple):
    """What is asked for in a focus area: how much is done with others, and how many needs wait there."""

    slot: str
    heading: str
    done: int
    waiting: int
    told: str
    links: list[tuple[str, str]]


def asks(matrix: Matrix, ref: Reference) -> list[Ask]:
    """The cells that ask for somebody outside the group, the emptiest first."""
    public = Activity.objects.public()
    waiting = Need.objects.waiting(public).by_area()
    readable = Need.objects.visible_to(ANYONE).waiting(public).by_area()
    found = [
        Ask(
            slot=area.slot,
            heading=area.name,
            done=cell.count,
            waiting=waiting.get(area.pk, 0),
            told=f"{_told(cell.count)} {_waiting(waiting.get(area.pk, 0))}".strip(),
            links=list(_ways_on(area, level, cell.count, waiting.get(area.pk, 0), readable.get(area.pk, 0))),
        )
        for area, level, cell in _outward(matrix, ref)
    ]
    return sorted(found, key=lambda ask: (ask.done, -ask.waiting))


def wanted_most(found: list[Ask]) -> str:
    """The emptiest of the asks in a sentence or two; nothing where no cell is thin."""
    if not found or found[0].done >= FEW:
        return ""
    told = _("Just nu behövs ni mest här: {area}.").format(area=found[0].heading)
    return f"{told} {_waiting(found[0].waiting)}".strip()


def _outward(matrix: Matrix, ref: Reference) -> Iterator[tuple[FocusArea, Level, Cell]]:
    """The cells whose level demands somebody outside the group."""
    for area in ref.active_areas():
        for level in ref.active_levels():
            if level.demand == Level.Demand.EXTERNAL:
                yield area, level, matrix.at[level.pk, area.pk]


def _told(count: int) -> str:
    if not count:
        return _("Här gör inget företag och ingen förening något ännu.")
    told = (
        _("Bara {activities} med företag eller föreningar.")
        if count < FEW
        else _("{activities} med företag eller föreningar.")
    )
    return told.format(activities=activities_in_words(count))


def _waiting(count: int) -> str:
    return _("{n}\u00a0behov väntar på en aktivitet.").format(n=figure(count)) if count else ""


def _ways_on(area: FocusArea, level: Level, count: int, waiting: int, readable: int) -> Iterator[tuple[str, str]]:
    if readable:
        query = {"fokusomrade": area.key, "lage": "obesvarade"}
        yield address("/behov/", query) + "#lista", _read(readable, waiting)
    if count:
        yield address("/aktiviteter/", {"fokusomrade": area.key, "niva": level.key}), _("Se vad som görs")


def _read(readable: int, waiting: int) -> str:
    """The link to those that have a public wording: not always all that wait."""
    if readable == waiting:
        return _("Läs behovet") if waiting == 1 else _("Läs behoven")
    return _("Läs ett av dem") if readable == 1 else _("Läs {n} av dem").format(n=figure(readable))
