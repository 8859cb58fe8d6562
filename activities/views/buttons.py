"""The buttons beside the form: take back, discard, delete a draft, restore."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities import rules
from activities.models import Activity, ActivityVersion
from activities.services import writing
from activities.services.locking import Stale
from activities.views.work import work_or_stop
from network.access import allowed, logged_in
from network.addresses import key_of
from network.request import Request


@allowed(logged_in)
@require_POST
def activity_take_back(request: Request, pk: int) -> HttpResponse:
    """*Ta tillbaka*: a submission becomes a draft again."""
    return _act(request, pk, writing.take_back, _taken_back, "activity_edit")


@allowed(logged_in)
@require_POST
def activity_discard(request: Request, pk: int) -> HttpResponse:
    """*Släng ändringen*: what is live stays, and the history keeps the text."""
    return _act(request, pk, writing.discard, _discarded, "activity")


@allowed(logged_in)
@require_http_methods(["GET", "HEAD", "POST"])
def activity_delete(request: Request, pk: int) -> HttpResponse:
    """*Ta bort utkast*: only what was never submitted. Nothing brings it back, so it is asked once."""
    if request.method == "POST":
        return _act(request, pk, writing.delete_draft, lambda _draft: _("Utkastet är borttaget."), "after_login")
    activity = work_or_stop(request, pk)
    if not rules.may_delete(request.person, activity):
        messages.error(request, _("Bara utkast som aldrig har skickats in går att ta bort."))
        return redirect("activity", pk=pk)
    return render(request, "activities/activity_delete.html", {"activity": activity})


@allowed(logged_in)
@require_POST
def activity_restore(request: Request, pk: int, number: int) -> HttpResponse:
    """Write an old version as a new one."""
    old = get_object_or_404(ActivityVersion, activity=work_or_stop(request, pk), number=number)

    def text(activity: Activity) -> str:
        told = _("Version {n} är återställd som en ny version.").format(n=number)
        waits = _review_now(activity) in (Activity.Review.EDITING, Activity.Review.SENT_BACK)
        return f"{told} {_('Skicka in den när du är klar.')}" if waits else told

    return _act(request, pk, lambda newest, by: writing.restore(old, newest, by=by), text, "activity_history")


def _taken_back(activity: Activity) -> str:
    if _review_now(activity) == Activity.Review.SETTLED:
        return _("Du har tagit tillbaka ändringen. Projektkontoret hade rättat den till det som är publicerat.")
    if activity.is_live:
        return _("Du har tagit tillbaka ändringen. Det publicerade står kvar. Nu kan du skriva vidare.")
    return _("Du har tagit tillbaka aktiviteten. Nu kan du ändra i den.")


def _review_now(activity: Activity) -> str:
    """How far the review has come, after what was done."""
    return Activity.objects.values_list("review", flat=True).get(pk=activity.pk)


def _discarded(activity: Activity) -> str:
    greeting = _("Hälsningen till projektkontoret finns kvar i formuläret.") if activity.note else ""
    return format_html(
        '{} <a href="{}">{}</a> {}',
        _("Ändringen är slängd. Det publicerade står kvar."),
        reverse("activity_history", args=[activity.pk]),
        _("Texten finns kvar i historiken, där du kan återställa den."),
        greeting,
    )


def _who_was_first(request: Request, activity: Activity) -> str:
    newest = activity.newest_version
    if newest and newest.author_id == request.person.user_id:
        return _("Du har redan ändrat aktiviteten i ett annat fönster. Läs vad som står nu.")
    return _("Någon annan hann före. Läs vad som står nu, och försök igen.")


def _act(request: Request, pk: int, service: Any, done: Callable[[Activity], str], then: str) -> HttpResponse:
    """Call a service on the version the button was about, and say what happened: `done` of the activity before it."""
    activity = work_or_stop(request, pk)
    version = get_object_or_404(ActivityVersion, activity=activity, pk=key_of(request.POST.get("version")))
    try:
        service(version, by=request.person)
    except Activity.DoesNotExist:
        raise Http404  # deleted in the same instant
    except Stale as error:
        messages.error(request, _who_was_first(request, error.activity))
        return redirect("activity", pk=pk)
    except PermissionDenied:
        messages.error(request, _("Det går inte längre. Aktiviteten har kommit vidare, se vad som står nu."))
        return redirect("activity", pk=pk)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("activity", pk=pk)
    messages.success(request, done(activity))
    return redirect(then) if then == "after_login" else redirect(then, pk=pk)
