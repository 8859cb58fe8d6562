"""What the page of needs tells before its list: how many, who answered, what about; public, kept under the stamp."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.models import FocusArea
from needs.bars import Chart, chart
from needs.models import Collection, Need
from needs.querysets import Quote
from needs.reference import NeedReference, need_reference
from network.change import Stamped, kept
from network.dates import figure, word
from network.text import listed, uncapital

Kind = Collection.Kind
WAYS = {
    Kind.WORKSHOP: gettext_lazy("workshops"),
    Kind.INTERVIEW: gettext_lazy("intervjuer"),
    Kind.CONVERSATION: gettext_lazy("samtal"),
}


class Voice(NamedTuple):
    """A quotation in a field of its area's colour."""

    slot: str
    address: str
    text: str
    by: str


class Overview(NamedTuple):
    """The head of the page."""

    heading: str
    lead: str
    share: str
    chart: Chart
    voices: list[Voice]


def overview(stamp: Stamped) -> Overview:
    """The same for everybody: statistics and approved wordings only."""
    return kept(("needs overview",), stamp, lambda: _make(need_reference(stamp)))


def quotes_by_area(quotes: list[Quote]) -> dict[int, Quote]:
    """One quotation for each area, no need twice."""
    chosen: dict[int, Quote] = {}
    used: set[int] = set()
    for quote in quotes:
        if quote.area not in chosen and quote.need not in used:
            chosen[quote.area] = quote
            used.add(quote.need)
    return chosen


def ways_in_words() -> str:
    """«workshops, intervjuer och samtal»: the ways in which needs were collected, as far as any were."""
    used = set(Collection.objects.order_by().values_list("kind", flat=True).distinct())
    return listed([str(name) for kind, name in WAYS.items() if kind in used])


def listed_names(names: list[str]) -> str:
    """Names as one line of text: «Lärare, pedagoger och chefer»."""
    return listed([name if not place else uncapital(name) for place, name in enumerate(names)])


def _make(ref: NeedReference) -> Overview:
    standing = Need.objects.standing()
    told, bars = Need.objects.count(), chart(standing.by_category(), ref)
    chosen = quotes_by_area(standing.quotes(3))
    voices = [_voice(chosen[row.pk], row) for row in ref.areas.values() if row.active and row.pk in chosen]
    return Overview(
        heading=_heading(bars.total),
        lead=_lead(told, bars, ref),
        share=_share(bars),
        chart=bars,
        voices=[*voices[-1:], *voices[:-1]],  # the large one in another colour than the start page begins with
    )


def _voice(quote: Quote, area: FocusArea) -> Voice:
    return Voice(area.slot, f"/behov/{quote.need}/", quote.text, quote.said_by)


def _heading(standing: int) -> str:
    """The same number as in the navigation and under the bars."""
    if not standing:
        return _("Behoven är inte inlästa ännu")
    number = _("Ett") if standing == 1 else figure(standing)
    return _("{n} svar på vad barn behöver").format(n=number)


def _lead(told: int, bars: Chart, ref: NeedReference) -> str:
    """Who told, and how it is sorted: in as many categories as the bars, those no longer used too while any need is."""
    groups = [row.name for row in ref.groups.values() if row.active]
    said = []
    if told and groups:
        told_in = _("{who} svarade i {ways}.")
        said.append(told_in.format(who=listed_names(groups), ways=ways_in_words()))
    said.append(_("Svaren är sorterade i {n} behovsområden.").format(n=word(len(bars.bars))))
    if bars.total < told:
        said.append(_("Svar som säger samma sak räknas en gång."))
    return " ".join(said)


def _share(bars: Chart) -> str:
    if not bars.total:
        return ""
    said = _("Behov är det som saknas. Hinder är det som står i vägen.")
    if len(bars.bars) < 3 or bars.bars[1].total == bars.bars[2].total:
        return said
    first, second = bars.bars[0], bars.bars[1]
    share = _("{n} av {total} svar handlar om {first} eller {second}.").format(
        n=figure(first.total + second.total),
        total=figure(bars.total),
        first=uncapital(first.name),
        second=uncapital(second.name),
    )
    return f"{share} {said}"
