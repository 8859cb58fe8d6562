"""What the needs are sorted by, in Django's administration; the needs themselves only to look at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from needs.models import Category, Collection, GuidingQuestion, Need, RespondentGroup
from network.admin import ChangeAdmin, NamedForm, ReadOnlyAdmin


@admin.register(Category)
class CategoryAdmin(ChangeAdmin):
    """The areas of need."""

    form = NamedForm
    list_display = ["name", "order", "active"]
    used_by = ((Need, "category"),)
    out_of_use = _(
        "Utan krysset går området inte att välja, varken för nya behov eller i filtret. Behov som redan står på det "
        "räknas fortfarande på sidan Behov och är kvar på sina egna sidor."
    )


@admin.register(GuidingQuestion)
class GuidingQuestionAdmin(ChangeAdmin):
    """The questions asked."""

    list_display = ["text", "parent", "order", "active"]
    list_select_related = ["parent"]
    used_by = ((Need, "question"),)
    out_of_use = _("Utan krysset visas frågan inte på sidan Om. Behov som svarade på den är kvar och nämner den.")


@admin.register(RespondentGroup)
class RespondentGroupAdmin(ChangeAdmin):
    """Who took part."""

    list_display = ["name", "order", "active"]
    used_by = ((Need, "respondent_group"),)
    out_of_use = _(
        "Utan krysset går gruppen inte att välja i filtret på sidan Behov, och den nämns inte på sidan Om. "
        "Behov som den har berättat om är kvar."
    )


@admin.register(Collection)
class CollectionAdmin(ReadOnlyAdmin):
    """The occasions on which needs were collected."""

    list_display = ["title", "kind", "date", "place"]
    list_filter = ["kind"]


@admin.register(Need)
class NeedAdmin(ReadOnlyAdmin):
    """Needs and obstacles: a need's own words never change."""

    list_display = ["text", "kind", "category", "state"]
    list_select_related = ["category"]
    list_filter = ["kind", "category", "state"]
    search_fields = ["search"]
