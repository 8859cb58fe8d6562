"""The page of one activity: /aktiviteter/<id>/."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from activities.models import Activity, Participation, ReviewEvent
from activities.page import SUBMITTED, page_of
from activities.reference import reference
from network.access import allowed, anyone, unchanged
from network.change import Stamped
from network.request import Request
from skolaforst.views.errors import gone


@unchanged
@allowed(anyone)
def activity(request: Request, pk: int) -> HttpResponse:
    """What the activity is, its red thread, and for those who see the work its state and history."""
    stamp = Stamped(*request.stamp)
    found = Activity.objects.visible_to(request.person).filter(pk=pk).first()
    if found is None:
        return _instead(request, pk)
    person = request.person
    page = page_of(found, person, reference(stamp), told=person.logged_in and _is_told(request, pk))
    return render(request, "activities/activity.html", {"page": page})


def _is_told(request: Request, pk: int) -> bool:
    """Whether a message says that this very activity is submitted: two may be open in two windows."""
    tag = SUBMITTED.format(pk=pk)
    return any(tag in message.tags.split() for message in messages.get_messages(request))


def _instead(request: Request, pk: int) -> HttpResponse:
    """What one may not see: the invitation for who was invited, 410 where it was public, else 404."""
    if not Activity.objects.filter(pk=pk).exists():  # a number too large for the database too
        raise Http404
    if request.person.organisations and Participation.objects.asked_of(request.person).filter(activity=pk).exists():
        return redirect("activity_invitation", pk=pk)
    if ReviewEvent.objects.ended_publicity().filter(activity=pk).exists():
        return gone(request)
    raise Http404
