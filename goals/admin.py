"""Focus areas and effect goals in Django's administration."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from activities.models import Activity
from goals.models import EffectGoal, FocusArea
from needs.models import Need
from network.admin import ChangeAdmin, MatrixForm, RowForm
from network.models import Initiative


class FocusAreaForm(MatrixForm):
    """A focus area; one at least is in use."""

    names = ("name", "heading", "short_name")
    hyphenates = "heading"
    last_told = _("Minst ett fokusområde måste vara i bruk.")


@admin.register(FocusArea)
class FocusAreaAdmin(ChangeAdmin):
    """The focus areas, in both wordings."""

    form = FocusAreaForm
    list_display = ["name", "heading", "short_name", "slot", "order", "active"]
    used_by = ((Activity, "placements__focus_area"), (Need, "focus_areas"))
    out_of_use = _(
        "Utan krysset går fokusområdet inte att välja, varken för nya rutor eller i filtren, och startsidan visar det "
        "inte bland fokusområdena. Det står kvar i matrisen, märkt, och har sin sida så länge någon aktivitet visas "
        "i det."
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """While there is a colour that no other has."""
        return FocusArea.objects.count() < len(FocusArea.Slot)


class EffectGoalForm(RowForm):
    """An effect goal. The one in which the red line ends keeps its number and stays in use."""

    def clean(self) -> dict[str, Any]:
        """Another goal is chosen for the line first."""
        given, number = super().clean(), self.initial.get("number")
        if given.get("number") == 0:
            self.add_error("number", _("Skriv ett nummer som är 1 eller större."))
        ends_in = Initiative.objects.filter(goal_number=number).exists()
        if ends_in and (given.get("number", number), given.get("active", True)) != (number, True):
            told = _("Den röda linjen slutar i det här målet. Välj ett annat mål för den under Kraftsamlingen först.")
            self.add_error("active" if given.get("number", number) == number else "number", told)
        return given


@admin.register(EffectGoal)
class EffectGoalAdmin(ChangeAdmin):
    """The effect goals as adopted."""

    form = EffectGoalForm
    list_display = ["number", "text", "adopted_by", "active"]
    list_display_links = ["text"]
    list_select_related = ["adopted_by"]
    used_by = ((Activity, "goals"),)
    out_of_use = _(
        "Utan krysset går målet inte att välja, och det visas inte på startsidan, sidan Mål eller i filtren. "
        "Aktiviteter som redan bidrar till det nämner det, och målets sida är kvar så länge någon av dem visas."
    )
