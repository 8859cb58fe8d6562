"""Organisations, the bodies of the collaboration model and the initiative, in the administration."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, PositiveSmallIntegerField, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, ActivityOrganisation, Participation, Placement
from goals.models import EffectGoal
from network.forms.fields import OrganisationField
from network.models import Body, ContactPerson, Initiative, Organisation
from network.services.organisations import is_ourselves
from network.text import is_name, listed, one_line

from .forms import RowForm
from .rows import ChangeAdmin


class OrganisationForm(RowForm):
    """An organisation, whose successors and parents never lead in a circle."""

    def clean_name(self) -> str:
        """As every other way to write a name stores it."""
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise ValidationError(_("Skriv namnet."))
        return name

    def clean(self) -> dict[str, Any]:
        """A name that no other organisation of today has, nor for short; of typed ones Organisation.clean tells too."""
        given = super().clean()
        kind = given.get("kind", self.instance.kind)
        other_kind = "kind" in self.changed_data
        comes = other_kind or self._comes_inside()
        for name in ("name", "short_name"):
            if (comes or name in self.changed_data) and given.get(name) and self._is_taken(given[name], kind):
                self.add_error(name, _("Namnet finns redan."))
        anew = kind in Organisation.TYPED and {"name", "kind"} & set(self.changed_data)
        if anew and given.get("name") and not is_name(given["name"]):
            self.add_error("name", _("Det är inget namn. Skriv hela namnet."))
        crosses = {kind, self.instance.kind} & set(Organisation.TYPED)
        if other_kind and crosses and self._is_used():
            told = _("Den har kontaktpersoner, hör ihop med andra eller står i aktiviteter, och kan inte bli {kind}.")
            self.add_error("kind", told.format(kind=Organisation.Kind(kind).label.lower()))
        if {"kind", "parent"} & set(self.changed_data):
            self._check_parent(kind, given.get("parent"))
        if given.get("successor"):
            self._check_successor(kind, given["successor"])
        return given

    def _check_parent(self, kind: str, parent: Organisation | None) -> None:
        """A unit is below who leads, and nobody below a unit: else it shows nowhere. What stands already may stay."""
        if parent and parent.kind == Organisation.Kind.UNIT:
            self.add_error("parent", _("Välj en verksamhet som inte själv är en enhet."))
        if kind == Organisation.Kind.UNIT and not parent and "parent" not in self.errors:
            self.add_error("parent", _("Välj vilken verksamhet enheten hör till."))

    def _check_successor(self, kind: str, successor: Organisation) -> None:
        """Who takes over may do all that the other did, from a day that is told; what stands already may stay."""
        if {"kind", "successor"} & set(self.changed_data) and not _of_one_sort(kind, successor.kind):
            self.add_error("successor", _("Välj en efterföljare av samma slag."))
        if {"successor", "valid_to"} & set(self.changed_data) and self.cleaned_data.get("valid_to", "") is None:
            self.add_error("valid_to", _("Skriv sista dagen för verksamheten som upphör."))

    def _comes_inside(self) -> bool:
        """Whether it is brought back, or comes into the group: its name may have been taken meanwhile."""
        last = self.cleaned_data.get("valid_to")
        if self.cleaned_data.get("successor") or (last and last < timezone.localdate()):
            return False
        if "in_group" in self.changed_data and self.cleaned_data.get("in_group"):
            return True
        dated = {"valid_from", "valid_to", "successor"} & set(self.changed_data)
        return bool(dated) and not Organisation.objects.current().filter(pk=self.instance.pk).exists()

    def _is_taken(self, name: str, kind: str) -> bool:
        """As decision 0012: who is chosen and who is typed are never called the same."""
        others = Organisation.objects.exclude(pk=self.instance.pk)
        if others.inside_called(name, units=kind == Organisation.Kind.EXTERNAL):
            return True
        if kind in Organisation.TYPED and is_ourselves(name):
            return True
        parties = others.current().filter(confirmed=True, kind=Organisation.Kind.EXTERNAL)
        return kind not in Organisation.TYPED and any(party.is_called(name) for party in parties)

    def _is_used(self) -> bool:
        """Whether anything stands on it that another kind could not hold; on a new one nothing does."""
        pk = self.instance.pk
        return bool(pk) and any(
            rows.exists()
            for rows in (
                ContactPerson.objects.held().filter(organisation=pk),
                ActivityOrganisation.objects.filter(organisation=pk),
                Participation.objects.filter(organisation=pk),
                Placement.objects.filter(unit=pk),
                Organisation.objects.filter(Q(parent=pk) | Q(successor=pk)),
            )
        )

    def clean_valid_to(self) -> Any:
        """Not before it began."""
        first, last = self.cleaned_data.get("valid_from"), self.cleaned_data["valid_to"]
        if first and last and last < first:
            raise ValidationError(_("Sista dagen kan inte vara före den första."))
        return last

    def clean_successor(self) -> Organisation | None:
        """Follow the successors to the end."""
        return self._ends("successor", _("Verksamheten kan inte efterträda sig själv, inte heller genom andra."))

    def clean_parent(self) -> Organisation | None:
        """Follow the parents to the end."""
        return self._ends("parent", _("Verksamheten kan inte höra till sig själv, inte heller genom andra."))

    def _ends(self, name: str, fault: str) -> Organisation | None:
        chosen = step = self.cleaned_data[name]
        seen = {self.instance.pk}
        while step:
            if step.pk in seen:
                raise ValidationError(fault)
            seen.add(step.pk)
            step = getattr(step, name)
        return chosen


def _of_one_sort(kind: str, other: str) -> bool:
    """Units among themselves, external parties too; all others lead and take part alike."""
    return kind == other or not {kind, other} & set(Organisation.TYPED)


@admin.register(Organisation)
class OrganisationAdmin(ChangeAdmin):
    """Departments, companies, committees, units and external parties.

    A typed name is confirmed, or merged, on the portal's own page: only that moves what refers to it.
    """

    form = OrganisationForm
    readonly_fields = ["confirmed"]
    list_display = ["name", "kind", "parent", "in_group", "confirmed"]
    list_filter = ["kind", "in_group", "confirmed"]
    list_select_related = ["parent"]
    search_fields = ["search"]
    used_by = ((Activity, "roles__organisation"), (ContactPerson, "organisation"), (Organisation, "parent"))

    def standing_on(self, row: Model, model: type[Model], path: str) -> QuerySet:
        """A duty that has ended stands there no more."""
        return (
            ContactPerson.objects.held().filter(organisation=row.pk)
            if model is ContactPerson
            else super().standing_on(row, model, path)
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Of a typed name also what confirming and merging write."""
        given = super().get_readonly_fields(request, obj)
        if obj is None or obj.confirmed:
            return given
        return [*given, "name", "successor", *([] if obj.settled else ["handled"])]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A successor is confirmed."""
        kwargs["form_class"] = OrganisationField
        if db_field.name == "parent":
            kwargs["queryset"] = Organisation.objects.that_may_be_above()
        if db_field.name == "successor":
            kwargs["queryset"] = Organisation.objects.filter(confirmed=True)
            kwargs["help_text"] = _(
                "Den som tar över, så snart du sparar. Aktiviteterna står kvar under det gamla namnet, och den nya "
                "verksamhetens kontaktpersoner svarar för dem."
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("väntar"))
    def handled(self, organisation: Organisation) -> str:
        """Where a typed name is confirmed or merged."""
        link = '<a href="{}">{}</a>'
        return format_html(
            link, reverse("confirm_organisations"), _("Bekräfta namnet, eller slå ihop det med ett annat")
        )


@admin.register(Body)
class BodyAdmin(ChangeAdmin):
    """The bodies of the collaboration model."""

    list_display = ["name", "part", "organisation", "order", "active"]
    list_select_related = ["organisation"]
    out_of_use = _("Utan krysset visas organet inte på sidan Om. Mål som det har antagit nämner det fortfarande.")


class InitiativeForm(RowForm):
    """The red line ends in a goal that there is."""

    def clean_goal_number(self) -> int:
        """A number of a goal in use; the one that stood there is left alone."""
        number = self.cleaned_data["goal_number"]
        numbers = list(EffectGoal.objects.in_use().order_by("number").values_list("number", flat=True))
        if "goal_number" in self.changed_data and number not in numbers:
            told = _("Inget mål i bruk har nummer {number}. Skriv ett av numren {numbers}.")
            raise ValidationError(told.format(number=number, numbers=listed([str(n) for n in numbers])))
        return number


@admin.register(Initiative)
class InitiativeAdmin(ChangeAdmin):
    """The one row about the initiative itself."""

    form = InitiativeForm

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A number below zero is refused by the row's own rule, which says what to write: Django's would come first."""
        if isinstance(db_field, PositiveSmallIntegerField):
            kwargs["min_value"] = None
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one already, and only one."""
        return False
