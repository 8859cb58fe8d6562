"""Levels and methods in Django's administration; what is reviewed only to look at."""

from django.contrib import admin
from django.db.models import URLField

from activities.models import Activity, ActivityVersion, Level, Method, MethodStep, ReviewEvent
from network.admin import ChangeAdmin, ReadOnlyAdmin


@admin.register(Level)
class LevelAdmin(ChangeAdmin):
    """The rows of the matrix."""

    list_display = ["label", "demand", "order", "active"]


class StepInline(admin.TabularInline):
    """The steps of a method."""

    model = MethodStep
    extra = 0
    can_delete = False


@admin.register(Method)
class MethodAdmin(ChangeAdmin):
    """Methods with their steps."""

    list_display = ["name", "order", "active"]
    inlines = [StepInline]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    """Activities, as they stand in the tables."""

    list_display = ["title", "published_as", "review", "status", "archived_at"]
    list_filter = ["published_as", "review", "status"]
    search_fields = ["search"]


@admin.register(ActivityVersion)
class ActivityVersionAdmin(ReadOnlyAdmin):
    """Every version that was saved."""

    list_display = ["activity", "number", "author", "at"]
    list_select_related = ["activity", "author"]


@admin.register(ReviewEvent)
class ReviewEventAdmin(ReadOnlyAdmin):
    """What happened in the review."""

    list_display = ["activity", "kind", "by", "at"]
    list_select_related = ["activity", "by"]
    list_filter = ["kind"]
