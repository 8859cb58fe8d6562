"""Min sida: the desk of a contact person, of a reader, and of one whose duty has ended."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from activities.matrix import matrix_for
from activities.models import Activity
from activities.querysets import Filters
from activities.querysets.desk import news as news_of_others
from activities.querysets.desk import own_activities
from activities.reference import Reference, reference
from activities.rows import Row, rows_of, rows_of_each
from activities.wording import activities_in_words
from network import standing
from network.access import allowed, logged_in
from network.dates import word
from network.filters import address
from network.person import Person
from network.request import Request
from network.text import listed, swedish_order
from skolaforst import desk

OWN = 5  # own activities shown; the list holds them all
NEWS = 3
READ = 5  # news on a reader's page


class Desk(NamedTuple):
    """The lists below what waits: own activities, where all of them stand (address, words), what others have done."""

    own: list[Row]
    all_own: list[tuple[str, str]]
    news: list[Row]


@allowed(logged_in)
def my_page(request: Request) -> HttpResponse:
    """What is one's own: the seat's desk, a reader's page, or what has become of the duty. The office has Kontoret."""
    person = request.person
    if person.is_contact:
        return render(request, "skolaforst/my_page.html", _of_contact(request))
    if person.is_office:
        return redirect(person.desk)
    if person.may_read_internal:
        return render(request, "skolaforst/my_page_reader.html", _of_reader(request))
    return render(request, "skolaforst/my_page_no_duty.html", standing.without_duty(person.user)._asdict())


def _of_contact(request: Request) -> dict[str, Any]:
    """What waits for the seat, the own activities, what is new, and how the five duties stand."""
    person, ref = request.person, reference(request.stamp)
    work = desk.work_of(person)
    waiting = desk.tasks(person, work, ref)
    shown = waiting if "alla" in request.GET else waiting[: desk.MOST]
    rows = [ref.organisations[pk] for pk in person.seats if pk in ref.organisations]
    seats, ended = [row.name for row in rows], [row.name for row in rows if row.ended or row.successor]
    return {
        "heading": _heading(len(waiting)),
        "seats": listed(sorted(seats, key=swedish_order)),
        "may_lead": any(row.current for row in rows),
        "ended": listed(sorted(ended, key=swedish_order)),
        "tasks": [{**task._asdict(), "number": number, "first": number == 1} for number, task in enumerate(shown, 1)],
        "all_tasks": word(len(waiting)) if len(shown) < len(waiting) else "",
        "desk": _desk(person, ref),
        "duties": desk.duties(work),
    }


def _of_reader(request: Request) -> dict[str, Any]:
    """Where things stand: how many go on, what is new, the matrix in numbers."""
    person, ref = request.person, reference(request.stamp)
    seen = Activity.objects.visible_to(person).listed()
    going_on = seen.matching(Filters(status=Activity.Status.ONGOING), person).count()  # as the list it leads to
    return {
        "finding": _going_on(going_on),
        "going_on": address("/aktiviteter/", {"status": Activity.Status.ONGOING}) if going_on else "",
        "news": rows_of(news_of_others(person)[:READ], person, ref),
        "all": _all_in_words(seen.count()),
        "matrix": matrix_for(person, ref),
    }


def _desk(person: Person, ref: Reference) -> Desk:
    own, news = rows_of_each([own_activities(person)[: OWN + 1], news_of_others(person)[:NEWS]], person, ref)
    return Desk(
        own=[_own(row, person, ref) for row in own[:OWN]],
        all_own=_all_own(person, ref) if len(own) > OWN else [],
        news=[row._replace(text="") for row in news],
    )


def _own(row: Row, person: Person, ref: Reference) -> Row:
    """As one reads it who knows what it is about: who leads it, where that is another one; how far the review is."""
    seats = [ref.organisations[pk].name for pk in person.seats if pk in ref.organisations]
    obvious = len(seats) == 1 and row.owner.startswith(seats[0])
    return row._replace(owner="" if obvious else row.owner, states=row.states or [(_("Publicerad"), "")])


def _all_own(person: Person, ref: Reference) -> list[tuple[str, str]]:
    """For each seat the list of all that its organisation takes part in."""
    counts = Activity.objects.visible_to(person).listed().count_by_organisation(person)
    seats = [row for row in ref.organisations.values() if row.pk in person.seats and counts.get(row.pk)]
    links = []
    for row in seats:
        words = _all_in_words(counts[row.pk])
        words = words if len(seats) == 1 else _("{all} med {name}").format(all=words, name=row.label)
        links.append((address("/aktiviteter/", {"organisation": row.key}), words))
    return links


def _all_in_words(count: int) -> str:
    words = _("Visa {activities}") if count == 1 else _("Visa alla {activities}")
    return words.format(activities=activities_in_words(count))


def _heading(count: int) -> str:
    """The finding: «Fem saker väntar på dig»."""
    if count == 0:
        return _("Inget väntar på dig")
    if count == 1:
        return _("En sak väntar på dig")
    return _("{n} saker väntar på dig").format(n=word(count).capitalize())


def _going_on(count: int) -> str:
    if not count:
        return _("Ingen aktivitet är pågående")
    return _("{activities} står som pågående").format(activities=activities_in_words(count).capitalize())
