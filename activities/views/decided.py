"""What was just decided, told on the next page with a button that undoes it.

The session keeps ids and reasons only, until the next page has told them.
"""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import ReviewEvent
from activities.queue import Decision, decisions
from activities.services.review import Failure
from network.dates import word
from network.request import Request

KEY = "decided"
ANCHOR = "#beslut"


class Decided(NamedTuple):
    """What the next page tells: a sentence, what was decided, and what could not be (title, address, why)."""

    text: str
    done: list[Decision]
    failed: list[tuple[str, str, str]]


def remember(request: Request, events: list[ReviewEvent], failed: list[Failure] | None = None) -> None:
    """Keep what was decided for the page that opens next."""
    refused = [
        (version.content["title"], reverse("office_activity", args=[version.activity_id]), reason)
        for version, reason in failed or []
    ]
    request.session[KEY] = {"events": [event.pk for event in events], "failed": refused}


def told(request: Request) -> Decided | None:
    """What was decided on the page before, told once."""
    kept = request.session.pop(KEY, None)
    if kept is None:
        return None
    done = decisions(request.person, kept["events"])
    failed = [(title, address, why) for title, address, why in kept["failed"]]
    return Decided(_sentence(len(done), len(failed)), done, failed)


def _sentence(done: int, failed: int) -> str:
    if not failed:
        return _("{n} aktiviteter är publicerade.").format(n=word(done).capitalize()) if done > 1 else ""
    published = _("En aktivitet är publicerad.") if done == 1 else _("{n} aktiviteter är publicerade.")
    missed = _("En gick inte att publicera.") if failed == 1 else _("{m} gick inte att publicera.")
    first = published.format(n=word(done).capitalize()) if done else _("Ingen aktivitet är publicerad.")
    return f"{first} {missed.format(m=word(failed).capitalize())}"
