"""The office decides: the review page, and taking a decision back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from activities import queue, review_page
from activities.forms.review import PUBLISH, SEE_COMMENTS, SEND_BACK, ReviewForm
from activities.happened import why_too_late
from activities.models import Activity, ActivityVersion, ReviewEvent
from activities.querysets.queue import ids_in_order, to_review
from activities.reference import reference
from activities.services import review as services
from activities.services.locking import Stale
from activities.views import decided
from network.access import allowed, office
from network.addresses import key_of
from network.dates import word
from network.request import Request

MOST = 10  # published, or undone, at once


@allowed(office)
def review(request: Request, pk: int) -> HttpResponse:
    """A submission as the public will see it, and both decisions about it."""
    ref = reference(request.stamp)
    activity = get_object_or_404(to_review(request.person), pk=pk)
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        audience=services.audience_now(activity),
        version=activity.newest_version_id or 0,
        submission=activity.submission or 0,
        public=activity.published_as == Activity.Audience.PUBLIC,
    )
    if form.is_bound:
        try:
            if form.is_valid() and (answer := _decide(request, activity, form)):
                return answer
        except (Stale, PermissionDenied):
            activity = get_object_or_404(to_review(request.person), pk=pk)  # as it is by now
        _tell_if_changed(activity, form)
    if activity.review != Activity.Review.SUBMITTED:
        return _no_longer_waiting(request, activity, form)
    page = review_page.page(activity, request.person, ref)
    if page.regretted and not form.is_bound:
        form.fill_from(page.regretted)
    fields = review_page.fields(page, form)
    shown = {"page": page, "form": form, "decided": decided.told(request), "fields": fields}
    return render(request, "activities/review.html", shown)


@allowed(office)
@require_POST
def decision_undo(request: Request, pk: int) -> HttpResponse:
    """*Ångra*: the activity is as it was before its last decision."""
    event = get_object_or_404(ReviewEvent.objects.decisions().select_related("version"), pk=pk)
    title = event.version.content["title"]
    try:
        activity = services.undo(event, by=request.person).activity
    except services.TooLate:
        text = _("Det går inte längre att ångra beslutet om {title}. {why}")
        messages.error(request, text.format(title=title, why=why_too_late(event)))
        return _to("office_activity", event.activity_id)
    waits = activity.review == Activity.Review.SUBMITTED
    text = _("Ångrat. {title} väntar på granskning igen.") if waits else _("Ångrat. {title} är som före beslutet.")
    messages.success(request, text.format(title=title))
    return _to("review" if waits else "office_activity", event.activity_id)


@allowed(office)
@require_POST
def decisions_undo(request: Request) -> HttpResponse:
    """*Ångra alla*: each decision alone; those that can no longer be undone are told with why."""
    keys = [key_of(key) for key in request.POST.getlist("beslut")[:MOST]]
    late, undone = [], 0
    for event in ReviewEvent.objects.decisions().filter(pk__in=keys).select_related("version").order_by("-pk"):
        try:
            services.undo(event, by=request.person)
            undone += 1
        except services.TooLate:
            late.append(f"{event.version.content['title']}: {why_too_late(event)}")
    if undone:
        text = _("Ett beslut är ångrat.") if undone == 1 else _("{n} beslut är ångrade.")
        messages.success(request, text.format(n=word(undone).capitalize()))
    if late:
        messages.error(request, _("Det här går inte längre att ångra. {why}").format(why=" ".join(late)))
    return redirect(reverse("office") + "#meddelanden")


def _decide(request: Request, activity: Activity, form: ReviewForm) -> HttpResponse | None:
    """Carry the pressed decision out; None where the page must be shown again, with why. Raises what the service does
    where somebody was first.
    """
    version = get_object_or_404(ActivityVersion, activity=activity, pk=form.cleaned_data["version"])
    ids = ids_in_order()
    try:
        event = _carry_out(request, version, form)
    except ValidationError as error:
        form.refuse(error)
        return None
    decided.remember(request, [event])
    following = queue.next_after(activity.pk, ids)
    return _to("review", following, decided.ANCHOR) if following else redirect(reverse("office") + decided.ANCHOR)


def _carry_out(request: Request, version: ActivityVersion, form: ReviewForm) -> ReviewEvent:
    pressed, given = request.POST.get("beslut", ""), form.cleaned_data
    reason, comments, read = form.full_reason(), form.field_comments(), given["submission"]
    if pressed == SEND_BACK:
        if comments and not reason:
            reason = str(SEE_COMMENTS)
        return services.send_back(version, reason=reason, by=request.person, field_comments=comments, submission=read)
    if pressed != PUBLISH:
        raise ValidationError(_("Välj Publicera eller Skicka tillbaka."))
    if reason or comments:
        raise ValidationError(
            _("Skäl och kommentarer följer bara med när du skickar tillbaka. Ta bort dem, eller skicka tillbaka.")
        )
    if not given["audience"]:
        raise ValidationError({"audience": _("Välj vem som ska se den.")})
    return services.publish(version, audience=given["audience"], by=request.person, submission=read)


def _submitted_anew(activity: Any, form: ReviewForm) -> bool:
    """Whether it was taken back and submitted again since the page was opened: what is said with it is unread."""
    read = form.cleaned_data["submission"]
    return bool(read and activity.submission and read != activity.submission)


def _tell_if_changed(activity: Any, form: ReviewForm) -> None:
    """Where what is shown now is not what was read, that is told whatever else was amiss."""
    read, newest = form["version"].value(), activity.newest_version_id or 0
    if "version" in form.errors or "submission" in form.errors:
        return
    if str(read) != str(newest):
        text = _("Texten ändrades medan du läste. Inget är beslutat. Nu ser du den senaste; det du skrev står kvar.")
    elif _submitted_anew(activity, form):
        text = _("Den skickades in på nytt medan du läste. Inget är beslutat. Läs den igen; det du skrev står kvar.")
    else:
        return
    form.about(newest, activity.submission or 0)
    form.add_error(None, text)


def _no_longer_waiting(request: Request, activity: Activity, form: ReviewForm) -> HttpResponse:
    """Somebody was first, or it was taken back: say who, and show what was typed, to copy."""
    happened = review_page.what_happened(activity, activity.events.select_related("by").first())
    if not form.is_bound:
        messages.info(request, happened)
        return _to("office_activity", activity.pk)
    told = _("Ditt beslut är inte sparat. {happened}").format(happened=happened)
    return decided.too_late(request, activity, happened=happened, typed=form.typed(), told=told)


def _to(name: str, pk: int, anchor: Any = "#meddelanden") -> HttpResponse:
    return redirect(reverse(name, args=[pk]) + anchor)
