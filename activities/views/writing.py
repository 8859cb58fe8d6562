"""Writing an activity: the form, for a new one and for one that is there."""

from __future__ import annotations

import functools
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities import rules
from activities.content import Cell, Content, merge
from activities.facts import Facts
from activities.forms import ActivityForm
from activities.models import Activity, ActivityVersion, ReviewEvent
from activities.reference import Reference, reference
from activities.services import writing
from activities.services.facts import FactsChanged
from activities.services.locking import Stale
from activities.views.conflict import choices_made, conflict_page
from activities.views.facts import tell_facts_changed
from activities.views.picking import fill_pickers
from activities.wording import LABELS
from needs.models import Need
from network.access import allowed, anyone
from network.addresses import key_of
from network.layout import parts_of
from network.models import Initiative
from network.person import Person
from network.request import Request
from network.services.typed import find_or_type

# The save bar: name, value, verb, primary
BUTTONS = [("gor", "spara", _l("Spara utkast"), False), ("gor", "skicka", _l("Skicka in"), True)]


@allowed(anyone)  # the rule is asked below: whoever lost the right gets the text back to copy
def activity_new(request: Request) -> HttpResponse:
    """Write a new activity; ?ruta=<level>.<area> ticks a cell, ?behov=<id> a need, ?mal=<number> a goal."""
    person = request.person
    if not rules.may_create(person):
        return _text_back(request)
    ref = reference(request.stamp)
    content = Content(
        cells=_cell_asked_for(request.GET.get("ruta", ""), ref),
        goals=_goal_asked_for(request.GET.get("mal", ""), ref),
        needs=_need_asked_for(request.GET.get("behov", ""), person),
    )
    form = _form(request, ref, content=content, facts=Facts())
    if request.method == "POST" and _stores(request) and form.is_valid():
        answer = _create(request, form)
        if answer:
            return answer
    return _page(request, form, ref, "activities/activity_form.html", activity=None, comments=None)


@allowed(anyone)
def activity_edit(request: Request, pk: int) -> HttpResponse:
    """Change an activity: a draft, a waiting change, or what was sent back."""
    person = request.person
    activity = _visible(request, pk)
    if activity is None or not rules.may_edit(person, activity):
        return _may_not_edit(request, activity)
    ref = reference(request.stamp)
    newest = activity.newest_version
    assert newest is not None
    returned = _returned(activity)
    form = _form(
        request,
        ref,
        content=Content.from_json(newest.content).with_kept(),
        facts=None if activity.is_live else Facts.of(activity),
        consents=dict(activity.participations.values_list("organisation", "consent")),
        comments=returned.field_comments if returned else None,
        version=newest.pk,
    )
    if request.method == "POST" and _stores(request) and form.is_valid():
        answer = _save(request, activity, form, ref)
        if answer:
            return answer
    return _page(request, form, ref, "activities/activity_form.html", activity=activity, comments=returned)


def _visible(request: Request, pk: int) -> Activity | None:
    visible = Activity.objects.visible_to(request.person)
    found = visible.select_related("newest_version", "live_version").filter(pk=pk).first()
    if found:
        found.remember_owners()  # services lock and read their own
    return found


def _may_not_edit(request: Request, activity: Activity | None) -> HttpResponse:
    """404 for what one may not see, else the activity's page with the reason."""
    if request.method == "POST":
        return _text_back(request)
    if activity is None or not rules.may_see_work(request.person, activity):
        raise Http404
    if activity.review == Activity.Review.SUBMITTED:
        messages.info(request, _("Aktiviteten är inskickad. Ta tillbaka den om du vill ändra."))
    else:
        messages.info(request, _("Aktiviteten är arkiverad och går inte att ändra."))
    return redirect("activity", pk=activity.pk)


def _text_back(request: Request) -> HttpResponse:
    """Whoever may not write gets what was typed back to copy: a login that expired or a duty that ended loses none."""
    typed = [
        (LABELS.get(name, name), value)
        for name in ("title", "summary", "description", "target_group", "expected_reach", "note")
        if (value := request.POST.get(name, "").strip())
    ]
    if request.method != "POST" or not typed:
        if request.person.logged_in:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())
    return render(request, "activities/text_to_copy.html", {"typed": typed, "next": request.path}, status=403)


def _form(request: Request, ref: Reference, **kwargs: Any) -> ActivityForm:
    data = request.POST if request.method == "POST" else None
    return ActivityForm(data, person=request.person, reference=ref, **kwargs)


def _stores(request: Request) -> bool:
    """Whether the button saves or submits, and does not only search."""
    return not request.POST.get("gor", "").startswith("sok-")


def _typed(form: ActivityForm) -> tuple[Content, dict[int, bool]]:
    find = functools.cache(find_or_type)  # a name is looked up once, in however many fields it stands
    return form.content(find), form.consents(find)


def _create(request: Request, form: ActivityForm) -> HttpResponse | None:
    content, consents = _typed(form)
    key = form.cleaned_data["form_key"] or form.fields["form_key"].initial
    submits = request.POST.get("gor") == "skicka"
    try:
        activity = writing.write_new(
            content,
            form.facts(),
            form_key=key,
            by=request.person,
            consents=consents,
            submits=submits,
            note=form.cleaned_data["note"],
        )
    except ValidationError as error:
        form.add_faults(error)
        return None
    except PermissionDenied:
        return _text_back(request)
    return _saved(request, activity, submits, "ny")


def _save(request: Request, activity: Activity, form: ActivityForm, ref: Reference) -> HttpResponse | None:
    """Save what was sent, on the version it was based on; where somebody was first, the conflict page."""
    mine, consents = _typed(form)
    submits = request.POST.get("gor") == "skicka"
    base = get_object_or_404(ActivityVersion, activity=activity, pk=form.cleaned_data["version"] or 0)
    if base.pk != activity.newest_version_id:
        merged = merge(Content.from_json(base.content), mine, Content.from_json(activity.newest_version.content))
        choices = choices_made(request, activity, merged)
        if choices is None:
            return conflict_page(request, activity, ref, merged, base)
        mine, base = merged.choosing(choices), activity.newest_version
    try:
        writing.write(
            base,
            mine,
            by=request.person,
            consents=consents,
            facts=(form.base_facts(), form.facts()) if form.with_facts else None,
            submits=submits,
            note=form.cleaned_data["note"],
        )
    except Stale:
        return activity_edit(request, activity.pk)
    except (PermissionDenied, Activity.DoesNotExist):
        return _text_back(request)  # submitted, archived or deleted in the same instant
    except FactsChanged as error:
        tell_facts_changed(form, error)
    except ValidationError as error:
        form.add_faults(error)
    else:
        return _saved(request, activity, submits, str(activity.pk))
    return None


def _page(
    request: Request,
    form: ActivityForm,
    ref: Reference,
    template: str,
    *,
    activity: Activity | None,
    comments: ReviewEvent | None,
) -> HttpResponse:
    person = request.person
    fill_pickers(form, person, ref)
    similar = _similar(person, form, activity)
    shown = {
        "form": form,
        "activity": activity,
        "returned": comments,
        "similar": similar,
        "parts": parts_of(form),
        "keep": str(activity.pk) if activity else "ny",
        "buttons": BUTTONS,
        "may_delete": activity is not None and rules.may_delete(person, activity),
        "may_discard": activity is not None and rules.may_discard(person, activity),
    }
    return render(request, template, shown)


def _similar(person: Person, form: ActivityForm, activity: Activity | None) -> list[tuple[int, str, str]]:
    """Who does something alike: live ones in the same cells that others lead; id, title, lead."""
    cells = [value.split("-") for value in form["cells"].value() or () if value.count("-") == 1]
    places = {(int(level), int(area)) for level, area in cells if level.isdecimal() and area.isdecimal()}
    if not places:
        return []
    return Activity.objects.alike(person, places, besides=activity.pk if activity else None)


def _saved(request: Request, activity: Activity, submits: bool, keep: str) -> HttpResponse:
    """Say what happened and what comes next; the tag tells the browser that the server has the text."""
    if submits:
        text = _("Inskickad. Projektkontoret läser och svarar inom {n} arbetsdagar. Du får svaret som mejl.").format(
            n=_answer_days()
        )
        messages.success(request, text, extra_tags=f"saved-{keep}")
        return redirect("activity", pk=activity.pk)
    messages.success(request, _("Utkastet är sparat. Skicka in det när du är klar."), extra_tags=f"saved-{keep}")
    return redirect("activity_edit", pk=activity.pk)


def _answer_days() -> int:
    return Initiative.objects.values_list("answer_days", flat=True).first() or 5


def _returned(activity: Activity) -> ReviewEvent | None:
    """The decision that sent it back, while it is."""
    if activity.review != Activity.Review.SENT_BACK:
        return None
    return activity.events.filter(kind=ReviewEvent.Kind.SENT_BACK).standing().select_related("by").first()


def _cell_asked_for(text: str, ref: Reference) -> frozenset[Cell]:
    """The cell in an address such as «individ.yrkeslivet»; none where it does not exist."""
    level_key, _dot, area_key = text.partition(".")
    level = next((row for row in ref.active_levels() if row.key == level_key), None)
    area = next((row for row in ref.active_areas() if row.key == area_key), None)
    return frozenset({Cell(level.pk, area.pk)}) if level and area else frozenset()


def _goal_asked_for(text: str, ref: Reference) -> frozenset[int]:
    """The goal of a number in an address; none where nobody can choose it."""
    return frozenset(goal.pk for goal in ref.active_goals() if str(goal.number) == text)


def _need_asked_for(text: str, person: Person) -> frozenset[int]:
    """The need in an address, where the person may see it."""
    pk = key_of(text)
    return frozenset(Need.objects.visible_to(person).filter(pk=pk).values_list("pk", flat=True)) if pk else frozenset()
