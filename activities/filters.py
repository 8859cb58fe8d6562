"""Filters as they stand in an address: read, checked, shown as chips and as selects. One reader for matrix and list.

What the address holds is never trusted: a value that means nothing is left out, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Activity
from activities.querysets import Filters, roles_in
from activities.reference import Reference, reference
from goals.models import EffectGoal
from network.change import Stamped, kept
from network.dates import figure
from network.person import Person
from network.roles import READER
from network.text import listed, shorten

OF_MATRIX = ("organisation", "mal", "status", "ar")
OF_LIST = ("q", *OF_MATRIX, "fokusomrade", "niva")
FIELDS = {  # name in the address → field of Filters
    "q": "words",
    "organisation": "organisation",
    "mal": "goal",
    "status": "status",
    "ar": "year",
    "fokusomrade": "area",
    "niva": "level",
}
LONGEST = 100  # letters of a search
YEARS_SHOWN = 12


class Option(NamedTuple):
    """A value of a select: as in the address, as read, as a chip says it, and what `Filters` holds."""

    value: str
    label: str
    chip: str
    meaning: Any


class Select(NamedTuple):
    """A filter one chooses from a list. `known` holds values that are good in an address without being offered."""

    label: str
    every: str
    options: dict[str, Option]
    known: dict[str, Option]


class Chosen(NamedTuple):
    """What an address asks for: the filters, the good parts of the address, and the filters it got wrong."""

    path: str
    filters: Filters
    query: dict[str, str]
    labels: dict[str, str]
    ignored: list[str]

    def address(self, without: Iterable[str] = (), **more: str) -> str:
        """The page's address with these filters, less `without`, and more."""
        return address(self.path, {k: v for k, v in self.query.items() if k not in set(without)} | more)

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Each chosen filter with the address that takes it away."""
        return [(self.labels[name], self.address(without=(name,))) for name in FIELDS if name in self.labels]

    @property
    def any(self) -> bool:
        """Something is narrowed."""
        return bool(self.labels)

    @property
    def in_words(self) -> str:
        """The filters as one line, for paper."""
        return ", ".join(self.labels[name] for name in FIELDS if name in self.labels)


def address(path: str, query: Mapping[str, str]) -> str:
    """`path` with a query, or alone."""
    return f"{path}?{urlencode(query)}" if query else path


def selects(stamp: Stamped, person: Person) -> dict[str, Select]:
    """The lists one can filter by, kept under the stamp for each audience; the office may name any organisation."""
    ref = reference(stamp)
    audience = (person.may_read_internal, person.is_office)
    found = kept(("filters", *audience), stamp, lambda: _selects(ref, person))
    own = {row.key: _organisation(row) for row in ref.organisations.values() if row.pk in person.organisations}
    known = found["organisation"].known | own
    return found | {"organisation": found["organisation"]._replace(known=known)}


class Given(NamedTuple):
    """What an address gives for each filter by name: its meaning, its good value, its chip; and what it got wrong."""

    meanings: dict[str, Any]
    query: dict[str, str]
    labels: dict[str, str]
    ignored: list[str]


def read(params: Mapping[str, str], path: str, names: Iterable[str], selects: dict[str, Select]) -> Chosen:
    """The filters of an address; `names` are those the page has."""
    given = read_given(params, names, selects)
    values = {FIELDS[name]: meaning for name, meaning in given.meanings.items()}
    return Chosen(path, Filters(**values), given.query, given.labels, given.ignored)


def read_given(params: Mapping[str, str], names: Iterable[str], selects: dict[str, Select]) -> Given:
    """What the address holds for `names`: "q" is words, the others are among the known values of their selects."""
    meanings, query, labels, ignored = {}, {}, {}, []
    for name in names:
        given = params.get(name, "").strip()
        if not given:
            continue
        option = _words(given) if name == "q" else selects[name].known.get(given)
        if option is None:
            ignored.append(selects[name].label)
            continue
        meanings[name], query[name], labels[name] = option.meaning, option.value, option.chip
    return Given(meanings, query, labels, ignored)


def fields(chosen: Chosen, names: Iterable[str], selects: dict[str, Select]) -> list[dict[str, Any]]:
    """The fields of components/_filters.html, with what is chosen."""
    return [
        words_field(_("Sök"), chosen.query) if name == "q" else select_field(name, selects[name], chosen.query)
        for name in names
    ]


def words_field(label: str, query: Mapping[str, str]) -> dict[str, Any]:
    """The field of words to search for."""
    return {"name": "q", "label": label, "kind": "search", "value": query.get("q", ""), "options": ()}


def select_field(name: str, select: Select, query: Mapping[str, str]) -> dict[str, Any]:
    """A select with what is chosen, also where it is good in an address without being offered."""
    value = query.get(name, "")
    options = dict(select.options)
    if value and value not in options:
        options[value] = select.known[value]
    rows = [("", select.every, not value)]
    rows += [(option.value, option.label, option.value == value) for option in options.values()]
    return {"name": name, "label": select.label, "kind": "select", "value": value, "options": rows}


def notice(ignored: list[str]) -> str:
    """What the page says of values it did not understand; empty when there are none."""
    if not ignored:
        return ""
    if len(ignored) == 1:
        return _("Filtret {name} hade ett värde som inte finns. Det räknas inte med.").format(name=ignored[0])
    return _("Filtren {names} hade värden som inte finns. De räknas inte med.").format(names=listed(ignored))


def hits(count: int) -> str:
    """«36 träffar»."""
    if not count:
        return _("Inga träffar")
    return _("1 träff") if count == 1 else _("{n} träffar").format(n=figure(count))


def _words(given: str) -> Option:
    words = " ".join(given.split())[:LONGEST]
    return Option(words, words, f"”{words}”", words)


def _selects(ref: Reference, person: Person) -> dict[str, Select]:
    # Made for the whole audience: without the seats of the one who happened to ask first.
    audience = person if person.is_office else Person(roles=frozenset({READER.key} if person.may_read_internal else ()))
    activities = Activity.objects.visible_to(audience).listed()
    goals = {str(goal.number): _goal(goal) for goal in ref.active_goals()}
    statuses = {s.value: Option(s.value, str(s.label), str(s.label), s.value) for s in Activity.Status}
    areas = {a.key: Option(a.key, a.short_name, a.short_name, a.pk) for a in ref.active_areas()}
    levels = {row.key: Option(row.key, row.label, row.label, row.pk) for row in ref.active_levels()}
    return {
        "organisation": _organisations(ref, roles_in(activities, audience).organisations(), person),
        "mal": Select(_("Effektmål"), _("Alla mål"), goals, goals),
        "status": Select(_("Status"), _("Alla statusar"), statuses, statuses),
        "ar": _years(activities.years()),
        "fokusomrade": Select(_("Fokusområde"), _("Alla fokusområden"), areas, areas),
        "niva": Select(_("Nivå"), _("Alla nivåer"), levels, levels),
    }


def _organisations(ref: Reference, shown: set[int], person: Person) -> Select:
    """Those that take part in something one sees; good in an address are also all others of the group."""
    confirmed = [row for row in ref.organisations.values() if row.confirmed and row.kind != "enhet"]
    options = {row.key: _organisation(row) for row in confirmed if row.pk in shown}
    known = {row.key: _organisation(row) for row in confirmed if row.in_group or person.is_office or row.pk in shown}
    return Select(_("Verksamhet"), _("Alla verksamheter"), options, known)


def _organisation(row: Any) -> Option:
    return Option(row.key, row.name, row.label, row.pk)


def _goal(goal: EffectGoal) -> Option:
    chip = _("Mål {n}").format(n=goal.number)
    return Option(str(goal.number), f"{goal.number}. {shorten(goal.text, 60)}", chip, goal.pk)


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
