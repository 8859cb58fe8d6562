"""Why an empty cell of the matrix is worth filling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from activities.models import Activity, Level
from activities.querysets import Placed
from activities.reference import Reference
from goals.models import FocusArea
from network.dates import figure

_SINGLE = (Level.Demand.NONE, Level.Demand.UNIT)


class Reasons:
    """The level's own words, and a number from its column where there is one."""

    def __init__(self, placed: Iterable[Placed], ref: Reference, waiting: Mapping[int, int]) -> None:
        self.waiting = waiting
        # A level no longer used too: what stands on it goes on, and is shown.
        single = {level.pk for level in ref.levels.values() if level.demand in _SINGLE}
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
