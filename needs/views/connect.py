"""Connecting a need to an activity that is there already: /behov/<id>/koppla/."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from activities.models import Activity
from activities.querysets import Filters
from activities.reference import reference
from activities.rows import Row, page_of
from needs.models import Need
from network.access import allowed, contact_or_office
from network.filters import LONGEST, hits
from network.paging import page_number, pager
from network.request import Request
from network.text import shorten


class Choice(NamedTuple):
    """An activity one may connect, and its form with the need ticked; `connected` where a change that waits has it."""

    row: Row
    address: str
    connected: bool


@allowed(contact_or_office)
def need_connect(request: Request, pk: int) -> HttpResponse:
    """The activities the person may edit that do not answer the need yet, each with a button to its form. Those that
    answer others of its category stand first.
    """
    need = get_object_or_404(Need.objects.visible_to(request.person).select_related("category"), pk=pk)
    if need.canonical_id:
        return redirect("need_connect", pk=need.canonical_id)
    words = request.GET.get("q", "").strip()[:LONGEST]
    editable = Activity.objects.editable_by(request.person).not_answering(need.pk)
    found = editable.matching(Filters(words=words), request.person).with_near(need.category_id)
    number = page_number(request.GET)
    page = page_of(found, request.person, reference(request.stamp), sort="narmast", number=number)
    same = {need.pk, *need.joined.values_list("pk", flat=True)}
    shown_here = Activity.objects.filter(pk__in=[row.pk for row in page.rows])
    connected = shown_here.with_change_answering(same)
    shown = {
        "need": need,
        "title": shorten(need.text, 60),
        "words": words,
        "hits": hits(page.hits),
        "near": need.category.name if found.filter(near=True).exists() else "",
        "choices": [Choice(row, f"{row.address}redigera/?behov={need.pk}", row.pk in connected) for row in page.rows],
        **pager(page.number, page.pages, lambda number: _address(words, number)),
    }
    return render(request, "needs/need_connect.html", shown)


def _address(words: str, number: int) -> str:
    asked = ({"q": words} if words else {}) | ({"sida": str(number)} if number > 1 else {})
    return f"?{urlencode(asked)}"
