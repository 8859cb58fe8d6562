"""The start page: what this is, the matrix as a poster, the thread in figures, what is new."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.matrix import Matrix, public_matrix
from activities.models import Activity
from activities.reference import Reference, reference
from activities.rows import Row, rows_of
from activities.wording import activities_in_words
from goals.models import EffectGoal
from needs.models import Need
from needs.querysets import Quote
from needs.views.overview import quotes_by_area
from network.access import allowed, anyone, unchanged
from network.change import Stamped, kept
from network.dates import MONTHS, figure, word
from network.models import Organisation
from network.person import ANYONE
from network.request import Request
from network.text import capital, listed
from skolaforst.asks import asks, wanted_most
from skolaforst.context import Counts, public_counts

NEW = 4  # activities under "Nytt i aktiviteterna"


class AreaField(NamedTuple):
    """A focus area as components/_area.html wants it."""

    slot: str
    name: str
    address: str
    quote: str
    by: str
    need: str
    links: list[tuple[str, str]]


class Start(NamedTuple):
    """All that the start page shows: what is public. Numbers say so for those within, whose lists show more."""

    matrix: Matrix
    now: str
    news: str
    facts: list[tuple[str, str, str, str]]
    areas: list[AreaField]
    areas_heading: str
    new: list[Row]
    all_new: str
    goals: list[EffectGoal]
    goals_heading: str
    adopted: str
    wanted: str


@unchanged
@allowed(anyone)
def start(request: Request) -> HttpResponse:
    """What this is, and the way into each part of it."""
    stamp = Stamped(*request.stamp)
    inside = request.person.may_read_internal
    shown = kept(("start", inside), stamp, lambda: _make(stamp, public_counts(stamp), inside))
    return render(request, "skolaforst/start.html", {"start": shown})


def _make(stamp: Stamped, nav: Counts, inside: bool) -> Start:
    ref, matrix, public = reference(stamp), public_matrix(stamp), Activity.objects.public()
    new = rows_of(public.newest_first()[:NEW], ANYONE, ref)
    areas, goals = ref.active_areas(), ref.active_goals()
    return Start(
        matrix=matrix,
        now=_of_public(_now(public.ongoing().count()), inside),
        news=_news(new),
        facts=facts(ref, nav, matrix),
        areas=_areas(ref, matrix, Need.objects.quotes(3), inside),
        areas_heading=_("{n} fokusområden").format(n=capital(word(len(areas)))),
        new=new,
        all_new=_("Alla aktiviteter") if inside else _all(nav.activities),
        goals=goals,
        goals_heading=_("{n} mål för alla barn och unga").format(n=capital(word(len(goals)))),
        adopted=listed(kept(("adopters",), stamp.reference, EffectGoal.objects.adopters)),
        wanted=wanted_most(asks(matrix, ref)),
    )


def facts(ref: Reference, nav: Counts, matrix: Matrix) -> list[tuple[str, str, str, str]]:
    """The thread in four figures, as components/_facts.html wants them."""
    shown = Activity.objects.public().count_by_organisation(ANYONE)
    taking_part = sum(ref.organisations[pk].kind not in Organisation.TYPED for pk in shown)  # "verksamhet" is neither
    return [
        (figure(nav.needs), _("behov och hinder har barn, unga och vuxna berättat om."), "/behov/", _("Läs behoven")),
        (figure(len(ref.active_areas())), _("fokusområden visade sig viktigast."), "/#h-omr", _("Se fokusområdena")),
        (figure(matrix.total), _done(matrix.total, taking_part), "/matris/", _("Se matrisen")),
        (figure(len(ref.active_goals())), _("effektmål ska visa om det hjälper."), "/mal/", _("Se målen")),
    ]


def _done(count: int, organisations: int) -> str:
    what = _("aktivitet finns i matrisen") if count == 1 else _("aktiviteter finns i matrisen")
    if not organisations:
        return f"{what}."
    where = _("en verksamhet") if organisations == 1 else _("{n} verksamheter").format(n=figure(organisations))
    return _("{what}, från {where}.").format(what=what, where=where)


def _now(count: int) -> str:
    if not count:
        return ""
    return _("1 pågående aktivitet") if count == 1 else _("{n} pågående aktiviteter").format(n=figure(count))


def _all(count: int) -> str:
    return _("Alla {activities}").format(activities=activities_in_words(count))


def _of_public(activities: str, inside: bool) -> str:
    """A number of activities that leads to their list, where those within see more."""
    return _("{activities} som alla ser").format(activities=activities) if activities and inside else activities


def _news(new: list[Row]) -> str:
    """When the newest news came, in words."""
    if not new:
        return ""
    day, today = datetime.date.fromisoformat(new[0].date_iso), timezone.localdate()
    if day == today:
        return _("Senaste nytt i dag:")
    if day == today - datetime.timedelta(days=1):
        return _("Senaste nytt i går:")
    return _("Senaste nytt den {day} {month}:").format(day=day.day, month=MONTHS[day.month - 1])


def _areas(ref: Reference, matrix: Matrix, quotes: list[Quote], inside: bool) -> list[AreaField]:
    chosen, needs = quotes_by_area(quotes), Need.objects.standing().by_area()
    totals = {area.slot: area.total for area in matrix.areas}
    fields = []
    for area in ref.active_areas():
        quote = chosen.get(area.pk)
        done = _of_public(activities_in_words(totals[area.slot]), inside)
        links = [(f"/aktiviteter/?fokusomrade={area.key}", done)]
        if needs.get(area.pk):
            links.append((f"/behov/?fokusomrade={area.key}#lista", _("{n} behov").format(n=figure(needs[area.pk]))))
        text, by, need = (quote.text, quote.said_by, f"/behov/{quote.need}/") if quote else ("", "", "")
        fields.append(AreaField(area.slot, area.name, f"/fokusomraden/{area.key}/", text, by, need, links))
    return fields
