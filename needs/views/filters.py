"""The filters of the list of needs as they stand in an address; a value that means nothing is left out, and told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.filters import goal_option
from goals.models import EffectGoal
from needs.querysets import NeedFilters
from needs.reference import NeedReference
from needs.rows import KINDS
from needs.rules import may_read_words
from network import filters
from network.filters import Option, Select, in_use, read_given, select_field, words_field
from network.person import Person

LIST = "#lista"  # the list stands far down the page: every filter and page leads there
PATH = "/behov/"
FIELDS = {  # name in the address → field of NeedFilters
    "q": "words",
    "behovsomrade": "category",
    "fokusomrade": "area",
    "mal": "goal",
    "vem": "group",
    "typ": "kind",
    "lage": "answered",
    "lydelse": "wording",
}
# What bars, and the page of a goal, tell the number of to everybody. A finer number would tell of single needs whose
# words are hidden.
COUNTED_IN_PUBLIC = ({"behovsomrade", "fokusomrade"}, {"behovsomrade", "typ"}, {"mal"})
SORTS = {
    "": gettext_lazy("Senast berättade först"),
    "obesvarade": gettext_lazy("Obesvarade först"),
    "behovsomrade": gettext_lazy("Behovsområde"),
}


class Chosen(filters.Chosen):
    """What an address asks for in the list of needs."""

    @property
    def filters(self) -> NeedFilters:
        """As the query is narrowed."""
        return NeedFilters(**{FIELDS[name]: meaning for name, meaning in self.meanings.items()})

    @property
    def sort(self) -> str:
        """One of SORTS."""
        return self.query.get("sortera", "")


def selects(ref: NeedReference, goals: Iterable[EffectGoal], person: Person) -> dict[str, Select]:
    """The lists one can filter by. Wordings that are not approved are no business of those outside."""
    found = {
        "behovsomrade": in_use(_("Behovsområde"), _("Alla"), _named(ref.categories.values())),
        "fokusomrade": in_use(_("Fokusområde"), _("Alla"), [
            (row, Option(row.key, row.name, row.short_name, row.pk)) for row in ref.areas.values()
        ]),
        "vem": in_use(_("Vem sa det"), _("Alla"), _named(ref.groups.values())),
        "mal": in_use(_("Effektmål"), _("Alla"), [(goal, goal_option(goal)) for goal in goals]),
        "typ": _select(_("Behov eller hinder"), _("Båda"), [(key, name, name, key) for key, name in KINDS.items()]),
        "lage": _select(_("Aktiviteter"), _("Alla"), [
            ("obesvarade", _("Ingen aktivitet ännu"), _("Ingen aktivitet ännu"), False),
            ("besvarade", _("Möts av en aktivitet"), _("Möts av en aktivitet"), True),
        ]),
    }  # fmt: skip
    if may_read_words(person):
        found["lydelse"] = _select(_("Publik lydelse"), _("Alla"), [
            ("godkand", _("Godkänd"), _("Får visas för alla"), "godkand"),
            ("vantar", _("Väntar på godkännande"), _("Lydelsen väntar på godkännande"), "vantar"),
            ("saknas", _("Saknas"), _("Ingen publik lydelse"), "saknas"),
        ])  # fmt: skip
    return found


def read(params: QueryDict, selects: dict[str, Select]) -> Chosen:
    """The filters and the sort of an address."""
    given = read_given(params, ("q", *selects), selects)
    sort = params.get("sortera", "")
    if sort in SORTS and sort:
        given.query["sortera"] = sort
    return Chosen(PATH, **given._asdict(), anchor=LIST)


def fields(chosen: Chosen, selects: dict[str, Select]) -> list[dict[str, Any]]:
    """The fields of components/_filters.html, with what is chosen; the order of the list is the last."""
    sorts = [(value, str(label), value == chosen.sort) for value, label in SORTS.items()]
    order = {"name": "sortera", "label": _("Ordning"), "kind": "select", "options": sorts}
    found = [select_field(name, select, chosen.query) for name, select in selects.items()]
    return [words_field(_("Sök i texten"), chosen.query), *found, order]


def _named(rows: Iterable[Any]) -> list[tuple[Any, Option]]:
    return [(row, Option(row.key, row.name, row.name, row.pk)) for row in rows]


def _select(label: str, every: str, rows: list[tuple[str, str, str, Any]]) -> Select:
    options = {row[0]: Option(*row) for row in rows}
    return Select(label, every, options, options)
