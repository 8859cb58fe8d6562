"""Levels and methods in Django's administration; what is reviewed only to look at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import URLField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Level, Method, MethodStep, ReviewEvent
from network.admin import ChangeAdmin, MatrixForm, NamedForm, ReadOnlyAdmin, RowsFormSet


class LevelForm(MatrixForm):
    """A level; one at least is in use."""

    names = ("label", "short_label")
    hyphenates = "label"
    last_told = _("Minst en nivå måste vara i bruk.")


@admin.register(Level)
class LevelAdmin(ChangeAdmin):
    """The rows of the matrix."""

    form = LevelForm
    list_display = ["label", "demand", "order", "active"]
    used_by = ((Activity, "placements__level"),)
    out_of_use = _(
        "Utan krysset går nivån inte att välja, varken för nya rutor eller i filtret. "
        "Den står kvar i matrisen, märkt, så länge någon aktivitet visas på den."
    )


class StepForm(forms.ModelForm):
    """A step, whose key is chosen once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].disabled = self.instance.pk is not None


class StepInline(admin.StackedInline):
    """The steps of a method."""

    model = MethodStep
    form = StepForm
    formset = RowsFormSet
    fields = [("order", "name", "active"), "gives", "key"]
    extra = 0
    can_delete = False


class MethodForm(NamedForm):
    """A method, with its steps."""

    also = ("steps",)


@admin.register(Method)
class MethodAdmin(ChangeAdmin):
    """Methods with their steps."""

    form = MethodForm
    list_display = ["name", "order", "active"]
    inlines = [StepInline]
    used_by = ((Activity, "method"),)
    out_of_use = _(
        "Utan krysset går metoden inte att välja, och den visas inte på sidan Om. Aktiviteter som redan har den "
        "behåller den."
    )
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    """Activities, as they stand in the tables; their versions are told in words on their own page."""

    exclude = ["note"]  # the greeting is read in the form, and with the submission
    list_display = ["title", "published_as", "review", "status", "archived_at"]
    list_filter = ["published_as", "review", "status"]
    search_fields = ["search", "roles__organisation__search"]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Its own page of history, which knows the versions."""
        row = self.get_object(request, unquote(object_id))
        return redirect("activity_history", pk=row.pk) if row else super().history_view(request, object_id)


@admin.register(ReviewEvent)
class ReviewEventAdmin(ReadOnlyAdmin):
    """What happened in the review."""

    fields = ["activity", "kind", "version", "by", "at", "comment", "undone_at", "mailed_at"]
    list_display = ["activity", "kind", "by", "at"]
    list_select_related = ["activity", "by"]
    list_filter = ["kind"]
