"""Text that can no longer be saved: given back with the reason, and with the way on that there is."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities import rules
from activities.facts import Facts
from activities.models import Activity, ReviewEvent
from activities.reference import reference
from activities.sent import chosen_texts
from activities.views.work import not_yours
from network.addresses import key_of
from network.dates import moment
from network.person import Person, author_name
from network.request import Request
from network.text import capital
from skolaforst.views.errors import posted_texts

# By what has happened, and what one can do about it
TOLD = {
    "logged out": _l(
        "Texten är inte sparad än. Kopiera den härifrån innan du loggar in, och klistra in den i formuläret igen."
    ),
    "duty ended": _l(
        "Ditt uppdrag att skriva aktiviteter har upphört. Kopiera texten och skicka den till den som har tagit över, "
        "eller till projektkontoret."
    ),
    "submitted": _l(
        "Projektkontoret läser den nu, och då går den inte att ändra. Ta tillbaka den, så sparas din text. Skicka "
        "sedan in den igen."
    ),
    "archived": _l(
        "Projektkontoret har arkiverat aktiviteten, och den går inte längre att ändra. Kopiera texten och hör av dig "
        "till projektkontoret om den ska fram igen."
    ),
    "gone": _l(
        "Du kan inte längre skriva i aktiviteten. Den kan vara borttagen, ditt uppdrag för verksamheten kan ha "
        "upphört, eller så skriver din verksamhet inte längre i den. Spara texten som ett nytt utkast om du vill ha "
        "den kvar."
    ),
}
OTHERS = ("co_owners", "participants")
# What another form says itself
OF_THE_PAGE = {"csrfmiddlewaretoken", "gor", "theirs", "version", "form_key", "inskickad"}


def may_not_edit(request: Request, activity: Activity | None) -> HttpResponse:
    """404 for what one may not see, 403 for others' work, else the activity's page with the reason; what was typed is
    given back.
    """
    if request.method == "POST":
        return text_back(request, activity)
    if activity is None or not request.person.logged_in:
        raise Http404
    if not rules.may_see_work(request.person, activity):
        raise not_yours()
    if activity.archived_at:
        return at_rest(request, activity)
    messages.info(request, _("Aktiviteten är inskickad. Ta tillbaka den om du vill ändra."))
    return redirect("activity", pk=activity.pk)


def at_rest(request: Request, activity: Activity) -> HttpResponse:
    """What is archived cannot be changed: say so, and who can bring it back; the office is led to that button."""
    office = request.person.is_office
    then = _("Hämta den ur arkivet först.") if office else _("Be projektkontoret hämta den ur arkivet.")
    saved = _("Inget är sparat.") if request.method == "POST" else ""
    told = _("Aktiviteten är arkiverad och går inte att ändra.")
    messages.info(request, " ".join(filter(None, [saved, told, then])))
    return redirect("office_activity" if office else "activity", pk=activity.pk)


def text_back(request: Request, activity: Activity | None = None) -> HttpResponse:
    """What was typed, to copy, and whatever else there is to do: nothing that somebody wrote is lost."""
    typed = posted_texts(request)
    if request.method != "POST" or not typed:
        if request.person.logged_in:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())
    why = _why(request.person, activity)
    submission = activity.events.last_submission() if activity and why == "submitted" else None
    shown = {
        "why": why,
        "told": _told(request.person, why, submission),
        "typed": typed,
        "chosen": chosen_texts(request.POST, reference(request.stamp)),
        "sent": _as_own(request) if why == "gone" else sent(request),
        "submission": submission.pk if submission else "",
        "version": request.POST.get("version", ""),
        "form_key": request.POST.get("form_key", ""),
        "next": request.get_full_path(),
        "activity": activity,
    }
    return render(request, "activities/text_to_copy.html", shown, status=403)


def sent(request: Request) -> list[tuple[str, str]]:
    """All that was sent, field by field, to travel along in another form."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in OF_THE_PAGE and not name.startswith(("val_", "sok_"))
    ]


def _as_own(request: Request) -> list[tuple[str, str]]:
    """As `sent`, for a draft of one's own: led by an own organisation, and with the status that every draft has."""
    fields, person = [("form_key", str(uuid4())), *sent(request)], request.person
    if "status" not in request.POST:
        fields.append(("status", Facts().status))
    if rules.may_lead(person, key_of(request.POST.get("lead"))):
        return fields
    beside = {key_of(value) for name, value in fields if name in OTHERS}
    lead = str(min(person.seats & beside or person.seats, default=""))
    others = [(name, value) for name, value in fields if name != "lead" and not name.startswith("units_")]
    return [("lead", lead), *((name, value) for name, value in others if not (name in OTHERS and value == lead))]


def _told(person: Person, why: str, submission: ReviewEvent | None) -> str:
    """What has happened and what one can do; of a submission, who handed it in."""
    by = f"{_submitted(person, submission)} " if submission else ""
    return f"{by}{TOLD[why]}"


def _submitted(person: Person, event: ReviewEvent) -> str:
    """Who handed it in while one wrote, and when."""
    who = _("Du") if event.by_id == person.user_id else capital(author_name(event.by))
    return _("{who} skickade in aktiviteten {at}.").format(who=who, at=moment(event.at))


def _why(person: Person, activity: Activity | None) -> str:
    """What has happened. Of an activity that one may not see, nobody learns whether it is there."""
    if not person.logged_in:
        return "logged out"
    if not rules.may_create(person):
        return "duty ended"
    if activity is None or not rules.may_see_work(person, activity):
        return "gone"
    return "submitted" if rules.may_take_back(person, activity) else "archived"
