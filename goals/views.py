"""The effect goals and the focus areas: /mal/, /mal/<number>/, /fokusomraden/<slug>/."""

from __future__ import annotations

from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from activities import rules
from activities.matrix import matrix_for, public_matrix
from activities.models import Activity
from activities.querysets import ActivityQuerySet, Filters
from activities.reference import Reference, reference
from activities.rows import Row, rows_of
from activities.wording import activities_in_words
from goals.models import EffectGoal
from needs.bars import chart
from needs.models import Need
from needs.querysets import NeedFilters, NeedQuerySet
from needs.reference import need_reference
from needs.rows import NeedRow
from needs.rows import rows_of as need_rows_of
from network.access import allowed, anyone, unchanged
from network.change import Stamped, kept
from network.dates import figure, word
from network.person import ANYONE, Person
from network.request import Request
from network.text import capital, listed

SHOWN = 6  # rows of activities before "Alla …"
NEEDS_SHOWN = 10


class GoalRow(NamedTuple):
    """A goal with how much of the thread leads to it."""

    number: int
    text: str
    note: str
    address: str
    activities: int
    needs: int


class Answered(NamedTuple):
    """Needs behind a goal: some of those one may read, how many more there are, and where all stand one may read."""

    rows: list[NeedRow]
    more: str
    address: str


@unchanged
@allowed(anyone)
def goals(request: Request) -> HttpResponse:
    """The goals word for word, and how many activities and needs lead to each; figures come later."""
    stamp, person = Stamped(*request.stamp), request.person
    rows = _goal_rows(reference(stamp), _seen(person))
    adopters = kept(("adopters",), stamp.reference, EffectGoal.objects.adopters)
    shown = {"rows": rows, "heading": _heading(rows), "adopted": _adopted(_("{names} har antagit målen."), adopters)}
    return render(request, "goals/goals.html", shown)


@unchanged
@allowed(anyone)
def goal(request: Request, number: int) -> HttpResponse:
    """One goal, the activities that serve it and the needs that these answer."""
    stamp, person = Stamped(*request.stamp), request.person
    ref = reference(stamp)
    found = next((row for row in ref.goals.values() if row.number == number), None)
    if found is None:
        raise Http404
    serving = _seen(person).matching(Filters(goal=found.pk), person)
    (count, answered), own = serving.count_with_needs(), EffectGoal.objects.filter(pk=found.pk)
    if not (found.active or count):  # no longer used, and no activity leads here
        raise Http404
    shown = {
        "goal": found,
        "adopted": _adopted(
            _("{names} har antagit målet."), kept(("adopters", found.pk), stamp.reference, own.adopters)
        ),
        "count": count,
        "count_words": activities_in_words(count),
        "activities": _latest(serving, person, ref),
        "needs": _behind(found, serving, answered, person, stamp),
        "others": _neighbours(found, ref),
        "may_add": rules.may_create(person),
    }
    return render(request, "goals/goal.html", shown)


@unchanged
@allowed(anyone)
def focus_area(request: Request, slug: str) -> HttpResponse:
    """A focus area: its two wordings, its column of the matrix, what is done and what was said."""
    stamp, person = Stamped(*request.stamp), request.person
    ref = reference(stamp)
    found = next((row for row in ref.areas.values() if row.key == slug), None)
    if found is None:
        raise Http404
    matrix = public_matrix(stamp) if person == ANYONE else matrix_for(person, ref)
    column = next((area for area in matrix.areas if area.slot == found.slot), None)
    if column is None:  # no longer used, and nothing stands there
        raise Http404
    inside = _seen(person).matching(Filters(area=found.pk), person)
    needs = Need.objects.standing().matching(NeedFilters(area=found.pk), person, inside)
    shown = {
        "area": found,
        "column": column,
        "activities": _latest(inside, person, ref),
        "chart": chart(needs.by_category(), need_reference(stamp), empty=False, query={"fokusomrade": found.key}),
        "quotes": _quotes(needs),
        "others": [row for row in ref.active_areas() if row != found],
    }
    return render(request, "goals/focus_area.html", shown)


def _seen(person: Person) -> ActivityQuerySet:
    return Activity.objects.visible_to(person).listed()


def _latest(found: ActivityQuerySet, person: Person, ref: Reference) -> list[Row]:
    return rows_of(found.newest_first()[:SHOWN], person, ref)


def _goal_rows(ref: Reference, seen: ActivityQuerySet) -> list[GoalRow]:
    activities, needs = seen.count_by_goal(), Need.objects.count_by_goal(seen)
    return [
        GoalRow(row.number, row.text, row.note, f"/mal/{row.number}/", activities.get(row.pk, 0), needs.get(row.pk, 0))
        for row in ref.active_goals()
    ]


def _heading(rows: list[GoalRow]) -> str:
    """The finding: «Nio mål. Ett saknar aktivitet.»"""
    if not rows:
        return _("Effektmålen")
    count, missing = capital(word(len(rows))), sum(not row.activities for row in rows)
    if not missing:
        return _("{n} mål. Alla har aktiviteter.").format(n=count)
    if missing == len(rows):
        return _("{n} mål, och ingen aktivitet ännu.").format(n=count)
    lacking = _("Ett") if missing == 1 else capital(word(missing))
    return _("{n} mål. {m} saknar aktivitet.").format(n=count, m=lacking)


def _adopted(text: str, names: list[str]) -> str:
    """Who adopted them, as a sentence; nothing where nobody is told."""
    return text.format(names=listed(names)) if names else ""


def _behind(goal: EffectGoal, serving: ActivityQuerySet, count: int, person: Person, stamp: Stamped) -> Answered:
    """The needs that `serving` answer, `count` in all, as far as the person may read them."""
    readable = Need.objects.standing().answered_by(serving).visible_to(person).order_by("pk")
    rows = need_rows_of(readable[: NEEDS_SHOWN + 1], person, need_reference(stamp), _seen(person))
    shown = rows[:NEEDS_SHOWN]
    more = count - len(shown)
    address = f"/behov/?mal={goal.number}#lista" if len(rows) > len(shown) else ""
    if not more:
        return Answered(shown, "", address)
    if not shown:
        told = _("{n} behov. Inget av dem har en lydelse som får visas ännu.")
    else:
        told = _("Och {n} behov till.")
    return Answered(shown, told.format(n=figure(more)), address)


def _neighbours(found: EffectGoal, ref: Reference) -> dict[str, EffectGoal | None]:
    rows = ref.active_goals()
    if not found.active:
        return {"previous": None, "next": None}
    place = rows.index(found)
    return {
        "previous": rows[place - 1] if place else None,
        "next": rows[place + 1] if place + 1 < len(rows) else None,
    }


def _quotes(needs: NeedQuerySet) -> list[tuple[str, str, str]]:
    """Address, words and who said them: approved wordings only, also for those who may read all."""
    rows = needs.with_public_wording().order_by("pk").values_list("pk", "public_text", "said_by")[:4]
    return [(f"/behov/{pk}/", text, by) for pk, text, by in rows]
