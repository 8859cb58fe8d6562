"""What happened with an activity, as rows of ready values for components/_history.html."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Participation, ReviewEvent
from activities.querysets import UNDO_TIME
from network.dates import moment
from network.person import author_name
from network.text import capital

Kind = ReviewEvent.Kind


def event_rows(events: Iterable[ReviewEvent]) -> list[dict[str, Any]]:
    """Decisions and submissions, the latest first, each with the version it was about."""
    told = list(events)
    own = own_publications(told)
    return [
        _row(
            event.at,
            f"{event.get_kind_display()}, {_('version')} {event.version.number}",
            by_whom(event, own),
            event.comment,
            _("Ångrat") if event.undone_at else "",
        )
        for event in told
    ]


def own_publications(events: Sequence[ReviewEvent]) -> frozenset[int]:
    """Among an activity's `events`, the latest first: where who published had submitted the text too."""
    found, submitter = set(), None
    for event in reversed(events):
        if event.kind == Kind.SUBMITTED:
            submitter = event.by_id
        elif event.kind == Kind.PUBLISHED and event.by_id and event.by_id == submitter:
            found.add(event.pk)
    return frozenset(found)


def by_whom(event: ReviewEvent, own: Collection[int]) -> str:
    """Who did it; of a publication that nobody else has read, that too."""
    name = capital(author_name(event.by))
    return _("{name}, som granskade sin egen text").format(name=name) if event.pk in own else name


def why_too_late(decision: ReviewEvent) -> str:
    """Who did what and when, so that a decision can no longer be undone; else that its time is out."""
    later = decision.activity.events.next_after(decision)
    if later:
        did = str(later.get_kind_display()).lower()
        return _("{name} {did} {at}.").format(name=capital(author_name(later.by)), did=did, at=_at(later.at))
    written = decision.activity.versions.filter(at__gt=decision.at).select_related("author").order_by("number").first()
    if written:
        name = capital(author_name(written.author))
        return _("{name} sparade en ny text {at}.").format(name=name, at=_at(written.at))
    return _("Det gick att ångra till {at}.").format(at=_at(decision.at + UNDO_TIME))


def _at(at: datetime.datetime) -> str:
    """«klockan 14.32», with the day where it was another one."""
    local = timezone.localtime(at)
    return _("klockan {at}").format(at=f"{local:%H.%M}") if local.date() == timezone.localdate() else moment(at)


def answer_rows(answers: Iterable[Participation]) -> list[dict[str, Any]]:
    """What invited organisations answered, with their greeting, and whether it still counts."""
    return [
        _row(
            answer.answered_at,
            f"{answer.organisation.name}: {Participation.State(answer.state or answer.before_dropped).label.lower()}",
            capital(author_name(answer.answered_by)),
            answer.answer,
            "" if answer.state else _("Gäller inte längre"),
        )
        for answer in answers
        if answer.answered_at
    ]


def _row(at: datetime.datetime, what: str, by: str, note: str, state: str = "") -> dict[str, Any]:
    return {
        "iso": at.isoformat(),
        "at": moment(at),
        "what": what,
        "by": by,
        "state": (state, "") if state else None,
        "note": note,
    }
