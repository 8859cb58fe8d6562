"""What happened with an activity, as rows of ready values for components/_history.html."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from itertools import takewhile
from typing import Any

from auditlog.models import LogEntry
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.models import Activity, Participation, ReviewEvent
from activities.querysets import UNDO_TIME
from activities.wording import COMMENTED
from network.dates import moment, recent_day
from network.models import Organisation, User
from network.person import author_name
from network.text import capital, listed

Kind = ReviewEvent.Kind
DONE = {
    Kind.SUBMITTED: _l("{name} skickade in version {n}"),
    Kind.TAKEN_BACK: _l("{name} tog tillbaka version {n}"),
    Kind.SENT_BACK: _l("{name} skickade tillbaka version {n}"),
    Kind.PUBLISHED: _l("{name} publicerade version {n} {whom}"),
    Kind.UNDONE: _l("{name} ångrade beslutet om version {n}"),
    Kind.WITHDRAWN: _l("{name} tog bort version {n} från {pages}"),
    Kind.BROUGHT_BACK: _l("{name} publicerade version {n} igen {whom}"),
    Kind.AUDIENCE: _l("{name} visade version {n} {whom}"),
    Kind.ARCHIVED: _l("{name} arkiverade aktiviteten, version {n}"),
    Kind.UNARCHIVED: _l("{name} hämtade aktiviteten ur arkivet, version {n}"),
    Kind.DISCARDED: _l("{name} slängde ändringen, version {n}"),
}
NO_LONGER = _l("Gäller inte längre")


def event_rows(events: Iterable[ReviewEvent]) -> list[dict[str, Any]]:
    """Decisions and submissions, the latest first, each with the version it was about."""
    told = list(events)
    own = own_publications(told)
    return [
        _row(
            event.at,
            done(event),
            of_own(event, own),
            _said(event),
            _("Ångrat") if event.undone_at else "",
        )
        for event in told
    ]


def _said(event: ReviewEvent) -> str:
    """What was written with it, and under that what was written of each field."""
    said = event.field_comments
    of_fields = [f"{label}: {said[name]}" for name, label in COMMENTED.items() if name in said]
    return "\n".join(filter(None, [event.comment, *of_fields]))


def own_publications(events: Sequence[ReviewEvent]) -> frozenset[int]:
    """Among an activity's `events`, the latest first: where who published had submitted the text too."""
    found, submitter = set(), None
    for event in reversed(events):
        if event.kind == Kind.SUBMITTED:
            submitter = event.by_id
        elif event.kind == Kind.PUBLISHED and event.by_id and event.by_id == submitter:
            found.add(event.pk)
    return frozenset(found)


def done(event: Any) -> str:
    """Who did what, with which version; of an event read `in_history`."""
    who, whom = capital(author_name(event.by)), _whom(inside=event.shown_as == Activity.Audience.INTERNAL)
    return DONE[Kind(event.kind)].format(name=who, n=event.version.number, pages=pages_left(event), whom=whom)


def of_own(event: ReviewEvent, own: Collection[int]) -> str:
    """Of a publication that nobody else has read: that too."""
    return _("Granskade sin egen text") if event.pk in own else ""


def laid_aside(activity: Activity, last_turn: ReviewEvent | None) -> ReviewEvent | None:
    """What left the newest text waiting for its owners: that the office withdrew it, or that it was taken back."""
    if last_turn is None:
        return None
    withdrawn = last_turn.kind == Kind.WITHDRAWN and not activity.is_live
    taken_back = last_turn.kind == Kind.TAKEN_BACK and activity.review == Activity.Review.EDITING
    return last_turn if withdrawn or taken_back else None


def told_aside(activity: Activity, event: ReviewEvent) -> str:
    """Who laid the text aside (`laid_aside`), and when."""
    if event.kind == Kind.WITHDRAWN:
        words = _("{name} tog bort aktiviteten från {pages} {day}.")
    else:
        words = (
            _("{name} tog tillbaka ändringen {day}.")
            if activity.is_live
            else _("{name} tog tillbaka aktiviteten {day}.")
        )
    return words.format(name=capital(author_name(event.by)), pages=pages_left(event), day=recent_day(event.at))


def told_corrected(activity: Activity, aside: ReviewEvent) -> str:
    """Who of the office had changed what was taken back (`laid_aside`); empty where it says what was submitted."""
    submission = activity.events.submission_before(aside) if aside.kind == Kind.TAKEN_BACK else None
    if submission is None or submission.version.content == aside.version.content:
        return ""
    numbers = {"number__gt": submission.version.number, "number__lte": aside.version.number}
    versions = activity.versions.filter(**numbers).select_related("author").order_by("number")
    names = listed(list(dict.fromkeys(author_name(version.author) for version in versions)))
    return _("{names} på projektkontoret har ändrat i texten sedan den skickades in.").format(names=capital(names))


def pages_left(withdrawn: ReviewEvent) -> str:
    """From where it went: what was shown inside only never stood on the open pages."""
    inside = withdrawn.before_published_as == Activity.Audience.INTERNAL
    return _("de inloggades sidor") if inside else _("de öppna sidorna")


def latest(event: ReviewEvent) -> str:
    """Who did what to an activity last, and when."""
    return _("Senast: {name} {did} den {at}.").format(
        name=capital(author_name(event.by)), did=_did(event), at=moment(event.at)
    )


def shown_to(changed: ReviewEvent) -> str:
    """To whom a change of audience showed it: each goes from the one to the other."""
    return _whom(inside=changed.before_published_as != Activity.Audience.INTERNAL)


def _whom(*, inside: bool) -> str:
    return _("bara för inloggade") if inside else _("för alla")


def why_too_late(decision: ReviewEvent) -> str:
    """Who did what and when, so that a decision can no longer be undone; else that its time is out."""
    later = decision.activity.events.next_after(decision)
    if later:
        return _("{name} {did} {at}.").format(name=capital(author_name(later.by)), did=_did(later), at=_at(later.at))
    written = decision.activity.versions.filter(at__gt=decision.at).select_related("author").order_by("number").first()
    if written:
        name = capital(author_name(written.author))
        return _("{name} sparade en ny text {at}.").format(name=name, at=_at(written.at))
    return _("Det gick att ångra till {at}.").format(at=_at(decision.at + UNDO_TIME))


def _did(event: ReviewEvent) -> str:
    if event.kind == Kind.WITHDRAWN:
        return _("tog bort den från {pages}").format(pages=pages_left(event))
    if event.kind == Kind.AUDIENCE:
        return _("visade den {whom}").format(whom=shown_to(event))
    return str(event.get_kind_display()).lower()


def _at(at: datetime.datetime) -> str:
    """«klockan 14.32», with the day where it was another one."""
    local = timezone.localtime(at)
    return _("klockan {at}").format(at=f"{local:%H.%M}") if local.date() == timezone.localdate() else moment(at)


def is_answer(entry: LogEntry) -> bool:
    """Whether the log tells there what an organisation answered (services/together.py)."""
    return bool({"state", "consent"} & set(entry.changes or {}))


def answer_rows(answers: Collection[Participation], noted: Collection[LogEntry]) -> list[dict[str, Any]]:
    """What organisations answered: to an invitation, with their greeting and whether it still counts; external parties
    whether they may be named; and what was `noted` (`is_answer`, the latest first) of that before.
    """
    rows = [_latest_row(row) for row in answers if row.answered_at] + _earlier_rows(answers, noted)
    return sorted(rows, key=lambda row: row["iso"], reverse=True)


def _latest_row(answer: Participation) -> dict[str, Any]:
    if answer.organisation.kind == Organisation.Kind.EXTERNAL:
        return _consent(answer, answer.answered_at, answer.answered_by, consent=answer.consent)
    at, by, greeting = answer.answered_at, answer.answered_by, answer.answer
    return _answer(answer, at, by, _word_of(answer), greeting, "" if answer.state else str(NO_LONGER))


def _word_of(answer: Participation) -> str:
    # Who is asked for more has said yes; a no leaves nothing accepted.
    state = Participation.State.ACCEPTED if answer.accepted_as else answer.state or answer.before_dropped
    return _answer_word(state, helps=answer.helps_only)


def _earlier_rows(answers: Iterable[Participation], noted: Collection[LogEntry]) -> list[dict[str, Any]]:
    """All that was noted but the latest of each, which the answer's own row tells unless it is asked anew."""
    rows = []
    for answer in answers:
        own = [entry for entry in noted if entry.object_id == answer.pk]
        standing = _as_it_stands(answer, own)
        earlier = own[1:] if answer.answered_at else own
        rows += [_earlier_row(answer, entry, stands=entry in standing) for entry in earlier]
    return rows


def _as_it_stands(answer: Participation, noted: list[LogEntry]) -> list[LogEntry]:
    """The latest of `noted` that say what the answer still says, with another greeting."""
    now = _word_of(answer) if answer.state and answer.answered_at else None
    return list(takewhile(lambda entry: _word_then(entry) == now, noted))


def _word_then(entry: LogEntry) -> str:
    """What was answered; empty for what an external party said."""
    state, helps = (entry.changes.get(name, ("", ""))[1] for name in ("state", "helps_only"))
    return _answer_word(state, helps=helps == "True") if state else ""


def _earlier_row(answer: Participation, entry: LogEntry, *, stands: bool) -> dict[str, Any]:
    """`stands` where only the greeting has become another one."""
    if "consent" in entry.changes:
        return _consent(answer, entry.timestamp, entry.actor, consent=entry.changes["consent"][1] == "True")
    state = _("Ersatt av ett senare svar") if stands else NO_LONGER
    return _answer(answer, entry.timestamp, entry.actor, _word_then(entry), entry.changes["answer"][1], str(state))


def _answer_word(state: str, *, helps: bool) -> str:
    return _("fortsätter som medverkande") if helps else Participation.State(state).label.lower()


def _answer(
    answer: Participation, at: datetime.datetime | None, by: User | None, said: str, greeting: str, state: str
) -> dict[str, Any]:
    what, who = f"{answer.organisation.name}: {said}", capital(author_name(by))
    return _row(at, what, who, greeting, state)


def _consent(party: Participation, at: datetime.datetime | None, by: User | None, *, consent: bool) -> dict[str, Any]:
    said = _("{name}: får nämnas vid namn") if consent else _("{name}: får inte nämnas vid namn")
    noted = _("Antecknat av {name}").format(name=author_name(by))
    return _row(at, said.format(name=party.organisation.name), noted, "")


def _row(at: datetime.datetime | None, what: str, by: str, note: str, state: str = "") -> dict[str, Any]:
    assert at is not None  # both events and answers that are told have happened
    return {
        "iso": at.isoformat(),
        "at": moment(at),
        "what": what,
        "by": by,
        "state": (state, "") if state else None,
        "note": note,
    }
