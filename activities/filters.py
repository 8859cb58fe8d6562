"""The filters of the matrix and of the list of activities, as they stand in an address (network/filters.py)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Activity
from activities.querysets import Filters, roles_in
from activities.reference import Reference, reference
from goals.models import EffectGoal
from network import filters
from network.change import Stamped, kept
from network.filters import Option, Select, in_use, read_given, select_field, words_field
from network.models import Organisation
from network.person import Person
from network.roles import READER

LIVE = "visa"  # no field of its own: a link narrows to what is published, and a chip takes it away
OF_MATRIX = ("organisation", "mal", "status", "ar", LIVE)
OF_LIST = ("q", "organisation", "fokusomrade", "status", "mal", "ar", "niva", LIVE)
FIELDS = {  # name in the address → field of Filters
    "q": "words",
    "organisation": "organisation",
    "mal": "goal",
    "status": "status",
    "ar": "year",
    "fokusomrade": "area",
    "niva": "level",
    LIVE: "live_only",
}
YEARS_SHOWN = 12


class Chosen(filters.Chosen):
    """What an address asks for in the matrix or the list of activities."""

    @property
    def filters(self) -> Filters:
        """As the query is narrowed."""
        return Filters(**{FIELDS[name]: meaning for name, meaning in self.meanings.items()})


def selects(stamp: Stamped, person: Person) -> dict[str, Select]:
    """The lists one can filter by, kept under the stamp for each audience; the office may name any organisation."""
    ref = reference(stamp)
    audience = (person.may_read_internal, person.is_office)
    found = kept(("filters", *audience), stamp, lambda: _selects(ref, person))
    own = {row.key: _organisation(row) for row in ref.organisations.values() if row.pk in person.organisations}
    known = found["organisation"].known | own
    return found | {"organisation": found["organisation"]._replace(known=known)}


def read(params: QueryDict, path: str, names: Iterable[str], selects: dict[str, Select]) -> Chosen:
    """The filters of an address; `names` are those the page has."""
    return Chosen(path, **read_given(params, names, selects)._asdict())


def fields(chosen: Chosen, names: Iterable[str], selects: dict[str, Select]) -> list[dict[str, Any]]:
    """The fields of components/_filters.html, with what is chosen."""
    return [
        words_field(_("Sök"), chosen.query) if name == "q" else select_field(name, selects[name], chosen.query)
        for name in names
        if name != LIVE
    ]


def unseen(chosen: Chosen) -> list[tuple[str, str]]:
    """What the form sends on without a field."""
    return [(LIVE, value) for name, value in chosen.query.items() if name == LIVE]


def _selects(ref: Reference, person: Person) -> dict[str, Select]:
    # Made for the whole audience: without the seats of the one who happened to ask first.
    audience = person if person.is_office else Person(roles=frozenset({READER.key} if person.may_read_internal else ()))
    activities = Activity.objects.visible_to(audience).listed()
    goals = [(goal, goal_option(goal)) for goal in ref.goals.values()]
    statuses = {s.value: Option(s.value, str(s.label), str(s.label), s.value) for s in Activity.Status}
    areas = [(row, Option(row.key, row.short_name, row.short_name, row.pk)) for row in ref.areas.values()]
    levels = [(row, Option(row.key, row.label, row.label, row.pk)) for row in ref.levels.values()]
    return {
        "organisation": _organisations(ref, roles_in(activities, audience).organisations(), person),
        "mal": in_use(_("Effektmål"), _("Alla mål"), goals),
        "status": Select(_("Status"), _("Alla statusar"), statuses, statuses),
        "ar": _years(activities.years()),
        "fokusomrade": in_use(_("Fokusområde"), _("Alla fokusområden"), areas),
        "niva": in_use(_("Nivå"), _("Alla nivåer"), levels),
        LIVE: Select(_("Visa"), "", {}, {"publicerat": Option("publicerat", "", _("Bara publicerat"), True)}),
    }


def _organisations(ref: Reference, shown: set[int], person: Person) -> Select:
    """Those that take part in something one sees; good in an address are also all others of the group."""
    confirmed = [row for row in ref.organisations.values() if row.confirmed and row.kind != Organisation.Kind.UNIT]
    options = {row.key: _organisation(row) for row in confirmed if row.pk in shown}
    known = {row.key: _organisation(row) for row in confirmed if row.in_group or person.is_office or row.pk in shown}
    return Select(_("Verksamhet"), _("Alla verksamheter"), options, known)


def _organisation(row: Any) -> Option:
    return Option(row.key, row.name, row.label, row.pk)


def goal_option(goal: EffectGoal) -> Option:
    """A goal in the filters of activities and of needs."""
    chip = _("Mål {n}").format(n=goal.number)
    return Option(str(goal.number), f"{goal.number}. {goal.text}", chip, goal.pk)


def _years(found: tuple[int, int] | None) -> Select:
    """The years that dates name and this one, the newest first; any other reasonable year is good in an address."""
    this_year = timezone.localdate().year
    first, last = found or (this_year, this_year)
    last = max(last, this_year)
    known = {str(year): _year(year) for year in range(1990, 2101)}
    offered = [str(year) for year in range(last, max(first, last - YEARS_SHOWN) - 1, -1)]
    return Select(_("År"), _("Alla år"), {year: known[year] for year in offered if year in known}, known)


def _year(year: int) -> Option:
    return Option(str(year), str(year), _("År {year}").format(year=year), year)
