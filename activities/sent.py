"""What was chosen in a form that could not be saved, in words: its texts alone do not tell all that somebody did."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from activities.content import Cell, Content
from activities.reference import Reference
from activities.wording import LABELS, differences
from network.addresses import key_of


def chosen_texts(post: QueryDict, reference: Reference) -> list[tuple[str, str]]:
    """Label and words of what was ticked and chosen. Of needs the number only: an id must not tell what it says."""

    def ids(name: str, among: object) -> frozenset[int]:
        return frozenset(map(key_of, post.getlist(name))).intersection(among)  # type: ignore[arg-type]

    group = [row.pk for row in reference.of_group()]
    chosen = Content(
        lead=next(iter(ids("lead", group)), None),
        co_owners=ids("co_owners", group),
        participants=ids("participants", group),
        cells=frozenset(map(_cell, post.getlist("cells"))),
        goals=ids("goals", reference.goals),
        method=next(iter(ids("method", reference.methods)), None),
    )
    found = [(row.label, "\n".join(row.after)) for row in differences(Content(), chosen, reference, {}) if row.after]
    needs = len({*post.getlist("needs")})
    return found + ([(str(LABELS["needs"]), _("{n} behov").format(n=needs))] if needs else [])


def _cell(value: str) -> Cell:
    level, _dash, area = value.partition("-")
    return Cell(key_of(level), key_of(area))
