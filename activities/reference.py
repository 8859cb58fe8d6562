"""Reference data as pages use it: read once a process, kept under the change stamp."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils import timezone

from activities.models import Level, Method, MethodStep
from goals.models import EffectGoal, FocusArea
from network.change import Stamped, kept
from network.models import ContactPerson, Initiative, Organisation
from network.services.typed import TypedName
from network.text import by_name, spoken


class OrganisationRow(NamedTuple):
    """An organisation as lists and selects need it. `label` is short; a name that ended tells its successor, except
    in `spelled`, which is the name as a text writes it. `said` is what one that is chosen is called
    (Organisation.is_called).
    """

    pk: int
    key: str
    name: str
    label: str
    kind: str
    in_group: bool
    parent: int | None
    confirmed: bool
    current: bool
    spelled: str = ""
    successor: int | None = None
    said: frozenset[str] = frozenset()
    ended: bool = False

    @property
    def merged(self) -> bool:
        """A typed name that was found to be another one's."""
        return bool(self.successor) and not self.confirmed

    def is_called(self, name: str) -> bool:
        """As Organisation.is_called."""
        return spoken(name) in self.said


class Reference(NamedTuple):
    """What the office edits and every page of activities reads. Dicts are in the order they are shown."""

    levels: dict[int, Level]
    areas: dict[int, FocusArea]
    goals: dict[int, EffectGoal]
    methods: dict[int, Method]
    steps: dict[int, MethodStep]
    organisations: dict[int, OrganisationRow]
    own_names: frozenset[str]  # Initiative.own_names
    held: frozenset[int]  # organisations with somebody to answer for them, deputies too

    def active_levels(self) -> list[Level]:
        """The rows of the matrix."""
        return [row for row in self.levels.values() if row.active]

    def active_areas(self) -> list[FocusArea]:
        """The columns of the matrix."""
        return [row for row in self.areas.values() if row.active]

    def active_goals(self) -> list[EffectGoal]:
        """The goals one can choose."""
        return [row for row in self.goals.values() if row.active]

    def of_group(self) -> list[OrganisationRow]:
        """Departments, companies and other bodies of the group that can lead or take part, by name."""
        return [
            row
            for row in self.organisations.values()
            if row.in_group and row.current and row.confirmed and row.kind != Organisation.Kind.UNIT
        ]

    def that_can_take_part(self) -> list[OrganisationRow]:
        """As OrganisationQuerySet.that_can_take_part: the group, and municipal associations beside it."""
        rows = self.organisations.values()
        beside = [row for row in rows if row.kind == Organisation.Kind.ASSOCIATION and row.current and row.confirmed]
        return [*self.of_group(), *(row for row in beside if not row.in_group)]

    def inside_called(self, name: str, *, units: bool) -> OrganisationRow | None:
        """As OrganisationQuerySet.inside_called, its units too: that is no external party."""
        said, inside = spoken(name), self.that_can_take_part()
        if units:
            rows = self.organisations.values()
            inside += [row for row in rows if row.in_group and row.confirmed and row.current]
        return min((row for row in inside if said in row.said), key=lambda row: row.pk, default=None)

    def is_ourselves(self, name: str) -> bool:
        """Whether `name` is one of Initiative.own_names."""
        return spoken(name) in self.own_names

    def is_inside(self, name: str, lead: int | None) -> bool:
        """Whether it is we ourselves, who leads, or somebody who is chosen and not typed."""
        leads = self.organisations.get(lead or 0)
        if self.is_ourselves(name) or (leads and leads.is_called(name)):
            return True
        return self.inside_called(name, units=True) is not None

    def spellings(self, pk: int) -> list[str]:
        """The names under which it stands in texts: its own, and those it has taken over."""
        names = (row.spelled for row in self.organisations.values() if pk in (row.pk, row.successor))
        return list(dict.fromkeys(names))  # two people may have typed it alike

    def units_of(self, lead: int | None) -> list[OrganisationRow]:
        """Confirmed units under `lead`."""
        return [
            row
            for row in self.organisations.values()
            if row.kind == Organisation.Kind.UNIT and row.parent == lead and row.confirmed and row.current
        ]

    def with_typed(self, names: Mapping[int, TypedName]) -> Reference:
        """With names that somebody typed and no service has stored."""
        rows = {
            pk: OrganisationRow(pk, "", row.name, row.name, row.kind, False, None, False, True)
            for pk, row in names.items()
        }
        return self._replace(organisations=self.organisations | rows)


def reference(stamp: Stamped) -> Reference:
    """The reference data under `stamp`, which was read before anything else of the page."""
    return kept(("reference",), stamp.reference, _read)


def _read() -> Reference:
    initiative, organisations = Initiative.objects.first(), {row.pk: row for row in _organisations()}
    return Reference(
        levels={row.pk: row for row in Level.objects.all()},
        areas={row.pk: row for row in FocusArea.objects.all()},
        goals={row.pk: row for row in EffectGoal.objects.all()},
        methods={row.pk: row for row in Method.objects.all()},
        steps={row.pk: row for row in MethodStep.objects.all()},
        own_names=initiative.own_names if initiative else frozenset(),
        organisations=organisations,
        held=_held(organisations),
    )


def _held(rows: Mapping[int, OrganisationRow]) -> frozenset[int]:
    """Those with somebody to answer: in a seat of their own, or of what succeeds them, to any depth."""
    held = set(ContactPerson.objects.active().values_list("organisation", flat=True))
    while before := {pk for pk, row in rows.items() if row.successor in held} - held:
        held |= before
    return frozenset(held)


def _organisations() -> list[OrganisationRow]:
    current = set(Organisation.objects.current().values_list("pk", flat=True))
    rows = Organisation.objects.order_by("pk").values_list(
        "pk", "key", "name", "short_name", "kind", "in_group", "parent", "confirmed",
        "successor__short_name", "successor__name", "successor",
        "valid_to",
    )  # fmt: skip
    found, today = [], timezone.localdate()
    for pk, key, name, short_name, kind, in_group, parent, confirmed, later_short, later, successor, last in rows:
        ended = f" (numera {later_short or later})" if later else ""
        full, label = f"{name}{ended}", f"{short_name or name}{ended}"
        chosen = confirmed and kind != Organisation.Kind.EXTERNAL  # whose name is asked for
        said = frozenset({spoken(name), spoken(short_name)} - {""}) if chosen else frozenset()
        over = bool(last and last < today)
        found.append(
            OrganisationRow(
                pk, key, full, label, kind, in_group, parent, confirmed, pk in current,
                spelled=name, successor=successor, said=said, ended=over,
            )
        )  # fmt: skip
    return by_name(found)
