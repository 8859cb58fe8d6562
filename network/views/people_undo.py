"""What the office just took from somebody, with a button that gives it back for ten minutes. Kept in the session."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.utils import timezone

from network.request import Request

KEY = "people_ended"
MINUTES = 10
SEAT, ROLE = "seat", "role"


class Ended(NamedTuple):
    """What was taken: a seat (id) or a role (key), and a sentence that says so."""

    kind: str
    what: int | str
    text: str


class Undo(NamedTuple):
    """What components/_undo.html shows."""

    text: str
    until: str


def seat(pk: int, text: str) -> Ended:
    """A seat that ended."""
    return Ended(SEAT, pk, text)


def role(key: str, text: str) -> Ended:
    """A role that was taken away."""
    return Ended(ROLE, key, text)


def remember(request: Request, person: int, ended: Ended) -> None:
    """Keep the last act, for the person's page."""
    request.session[KEY] = {"person": person, "at": timezone.now().isoformat(), "ended": list(ended)}


def told(request: Request, person: int) -> Undo | None:
    """What the person's page offers to undo."""
    kept = _kept(request, person)
    if not kept:
        return None
    until = timezone.localtime(datetime.datetime.fromisoformat(kept["at"]) + datetime.timedelta(minutes=MINUTES))
    return Undo(Ended(*kept["ended"]).text.rstrip("."), f"{until:%H.%M}")


def forget(request: Request, person: int) -> Ended | None:
    """What is undone now; not twice."""
    kept = _kept(request, person)
    if not kept:
        return None
    del request.session[KEY]
    return Ended(*kept["ended"])


def _kept(request: Request, person: int) -> dict | None:
    kept = request.session.get(KEY)
    if not kept or kept["person"] != person:
        return None
    age = timezone.now() - datetime.datetime.fromisoformat(kept["at"])
    return kept if age < datetime.timedelta(minutes=MINUTES) else None
