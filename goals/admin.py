"""Focus areas and effect goals in Django's administration."""

from django.contrib import admin

from goals.models import EffectGoal, FocusArea
from network.admin import ChangeAdmin


@admin.register(FocusArea)
class FocusAreaAdmin(ChangeAdmin):
    """The focus areas, in both wordings."""

    list_display = ["name", "heading", "short_name", "slot", "order", "active"]


@admin.register(EffectGoal)
class EffectGoalAdmin(ChangeAdmin):
    """The effect goals as adopted."""

    list_display = ["number", "text", "adopted_by", "active"]
    list_display_links = ["text"]
    list_select_related = ["adopted_by"]
