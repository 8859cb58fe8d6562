"""Min sida: a contact person's desk."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from activities.querysets.desk import news as news_of_others
from activities.querysets.desk import own_activities
from activities.reference import reference
from activities.rows import rows_of_each
from network.access import allowed, contact_or_office
from network.dates import word
from network.request import Request
from skolaforst import desk

OWN = 25  # own activities shown; the list holds them all
NEWS = 4


@allowed(contact_or_office)
def my_page(request: Request) -> HttpResponse:
    """What waits for the seat, the own activities, what is new, and how the five duties stand."""
    person = request.person
    ref = reference(request.stamp)
    waiting = desk.tasks(person)
    shown = waiting if "alla" in request.GET else waiting[: desk.MOST]
    own, news = rows_of_each([own_activities(person)[:OWN], news_of_others(person)[:NEWS]], person, ref)
    seats = [ref.organisations[pk].name for pk in sorted(person.seats) if pk in ref.organisations]
    return render(
        request,
        "skolaforst/my_page.html",
        {
            "heading": _heading(len(waiting)),
            "seats": seats,
            "tasks": [
                {**task._asdict(), "number": number, "first": number == 1} for number, task in enumerate(shown, 1)
            ],
            "more": len(waiting) - len(shown),
            "own": own,
            "news": news,
            "duties": desk.duties(person),
        },
    )


def _heading(count: int) -> str:
    """The finding: «Fem saker väntar på dig»."""
    if count == 0:
        return _("Inget väntar på dig")
    if count == 1:
        return _("En sak väntar på dig")
    return _("{n} saker väntar på dig").format(n=word(count).capitalize())
