"""What the log keeps, for administrators."""

from auditlog.models import LogEntry
from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from .rows import ReadOnlyAdmin
from .words import changes_in, fields_in


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """Who changed what, for administrators."""

    list_display = ["timestamp", "actor", "kind", "object_repr", "action", "fields_changed"]
    list_display_links = ["object_repr"]
    list_select_related = ["actor", "content_type"]
    list_filter = ["action"]
    search_fields = ["object_repr", "actor__name"]
    fields = ["timestamp", "actor", "kind", "object_repr", "action", "changes_in_words"]

    @admin.display(description=_("slag"))
    def kind(self, entry: LogEntry) -> str:
        """What sort of row it was."""
        return entry.content_type.name

    @admin.display(description=_("uppgifter"))
    def fields_changed(self, entry: LogEntry) -> str:
        """The fields that changed; of a new row all would be told, so none are."""
        return "" if entry.action == LogEntry.Action.CREATE else ", ".join(fields_in(entry))

    @admin.display(description=_("ändringar"))
    def changes_in_words(self, entry: LogEntry) -> str:
        """Each field with what it was and what it became."""
        return format_html_join("", "{}: {}<br>", changes_in([entry])[0])
