"""From the demo's keys to the ids that services want."""

from __future__ import annotations

import datetime

from django.db import models

from activities.content import Cell, Content
from activities.facts import Facts
from activities.models import Level, Method, MethodStep
from goals.models import EffectGoal, FocusArea
from needs.models import Need
from network.models import Organisation
from skolaforst.services.demo.cast import Cast
from skolaforst.services.demo.files import Row, by_key, day, workday

EVENT = datetime.timedelta(days=4)  # what takes no longer happens on schooldays


class Reader:
    """From keys in the file to the ids that services want."""

    def __init__(self, data: Row, needs: dict[str, Need], cast: Cast) -> None:
        rows: list[Row] = [version for row in data["activity"] for version in (row, *row.get("earlier", ()))]
        self._needs = {key: need.pk for key, need in needs.items()}
        self._levels = _ids(Level, {cell[0] for row in rows for cell in row.get("cells", ())})
        self._areas = _ids(FocusArea, {cell[1] for row in rows for cell in row.get("cells", ())})
        self._methods = _ids(Method, {row["method"] for row in rows if "method" in row})
        self._steps = _ids(MethodStep, {row["step"] for row in rows if "step" in row})
        self._goals = {goal.number: goal.pk for goal in EffectGoal.objects.all()}
        typed = {row["key"] for row in data["typed"]}
        self.organisations = _ids(Organisation, {key for row in rows for key in _named(row)} - typed)
        self.organisations |= self._type(data, cast)

    def content(self, row: Row) -> Content:
        """What the row says."""
        organisations = self.organisations
        return Content(
            title=row["title"],
            summary=row.get("summary", ""),
            description=row.get("description", "").strip(),
            lead=organisations[row["lead"]],
            co_owners=frozenset(organisations[key] for key in row.get("co_owners", ())),
            participants=frozenset(organisations[key] for key in row.get("participants", ())),
            externals=frozenset(organisations[key] for key in row.get("externals", ())),
            cells=frozenset(self._cell(*cell) for cell in row.get("cells", ())),
            goals=frozenset(self._goals[number] for number in row.get("goals", ())),
            needs=frozenset(self._needs[key] for key in row.get("needs", ())),
            method=self._methods[row["method"]] if "method" in row else None,
            target_group=row.get("target_group", ""),
            expected_reach=row.get("expected_reach", ""),
        )

    def facts(self, row: Row) -> Facts:
        """How far it has come."""
        start, end = dates(row)
        return Facts(
            status=row["status"],
            start_date=start,
            end_date=end,
            step=self._steps[row["step"]] if "step" in row else None,
            reached=row.get("reached"),
        )

    def consents(self, row: Row) -> dict[int, bool]:
        """Which external parties agreed to be named."""
        return {self.organisations[key]: agreed for key, agreed in row.get("externals", {}).items()}

    def _cell(self, level: str, area: str, unit: str | None = None) -> Cell:
        return Cell(self._levels[level], self._areas[area], self.organisations[unit] if unit else None)

    def _type(self, data: Row, cast: Cast) -> dict[str, int]:
        """Units and external parties, made by whoever first wrote their name."""
        parents = by_key(Organisation, {row["parent"] for row in data["typed"] if "parent" in row})
        made = {}
        for row in data["typed"]:
            parent = parents.get(row.get("parent"))
            first = next(story for story in data["activity"] if row["key"] in _named(story))
            made[row["key"]] = Organisation.objects.create(
                key=row["key"],
                name=row["name"],
                kind=row["kind"],
                parent=parent,
                in_group=bool(parent and parent.in_group),
                confirmed=row.get("confirmed", False),
                created_by=cast.of(first["lead"], first["at"], first["key"]).user,
            ).pk
        return made


def dates(row: Row) -> tuple[datetime.date | None, datetime.date | None]:
    """When it starts and ends; a short event does neither at a weekend."""
    start, end = (day(row[name]) if name in row else None for name in ("start", "end"))
    if not start or not end or end - start > EVENT:
        return start, end
    return workday(start), workday(workday(start) + (end - start))


def _named(row: Row) -> set[str]:
    units = {cell[2] for cell in row.get("cells", ()) if len(cell) > 2}
    lead = {row["lead"]} if "lead" in row else set()
    answers = {answer["organisation"] for answer in row.get("answer", ())}
    return units | lead | answers | {*row.get("co_owners", ()), *row.get("participants", ()), *row.get("externals", ())}


def _ids(model: type[models.Model], keys: set[str]) -> dict[str, int]:
    return {key: row.pk for key, row in by_key(model, keys).items()}
