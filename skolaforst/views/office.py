"""The office's desk: what waits for review, the gaps, what was decided today."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities import queue
from activities.models import Activity, ActivityVersion
from activities.querysets.queue import states_now
from activities.reference import reference
from activities.services.several import publish_each
from activities.views import decided
from activities.views.review import MOST
from network.access import allowed, office
from network.addresses import key_of
from network.change import Stamped
from network.dates import figure, weekday_date, word
from network.paging import cut, page_number, pager
from network.request import Request
from skolaforst import gaps

SHOWN = 20  # of the queue, until one asks for all
DECIDED = 5  # of today's decisions, until one asks for all
REFUSED = "refused"  # in the session, until the desk has told it
PER_PAGE = 50
ENTER = _l("Vill du publicera? Tryck på knappen Publicera de valda.")  # Enter in a box presses no button
Audience, Review = Activity.Audience, Activity.Review
AS_NOW = "som-nu"  # nothing that only some see becomes public without anybody saying so
MANY = (
    (AS_NOW, _l("Som förut: nya blir öppna, interna förblir interna")),
    (Audience.PUBLIC.value, _l("Öppet: alla kan läsa dem")),
    (Audience.INTERNAL.value, _l("Internt: bara de som loggar in. Det som är öppet blir internt")),
)


@allowed(office)
def office_desk(request: Request) -> HttpResponse:
    """The desk: the queue, the gaps, the matrix of today."""
    return render(request, "skolaforst/office.html", _desk(request))


@allowed(office)
def office_publish(request: Request) -> HttpResponse:
    """*Publicera de valda*: one transaction each; what failed is told with why. The page that tells is the desk."""
    if request.method != "POST":
        return redirect("office")
    ids = {key for key in map(key_of, request.POST.getlist("version")) if key}
    audience = request.POST.get("audience", "")
    fault = ENTER if request.POST.get("gor") == "enter" else _fault(len(ids), audience)
    if fault:
        request.session[REFUSED] = {"fault": str(fault), "ids": sorted(ids), "audience": audience}
        return redirect(reverse("office") + "#ko-fel")
    versions = ActivityVersion.objects.filter(pk__in=ids).select_related("activity").order_by("pk")
    done, failed = publish_each(
        versions,
        audience=None if audience == AS_NOW else audience,
        by=request.person,
        reference=reference(request.stamp),
        read=_read(request),
    )
    decided.remember(request, done, failed)
    return redirect(reverse("office") + decided.ANCHOR)


def _read(request: Request) -> dict[int, int]:
    """Version → its submission, of each row that the list showed."""
    pairs = (value.partition("-") for value in request.POST.getlist("last"))
    return {key_of(version): key_of(submission) for version, _dash, submission in pairs if key_of(submission)}


@allowed(office)
def office_gap(request: Request, slug: str) -> HttpResponse:
    """One kind of gap: what is missing, row by row, each with its one button."""
    kind = gaps.kind(slug)
    if kind is None:
        raise Http404
    if kind.closed_at:
        return redirect(kind.closed_at)
    ref = reference(request.stamp)
    found = kind.found(ref)
    count = len(found) if isinstance(found, list) else found.count()
    page = cut(count, page_number(request.GET), PER_PAGE)
    shown = {
        "kind": kind,
        "count": count,
        "finding": f"{kind.title}: {figure(count)}",
        "rows": kind.rows(list(found[page.rows]), ref),
        **pager(page.number, page.pages, lambda number: f"?sida={number}"),
    }
    return render(request, "skolaforst/office_gap.html", shown)


def _desk(request: Request) -> dict[str, Any]:
    stamp = Stamped(*request.stamp)
    waiting = queue.waiting(request.person, reference(stamp))
    decisions = queue.decisions(request.person)
    found = gaps.desk(stamp)
    return {
        "finding": _finding(len(waiting)),
        "today": weekday_date(timezone.localdate()),
        "oldest": _oldest(waiting),
        **_queue(request, waiting),
        "taken_back": queue.taken_back(),
        "decisions": decisions if "beslut" in request.GET else decisions[:DECIDED],
        "more_decisions": 0 if "beslut" in request.GET else max(len(decisions) - DECIDED, 0),
        "decided": decided.told(request),
        "gaps": found.gaps,
        "matrix": found.matrix,
        "counted": _counted(found.live, found.internal),
        "going_on": [] if waiting else _going_on(),
    }


def _queue(request: Request, waiting: list[queue.Waiting]) -> dict[str, Any]:
    """What _office_queue.html shows: what was chosen and refused is told once, and stays chosen."""
    refused = request.session.pop(REFUSED, {})
    oldest = {row.version for row in waiting[:MOST]} if "kryssa" in request.GET else set()
    tick = _tick(len(waiting))
    every = "alla" in request.GET or bool(refused.get("ids"))
    chosen = refused.get("audience") or AS_NOW
    return {
        "waiting": waiting if every else waiting[:SHOWN],
        "more": 0 if every else max(len(waiting) - SHOWN, 0),
        "chosen": set(refused.get("ids", ())) or oldest,
        "tick": "" if oldest else tick,
        "too_many": len(refused.get("ids", ())) > MOST,
        "tick_oldest": tick,
        "audiences": [(value, label, value == chosen) for value, label in MANY],
        "fault": refused.get("fault", ""),
        "most": MOST,
    }


def _tick(waiting: int) -> str:
    """The words of the link that ticks as many as can be published at once; for one there is none."""
    if waiting < 2:
        return ""
    if waiting <= MOST:
        return _("Kryssa för alla {n}").format(n=word(waiting))
    return _("Kryssa för de {n} äldsta").format(n=word(MOST))


def _fault(chosen: int, audience: str) -> str:
    if not chosen:
        return _("Kryssa för minst en aktivitet att publicera.")
    if chosen > MOST:
        return _("Du kan publicera högst {most} åt gången. Nu är {n} valda.").format(most=word(MOST), n=word(chosen))
    return "" if audience in dict(MANY) else _("Välj vem som ska se dem.")


def _finding(waiting: int) -> str:
    """«5 aktiviteter att granska»."""
    if not waiting:
        return _("Inget att granska")
    return _("En aktivitet att granska") if waiting == 1 else _("{n} aktiviteter att granska").format(n=figure(waiting))


def _oldest(waiting: list[queue.Waiting]) -> str:
    if not waiting:
        return _("Inget väntar på svar från er.")
    first = _("Den") if len(waiting) == 1 else _("Den äldsta")
    return f"{first} {queue.waited(waiting[0].days)}."


def _counted(live: int, internal: int) -> str:
    """What the desk's matrix counts: the header counts only what all can read."""
    told = _("En aktivitet är publicerad") if live == 1 else _("{n} aktiviteter är publicerade").format(n=figure(live))
    inside = _(", {n} av dem internt").format(n=figure(internal)) if internal else ""
    return f"{told}{inside}."


def _going_on() -> list[str]:
    """What happens elsewhere while the desk is empty: in one query."""
    counts = states_now()
    drafts = counts.get((Audience.NOTHING, Review.EDITING), 0)
    returned = sum(n for (_live, review), n in counts.items() if review == Review.SENT_BACK)
    live = sum(n for (audience, _review), n in counts.items() if audience != Audience.NOTHING)
    changing = sum(n for (shown, review), n in counts.items() if shown != Audience.NOTHING and review == Review.EDITING)
    told = [
        (drafts, _("Ett utkast skrivs hos verksamheterna."), _("{n} utkast skrivs hos verksamheterna.")),
        (changing, _("En publicerad aktivitet håller på att ändras."), _("{n} publicerade aktiviteter ändras.")),
        (returned, _("En är tillbakaskickad och rättas."), _("{n} är tillbakaskickade och rättas.")),
        (live, _("En aktivitet är publicerad."), _("{n} aktiviteter är publicerade.")),
    ]
    return [one if n == 1 else many.format(n=word(n).capitalize()) for n, one, many in told if n]
