"""Needs as rows of a list, with every value ready to be written: three queries, however many rows."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from django.utils.translation import gettext as _

from needs.models import Need
from needs.querysets import Activities, NeedQuerySet
from needs.reference import NeedReference
from needs.rules import may_read_words
from network.dates import figure
from network.paging import cut
from network.person import Person

PER_PAGE = 15
KINDS = {kind.value: str(kind.label) for kind in Need.Kind}


class NeedRow(NamedTuple):
    """A row of needs/_need_row.html."""

    address: str
    words: str
    kind: str
    category: str
    by: str
    chips: list[tuple[str, str]]
    answers: int
    answered: str


class Page(NamedTuple):
    """A page of a list: its rows, how many fit in all, which page it is and of how many."""

    rows: list[NeedRow]
    hits: int
    number: int
    pages: int


def page_of(found: NeedQuerySet, person: Person, ref: NeedReference, activities: Activities, number: int = 1) -> Page:
    """Page `number` of what was found; a number past the last gives the last."""
    count = found.order_by().count()
    page = cut(count, number, PER_PAGE)
    return Page(rows_of(found[page.rows], person, ref, activities), count, page.number, page.pages)


def rows_of(found: NeedQuerySet, person: Person, ref: NeedReference, activities: Activities) -> list[NeedRow]:
    """Rows for `found`, in its order, in the words that `person` may read; `activities` are those they may see."""
    words = "text" if may_read_words(person) else "public_text"
    facts = list(found.values_list("pk", words, "kind", "category", "said_by", "respondent_group"))
    ids = [row[0] for row in facts]
    chips, answers = chips_of(ids, ref), Need.objects.count_answers(ids, activities)
    return [
        NeedRow(
            address=f"/behov/{pk}/",
            words=text,
            kind=KINDS[kind],
            category=ref.categories[category].name,
            by=said_by or ref.groups[group].name,
            chips=chips[pk],
            answers=answers.get(pk, 0),
            answered=answered(answers.get(pk, 0)),
        )
        for pk, text, kind, category, said_by, group in facts
    ]


def chips_of(needs: list[int], ref: NeedReference) -> dict[int, list[tuple[str, str]]]:
    """Slot and short name of the focus areas of each need, in their order."""
    held: dict[int, set[int]] = defaultdict(set)
    for need, area in Need.objects.areas_of(needs):
        held[need].add(area)
    return defaultdict(
        list,
        {
            need: [(row.slot, row.short_name) for row in ref.areas.values() if row.active and row.pk in areas]
            for need, areas in held.items()
        },
    )


def answered(count: int) -> str:
    """«Möts av 2 aktiviteter»."""
    if not count:
        return _("Ingen aktivitet ännu")
    return _("Möts av 1 aktivitet") if count == 1 else _("Möts av {n} aktiviteter").format(n=figure(count))
