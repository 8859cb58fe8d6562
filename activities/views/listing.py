"""The list of activities: /aktiviteter/."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from activities import filters, rules
from activities.models import Activity
from activities.reference import reference
from activities.rows import SORTS, page_of
from network.access import allowed, anyone, unchanged
from network.change import Stamped
from network.filters import address, bar, hits, notice, which
from network.paging import page_number, pager
from network.request import Request

NEWEST = "nyast"
LIST = "#lista"  # another page begins where its rows do


@unchanged
@allowed(anyone)
def activities(request: Request) -> HttpResponse:
    """What the person may see, with search, filters, sort and pages; all of it stands in the address."""
    stamp = Stamped(*request.stamp)
    person = request.person
    selects = filters.selects(stamp, person)
    chosen = filters.read(request.GET, request.path, filters.OF_LIST, selects)
    sort = request.GET.get("sortera", NEWEST)
    sort = sort if sort in SORTS else NEWEST
    found = Activity.objects.visible_to(person).listed().matching(chosen.filters, person)
    page = page_of(found, person, reference(stamp), sort=sort, number=page_number(request.GET))
    shown = {
        "page": page,
        "hits": hits(page.hits),
        "which": which(chosen, page.number),
        "chosen": chosen,
        "chips": [(label, _sorted(address, sort)) for label, address in chosen.chips],
        "clear": _sorted(request.path, sort),
        **bar([*filters.fields(chosen, filters.OF_LIST, selects), _sort_field(sort)]),
        "hidden": filters.unseen(chosen),
        "notice": notice(chosen),
        "pager": pager(page.number, page.pages, lambda n: _page_address(n, chosen, sort)),
        "matrix_address": _in_matrix(chosen),
        "may_add": rules.may_create(person),
    }
    return render(request, "activities/activities.html", shown)


def _in_matrix(chosen: filters.Chosen) -> str:
    """The same in the matrix; nothing where that cannot be narrowed so."""
    return address("/matris/", chosen.query) if chosen.query.keys() <= set(filters.OF_MATRIX) else ""


def _sorted(address: str, sort: str) -> str:
    """`address` with the sort kept, where it is not the usual one."""
    if sort == NEWEST:
        return address
    return f"{address}{'&' if '?' in address else '?'}sortera={sort}"


def _page_address(number: int, chosen: filters.Chosen, sort: str) -> str:
    return _sorted(chosen.address(**({"sida": str(number)} if number > 1 else {})), sort) + LIST


def _sort_field(sort: str) -> dict[str, object]:
    options = [("" if value == NEWEST else value, str(label), value == sort) for value, label in SORTS.items()]
    return {"name": "sortera", "label": _("Ordning"), "kind": "select", "value": sort, "options": options}
