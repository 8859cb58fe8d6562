"""Content: the shape of what is reviewed in an activity, and the only code that reads and writes it.

Form, version, conflict page, history, restore and export all speak it. People and organisations are ids, which
stay when names change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from activities.models import Activity, ActivityOrganisation, Placement
from network.models import Organisation
from network.services.locking import hold_typed
from network.text import normalise, one_line, paragraphs, without_hidden

Role = ActivityOrganisation.Role


class Cell(NamedTuple):
    """A cell of the matrix: ids of level and focus area, and of the unit where the level demands one."""

    level: int
    area: int
    unit: int | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands, whichever unit."""
        return self.level, self.area


@dataclass(frozen=True)
class Content:
    """What an activity says. An organisation has one role: the strongest it is given; a place holds one cell."""

    title: str = ""
    summary: str = ""
    description: str = ""
    lead: int | None = None
    co_owners: frozenset[int] = frozenset()
    participants: frozenset[int] = frozenset()
    externals: frozenset[int] = frozenset()
    cells: frozenset[Cell] = frozenset()
    goals: frozenset[int] = frozenset()
    needs: frozenset[int] = frozenset()
    method: int | None = None
    target_group: str = ""
    expected_reach: str = ""

    def __post_init__(self) -> None:
        """Give each organisation its strongest role only, and each place one cell."""
        taken = {self.lead}
        for role in PARTIES:
            object.__setattr__(self, role, getattr(self, role) - taken)
            taken |= getattr(self, role)
        places = {cell.place: cell for cell in sorted(self.cells, key=lambda c: (c.level, c.area, c.unit or 0))}
        object.__setattr__(self, "cells", frozenset(places.values()))

    @property
    def of_group(self) -> frozenset[int]:
        """Lead, co-owners and participants."""
        return self.co_owners | self.participants | ({self.lead} if self.lead else frozenset())

    @property
    def places(self) -> frozenset[tuple[int, int]]:
        """Where its cells stand in the matrix."""
        return frozenset(cell.place for cell in self.cells)

    @property
    def units(self) -> frozenset[int]:
        """The units of its cells."""
        return frozenset(cell.unit for cell in self.cells if cell.unit)

    @property
    def typed(self) -> frozenset[int]:
        """External parties and units, which are made by typing their name."""
        return self.externals | self.units

    @property
    def text(self) -> str:
        """All its texts."""
        return text_of(self)

    def to_json(self) -> dict[str, Any]:
        """As stored in a version: lists are sorted, so that equal contents are stored alike."""
        stored = {name: _plain(getattr(self, name)) for name in FIELDS}
        stored["cells"] = [list(cell) for cell in sorted(self.cells, key=lambda cell: cell.place)]
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Content:
        """From a version. A field that did not exist when it was written is empty."""
        values = {name: stored[name] for name in FIELDS if name in stored}
        for name in SETS & values.keys():
            values[name] = frozenset(values[name])
        values["cells"] = frozenset(Cell(*cell) for cell in stored.get("cells", ()))
        return cls(**values)

    @classmethod
    def of(cls, activity: Activity) -> Content:
        """What the tables hold for `activity`."""
        roles: dict[str, set[int]] = {role: set() for role in Role.values}
        for organisation, role in activity.roles.values_list("organisation_id", "role"):
            roles[role].add(organisation)
        cells = activity.placements.values_list("level_id", "focus_area_id", "unit_id")
        return cls(
            title=activity.title,
            summary=activity.summary,
            description=activity.description,
            lead=next(iter(roles[Role.LEAD]), None),
            co_owners=frozenset(roles[Role.CO_OWNER]),
            participants=frozenset(roles[Role.PARTICIPANT]),
            externals=frozenset(roles[Role.EXTERNAL]),
            cells=frozenset(Cell(*cell) for cell in cells),
            goals=frozenset(activity.goals.values_list("pk", flat=True)),
            needs=frozenset(activity.needs.values_list("pk", flat=True)),
            method=activity.method_id,
            target_group=activity.target_group,
            expected_reach=activity.expected_reach,
        )

    def with_clean_texts(self) -> Content:
        """With no hidden signs in its texts, and the title on one line."""
        clean: dict[str, Any] = {name: without_hidden(getattr(self, name)) for name in TEXTS}
        return replace(self, **clean | {"title": one_line(self.title)})

    def with_kept(self) -> Content:
        """With what was kept in place of the typed names that were merged; versions go on holding the old ids."""
        return self.with_ids(merged_among(self.typed))

    def with_ids(self, ids: Mapping[int, int]) -> Content:
        """With other ids for typed names: units and external parties."""
        if not ids:
            return self
        return replace(
            self,
            externals=frozenset(ids.get(pk, pk) for pk in self.externals),
            cells=frozenset(cell._replace(unit=ids.get(cell.unit or 0, cell.unit)) for cell in self.cells),
        )

    def apply_to(self, activity: Activity) -> None:
        """Make the tables hold this content, changing only what differs: delete-and-insert loses answers.

        Runs in create, save (nothing live yet), publish, bring back, undo and withdraw only, with `activity` locked.
        """
        for name in TEXTS:
            setattr(activity, name, getattr(self, name))
        activity.method_id = self.method
        if activity.step_id and activity.step and activity.step.method_id != self.method:
            activity.step = None
        hold_typed(self.typed)
        kept = self.with_kept()
        kept._apply_roles(activity)
        kept._apply_cells(activity)
        # No names: those one may see are searched where they stand (ActivityQuerySet.matching).
        activity.search = normalise(self.text)
        activity.save(update_fields=[*TEXTS, "method", "step", "search"])
        _set_ids(activity.goals, self.goals)
        _set_ids(activity.needs, self.needs)

    def roles(self) -> dict[int, str]:
        """Organisation id → role."""
        roles: dict[int, str] = dict.fromkeys(self.externals, Role.EXTERNAL)
        roles |= dict.fromkeys(self.participants, Role.PARTICIPANT)
        roles |= dict.fromkeys(self.co_owners, Role.CO_OWNER)
        return roles | ({self.lead: Role.LEAD} if self.lead else {})

    def _apply_roles(self, activity: Activity) -> None:
        wanted = self.roles()
        held = {row.organisation_id: row for row in activity.roles.all()}
        activity.roles.filter(organisation_id__in=held.keys() - wanted.keys()).delete()
        # The old lead is demoted before the new one is promoted: the constraint allows one lead at a time.
        for pk, role in sorted(wanted.items(), key=lambda item: item[1] == Role.LEAD):
            if pk not in held:
                activity.roles.create(organisation_id=pk, role=role)
            elif held[pk].role != role:
                activity.roles.filter(pk=held[pk].pk).update(role=role)

    def _apply_cells(self, activity: Activity) -> None:
        wanted = {cell.place: cell.unit for cell in self.cells}
        held = {(row.level_id, row.focus_area_id): row for row in activity.placements.all()}
        activity.placements.filter(pk__in=[held[place].pk for place in held.keys() - wanted.keys()]).delete()
        Placement.objects.bulk_create(
            Placement(activity=activity, level_id=place[0], focus_area_id=place[1], unit_id=wanted[place])
            for place in wanted.keys() - held.keys()
        )
        for place in wanted.keys() & held.keys():
            if held[place].unit_id != wanted[place]:
                activity.placements.filter(pk=held[place].pk).update(unit=wanted[place])


FIELDS = tuple(field.name for field in fields(Content))
TEXTS = ("title", "summary", "description", "target_group", "expected_reach")
PARTIES = ("co_owners", "participants", "externals")
SETS = frozenset({*PARTIES, "goals", "needs"})


def text_of(row: Activity | Content) -> str:
    """All the texts of an activity, as its tables hold them, or of a content."""
    return paragraphs(getattr(row, name) for name in TEXTS)


class FieldChange(NamedTuple):
    """A field that differs between two contents."""

    field: str
    before: Any
    after: Any


def difference(before: Content, after: Content) -> list[FieldChange]:
    """The fields that differ, in the form's order; empty for equal contents."""
    return [
        FieldChange(name, getattr(before, name), getattr(after, name))
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    ]


def merged_among(typed: frozenset[int]) -> dict[int, int]:
    """Those of the typed names that were merged, each with the one that was kept."""
    rows = Organisation.objects.merged().filter(pk__in=typed)
    return dict(rows.values_list("pk", "successor_id")) if typed else {}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def _set_ids(manager: Any, wanted: frozenset[int]) -> None:
    held = set(manager.values_list("pk", flat=True))
    if held - wanted:
        manager.remove(*(held - wanted))
    if wanted - held:
        # What an old version names may be deleted since: it is left out.
        manager.add(*manager.model.objects.filter(pk__in=wanted - held).values_list("pk", flat=True))
