"""The small form for status, dates, step and reach."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from activities import rules
from activities.facts import Facts
from activities.forms import FactsForm
from activities.forms.facts import FactsFields
from activities.models import Activity
from activities.reference import reference
from activities.services.facts import FactsChanged, change_facts
from activities.views.unsaved import at_rest
from activities.views.work import work_or_stop
from network.access import allowed, logged_in
from network.dates import long_date
from network.request import Request
from network.text import capital


@allowed(logged_in)
def activity_facts(request: Request, pk: int) -> HttpResponse:
    """The small form: status, dates, step and reach, told at once."""
    activity = work_or_stop(request, pk)
    if not rules.may_change_facts(request.person, activity):
        return at_rest(request, activity)
    ref = reference(request.stamp)
    data = request.POST if request.method == "POST" else None
    form = FactsForm(data, facts=Facts.of(activity), reference=ref, method=activity.method_id)
    if form.is_valid():
        try:
            saved = change_facts(activity, form.base_facts(), form.facts(), by=request.person)
        except FactsChanged as error:
            tell_facts_changed(form, error)
        except (PermissionDenied, Activity.DoesNotExist):
            return _too_late(request, pk)
        except ValidationError as error:
            form.refuse(error)
        else:
            now = _("Sparat. Det syns direkt på aktivitetens sida.")
            later = _("Sparat. Det syns när aktiviteten är publicerad.")
            messages.success(request, f"{now if activity.is_live else later} {_meanwhile(form, saved)}".strip())
            return redirect("activity", pk=pk)
    return render(request, "activities/activity_facts.html", {"form": form, "activity": activity})


def _meanwhile(form: FactsForm, saved: Activity) -> str:
    """What was changed since the form was opened, by somebody else or in another tab, and was not touched here."""
    told = [
        _("{label} är nu: {value}.").format(
            label=capital(str(Activity._meta.get_field(name).verbose_name)), value=_in_words(form, name, value)
        )
        for name, value in Facts.of(saved).changed_from(form.facts()).items()
    ]
    return " ".join([_("Mer har ändrats under tiden."), *told]) if told else ""


def _too_late(request: Request, pk: int) -> HttpResponse:
    """Archived this instant; what is gone, or no longer one's own, answers 404."""
    activity = work_or_stop(request, pk)
    if not activity.archived_at:
        raise PermissionDenied
    return at_rest(request, activity)


def tell_facts_changed(form: FactsFields, error: FactsChanged) -> None:
    """Say what stands now beside each fact that somebody else changed; saving once more overwrites it, and those alone:
    what was not touched is shown as it stands now.
    """
    now, touched = error.now, form.facts().changed_from(form.base_facts())
    form.data = form.data.copy()
    for name, value in form.written(now).items():
        if name not in touched:
            form.data[name] = value
    for name in error.names:
        text = _("Det här har ändrats sedan du öppnade sidan. Nu står det: {value}.")
        if name in touched:
            text += " " + _("Spara igen om ditt ska gälla.")
        form.add_error(name, text.format(value=_in_words(form, name, getattr(now, name))))
    for name, fault in error.faults.items():
        form.add_error(name, fault)
    form.data["facts_base"] = form.pack(now)


def _in_words(form: FactsFields, name: str, value: Any) -> str:
    if name in ("status", "step"):
        value = dict(flat_choices(form.fields[name].choices)).get(value)
    if isinstance(value, datetime.date):
        return long_date(value)
    return _("inget") if value in (None, "") else str(value)


def flat_choices(choices: Any) -> list[tuple[Any, str]]:
    """The choices of a select, those in groups too."""
    flat: list[tuple[Any, str]] = []
    for value, label in choices:
        flat += label if isinstance(label, list) else [(value, label)]
    return flat
