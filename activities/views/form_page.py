"""The page of the form in which an activity is written, as a new one, a change or a correction."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.forms import ActivityForm
from activities.happened import laid_aside, told_aside, told_corrected
from activities.models import Activity, Level, ReviewEvent
from activities.page import ways_out
from activities.reference import Reference
from activities.views.picking import fill_pickers
from activities.views.prefilled import kept_as_new
from network.addresses import key_of
from network.layout import control_id, parts_of
from network.person import Person
from network.request import Request
from network.text import by_name, listed

# The save bar: name, value, verb, primary
BUTTONS = [("gor", "spara", _l("Spara utkast"), False), ("gor", "skicka", _l("Skicka in"), True)]
CORRECTING = [("gor", "spara", _l("Spara rättelsen"), True)]  # what is submitted stays so; the office decides after
ANYWAY = [("gor", "spara", _l("Spara ändå"), False)]
# What the hidden field `rattar` says: the form corrects what is submitted; it came too late, and that has been told
CORRECTION, LATE = "1", "sen"


def corrects(activity: Activity | None) -> bool:
    """Whether the office writes in what somebody has submitted."""
    return activity is not None and activity.review == Activity.Review.SUBMITTED


def form_page(
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
    shown = {
        "form": form,
        "activity": activity,
        "refused": _refused(form, ref),
        "nobody_leads": _nobody_leads(form),
        "title": activity.newest_version.content["title"] if activity and activity.newest_version else "",
        "ticked": ticked,
        "asked": next((hit.words for hit in form.fields["needs"].widget.chosen if hit.pk == asked), ""),
        "similar": _similar(person, form, activity),
        "parts": parts_of(form),
        "keep": str(activity.pk) if activity else kept_as_new(form["form_key"].value()),
        "anew": activity is None,
        "out": ways_out(activity, person) if activity else None,
    }
    shown |= _answered(form, activity, returned) | _saving(activity, late=late)
    return render(request, "activities/activity_form.html", shown)


def _answered(form: ActivityForm, activity: Activity | None, returned: ReviewEvent | None) -> dict[str, Any]:
    """What the office said when it sent the text back or laid it aside, and where its comments stand; whether the text
    that was taken back holds its words.
    """
    aside = laid_aside(activity, activity.events.last_turn()) if activity else None
    answered = returned or aside
    comments = returned.field_comments if returned else {}
    return {
        "returned": returned,
        "aside": told_aside(activity, aside) if activity and aside else "",
        "corrected": told_corrected(activity, aside) if activity and aside else "",
        "reason": answered.comment if answered else "",
        "remarks": [(f"#{control_id(form[name])}", form[name].label) for name in form.fields if name in comments],
    }


def _saving(activity: Activity | None, *, late: bool) -> dict[str, Any]:
    """The buttons, and what the form says of itself when one of them is pressed."""
    correcting = corrects(activity)
    return {
        "corrects": correcting,
        "late": late,
        "says": LATE if late else CORRECTION if correcting else "",
        "buttons": ANYWAY if late else CORRECTING if correcting else BUTTONS,
    }


def _refused(form: ActivityForm, ref: Reference) -> str:
    """Who said no and still stands in the text, where a level demands two and they are not counted."""
    content, of_group = form.before, {row.pk for row in ref.of_group()}
    named = (content.co_owners | content.participants) & form.declined
    demanding = any(ref.levels[cell.level].demand == Level.Demand.TWO_OF_GROUP for cell in content.cells)
    if not (named and demanding) or len((content.of_group & of_group) - named) > 1:
        return ""
    names = listed([row.name for row in by_name(ref.organisations[pk] for pk in named)])
    return _("{names} har tackat nej, och räknas inte när nivån kräver fler.").format(names=names)


def _nobody_leads(form: ActivityForm) -> str:
    """What is told before one writes, where none of one's organisations can lead today."""
    lead = form.fields["lead"]
    return "" if any(pk for pk, _name in lead.choices) else str(lead.error_messages["required"])


def _similar(person: Person, form: ActivityForm, activity: Activity | None) -> list[tuple[int, str, str]]:
    """Who does something alike: live ones of others in the same cells; id, title, lead."""
    cells = [value.split("-") for value in form["cells"].value() or () if value.count("-") == 1]
    places = {(key_of(level), key_of(area)) for level, area in cells}
    if not places:
        return []
    return Activity.objects.alike(person, places, besides=activity.pk if activity else None)
