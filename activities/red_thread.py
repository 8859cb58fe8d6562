"""The red thread of an activity: the needs it answers, its areas and the goals it serves, as ready values."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.utils.translation import ngettext

from activities.models import Activity
from activities.reference import Reference
from needs.querysets import Worded
from network.person import Person

FIRST = 3  # needs told in full; the others are one line below

NeedLine = tuple[str, str, str]  # address, words, who said it


class Thread(NamedTuple):
    """The values of components/_red_thread.html; `other_needs` opens below it."""

    needs: list[NeedLine]
    more_needs: str
    other_needs: list[NeedLine]
    areas: list[tuple[str, str, str]]
    title: str
    goals: list[tuple[str, int, str]]


def thread_of(activity: Activity, areas: list[tuple[str, str]], person: Person, ref: Reference) -> Thread:
    """The thread of an activity as its tables hold it. Two queries."""
    goals = set(activity.goals.values_list("pk", flat=True))
    return thread(activity.title, activity.needs.in_words(), areas, goals, person, ref)


def thread(
    title: str,
    needs: Collection[Worded],
    areas: list[tuple[str, str]],
    goals: Collection[int],
    person: Person,
    ref: Reference,
) -> Thread:
    """The thread as `person` may see it: of needs without an approved public wording others get the count."""
    ordered = sorted(needs, key=lambda need: not need.public)  # what everybody reads comes first
    told = [_line(need) for need in ordered if person.may_read_internal or need.public]
    return Thread(
        needs=told[:FIRST],
        more_needs=_more(len(needs) - len(told), bool(told)),
        other_needs=told[FIRST:],
        areas=[
            (row.slot, row.short_name, f"/fokusomraden/{row.key}/" if row.active else "")
            for row in ref.areas.values()
            if (row.slot, row.short_name) in areas
        ],
        title=title,
        goals=[(f"/mal/{g.number}/", g.number, g.text) for g in ref.goals.values() if g.pk in goals],
    )


def _line(need: Worded) -> NeedLine:
    return f"/behov/{need.need}/", need.public or need.text, need.said_by


def _more(count: int, some_told: bool) -> str:
    """The needs nobody may read yet, as a count."""
    if not count:
        return ""
    if some_told:
        return ngettext(
            "Och ett behov till, som inte visas öppet.",
            "Och {n} behov till, som inte visas öppet.",
            count,
        ).format(n=count)
    return ngettext("Ett behov, som inte visas öppet ännu.", "{n} behov, som inte visas öppet ännu.", count).format(
        n=count
    )
