"""Filters as they stand in an address: read, checked, shown as chips and as selects. What all lists share.

What the address holds is never trusted: a value that means nothing is left out, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from network.dates import figure
from network.models import ReferenceRow
from network.text import listed, one_line

LONGEST = 100  # letters of a search


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


@dataclass(frozen=True)
class Chosen:
    """What an address asks for, filter by name: its meaning, its good value, its chip; the filters it got wrong, and
    those it gave several values of which the last one counts.

    `path` is the page, `anchor` where on it the list stands, "#lista".
    """

    path: str
    meanings: dict[str, Any]
    query: dict[str, str]
    labels: dict[str, str]
    ignored: list[str]
    repeated: list[str]
    anchor: str = ""

    def address(self, without: Iterable[str] = (), **more: str) -> str:
        """The page's address with these filters, less `without`, and more."""
        left_out = set(without)
        query = {name: value for name, value in self.query.items() if name not in left_out} | more
        return address(self.path, query) + self.anchor

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Each chosen filter with the address that takes it away."""
        return [(label, self.address(without=(name,))) for name, label in self.labels.items()]

    @property
    def clear(self) -> str:
        """The address without any filter; what else it says stays."""
        return self.address(without=self.labels)

    @property
    def any(self) -> bool:
        """Something is narrowed."""
        return bool(self.labels)

    @property
    def in_words(self) -> str:
        """The filters as one line, for paper and titles."""
        return ", ".join(self.labels.values())


class Given(NamedTuple):
    """What an address gives for each filter by name, as in Chosen."""

    meanings: dict[str, Any]
    query: dict[str, str]
    labels: dict[str, str]
    ignored: list[str]
    repeated: list[str]


def in_use(label: str, every: str, rows: Iterable[tuple[ReferenceRow, Option]]) -> Select:
    """Offered are those in use; good in an address are the others too, for what stands on them is still shown."""
    found = list(rows)
    options = {option.value: option for row, option in found if row.active}
    return Select(label, every, options, {option.value: option for _row, option in found})


def address(path: str, query: Mapping[str, str]) -> str:
    """`path` with a query, or alone."""
    return f"{path}?{urlencode(query)}" if query else path


def read_given(params: QueryDict, names: Iterable[str], selects: dict[str, Select]) -> Given:
    """What the address holds for `names`: "q" is words, the others are among the known values of their selects."""
    meanings, query, labels, ignored, repeated = {}, {}, {}, [], []
    for name in names:
        *before, given = [one_line(value) for value in params.getlist(name)] or [""]
        label = _("Sök") if name == "q" else selects[name].label
        if not {*before, ""} <= {given, ""}:
            repeated.append(label)
        if not given:
            continue
        option = _words(given) if name == "q" else selects[name].known.get(given)
        if option is None:
            ignored.append(label)
            continue
        meanings[name], query[name], labels[name] = option.meaning, option.value, option.chip
    return Given(meanings, query, labels, ignored, repeated)


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


def bar(fields: list[dict[str, Any]], first: int = 4) -> dict[str, Any]:
    """The `first` fields of components/_filters.html in one row, the others folded, unless one of them is in use."""
    more = fields[first:]
    used = any(value and chosen for field in more for value, _label, chosen in field["options"])
    return {"fields": fields[:first], "more_fields": more, "more_open": used}


def notice(chosen: Chosen) -> str:
    """What the page says of values that do not count; empty when there are none."""
    wrong, several, told = chosen.ignored, chosen.repeated, []
    if wrong:
        told.append(
            _("Filtret {name} hade ett värde som inte finns. Det räknas inte med.").format(name=wrong[0])
            if len(wrong) == 1
            else _("Filtren {names} hade värden som inte finns. De räknas inte med.").format(names=listed(wrong))
        )
    if several:
        told.append(_("Bara ett värde i taget räknas för {names}: det sista.").format(names=listed(several)))
    return " ".join(told)


def hits(count: int) -> str:
    """«36 träffar»."""
    if not count:
        return _("Inga träffar")
    return _("1 träff") if count == 1 else _("{n} träffar").format(n=figure(count))


def which(chosen: Chosen, page: int) -> str:
    """What tells a list from others of its kind, after its title: «: ”prao”, Pågående, sida 2»."""
    told = ", ".join(filter(None, [chosen.in_words, _("sida {n}").format(n=page) if page > 1 else ""]))
    return f": {told}" if told else ""


def _words(given: str) -> Option:
    words = given[:LONGEST].strip()
    return Option(words, words, f"”{words}”", words)
