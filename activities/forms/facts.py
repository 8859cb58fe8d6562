"""The small form for what needs no review: status, dates, step and reach."""

from __future__ import annotations

import datetime
import json
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.facts import FACTS, Facts
from activities.models import Activity
from activities.reference import Reference
from activities.wording import FACT_LABELS
from network.service_form import ServiceForm

from .fields import date_field


class HeadcountField(forms.IntegerField):
    """A whole number as Swedish writes it, «2 000»: a number field of the browser takes no space."""

    widget = forms.TextInput({"inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        """Spaces, also those that do not break, are no part of the number. Other signs are refused, that Python or
        Django would take: «2.000» may be two.
        """
        if isinstance(value, str):
            value = "".join(value.split())
            if value and not value.removeprefix("-").isdecimal():
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class FactsFields(ServiceForm):
    """The fields themselves, also part of the activity form until the first publication.

    `facts_base` carries what the form showed, so that only what was changed is written.
    """

    status = forms.ChoiceField(
        label=FACT_LABELS["status"],
        choices=Activity.Status,
        initial=Activity.Status.IDEA,
        error_messages={"required": _l("Välj en status i listan.")},
    )
    start_date = date_field(FACT_LABELS["start_date"], _l("Vet du inte dagen? Välj den första i månaden."))
    end_date = date_field(FACT_LABELS["end_date"], _l("Lämna tomt om den pågår tills vidare."))
    step = forms.TypedChoiceField(label=FACT_LABELS["step"], required=False, coerce=int, empty_value=None)
    reached = HeadcountField(
        label=_l("Hur många har ni nått?"),
        required=False,
        min_value=0,
        max_value=Facts.MOST_REACHED,
        help_text=_l("Antal barn och unga hittills, ungefär."),
        error_messages={
            "invalid": _l("Skriv ett helt tal, till exempel 42."),
            "min_value": _l("Skriv ett tal som är 0 eller större."),
            "max_value": _l("Så många finns det inte. Skriv ett mindre tal."),
        },
    )
    facts_base = forms.CharField(required=False, widget=forms.HiddenInput)

    def prepare_facts(self, facts: Facts, reference: Reference, method: int | None = None) -> None:
        """Show `facts` and offer the steps, all of them or those of one method; the one that stands may stay."""
        steps = [
            row
            for row in reference.steps.values()
            if (row.active or row.pk == facts.step) and method in (None, row.method_id)
        ]
        groups: dict[str, list[tuple[int, str]]] = {}
        for row in steps:
            groups.setdefault(reference.methods[row.method_id].name, []).append((row.pk, row.name))
        self.fields["step"].choices = [("", _("Inget steg valt")), *groups.items()]
        for name in FACTS:
            self.fields[name].initial = getattr(facts, name)
        self.fields["facts_base"].initial = self.pack(facts)

    @staticmethod
    def pack(facts: Facts) -> str:
        """Facts as they travel in the form."""
        return json.dumps({name: getattr(facts, name) for name in FACTS}, default=str)

    @staticmethod
    def written(facts: Facts) -> dict[str, str]:
        """Facts as their fields would send them."""
        return {name: "" if value is None else str(value) for name, value in vars(facts).items()}

    def clean(self) -> dict[str, Any]:
        """What the facts say together."""
        cleaned = super().clean() or {}
        sound = {name: cleaned[name] for name in FACTS if name in cleaned}
        for name, text in Facts(**sound).faults().items():
            if name in sound and ("status" in sound or name != "reached"):  # without a status nothing is known of it
                self.add_error(name, text)
        return cleaned

    def facts(self) -> Facts:
        """What was sent."""
        return Facts(**{name: self.cleaned_data[name] for name in FACTS})

    def base_facts(self) -> Facts:
        """What the form showed; as a new one where that is missing or tampered with."""
        try:
            shown = json.loads(self.cleaned_data["facts_base"])
            dates = {name: datetime.date.fromisoformat(shown[name]) for name in FACTS[1:3] if shown[name]}
            return Facts(**{name: shown[name] for name in FACTS} | dates)
        except (ValueError, TypeError, KeyError, RecursionError):
            return Facts()


class FactsForm(FactsFields):
    """The small form on the activity's page, after the first publication."""

    def __init__(self, *args: Any, facts: Facts, reference: Reference, method: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare_facts(facts, reference, method)
        if method is None:
            self.fields["step"].disabled, self.fields["step"].widget = True, forms.HiddenInput()
        self.helper = FormHelper()
        self.helper.form_tag = False
