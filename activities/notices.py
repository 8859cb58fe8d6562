"""What one must know before reading an activity's page: archived, invited, where the newest version stands, its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import rules
from activities.happened import laid_aside, told_aside
from activities.models import Activity, Participation, ReviewEvent
from activities.querysets import TURNS, UNDER_WAY
from network.dates import long_date
from network.person import Person

Kind, Review = ReviewEvent.Kind, Activity.Review

_SHOWS_LIVE = gettext_lazy("Den här sidan visar det som är publicerat.")
_SHOWS_OWNERS = gettext_lazy("Bara ansvarig verksamhet, medägare och projektkontoret ser den här sidan.")
# review → heading and what the page shows meanwhile: of a change to what is published, and of what is not published
_WAITING: dict[str, tuple[Any, Any]] = {
    Review.EDITING: (gettext_lazy("Det finns en väntande ändring som inte är inskickad."), _SHOWS_LIVE),
    Review.SUBMITTED: (gettext_lazy("Det finns en väntande ändring. Projektkontoret granskar den."), _SHOWS_LIVE),
    Review.SENT_BACK: (gettext_lazy("Projektkontoret skickade tillbaka ändringen."), _SHOWS_LIVE),
}
_UNPUBLISHED: dict[str, tuple[Any, Any]] = {
    Review.EDITING: (gettext_lazy("Det här är ett utkast."), _SHOWS_OWNERS),
    Review.SUBMITTED: (gettext_lazy("Aktiviteten är inskickad. Projektkontoret läser och svarar."), _SHOWS_OWNERS),
    Review.SENT_BACK: (gettext_lazy("Projektkontoret skickade tillbaka aktiviteten."), _SHOWS_OWNERS),
}


class Notice(NamedTuple):
    """Something one must know before reading, with a link where there is something to do."""

    heading: str
    text: str
    url_name: str = ""
    link: str = ""


def notices(
    activity: Activity, person: Person, events: list[ReviewEvent] | None, asked: Participation | None, told: bool
) -> Iterator[Notice]:
    """What stands above the text, most pressing first. `asked` is what the person has not answered, `events` are those
    of who sees the work, newest first; `told` where a message says already that it is submitted.
    """
    if activity.archived_at:
        yield Notice(
            _("Arkiverad {date}.").format(date=long_date(activity.archived_at)),
            _("Sidan finns kvar, men aktiviteten syns inte i listor och matris."),
        )
    if asked:
        more = asked.asked_for_more
        yield Notice(
            _("Din verksamhet får frågan om att bli medägare.") if more else _("Din verksamhet är inbjuden."),
            _("Namnet står kvar medan ni tänker.")
            if more
            else _("Tacka ja eller nej. Namnet visas först när ni har tackat ja."),
            "activity_invitation",
            _("Svara"),
        )
    if events is not None and not activity.archived_at:
        if not told:
            yield from _about_review(activity, events)
        yield from _about_end(activity, person)


def _about_review(activity: Activity, events: list[ReviewEvent]) -> Iterator[Notice]:
    """Where the newest version stands, and what the page shows meanwhile."""
    waits = activity.is_live
    last_turn = next((event for event in events if event.kind in TURNS and event.undone_at is None), None)
    aside = laid_aside(activity, last_turn)
    last = activity.review == Review.SETTLED or bool(aside and activity.review == Review.EDITING)
    if aside:
        yield _about_aside(activity, aside, last=last)
    if last:
        return
    heading, seen = _WAITING[activity.review] if waits else _UNPUBLISHED[activity.review]
    text = str(seen)
    if activity.review == Review.SENT_BACK:
        text = f"{_reason(events)} {text}".strip()
    link = _("Se vad som ändrats") if waits else _("Se ändringshistoriken")
    yield Notice(str(heading), text, "activity_history", link)


def _about_aside(activity: Activity, event: ReviewEvent, *, last: bool) -> Notice:
    """Who left the text waiting, when and why, and that it is not handed in. Who sees the page, and where its history
    is, stands in the `last` notice of the review alone.
    """
    reason = _("Skälet: ”{reason}”").format(reason=event.comment) if event.comment else ""
    waits = _("Den är inte inskickad.") if activity.review == Review.EDITING else ""
    seen = str(_SHOWS_LIVE if activity.is_live else _SHOWS_OWNERS) if last else ""
    text = " ".join(part for part in (reason, waits, seen) if part)
    link = ("activity_history", _("Se ändringshistoriken")) if last else ()
    return Notice(told_aside(activity, event), text, *link)


def _reason(events: list[ReviewEvent]) -> str:
    sent = (event for event in events if event.kind == Kind.SENT_BACK and event.undone_at is None)
    reason = next((event.comment for event in sent), "")
    return _("Skälet: ”{reason}”").format(reason=reason) if reason else ""


def _about_end(activity: Activity, person: Person) -> Iterator[Notice]:
    passed = activity.end_date and activity.end_date < timezone.localdate()
    if passed and activity.status in UNDER_WAY and rules.may_change_facts(person, activity):
        yield Notice(
            _("Slutdatumet har passerat."), _("Hur gick det?"), "activity_facts", _("Ändra status, datum och räckvidd")
        )
