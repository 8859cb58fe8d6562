"""The page of an activity as ready values: what it shows whom. Five queries, seven for those who see the work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from activities import rules
from activities.content import text_of
from activities.facts_row import FactsRow, Parties, facts_row
from activities.happened import done, of_own, own_publications
from activities.here import Here, here
from activities.markdown import to_html
from activities.method_steps import Steps, steps_of
from activities.models import Activity, Participation, ReviewEvent
from activities.notices import Notice, notices
from activities.parties import lead_address, lead_of, others
from activities.querysets import named_in, owners_among
from activities.red_thread import Thread, thread_of
from activities.reference import Reference
from activities.rows import States, states
from network.dates import long_date
from network.person import Person

Audience, Kind, Review = Activity.Audience, ReviewEvent.Kind, Activity.Review
SUBMITTED = "submitted-{pk}"  # the tag of the message that says so: then the page does not say it again
EVENTS = 3  # shown before the link to all
READ = 20  # events read, to find the reason something was sent back


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
    where: Here
    facts: FactsRow
    thread: Thread
    steps: Steps | None
    description: SafeString
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
    placed = list(activity.placements.values_list("level", "focus_area", "unit"))
    where = here({(level, area) for level, area, _unit in placed}, ref)
    events = list(activity.events.in_history()[:READ]) if work else None
    asked = None if work else _asked(activity, person)
    greetings = activity.participations.greetings() if work else {}
    parties = others(named, person, ref, greetings, text_of(activity))
    return ActivityPage(
        activity=activity,
        where=where,
        facts=facts_row(
            activity,
            activity,
            Parties(lead_of(named, ref), lead_address(named, ref), parties),
            {unit for _level, _area, unit in placed if unit},
            ref,
        ),
        thread=thread_of(activity, where.own_areas, person, ref),
        steps=steps_of(activity, activity.method_id, ref),
        description=to_html(activity.description),
        states=_states(activity, person, work),
        notices=list(notices(activity, person, events, asked, told)),
        history=_history(events) if events is not None else None,
        may=_may(activity, person) if work else {},
        out=ways_out(activity, person) if work else None,
        published=long_date(activity.published_at) if activity.is_live and activity.published_at else "",
        facts_told=long_date(activity.facts_at),
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


def _asked(activity: Activity, person: Person) -> Participation | None:
    """The question that an own organisation has not answered."""
    return Participation.objects.open_for(person).filter(activity=activity.pk).first() if person.organisations else None


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
