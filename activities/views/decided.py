"""What was just decided, told on the next page with a button that undoes it; and what came too late.

The session keeps ids and reasons only, until the next page has told them.
"""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.happened import latest
from activities.models import Activity, ActivityVersion, ReviewEvent
from activities.queue import Decision, decisions
from activities.services.several import Failure
from network.dates import word
from network.request import Request

KEY = "decided"
ANCHOR = "#beslut"


class Decided(NamedTuple):
    """What the next page tells: a sentence and until when all can be undone, where it was not one decision alone;

    what was decided, and what could not be (title, address, why).
    """

    text: str
    until: str
    done: list[Decision]
    failed: list[tuple[str, str, str]]


def remember(request: Request, events: list[ReviewEvent], failed: list[Failure] | None = None) -> None:
    """Keep what was decided for the page that opens next."""
    refused = _refused(failed) if failed else []
    request.session[KEY] = {"events": [event.pk for event in events], "failed": refused}


def told(request: Request) -> Decided | None:
    """What was decided on the page before, told once."""
    kept = request.session.pop(KEY, None)
    if kept is None:
        return None
    done = decisions(request.person, kept["events"])
    failed = [(title, address, why) for title, address, why in kept["failed"]]
    until = next((item.until for item in reversed(done) if item.until), "")
    return Decided(_sentence(len(done), len(failed)), until, done, failed)


def too_late(
    request: Request, activity: Activity, *, happened: str, typed: list[tuple[str, str]], told: str
) -> HttpResponse:
    """Somebody was first: what `happened`, with what was `typed` (label and text) to copy; where nothing was, the
    activity's page with what is `told`.
    """
    if typed:
        shown = {"activity": activity, "happened": happened, "typed": typed}
        return render(request, "activities/review_gone.html", shown)
    messages.error(request, told)
    return redirect(reverse("office_activity", args=[activity.pk]) + "#meddelanden")


def _refused(failed: list[Failure]) -> list[tuple[str, str, str]]:
    """Title, address and why of each; where somebody was first, also who and when."""
    events = ReviewEvent.objects.filter(activity__in=[failure.version.activity_id for failure in failed])
    last = {event.activity_id: event for event in events.select_related("by").order_by("pk")}
    return [
        (
            version.content["title"],
            reverse("office_activity", args=[version.activity_id]),
            f"{reason} {_first(version, last.get(version.activity_id))}".strip(),
        )
        for version, reason in failed
    ]


def _first(version: ActivityVersion, last: ReviewEvent | None) -> str:
    """Who was first, where what happened last is not that this version was submitted."""
    if last is None or (last.kind == ReviewEvent.Kind.SUBMITTED and last.version_id == version.pk):
        return ""
    return latest(last)


def _sentence(done: int, failed: int) -> str:
    if not failed:
        return _("{n} aktiviteter är publicerade.").format(n=word(done).capitalize()) if done > 1 else ""
    if not done:
        return _("Inget publicerades nu.")
    told = _("En publicerad, {m} inte.") if done == 1 else _("{n} publicerade, {m} inte.")
    return told.format(n=word(done).capitalize(), m=word(failed))
