"""The fields in which the content of an activity is written."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _l

from activities.models import Activity
from network.layout import Pick

from .facts import FactsFields
from .fields import IdsField, PartiesField, Picker, TextField, UnitsField, area


class ContentFields(FactsFields):
    """Everything that is reviewed, beside the facts that are told until the first publication, and a note."""

    title = TextField(
        label=_l("Rubrik"),
        required=True,
        max_length=Activity.TITLE_LENGTH,
        help_text=_l("Så kort att den ryms i matrisen. Högst 60 tecken."),
        error_messages={
            "required": _l("Skriv en rubrik. Ett utkast behöver bara det."),
            "max_length": _l("Rubriken är för lång. Skriv högst %(limit_value)d tecken, nu är det %(show_value)d."),
        },
    )
    summary = TextField(
        label=_l("Sammanfattning"),
        max_length=600,
        widget=area(3),
        help_text=_l(
            "Två eller tre meningar som ett barn skulle förstå. Skriv inga namn och inget som pekar ut en person."
        ),
    )
    description = TextField(
        label=_l("Beskrivning"),
        max_length=20_000,
        widget=area(6),
        help_text=_l(
            "Vad ni gör, hur och varför. Tomrad ger nytt stycke, - i början av raden ger en lista. Inga namn."
        ),
    )
    cells = forms.MultipleChoiceField(
        label=_l("Rutor i matrisen"),
        required=False,
        widget=Pick,
        help_text=_l("Välj minst en ruta. Välj flera om aktiviteten kan ses ur flera perspektiv."),
        error_messages={"invalid_choice": _l("En av rutorna finns inte längre. Välj igen.")},
    )
    units = UnitsField(
        label=_l("Vilken enhet?"),
        required=False,
        help_text=_l(
            "Bara för rutor på nivån Enhet. Välj ett förslag eller skriv namnet på en enhet hos den som är ansvarig."
        ),
    )
    lead = forms.TypedChoiceField(
        label=_l("Ansvarig verksamhet"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": _l("Välj en verksamhet i listan.")},
    )
    co_owners = IdsField(
        label=_l("Medägare"),
        help_text=_l("De får en inbjudan. När de tackat ja kan de också ändra aktiviteten."),
        widget=Picker(search_label=_l("Sök verksamhet"), url="/aktiviteter/valj/verksamheter/"),
    )
    participants = IdsField(
        label=_l("Medverkande verksamheter"),
        help_text=_l("De får en inbjudan. Namnet visas när de tackat ja."),
        widget=Picker(search_label=_l("Sök verksamhet"), url="/aktiviteter/valj/verksamheter/"),
    )
    externals = PartiesField(
        label=_l("Externa parter"),
        required=False,
        help_text=_l("Föreningar, företag och andra utanför koncernen. Namnet visas bara om de har sagt ja till det."),
    )
    goals = forms.TypedMultipleChoiceField(
        label=_l("Effektmål"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _l("Ett av målen går inte längre att välja. Välj igen.")},
    )
    needs = IdsField(
        label=_l("Behov den svarar på"),
        widget=Picker(search_label=_l("Sök bland behoven"), url="/aktiviteter/valj/behov/"),
    )
    method = forms.TypedChoiceField(
        label=_l("Metod"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": _l("Välj en metod i listan.")},
    )
    target_group = TextField(label=_l("För vem?"), max_length=160, help_text=_l("Till exempel: elever i årskurs 4–9."))
    expected_reach = TextField(
        label=_l("Hur många räknar ni med att nå?"), max_length=120, help_text=_l("Till exempel: 40 barn i veckan.")
    )
    note = TextField(
        label=_l("Hälsning till projektkontoret"),
        max_length=2000,
        widget=area(2),
        help_text=_l("Följer med när du skickar in. Visas aldrig publikt."),
    )
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
