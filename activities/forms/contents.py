"""The fields in which the content of an activity is written."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _l

from activities.choosable import FAULTS
from activities.models import Activity
from activities.wording import LABELS
from network.forms.fields import TextField
from network.layout import Pick

from .facts import FactsFields
from .fields import IdsField, PartiesField, Picker, UnitsField, area

ORGANISATIONS = "/aktiviteter/valj/verksamheter/"

NOTE_LENGTH = 2000


class ContentFields(FactsFields):
    """Everything that is reviewed, beside the facts that are told until the first publication, and a note."""

    title = TextField(
        label=LABELS["title"],
        required=True,
        max_length=Activity.TITLE_LENGTH,
        help_text=_l("Så kort att den ryms i matrisen. Högst 60 tecken."),
        error_messages={
            "required": _l("Skriv en rubrik."),
            "max_length": _l("Rubriken är för lång. Skriv högst %(limit_value)d tecken, nu är det %(show_value)d."),
        },
    )
    summary = TextField(
        label=LABELS["summary"],
        max_length=Activity.TEXT_LENGTHS["summary"],
        widget=area(3),
        help_text=_l(
            "Två eller tre meningar som ett barn skulle förstå. Skriv inga namn och inget som pekar ut en person."
        ),
    )
    description = TextField(
        label=LABELS["description"],
        max_length=Activity.TEXT_LENGTHS["description"],
        widget=area(6),
        help_text=_l(
            "Vad ni gör, hur och varför. Tomrad ger nytt stycke, - i början av raden ger en lista. Inga namn."
        ),
    )
    cells = forms.MultipleChoiceField(
        label=LABELS["cells"],
        required=False,
        widget=Pick,
        help_text=_l("Välj minst en ruta. Välj flera om aktiviteten kan ses ur flera perspektiv."),
        error_messages={"invalid_choice": FAULTS["cells"]},
    )
    units = UnitsField(
        label=_l("Vilken enhet?"),
        required=False,
        help_text=_l(
            "Bara för rutor där nivån kräver en enhet. Välj ett förslag, eller skriv en enhet hos den som är ansvarig."
        ),
    )
    lead = forms.TypedChoiceField(
        label=LABELS["lead"],
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": FAULTS["lead"]},
    )
    co_owners = IdsField(
        label=LABELS["co_owners"],
        help_text=_l("De får en inbjudan. När de tackat ja kan de också ändra aktiviteten."),
        widget=Picker(search_label=_l("Sök verksamhet"), url=ORGANISATIONS, beside="[name=lead], [name=participants]"),
    )
    participants = IdsField(
        label=LABELS["participants"],
        help_text=_l("De får en inbjudan. Namnet visas när de tackat ja."),
        widget=Picker(search_label=_l("Sök verksamhet"), url=ORGANISATIONS, beside="[name=lead], [name=co_owners]"),
    )
    externals = PartiesField(
        label=LABELS["externals"],
        required=False,
        help_text=_l("Föreningar, företag och andra utanför koncernen. Namnet visas bara om de har sagt ja till det."),
    )
    goals = forms.TypedMultipleChoiceField(
        label=LABELS["goals"],
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": FAULTS["goals"]},
    )
    needs = IdsField(
        label=LABELS["needs"],
        widget=Picker(search_label=_l("Sök bland behoven"), url="/aktiviteter/valj/behov/"),
    )
    method = forms.TypedChoiceField(
        label=LABELS["method"],
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": FAULTS["method"]},
    )
    target_group = TextField(
        label=LABELS["target_group"],
        max_length=Activity.TEXT_LENGTHS["target_group"],
        help_text=_l("Till exempel: elever i årskurs 4–9."),
    )
    expected_reach = TextField(
        label=LABELS["expected_reach"],
        max_length=Activity.TEXT_LENGTHS["expected_reach"],
        help_text=_l("Till exempel: 40 barn i veckan."),
    )
    note = TextField(
        label=_l("Hälsning till projektkontoret"),
        widget=forms.Textarea(attrs={"rows": 2, "data-most": NOTE_LENGTH}),  # what two wrote may be longer (clean_note)
        show_hidden_initial=True,  # what was not written in overwrites nobody else's
        help_text=_l("Sparas med texten och följer med när du skickar in. Visas aldrig för allmänheten."),
    )
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
