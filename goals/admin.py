"""Focus areas and effect goals in Django's administration."""

from django.contrib import admin
from django.http import HttpRequest

from activities.models import Activity
from goals.models import EffectGoal, FocusArea
from needs.models import Need
from network.admin import ChangeAdmin


@admin.register(FocusArea)
class FocusAreaAdmin(ChangeAdmin):
    """The focus areas, in both wordings."""

    list_display = ["name", "heading", "short_name", "slot", "order", "active"]
    used_by = ((Activity, "placements__focus_area"), (Need, "focus_areas"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """While there is a colour that no other has."""
        return FocusArea.objects.count() < len(FocusArea.Slot)


@admin.register(EffectGoal)
class EffectGoalAdmin(ChangeAdmin):
    """The effect goals as adopted."""

    list_display = ["number", "text", "adopted_by", "active"]
    list_display_links = ["text"]
    list_select_related = ["adopted_by"]
    used_by = ((Activity, "goals"),)
