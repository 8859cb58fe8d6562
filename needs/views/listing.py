"""The needs: /behov/."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Activity
from activities.querysets import ActivityQuerySet
from activities.reference import reference
from needs.models import Need
from needs.reference import need_reference
from needs.rows import page_of
from needs.rules import may_read_words
from needs.views import filters
from needs.views.overview import overview
from network.access import allowed, anyone, unchanged
from network.change import Stamped
from network.dates import figure
from network.filters import bar, hits, notice, which
from network.paging import page_number, pager
from network.person import ANYONE
from network.request import Request


@unchanged
@allowed(anyone)
def needs(request: Request) -> HttpResponse:
    """Statistics for all; then the needs in the words that the person may read, with filters, sort and pages."""
    stamp, person = Stamped(*request.stamp), request.person
    ref, head = need_reference(stamp), overview(stamp)
    selects = filters.selects(ref, reference(stamp).goals.values(), person)
    chosen = filters.read(request.GET, selects)
    activities = Activity.objects.visible_to(person).listed()
    found = Need.objects.visible_to(person).standing().matching(chosen.filters, person, activities)
    page = page_of(found.in_order(chosen.sort, activities), person, ref, activities, page_number(request.GET))
    shown = {
        "head": head,
        "page": page,
        "hits": hits(page.hits),
        "which": which(chosen, page.number),
        "chosen": chosen,
        **bar(filters.fields(chosen, selects)),
        "notice": notice(chosen),
        "pager": pager(page.number, page.pages, lambda n: chosen.address(**({"sida": str(n)} if n > 1 else {}))),
        "reads_words": may_read_words(person),
        "readable": "" if may_read_words(person) else _readable(chosen, page.hits, head.chart.total, activities),
        "list_address": filters.PATH + filters.LIST,
    }
    return render(request, "needs/needs.html", shown)


def _readable(chosen: filters.Chosen, hits: int, told: int, activities: ActivityQuerySet) -> str:
    """How many of those that were told anybody can read, where their number is public: pages lead here with it."""
    if not any(chosen.meanings.keys() <= counted for counted in filters.COUNTED_IN_PUBLIC):
        return ""
    if not chosen.meanings:
        return _("Här är {n} av {total} behov och hinder, i ord som får visas för alla.").format(
            n=figure(hits), total=figure(told)
        )
    total = Need.objects.standing().matching(chosen.filters, ANYONE, activities).count()
    if hits == total:
        return ""
    if not hits:
        words = ngettext(
            "{total} svar passar, men har inga ord som får visas för alla ännu.",
            "{total} svar passar, men inget av dem har ord som får visas för alla ännu.",
            total,
        )
    else:
        words = _("Här är {n} av de {total} svar som passar. De andra har inga ord som får visas för alla ännu.")
    return words.format(n=figure(hits), total=figure(total))
