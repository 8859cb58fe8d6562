"""What the office can do with an activity outside the queue: withdraw, bring back, audience, archive, consents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities import queue, rules
from activities.content import text_of
from activities.forms.review import ReasonForm
from activities.happened import answer_rows, event_rows, latest
from activities.models import Activity, Participation, ReviewEvent
from activities.parties import stands_in
from activities.reference import Reference, reference
from activities.services import review as services
from activities.services.locking import Stale
from activities.services.together import set_consent
from activities.views import decided
from activities.views.history import EVENTS, NOTED
from network.access import allowed, office
from network.audit import updates_of
from network.request import Request
from network.text import swedish_order

Audience, Kind, Review = Activity.Audience, ReviewEvent.Kind, Activity.Review
YES, NO = "ja", "nej"  # what the buttons about consent say
Verb = Callable[[Request, Activity, ReasonForm], "ReviewEvent | None"]


# What waits, of a change to what is published and of what is not; nothing where nothing does.
CHANGES = {
    Review.EDITING: _l("Det finns en ändring som inte är inskickad."),
    Review.SUBMITTED: _l("En ändring väntar på granskning."),
    Review.SENT_BACK: _l("En ändring är tillbakaskickad till verksamheten."),
}
UNPUBLISHED = {
    Review.EDITING: _l("Den är ett utkast hos verksamheten."),
    Review.SUBMITTED: _l("Den väntar på granskning."),
    Review.SENT_BACK: _l("Den är tillbakaskickad till verksamheten."),
}
SEEN_AS = {
    Audience.PUBLIC: _l("Publicerad för alla."),
    Audience.INTERNAL: _l("Publicerad internt."),
    Audience.NOTHING: _l("Inte publicerad."),
}

SEEN_STILL = {  # an archived activity keeps its publication
    Audience.PUBLIC: _l("Alla kan fortfarande läsa den på dess adress."),
    Audience.INTERNAL: _l("De som loggar in kan fortfarande läsa den på dess adress."),
    Audience.NOTHING: _l("Var inte publicerad."),
}


class May(NamedTuple):
    """What the office may do with an activity as it stands."""

    review: bool
    edit: bool
    withdraw: bool
    bring_back: bool
    archive: bool
    unarchive: bool


class Consent(NamedTuple):
    """An external party, whether it agreed to be named, and whether the text names it all the same."""

    organisation: int
    name: str
    consent: bool
    in_text: bool


@allowed(office)
def office_activity(request: Request, pk: int) -> HttpResponse:
    """An activity with everything the office can do about it; POST does one of them."""
    activity = get_object_or_404(Activity.objects.visible_to(request.person), pk=pk)
    pressed = request.POST.get("gor", "") if request.method == "POST" else ""
    form = ReasonForm(request.POST if pressed == "ta-bort" else None)
    if request.method == "POST":
        answer = _do(request, activity, pressed, form)
        if answer:
            return answer
    return render(request, "activities/office_activity.html", _shown(request, activity, form))


def _do(request: Request, activity: Activity, pressed: str, form: ReasonForm) -> HttpResponse | None:
    """Do what was pressed and show the activity again; None where a fault is told beside its field."""
    verb = VERBS.get(pressed)
    if verb is None:
        raise Http404
    back = reverse("office_activity", args=[activity.pk])
    try:
        if pressed != "samtycke" and request.POST.get("live", "") != activity.stands:
            raise Stale(activity)
        event = verb(request, activity, form)
    except (PermissionDenied, Stale):
        return _too_late(request, activity, form)
    except ValidationError as error:
        form.refuse(error)
        return None
    if event:
        decided.remember(request, [event])
    return redirect(back + (decided.ANCHOR if event else "#meddelanden"))


def _too_late(request: Request, activity: Activity, form: ReasonForm) -> HttpResponse:
    """Somebody was first: say who, and show the reason that was written, to copy."""
    last = activity.events.select_related("by").first()
    happened = latest(last) if last else ""
    reason = form["reason"]
    told = _("Det går inte längre: aktiviteten har kommit vidare. {happened} Så här står den nu.")
    return decided.too_late(
        request,
        activity,
        happened=happened,
        typed=[(str(reason.label), reason.value())] if reason.value() else [],
        told=told.format(happened=happened),
    )


def _withdraw(request: Request, activity: Activity, form: ReasonForm) -> ReviewEvent:
    form.full_clean()
    return services.withdraw(activity, reason=form.cleaned_data.get("reason", ""), by=request.person)


def _bring_back(request: Request, activity: Activity, form: ReasonForm) -> ReviewEvent:
    if not _may(request, activity).bring_back:
        raise PermissionDenied
    return services.bring_back(activity, by=request.person)


def _for_all(request: Request, activity: Activity, form: ReasonForm) -> ReviewEvent:
    return services.change_audience(activity, audience=Audience.PUBLIC, by=request.person)


def _inside(request: Request, activity: Activity, form: ReasonForm) -> ReviewEvent:
    return services.change_audience(activity, audience=Audience.INTERNAL, by=request.person)


def _archive(request: Request, activity: Activity, form: ReasonForm) -> ReviewEvent:
    return services.archive(activity, by=request.person)


def _unarchive(request: Request, activity: Activity, form: ReasonForm) -> None:
    services.unarchive(activity, by=request.person)
    messages.success(request, _("Aktiviteten är hämtad ur arkivet och står som före arkiveringen."))


def _consent(request: Request, activity: Activity, form: ReasonForm) -> None:
    wanted = request.POST.get("svar", "")
    party = next((row for row in _parties(activity) if str(row.organisation_id) == request.POST.get("part", "")), None)
    if party is None or wanted not in (YES, NO):
        raise Http404
    set_consent(activity, party.organisation_id, wanted == YES, by=request.person)
    text = _("{name} får nämnas vid namn.") if wanted == YES else _("{name} visas inte längre bland dem som medverkar.")
    messages.success(request, text.format(name=party.organisation.name))


VERBS: dict[str, Verb] = {
    "ta-bort": _withdraw,
    "publicera-igen": _bring_back,
    "publikt": _for_all,
    "internt": _inside,
    "arkivera": _archive,
    "hamta": _unarchive,
    "samtycke": _consent,
}


def _parties(activity: Activity) -> list[Participation]:
    return sorted(activity.participations.external(), key=lambda row: swedish_order(row.organisation.name))


def _shown(request: Request, activity: Activity, form: ReasonForm) -> dict[str, Any]:
    person = request.person
    events = list(activity.events.in_history()[:EVENTS])
    standing = [event.pk for event in events[:1] if event.kind in ReviewEvent.DECISIONS and event.undone_at is None]
    message, answers = decided.told(request), list(activity.participations.in_history())
    last = queue.decisions(person, standing) if standing and not message else []
    return {
        "activity": activity,
        "stands": _stands(activity),
        "form": form,
        "may": _may(request, activity),
        "withdrawn_for": _withdrawn_for(events),
        "undo": next((decision for decision in last if decision.until), None),
        "decided": message,
        "keep": f"ta-bort-{activity.pk}",
        "is_public": activity.published_as == Audience.PUBLIC,
        "consents": _consents(activity, reference(request.stamp)),
        "history": event_rows(events),
        "asked": activity.participations.asked().exists(),
        "unanswered": activity.participations.answerable_by(person).unanswered().exists(),
        "answers": answer_rows(answers, updates_of(*answers)[:NOTED]),
    }


def _consents(activity: Activity, ref: Reference) -> list[Consent]:
    text = text_of(activity)
    return [
        Consent(row.organisation_id, row.organisation.name, row.consent, stands_in(text, row.organisation_id, ref))
        for row in _parties(activity)
    ]


def _withdrawn_for(events: list[ReviewEvent]) -> str:
    """Why it was withdrawn last."""
    return next((event.comment for event in events if event.kind == Kind.WITHDRAWN and not event.undone_at), "")


def _stands(activity: Activity) -> str:
    """Who sees it, and what waits, in sentences."""
    waits = (CHANGES if activity.is_live else UNPUBLISHED).get(Review(activity.review), "")
    audience = Audience(activity.published_as)
    if activity.archived_at:
        return " ".join(filter(None, (_("Arkiverad."), str(SEEN_STILL[audience]), str(waits))))
    return " ".join(filter(None, (str(SEEN_AS[audience]), str(waits))))


def _may(request: Request, activity: Activity) -> May:
    person = request.person
    return May(
        review=rules.may_review(person, activity),
        edit=rules.may_edit(person, activity),
        withdraw=rules.may_withdraw(person, activity),
        # Where a newer text waits that is read first: it may answer why the old one was withdrawn.
        bring_back=rules.may_bring_back(person, activity) and not rules.may_review(person, activity),
        archive=rules.may_archive(person, activity),
        unarchive=rules.may_unarchive(person, activity),
    )
