"""The matrix: /matris/."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from activities import filters
from activities.matrix import matrix_for
from activities.matrix_wording import audiences, finding
from activities.reference import reference
from network.access import allowed, anyone, unchanged
from network.change import CHOICES, PAGES, Stamped, kept
from network.dates import long_date
from network.filters import address, hits, notice, which
from network.person import Person
from network.request import Request
from skolaforst.gaps import on_paper

WITH_GAPS = "luckor"  # in the address, for the office: a second page with what is missing


class Body(NamedTuple):
    """What a matrix says and shows, ready to be sent."""

    finding: str
    audiences: str
    hits: int
    nothing: bool
    html: SafeString


@unchanged
@allowed(anyone)
def matrix(request: Request) -> HttpResponse:
    """Levels and focus areas, with what the person may see in each cell; filters stand in the address."""
    stamp = Stamped(*request.stamp)
    selects = filters.selects(stamp, request.person)
    chosen = filters.read(request.GET, request.path, filters.OF_MATRIX, selects)
    body = _body(stamp, request.person, chosen)
    with_gaps = request.person.is_office and WITH_GAPS in request.GET
    shown = {
        "body": body,
        "with_gaps": with_gaps,
        "gaps": on_paper(stamp) if with_gaps else [],
        "gaps_address": chosen.address(**{WITH_GAPS: "1"}) if request.person.is_office else "",
        "plain_address": chosen.address(),
        "list_address": address("/aktiviteter/", chosen.query) if body.hits else "",
        "hits": "" if body.nothing and not body.hits else hits(body.hits),
        "chosen": chosen,
        "which": which(chosen, 1),
        "fields": filters.fields(chosen, filters.OF_MATRIX, selects),
        "hidden": filters.unseen(chosen),
        "live_address": _live_address(request.person, chosen),
        "notice": notice(chosen),
        "today": long_date(timezone.localdate()),
    }
    return render(request, "activities/matrix.html", shown)


def _live_address(person: Person, chosen: filters.Chosen) -> str:
    """The same of what is published alone, for those who see more than that."""
    sees_more = person.is_office or person.organisations
    return chosen.address(**{filters.LIVE: "publicerat"}) if sees_more and filters.LIVE not in chosen.query else ""


def _body(stamp: Stamped, person: Person, chosen: filters.Chosen) -> Body:
    """Kept where it is the same for a whole audience: not for those who see drafts, of their own or all."""
    if person.is_office or person.organisations:
        return _make_body(stamp, person, chosen)
    key = ("matrix", person.may_read_internal, chosen.filters)
    shelf = CHOICES if chosen.any else PAGES
    return kept(key, stamp, lambda: _make_body(stamp, person, chosen), shelf)


def _make_body(stamp: Stamped, person: Person, chosen: filters.Chosen) -> Body:
    made = matrix_for(person, reference(stamp), chosen.filters, chosen.query)
    nothing = chosen.any and not made.total
    html = render_to_string("activities/_matrix.html", {"matrix": made, "nothing": nothing})
    return Body(finding(made, chosen.any), audiences(made), made.total + len(made.unplaced), nothing, html)
