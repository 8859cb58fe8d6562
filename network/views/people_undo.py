"""What the office just took from somebody, with a button that gives it back for ten minutes. Kept in the session.

The session holds ids only: a name there would outlive the person's being made anonymous.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from network import rules
from network.models import User
from network.request import Request
from network.roles import name_of

KEY = "people_ended"
MINUTES = 10
SEAT, ROLE = "seat", "role"


class Ended(NamedTuple):
    """What was taken: a seat (id) or a role (key)."""

    kind: str
    what: int | str


class Undo(NamedTuple):
    """What components/_undo.html shows."""

    text: str
    until: str


def remember(request: Request, person: int, ended: Ended) -> None:
    """Keep the last act, for the person's page."""
    request.session[KEY] = {"person": person, "at": timezone.now().isoformat(), "ended": list(ended)}


def told(request: Request, who: User) -> Undo | None:
    """What the person's page offers to undo; nothing of one who is anonymous. The seats are already read."""
    kept = _kept(request, who.pk)
    text = _in_words(who, Ended(*kept["ended"])) if kept and not rules.is_anonymous(who) else ""
    if not kept or not text:
        return None
    until = timezone.localtime(datetime.datetime.fromisoformat(kept["at"]) + datetime.timedelta(minutes=MINUTES))
    return Undo(text, f"{until:%H.%M}")


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


def _in_words(who: User, ended: Ended) -> str:
    if ended.kind == ROLE:
        if rules.has_role(who, str(ended.what)):
            return ""  # given again since
        return _("%(name)s har inte längre rollen %(role)s") % {"name": who, "role": name_of(str(ended.what)).lower()}
    seat = next((seat for seat in who.seats.all() if seat.pk == ended.what), None)
    held = {seat.organisation_id for seat in who.seats.all() if seat.ended is None}
    if seat is None or seat.organisation_id in held:
        return ""
    if not who.is_active and who.invited_at:
        done = _("Inbjudan är tillbakadragen. %(name)s kan inte skriva för %(organisation)s")
    else:
        done = _(
            "Uppdraget är avslutat. %(name)s kan inte längre skriva för %(organisation)s; aktiviteterna finns kvar"
        )
    return done % {"name": who, "organisation": seat.organisation}
