"""The page of an activity as ready values: what it shows whom. Five queries, seven for those who see the work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import rules
from activities.happened import done, laid_aside, of_own, own_publications, told_aside
from activities.markdown import to_html
from activities.models import Activity, Participation, ReviewEvent
from activities.parties import Party, lead_address, lead_of, others
from activities.querysets import TURNS, UNDER_WAY, named_in, owners_among
from activities.red_thread import Thread, thread_of
from activities.reference import Reference
from activities.rows import States, states
from network.dates import figure, long_date, period
from network.person import Person

Audience, Kind, Review = Activity.Audience, ReviewEvent.Kind, Activity.Review
SUBMITTED = "submitted-{pk}"  # the tag of the message that says so: then the page does not say it again
EVENTS = 3  # shown before the link to all
READ = 20  # events read, to find the reason something was sent back

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


class Where(NamedTuple):
    """Its cells, for components/_here.html, with the colours of the flag and the units that stand in them."""

    first: str
    second: str
    areas: list[tuple[str, str]]
    rows: list[tuple[str, list[tuple[str, bool]]]]
    own_areas: list[tuple[str, str]]
    units: list[str]


class Steps(NamedTuple):
    """How far the method has come, for components/_steps.html."""

    method: str
    url: str
    description: str
    number: int
    name: str
    steps: list[tuple[int, str, str, str]]


class Notice(NamedTuple):
    """Something one must know before reading, with a link where there is something to do."""

    heading: str
    text: str
    url_name: str = ""
    link: str = ""


class WaysOut(NamedTuple):
    """How one leaves a draft or a waiting change without handing it in, for activities/_ways_out.html; `archive` where
    only the office can put it away.
    """

    discard: bool
    delete: bool
    archive: bool


@dataclass(frozen=True)
class ActivityPage:
    """Everything the template writes."""

    activity: Activity
    lead: str
    lead_address: str
    others: list[Party]
    where: Where
    thread: Thread
    steps: Steps | None
    description: SafeString
    when: str
    reached: str
    states: States
    notices: list[Notice]
    history: list[tuple[str, str, str, str]] | None
    may: dict[str, bool]
    out: WaysOut | None
    published: str
    facts_told: str


def page_of(activity: Activity, person: Person, ref: Reference, *, told: bool = False) -> ActivityPage:
    """The page as `person` sees it; `told` where a message says already that it is submitted."""
    named = named_in([activity.pk])
    activity.remember_owners(owners_among(named))
    work = rules.may_see_work(person, activity)
    where = _where(activity, ref)
    events = list(activity.events.with_people()[:READ]) if work else None
    invited = not work and _is_invited(activity, person)
    return ActivityPage(
        activity=activity,
        lead=lead_of(named, ref),
        lead_address=lead_address(named, ref),
        others=others(named, person, ref, activity.participations.greetings() if work else {}),
        where=where,
        thread=thread_of(activity, where.own_areas, person, ref),
        steps=_steps(activity, ref),
        description=to_html(activity.description),
        when=period(activity.start_date, activity.end_date) or _("Inga datum är satta ännu"),
        reached="" if activity.reached is None else figure(activity.reached),
        states=_states(activity, person, work),
        notices=list(_notices(activity, person, events, invited, told)),
        history=_history(events) if events is not None else None,
        may=_may(activity, person) if work else {},
        out=ways_out(activity, person) if work else None,
        published=long_date(activity.published_at) if activity.is_live and activity.published_at else "",
        facts_told=long_date(activity.facts_at),
    )


def _where(activity: Activity, ref: Reference) -> Where:
    placed = activity.placements.values_list("level", "focus_area", "unit")
    cells = {(level, area): unit for level, area, unit in placed}
    own = [row for row in ref.areas.values() if any(area == row.pk for _level, area in cells)]
    shown = ref.active_areas()
    units = {unit for unit in cells.values() if unit in ref.organisations}
    return Where(
        first=own[0].slot if own else "d",
        second=own[1].slot if len(own) > 1 else own[0].slot if own else "d",
        areas=[(row.slot, row.short_name) for row in shown],
        rows=[
            (level.hyphenated or level.label, [(area.slot, (level.pk, area.pk) in cells) for area in shown])
            for level in ref.active_levels()
        ],
        own_areas=[(row.slot, row.short_name) for row in own],
        units=[row.name for row in ref.organisations.values() if row.pk in units],
    )


def _steps(activity: Activity, ref: Reference) -> Steps | None:
    method = ref.methods.get(activity.method_id or 0)
    if method is None:
        return None
    rows = [
        row for row in ref.steps.values() if row.method_id == method.pk and (row.active or row.pk == activity.step_id)
    ]
    current = next((number for number, row in enumerate(rows, 1) if row.pk == activity.step_id), 0)
    finished = activity.status == Activity.Status.COMPLETED

    def state(number: int) -> str:
        if number < current or (finished and number == current):
            return "done"
        return "now" if number == current else "todo"

    return Steps(
        method=method.name,
        url=method.url,
        description=method.description,
        number=current,
        name=rows[current - 1].name if current else "",
        steps=[(number, row.name, row.gives, state(number)) for number, row in enumerate(rows, 1)],
    )


def _states(activity: Activity, person: Person, work: bool) -> States:
    told = states(activity.published_as, activity.review, person=person, work=work)
    if person.may_read_internal and activity.published_as == Audience.PUBLIC:
        told.insert(0, (_("Publicerad"), ""))
    return told


def _may(activity: Activity, person: Person) -> dict[str, bool]:
    return {
        "edit": rules.may_edit(person, activity),
        "submit": rules.may_submit(person, activity),
        "take_back": rules.may_take_back(person, activity),
        "change_facts": rules.may_change_facts(person, activity),
        "office": person.is_office,
        "review": rules.may_review(person, activity),
    }


def ways_out(activity: Activity, person: Person) -> WaysOut:
    """What `person` may do with what is not handed in."""
    waits = activity.review in (Review.EDITING, Review.SENT_BACK) and rules.may_edit(person, activity)
    delete = waits and rules.may_delete(person, activity)
    return WaysOut(
        discard=waits and rules.may_discard(person, activity),
        delete=delete,
        archive=waits and not (delete or activity.is_live or person.is_office),
    )


def _is_invited(activity: Activity, person: Person) -> bool:
    asked = Participation.objects.open_for(person) if person.organisations else Participation.objects.none()
    return asked.filter(activity=activity.pk).exists()


def _notices(
    activity: Activity, person: Person, events: list[ReviewEvent] | None, invited: bool, told: bool
) -> Iterator[Notice]:
    if activity.archived_at:
        yield Notice(
            _("Arkiverad {date}.").format(date=long_date(activity.archived_at)),
            _("Sidan finns kvar, men aktiviteten syns inte i listor och matris."),
        )
    if invited:
        yield Notice(
            _("Din verksamhet är inbjuden."),
            _("Tacka ja eller nej. Namnet visas först när ni har tackat ja."),
            "activity_invitation",
            _("Svara på inbjudan"),
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
    if aside:
        yield _about_aside(activity, aside)
    if activity.review == Review.SETTLED or (aside and activity.review == Review.EDITING):
        return
    heading, seen = _WAITING[activity.review] if waits else _UNPUBLISHED[activity.review]
    text = str(seen)
    if activity.review == Review.SENT_BACK:
        text = f"{_reason(events)} {text}".strip()
    link = _("Se vad som ändrats") if waits else _("Se ändringshistoriken")
    yield Notice(str(heading), text, "activity_history", link)


def _about_aside(activity: Activity, event: ReviewEvent) -> Notice:
    """Who left the text waiting, when and why, and that it is not handed in."""
    reason = _("Skälet: ”{reason}”").format(reason=event.comment) if event.comment else ""
    waits = _("Den är inte inskickad.") if activity.review == Review.EDITING else ""
    seen = str(_SHOWS_LIVE if activity.is_live else _SHOWS_OWNERS)
    text = " ".join(part for part in (reason, waits, seen) if part)
    return Notice(told_aside(activity, event), text, "activity_history", _("Se ändringshistoriken"))


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


def _history(events: list[ReviewEvent]) -> list[tuple[str, str, str, str]]:
    own = own_publications(events)
    return [_told(event, of_own(event, own)) for event in events[:EVENTS]]


def _told(event: ReviewEvent, own: str) -> tuple[str, str, str, str]:
    """An event as a row of components/_timeline.html."""
    at = timezone.localtime(event.at)
    what = done(event)
    if event.undone_at:
        what = _("{what} (ångrat)").format(what=what)
    comment = _("”{comment}”").format(comment=event.comment) if event.comment else ""
    return f"{at:%Y-%m-%d}", long_date(at), what, " ".join(part for part in (own and f"{own}.", comment) if part)
