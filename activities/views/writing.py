"""Writing an activity: the form, for a new one and for one that is there."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities import rules
from activities.content import Content
from activities.facts import Facts
from activities.forms import ActivityForm, Shown
from activities.happened import laid_aside, latest, told_aside
from activities.models import Activity, Level, Participation, ReviewEvent
from activities.page import ways_out
from activities.reference import Reference, reference
from activities.services import sending, writing
from activities.services.facts import FactsChanged
from activities.services.locking import Stale, kept_content_of
from activities.services.writing import Beside
from activities.views.conflict import conflict_of
from activities.views.facts import tell_facts_changed
from activities.views.picking import PICKERS, fill_pickers
from activities.views.prefilled import boxes_of, content_asked_for, form_key_of, with_need_asked_for
from activities.views.saved import corrected, saved
from activities.views.unsaved import may_not_edit, text_back
from network.access import allowed, anyone
from network.addresses import key_of
from network.layout import control_id, parts_of
from network.person import Person
from network.request import Request
from network.text import by_name, listed

# The save bar: name, value, verb, primary
BUTTONS = [("gor", "spara", _l("Spara utkast"), False), ("gor", "skicka", _l("Skicka in"), True)]
CORRECTING = [("gor", "spara", _l("Spara rättelsen"), True)]  # what is submitted stays so; the office decides after
LATE = [("gor", "spara", _l("Spara ändå"), False)]


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
    return _page(request, form, ref, ticked=boxes_of(shown.content))


@allowed(anyone)
def activity_edit(request: Request, pk: int) -> HttpResponse:
    """Change an activity: a draft, a waiting change, or what was sent back."""
    activity = _visible(request, pk)
    if activity and request.POST.get("gor") == "tillbaka":
        activity = _taken_back(request, activity)
    if activity is None or not rules.may_edit(request.person, activity):
        return may_not_edit(request, activity)
    ref = reference(request.stamp)
    returned = _returned(activity)
    shown, asked = with_need_asked_for(request, _as_it_stands(request, activity, returned))
    form = _form(request, ref, shown, submits=_submits(request, activity))
    late = _stores(request) and _as_correction(request) and not _corrects(activity)
    if late:
        _ask_about_late_correction(activity, form)
    elif _stores(request) and form.is_valid() and (answer := _save(request, activity, form, ref)):
        return answer
    ticked = boxes_of(Content(needs=frozenset({key_of(request.GET.get("behov"))} - {0})))
    return _page(request, form, ref, activity=activity, returned=returned, asked=asked, ticked=ticked, late=late)


def _visible(request: Request, pk: int) -> Activity | None:
    visible = Activity.objects.visible_to(request.person)
    found = visible.select_related("newest_version__author", "live_version").filter(pk=pk).first()
    if found:
        found.remember_owners()  # services lock and read their own
    return found


def _taken_back(request: Request, activity: Activity) -> Activity | None:
    """*Ta tillbaka och spara din text*, the button beside a text that came too late (views/unsaved.py)."""
    assert activity.newest_version is not None
    with suppress(Stale, PermissionDenied, Activity.DoesNotExist):
        writing.take_back(activity.newest_version, by=request.person)
    return _visible(request, activity.pk)


def _as_it_stands(request: Request, activity: Activity, returned: ReviewEvent | None) -> Shown:
    """What the form shows of an activity, and who said no to it; and what it showed, where that is older."""
    newest = activity.newest_version
    assert newest is not None
    answers = list(activity.participations.values_list("organisation", "consent", "state"))
    return Shown(
        kept_content_of(newest),
        base=_older(activity, key_of(request.POST.get("version", ""))),
        facts=Facts.of(activity) if _with_facts(request, activity) else None,
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
    return request.POST.get("gor") == "skicka" and not _corrects(activity)


def _corrects(activity: Activity | None) -> bool:
    """Whether the office writes in what somebody has submitted."""
    return activity is not None and activity.review == Activity.Review.SUBMITTED


def _as_correction(request: Request) -> bool:
    """Whether the form was opened to correct what waits for the office."""
    return request.POST.get("rattar") == "1"


def _ask_about_late_correction(activity: Activity, form: ActivityForm) -> None:
    """By a fault in the form: the activity waits no more, and then the text is somebody else's again."""
    form.full_clean()
    turn = activity.events.last_turn()
    told = _("Rättelsen är inte sparad, för aktiviteten väntar inte längre på granskning. {latest} Vill du ändå ändra?")
    form.add_error(None, told.format(latest=latest(turn) if turn else ""))


def _sent(request: Request, form: ActivityForm, activity: Activity | None = None) -> dict[str, Any]:
    """What both ways of saving are told beside content and facts."""
    said = {"beside": Beside(form.consents(), form.typed), "note": form.cleaned_data["note"]}
    return {"by": request.person, "submits": _submits(request, activity), **said}


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
    return saved(request, activity, submits=_submits(request))


def _save(request: Request, activity: Activity, form: ActivityForm, ref: Reference) -> HttpResponse | None:
    """Save what was sent, on the version it was based on; where somebody was first, the conflict page."""
    newest, conflict = activity.newest_version, conflict_of(request, activity, form)
    assert newest is not None
    if conflict and not conflict.is_settled:
        return conflict.page(ref, form.typed)
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
        return saved(request, activity, submits=False, unchanged=True)
    except FactsChanged as error:
        tell_facts_changed(form, error)
    except ValidationError as error:
        form.refuse(error)
    else:
        if _corrects(activity):
            return corrected(request, activity)
        unchanged = version.pk == newest.pk and not told
        return saved(request, activity, submits=_submits(request), unchanged=unchanged)
    return None


def _page(
    request: Request,
    form: ActivityForm,
    ref: Reference,
    *,
    activity: Activity | None = None,
    returned: ReviewEvent | None = None,
    asked: int = 0,
    ticked: str = "",
    late: bool = False,
) -> HttpResponse:
    """The form; `asked` is the need that the address has ticked beside what stands, `ticked` all boxes it has. A `late`
    correction is saved or thrown away.
    """
    person = request.person
    fill_pickers(form, person, ref)
    aside = laid_aside(activity, activity.events.last_turn()) if activity else None
    answered = returned or aside
    comments = returned.field_comments if returned else {}
    shown = {
        "form": form,
        "activity": activity,
        "returned": returned,
        "aside": told_aside(activity, aside) if activity and aside else "",
        "refused": _refused(form, ref),
        "reason": answered.comment if answered else "",
        "title": activity.newest_version.content["title"] if activity and activity.newest_version else "",
        "remarks": [(f"#{control_id(form[name])}", form[name].label) for name in form.fields if name in comments],
        "ticked": ticked,
        "asked": next((hit.words for hit in form.fields["needs"].widget.chosen if hit.pk == asked), ""),
        "similar": _similar(person, form, activity),
        "parts": parts_of(form),
        "keep": str(activity.pk) if activity else "ny",
        "corrects": _corrects(activity),
        "late": late,
        "buttons": LATE if late else CORRECTING if _corrects(activity) else BUTTONS,
        "out": ways_out(activity, person) if activity else None,
    }
    return render(request, "activities/activity_form.html", shown)


def _refused(form: ActivityForm, ref: Reference) -> str:
    """Who said no and still stands in the text, where a level demands two and they are not counted."""
    content, of_group = form.before, {row.pk for row in ref.of_group()}
    named = (content.co_owners | content.participants) & form.declined
    demanding = any(ref.levels[cell.level].demand == Level.Demand.TWO_OF_GROUP for cell in content.cells)
    if not (named and demanding) or len((content.of_group & of_group) - named) > 1:
        return ""
    names = listed([row.name for row in by_name(ref.organisations[pk] for pk in named)])
    return _("{names} har tackat nej, och räknas inte när nivån kräver fler.").format(names=names)


def _similar(person: Person, form: ActivityForm, activity: Activity | None) -> list[tuple[int, str, str]]:
    """Who does something alike: live ones in the same cells that others lead; id, title, lead."""
    cells = [value.split("-") for value in form["cells"].value() or () if value.count("-") == 1]
    places = {(key_of(level), key_of(area)) for level, area in cells}
    if not places:
        return []
    return Activity.objects.alike(person, places, besides=activity.pk if activity else None)


def _returned(activity: Activity) -> ReviewEvent | None:
    """The decision that sent it back, while it is."""
    if activity.review != Activity.Review.SENT_BACK:
        return None
    return activity.events.last_return()
