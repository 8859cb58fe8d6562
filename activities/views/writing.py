"""Writing an activity: the form, for a new one and for one that is there."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from activities import rules
from activities.content import Content
from activities.facts import Facts
from activities.forms import ActivityForm, Shown
from activities.happened import latest
from activities.models import Activity, Participation, ReviewEvent
from activities.reference import Reference, reference
from activities.services import sending, writing
from activities.services.facts import FactsChanged
from activities.services.locking import Stale, kept_content_of
from activities.services.writing import Beside
from activities.views.conflict import conflict_of
from activities.views.facts import tell_facts_changed
from activities.views.form_page import CORRECTION, LATE, corrects, form_page
from activities.views.picking import PICKERS
from activities.views.prefilled import boxes_of, content_asked_for, form_key_of, with_need_asked_for
from activities.views.saved import corrected, named_now, saved
from activities.views.unsaved import may_not_edit, text_back
from network.access import allowed, anyone
from network.addresses import key_of
from network.request import Request


@allowed(anyone)  # the rule is asked below: whoever lost the right gets the text back to copy
def activity_new(request: Request) -> HttpResponse:
    """Write a new activity. The form that has made one already opens that."""
    if not rules.may_create(request.person):
        return text_back(request)
    key = form_key_of(request)
    made = Activity.objects.filter(form_key=key).first() if key else None
    if made and made.created_by_id == request.person.user_id and request.method != "POST":
        return redirect("activity_edit", pk=made.pk)
    ref = reference(request.stamp)
    shown = Shown(content_asked_for(request, ref), Facts(), form_key=None if made else key)
    form = _form(request, ref, shown, submits=_submits(request))
    if _stores(request) and form.is_valid():
        answer = _create(request, form)
        if answer:
            return answer
    return form_page(request, form, ref, ticked=boxes_of(shown.content))


@allowed(anyone)
def activity_edit(request: Request, pk: int) -> HttpResponse:
    """Change an activity: a draft, a waiting change, or what was sent back."""
    activity, overtaken = _visible(request, pk), False
    if activity and request.POST.get("gor") == "tillbaka":
        overtaken = not _takes_back(request, activity)
        activity = _visible(request, pk)
    if activity is None or not rules.may_edit(request.person, activity):
        return may_not_edit(request, activity)
    ref = reference(request.stamp)
    returned = _returned(activity)
    shown, asked = with_need_asked_for(request, _as_it_stands(request, activity, returned))
    form = _form(request, ref, shown, submits=_submits(request, activity))
    late = request.POST.get("rattar") in (CORRECTION, LATE) and not corrects(activity)
    if late and _stores(request) and _as_correction(request):
        _ask_about_late_correction(activity, form)
    elif overtaken and activity.review != Activity.Review.EDITING:
        _tell_decided(activity, form)
    elif _stores(request) and form.is_valid() and (answer := _save(request, activity, form, ref)):
        return answer
    ticked = boxes_of(Content(needs=frozenset({key_of(request.GET.get("behov"))} - {0})))
    return form_page(request, form, ref, activity=activity, returned=returned, asked=asked, ticked=ticked, late=late)


def _visible(request: Request, pk: int) -> Activity | None:
    visible = Activity.objects.visible_to(request.person)
    found = visible.select_related("newest_version__author", "live_version").filter(pk=pk).first()
    if found:
        found.remember_owners()  # services lock and read their own
    return found


def _takes_back(request: Request, activity: Activity) -> bool:
    """*Ta tillbaka och spara texten*, the button beside a text that came too late (views/unsaved.py). Whether it was
    taken back: what was submitted anew since is not.
    """
    assert activity.newest_version is not None
    submission = key_of(request.POST.get("inskickad"))
    with suppress(Stale, PermissionDenied, Activity.DoesNotExist):
        if submission:
            writing.take_back(activity.newest_version, by=request.person, submission=submission)
            return True
    return False


def _as_it_stands(request: Request, activity: Activity, returned: ReviewEvent | None) -> Shown:
    """What the form shows of an activity, and who said no to it; and what it showed, where that is older."""
    newest = activity.newest_version
    assert newest is not None
    answers = list(activity.participations.values_list("organisation", "consent", "state"))
    return Shown(
        kept_content_of(newest),
        base=_older(activity, key_of(request.POST.get("version", ""))),
        facts=Facts.of(activity) if _with_facts(request, activity) else None,
        note=activity.note if _with_note(request, activity) else None,
        consents={pk: consent for pk, consent, _state in answers},
        comments=returned.field_comments if returned else {},
        declined=frozenset(pk for pk, _consent, state in answers if state == Participation.State.DECLINED),
        version=newest.pk,
    )


def _with_facts(request: Request, activity: Activity) -> bool:
    """Until the first publication; but a form that is sent has what it had when it was opened."""
    if request.method == "POST":
        return "facts_base" in request.POST or ("status" in request.POST and not activity.is_live)
    return not activity.is_live


def _with_note(request: Request, activity: Activity) -> bool:
    """Not in a correction, which submits nothing. What came with one stays to be read: the form was opened as something
    else, before somebody submitted.
    """
    corrects_now = corrects(activity) or "rattar" in request.POST
    return not corrects_now or bool(request.POST.get("note", "").strip())


def _older(activity: Activity, version: int) -> Content:
    """The content of `version`, where it is not the newest one."""
    found = None
    if version and version != activity.newest_version_id:
        found = activity.versions.filter(pk=version).first()
    return kept_content_of(found)


def _form(request: Request, ref: Reference, shown: Shown, *, submits: bool) -> ActivityForm:
    data = request.POST if request.method == "POST" else None
    searches = data is not None and not _stores(request)
    return ActivityForm(data, person=request.person, reference=ref, shown=shown, submits=submits, searches=searches)


def _stores(request: Request) -> bool:
    """Whether the button saves or submits, and does not only search. Enter searches where a search is written."""
    button = request.POST.get("gor", "")
    searched = button == "enter" and any(request.POST.get(f"sok_{name}", "").strip() for name in PICKERS)
    return request.method == "POST" and not searched and not button.startswith("sok-")


def _submits(request: Request, activity: Activity | None = None) -> bool:
    return request.POST.get("gor") == "skicka" and not corrects(activity)


def _as_correction(request: Request) -> bool:
    """Whether the form was opened to correct what waits for the office, and nobody was told that it is late."""
    return request.POST.get("rattar") == CORRECTION


def _ask_about_late_correction(activity: Activity, form: ActivityForm) -> None:
    """The activity waits no more, and then the text is somebody else's again."""
    _tell_what_happened(activity, form, _("Rättelsen är inte sparad."), _("Vill du ändå ändra?"))


def _tell_decided(activity: Activity, form: ActivityForm) -> None:
    """Somebody was before who takes it back, and what is saved now means another thing."""
    then = _("Läs och spara igen.")
    if activity.is_live:
        then += " " + _("Texten blir då en ändring som väntar. Status och datum gäller direkt.")
    _tell_what_happened(activity, form, _("Inget är sparat, för någon hann före."), then)


def _tell_what_happened(activity: Activity, form: ActivityForm, told: str, then: str) -> None:
    """By a fault in the form: between what it means and what one can do, who did what last."""
    form.full_clean()
    turn = activity.events.last_turn()
    form.add_error(None, " ".join(filter(None, [told, latest(turn) if turn else "", then])))


def _sent(request: Request, form: ActivityForm, activity: Activity | None = None) -> dict[str, Any]:
    """What both ways of saving are told beside content and facts."""
    greeting = None if corrects(activity) else form.greeting()
    if greeting and activity is None:
        greeting = greeting._replace(shown="")  # a new form shows none, also where it was filled from another
    beside = Beside(form.consents(), form.typed, greeting)
    return {"by": request.person, "submits": _submits(request, activity), "beside": beside}


def _create(request: Request, form: ActivityForm) -> HttpResponse | None:
    key = form.cleaned_data["form_key"] or form.fields["form_key"].initial
    try:
        activity = sending.send_new(form.content(), form.facts(), form_key=key, **_sent(request, form))
    except Stale as error:  # sent again with another text, after the browser's Back
        return activity_edit(request, error.activity.pk)
    except PermissionDenied:
        return text_back(request)
    except ValidationError as error:
        form.refuse(error)
        return None
    return saved(request, activity, submits=_submits(request), greeting=form.greeting())


def _save(request: Request, activity: Activity, form: ActivityForm, ref: Reference) -> HttpResponse | None:
    """Save what was sent, on the version it was based on; where somebody was first, the conflict page."""
    newest, conflict = activity.newest_version, conflict_of(request, activity, form)
    assert newest is not None
    if conflict and not conflict.is_settled:
        return conflict.page(ref, form)
    mine = conflict.chosen() if conflict else form.content()
    facts = (form.base_facts(), form.facts()) if form.with_facts else None
    told = bool(form.consents()) or bool(facts and facts[0] != facts[1])
    try:
        sent = _sent(request, form, activity)
        version = sending.send(newest, mine, facts=facts, corrects=_as_correction(request), **sent)
    except Stale:
        return activity_edit(request, activity.pk)
    except (PermissionDenied, Activity.DoesNotExist):
        return text_back(request, _visible(request, activity.pk))  # submitted, archived or deleted this instant
    except sending.Unchanged:
        return saved(request, activity, submits=False, unchanged=True, greeting=form.greeting())
    except FactsChanged as error:
        tell_facts_changed(form, error)
    except ValidationError as error:
        form.refuse(error)
    else:
        names = named_now(form, activity, ref)
        said = {"unchanged": version.pk == newest.pk and not told, "names": names, "greeting": form.greeting()}
        if corrects(activity):
            return corrected(request, activity, **said)
        return saved(request, activity, submits=_submits(request), **said)
    return None


def _returned(activity: Activity) -> ReviewEvent | None:
    """The decision that sent it back, while it is."""
    if activity.review != Activity.Review.SENT_BACK:
        return None
    return activity.events.last_return()
