"""A form with every kind of field of the form pack."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from network.layout import Part, Pick, PickArea, PickLevel, parts_of
from skolaforst.gallery.matrix import AREAS, LEVELS


class ExampleForm(forms.Form):
    """Every kind of field of the form pack."""

    demanded = frozenset({"title", "summary", "cells", "lead"})
    use_required_attribute = False

    title = forms.CharField(
        label="Rubrik", max_length=60, help_text="Så kort att den ryms i matrisen. Högst 60 tecken."
    )
    summary = forms.CharField(
        label="Sammanfattning",
        widget=forms.Textarea,
        help_text="Två eller tre meningar som ett barn skulle förstå.",
        error_messages={"required": "Skriv en sammanfattning. Den visas för alla när aktiviteten är publicerad."},
    )
    cells = forms.MultipleChoiceField(
        label="Rutor i matrisen",
        required=False,
        help_text="Välj minst en ruta.",
        choices=[(f"{i}:{a[0]}", f"{level[0]}, {a[1]}") for i, level in enumerate(LEVELS) for a in AREAS],
    )
    lead = forms.ChoiceField(
        label="Ansvarig verksamhet",
        choices=[("", "Välj verksamhet"), ("1", "Bostadsbolaget")],
        error_messages={"required": "Välj en verksamhet."},
    )
    goals = forms.MultipleChoiceField(
        label="Effektmål",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("1", "1. Alla elever ska nå minst godkänt-nivån i åk 3"),
            ("2", "2. Alla elever ska ha minst godkänt i åk 9"),
        ],
    )
    audience = forms.ChoiceField(
        label="Vem ska se den?",
        widget=forms.RadioSelect,
        choices=[("internt", "Bara inloggade"), ("publikt", "Alla")],
        error_messages={"required": "Välj vem som ska se aktiviteten."},
    )
    start = forms.DateField(label="Startdatum", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    reach = forms.IntegerField(label="Antal nådda", required=False)
    agreed = forms.BooleanField(label="Den externa parten har sagt ja till att nämnas", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = [PickArea(slot, hyphenated, short) for slot, _heading, hyphenated, short in AREAS]
        choices = cast(forms.ChoiceField, self.fields["cells"]).choices
        self.fields["cells"].widget = Pick(areas, [PickLevel(level[1]) for level in LEVELS], choices=choices)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Part(1, "Vad ska ni göra?", "title", "summary"),
            Part(2, "Var i matrisen hör den hemma?", "cells"),
            Part(3, "Vilka gör det?", "lead", "agreed", hint="De ni väljer får en inbjudan."),
            Part(4, "Hur och när?", "goals", "audience", Div("start", "reach", css_class="g2")),
        )


def forms_shown() -> dict[str, Any]:
    """The example form with faults in it."""
    form = ExampleForm({"title": "Läxcafé i kvarteret", "cells": ["3:a", "3:c"], "goals": ["2"]})
    return {"form": form, "parts": parts_of(form)}
