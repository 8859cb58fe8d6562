"""The form in which an activity is written: it reads and gives a Content."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities import rules
from activities.content import Cell, Content
from activities.facts import Facts
from activities.models import Activity, Level
from activities.reference import Reference
from needs.models import Need
from network.layout import Part, Pick, PickArea
from network.models import Organisation
from network.person import Person

from .facts import FACTS, FactsFields
from .fields import IdsField, PartiesField, Party, Picker, UnitPlace, UnitsField

Kind = Organisation.Kind
FindOrType = Callable[..., int]


class ActivityForm(FactsFields):
    """Everything about an activity on one page, in five parts. A draft demands a title only.

    What submitting demands (`demanded`) is told by the service, and only when one submits.
    """

    title = forms.CharField(
        label=_l("Rubrik"),
        max_length=Activity.TITLE_LENGTH,
        help_text=_l("Så kort att den ryms i matrisen. Högst 60 tecken."),
        error_messages={
            "required": _l("Skriv en rubrik. Ett utkast behöver bara det."),
            "max_length": _l("Rubriken är för lång. Skriv högst %(limit_value)d tecken, nu är det %(show_value)d."),
        },
    )
    summary = forms.CharField(
        label=_l("Sammanfattning"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l(
            "Två eller tre meningar som ett barn skulle förstå. Skriv inga namn och inget som pekar ut en person."
        ),
    )
    description = forms.CharField(
        label=_l("Beskrivning"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
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
        help_text=_l("Bara för rutor på nivån Enhet. Välj ett förslag eller skriv enhetens namn."),
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
        label=_l("Effektmål"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    needs = IdsField(
        label=_l("Behov den svarar på"),
        widget=Picker(search_label=_l("Sök bland behoven"), url="/aktiviteter/valj/behov/"),
    )
    method = forms.TypedChoiceField(label=_l("Metod"), required=False, coerce=int, empty_value=None)
    target_group = forms.CharField(
        label=_l("För vem?"), required=False, max_length=160, help_text=_l("Till exempel: elever i årskurs 4–9.")
    )
    expected_reach = forms.CharField(
        label=_l("Hur många räknar ni med att nå?"),
        required=False,
        max_length=120,
        help_text=_l("Till exempel: 40 barn i veckan."),
    )
    note = forms.CharField(
        label=_l("Hälsning till projektkontoret"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_l("Följer med när du skickar in. Visas aldrig publikt."),
    )
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    demanded = frozenset({"title", "summary", "cells", "lead"})

    def __init__(
        self,
        *args: Any,
        person: Person,
        reference: Reference,
        content: Content | None = None,
        facts: Facts | None = None,
        consents: Mapping[int, bool] | None = None,
        comments: Mapping[str, str] | None = None,
        version: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.reference, self.before = person, reference, content or Content()
        self._offer_cells()
        self._offer_organisations()
        self._offer_goals_and_methods()
        self._show(self.before, consents or {})
        self.fields["form_key"].initial = uuid.uuid4()
        self.fields["version"].initial = version
        for name, comment in (comments or {}).items():
            self._show_comment(name, comment)
        with_facts = facts is not None
        if facts is not None:
            self.prepare_facts(facts, reference)
        else:
            for name in (*FACTS, "facts_base"):
                del self.fields[name]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.form_show_errors = True
        self.helper.layout = layout(with_facts)

    def clean_needs(self) -> frozenset[int]:
        """Needs that exist and that one may see; those that stood before stay."""
        chosen: frozenset[int] = self.cleaned_data["needs"]
        added = chosen - self.before.needs
        if added and Need.objects.visible_to(self.person).filter(pk__in=added).count() < len(added):
            raise ValidationError(_("Ett av behoven finns inte. Sök och välj igen."))
        return chosen

    @property
    def with_facts(self) -> bool:
        """Whether status, dates and reach stand in the form: until the first publication."""
        return "status" in self.fields

    def content(self, find_or_type: FindOrType) -> Content:
        """What was sent; typed names become organisations through `find_or_type`."""
        cleaned = self.cleaned_data
        units = cleaned["units"]
        cells = set()
        for value in cleaned["cells"]:
            level, area = (int(part) for part in value.split("-"))
            name = units.get(value) if self._demands_unit(level) else None
            unit = find_or_type(name, kind=Kind.UNIT, parent=cleaned["lead"], by=self.person) if name else None
            cells.add(Cell(level, area, unit))
        return Content(
            title=" ".join(cleaned["title"].split()),
            summary=_lines(cleaned["summary"]),
            description=_lines(cleaned["description"]),
            lead=cleaned["lead"],
            co_owners=cleaned["co_owners"],
            participants=cleaned["participants"],
            externals=frozenset(self._party_ids(find_or_type)),
            cells=frozenset(cells),
            goals=frozenset(cleaned["goals"]),
            needs=cleaned["needs"],
            method=cleaned["method"],
            target_group=cleaned["target_group"].strip(),
            expected_reach=cleaned["expected_reach"].strip(),
        )

    def consents(self, find_or_type: FindOrType) -> dict[int, bool]:
        """External party → whether it agreed to be named, for those answered in this form."""
        answered = {party.name for party in self.cleaned_data["externals"] if party.answered}
        return self._party_ids(find_or_type, answered)

    def add_faults(self, error: ValidationError) -> None:
        """Put what a service refused beside the fields it is about."""
        for name, messages in error.message_dict.items():
            self.add_error(name if name in self.fields else None, messages)

    def _party_ids(self, find_or_type: FindOrType, names: set[str] | None = None) -> dict[int, bool]:
        return {
            find_or_type(party.name, kind=Kind.EXTERNAL, by=self.person): party.consent
            for party in self.cleaned_data["externals"]
            if names is None or party.name in names
        }

    def _demands_unit(self, level: int) -> bool:
        return self.reference.levels[level].demand == Level.Demand.UNIT

    def _offer_cells(self) -> None:
        areas, levels = self.reference.active_areas(), self.reference.active_levels()
        choices = [(f"{v.pk}-{a.pk}", f"{v.label}, {a.heading}") for v in levels for a in areas]
        pick, field = self.fields["cells"].widget, self.fields["cells"]
        field.choices = choices
        pick.areas = [PickArea(a.slot, a.hyphenated or a.heading, a.short_name) for a in areas]
        pick.levels = [v.hyphenated or v.label for v in levels]
        places = [
            UnitPlace(f"{v.pk}-{a.pk}", f"{v.label}, {a.short_name}")
            for v in levels
            for a in areas
            if v.demand == Level.Demand.UNIT
        ]
        self.fields["units"].widget.places = places

    def _offer_organisations(self) -> None:
        group = self.reference.of_group()
        leads = [row for row in group if rules.may_lead(self.person, row.pk) or row.pk == self.before.lead]
        empty = [("", _("Välj verksamhet"))] if self.person.is_office or len(leads) != 1 else []
        self.fields["lead"].choices = empty + [(row.pk, row.name) for row in leads]
        if len(leads) == 1:
            self.fields["lead"].initial = leads[0].pk
        kept = self.before.co_owners | self.before.participants
        allowed = frozenset(row.pk for row in group) | kept
        self.fields["co_owners"].allowed = self.fields["participants"].allowed = allowed
        units = [unit for row in leads[:60] for unit in self.reference.units_of(row.pk)]
        self.fields["units"].widget.suggestions = [row.name for row in units]

    def _offer_goals_and_methods(self) -> None:
        goals = [row for row in self.reference.goals.values() if row.active or row.pk in self.before.goals]
        self.fields["goals"].choices = [(row.pk, format_html("<b>{}.</b> {}", row.number, row.text)) for row in goals]
        methods = [row for row in self.reference.methods.values() if row.active or row.pk == self.before.method]
        self.fields["method"].choices = [("", _("Ingen metod vald")), *((row.pk, row.name) for row in methods)]

    def _show(self, content: Content, consents: Mapping[int, bool]) -> None:
        names = {row.pk: row.name for row in self.reference.organisations.values()}
        shown = {name: getattr(content, name) for name in ("title", "summary", "description", "method")}
        shown |= {name: getattr(content, name) for name in ("target_group", "expected_reach")}
        shown |= {name: sorted(getattr(content, name)) for name in ("co_owners", "participants", "goals", "needs")}
        shown["cells"] = [f"{cell.level}-{cell.area}" for cell in content.cells]
        shown["units"] = {f"{cell.level}-{cell.area}": names.get(cell.unit, "") for cell in content.cells if cell.unit}
        parties = [
            Party(names.get(pk, ""), consents.get(pk, False), consents.get(pk, False)) for pk in content.externals
        ]
        shown["externals"] = sorted(parties)
        if content.lead:
            shown["lead"] = content.lead
        for name, value in shown.items():
            self.fields[name].initial = value

    def _show_comment(self, name: str, comment: str) -> None:
        if name in self.fields:
            field = self.fields[name]
            field.help_text = format_html(
                '{} <span class="comment"><b>{}</b> {}</span>', field.help_text, _("Projektkontoret:"), comment
            )


def layout(with_facts: bool) -> Layout:
    """The five parts. A test compares them with the form's fields: one left out would vanish silently."""
    facts = [Div("start_date", "end_date", css_class="g2"), Div("status", "step", css_class="g2"), "reached"]
    return Layout(
        Part(1, _l("Vad ska ni göra?"), "title", "summary", "description"),
        Part(2, _l("Var i matrisen hör den hemma?"), "cells", "units"),
        Part(3, _l("Vilka gör det?"), "lead", "co_owners", "participants", "externals"),
        Part(
            4,
            _l("Vilka mål och behov handlar det om?"),
            "goals",
            "needs",
            hint=_l("Frivilligt i ett utkast. Det är så den röda tråden blir hel."),
        ),
        Part(
            5,
            _l("Hur, när och för vem?"),
            "target_group",
            "expected_reach",
            "method",
            *(facts if with_facts else []),
            "note",
        ),
        "form_key",
        "version",
        *(["facts_base"] if with_facts else []),
    )


def _lines(text: str) -> str:
    return "\n".join(text.strip().splitlines())
