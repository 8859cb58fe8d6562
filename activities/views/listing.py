"""The list of activities: /aktiviteter/."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from activities import filters, rules
from activities.models import Activity
from activities.reference import reference
from activities.rows import SORTS, Page, page_of
from network.access import allowed, anyone, unchanged
from network.change import Stamped
from network.request import Request

NEWEST = "nyast"


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
    page = page_of(found, person, reference(stamp), sort=sort, number=_number(request.GET.get("sida", "")))
    shown = {
        "page": page,
        "hits": filters.hits(page.hits),
        "chosen": chosen,
        "chips": [(label, _sorted(address, sort)) for label, address in chosen.chips],
        "clear": _sorted(request.path, sort),
        "fields": [*filters.fields(chosen, filters.OF_LIST, selects), _sort_field(sort)],
        "notice": filters.notice(chosen.ignored),
        "pager": _pager(page, chosen, sort),
        "matrix_address": filters.address(
            "/matris/", {name: value for name, value in chosen.query.items() if name in filters.OF_MATRIX}
        ),
        "may_add": rules.may_create(person),
    }
    return render(request, "activities/activities.html", shown)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def _sorted(address: str, sort: str) -> str:
    """`address` with the sort kept, where it is not the usual one."""
    if sort == NEWEST:
        return address
    return f"{address}{'&' if '?' in address else '?'}sortera={sort}"


def _sort_field(sort: str) -> dict[str, object]:
    options = [("" if value == NEWEST else value, str(label), value == sort) for value, label in SORTS.items()]
    return {"name": "sortera", "label": _("Ordning"), "kind": "select", "value": sort, "options": options}


def _pager(page: Page, chosen: filters.Chosen, sort: str) -> dict[str, object]:
    """The values of components/_pager.html: first, last, and those beside the one shown."""

    def address(number: int) -> str:
        return _sorted(chosen.address(**({"sida": str(number)} if number > 1 else {})), sort)

    near = [n for n in range(1, page.pages + 1) if n in (1, page.pages) or abs(n - page.number) <= 1]
    pages: list[tuple[object, str]] = []
    for before, number in zip([0, *near], near, strict=False):
        pages += [("", "")] if number - before > 1 else []
        pages.append((number, "" if number == page.number else address(number)))
    return {
        "pages": pages,
        "previous": address(page.number - 1) if page.number > 1 else "",
        "next": address(page.number + 1) if page.number < page.pages else "",
    }
