"""The office's page of mails: what waits, what was sent, what failed."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from activities.models import ReviewEvent
from activities.services import mailing
from network import outbox as mails
from network.access import allowed, office
from network.dates import moment
from network.paging import page_number, pager
from network.request import Request

PER_PAGE = 25


@allowed(office)
def outbox(request: Request) -> HttpResponse:
    """All mails, newest first: whole in development, elsewhere receiver, subject, time and state only."""
    state = request.GET.get("lage", "")
    page = Paginator(mails.matching(state), PER_PAGE).get_page(page_number(request.GET))
    first = page.number == 1
    context = {
        "whole": settings.DEBUG,
        "states": _states(state),
        "waiting": [_decision(event) for event in mailing.waiting()] if first and state != "fel" else [],
        "rows": mails.rows(page.object_list, whole=settings.DEBUG),
        "direct": mails.direct_rows() if first and not state else [],
        "total": page.paginator.count,
        "failed": mails.failed_lately(),
        **pager(page.number, page.paginator.num_pages, lambda number: _address(state, number)),
    }
    return render(request, "skolaforst/outbox.html", context)


def _states(chosen: str) -> list[tuple[str, str, bool]]:
    words = {"": _("Alla"), "vantar": _("Väntar"), "fel": _("Kunde inte skickas")}
    return [(_address(key), word, key == chosen) for key, word in words.items()]


def _decision(event: ReviewEvent) -> tuple[str, str, str, str]:
    return event.get_kind_display(), event.activity.title, event.activity.get_absolute_url(), moment(event.at)


def _address(state: str, page: int = 1) -> str:
    asked = {"lage": state} if state else {}
    if page > 1:
        asked["sida"] = str(page)
    return f"?{urlencode(asked)}"
