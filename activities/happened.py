"""What happened with an activity, as rows of ready values for components/_history.html."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from activities.models import Participation, ReviewEvent
from network.dates import moment
from network.models import User
from network.person import author_name
from network.text import capital


def event_rows(events: Iterable[ReviewEvent]) -> list[dict[str, Any]]:
    """Decisions and submissions, each with the version it was about."""
    return [
        _row(
            event.at,
            f"{event.get_kind_display()}, {_('version')} {event.version.number}",
            event.by,
            event.comment,
            _("Ångrat") if event.undone_at else "",
        )
        for event in events
    ]


def answer_rows(answers: Iterable[Participation]) -> list[dict[str, Any]]:
    """What invited organisations answered, with their greeting, and whether it still counts."""
    return [
        _row(
            answer.answered_at,
            f"{answer.organisation.name}: {Participation.State(answer.state or answer.before_dropped).label.lower()}",
            answer.answered_by,
            answer.answer,
            "" if answer.state else _("Gäller inte längre"),
        )
        for answer in answers
        if answer.answered_at
    ]


def _row(at: datetime.datetime, what: str, by: User | None, note: str, state: str = "") -> dict[str, Any]:
    return {
        "iso": at.isoformat(),
        "at": moment(at),
        "what": what,
        "by": capital(author_name(by)),
        "state": (state, "") if state else None,
        "note": note,
    }
