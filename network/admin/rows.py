"""What every page of the administration shares: a history from the log, and saves that pass by no rule."""

from typing import Any, NamedTuple

from auditlog.models import LogEntry
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext_lazy as _

from network.change import change
from network.dates import figure, moment
from network.services.locking import hold_names
from network.text import listed

from .forms import RowForm
from .words import changes_in_words, entries_of

LONGEST = 200  # entries that the history of a row shows


class Entry(NamedTuple):
    """Something the log keeps of a row, in words."""

    at: str
    actor: str
    action: str
    changes: str


class LoggedAdmin(admin.ModelAdmin):
    """Rows whose history is what the log keeps of them, wherever they were changed."""

    actions = None

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The log's entries about the row, newest first; to look at only."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        row = self.get_object(request, unquote(object_id))
        kept = entries_of(row, getattr(self.form, "also", ())) if row else LogEntry.objects.none()
        found = list(kept.order_by("-timestamp").select_related("actor", "content_type")[:LONGEST])
        changed = zip(found, changes_in_words(found), strict=True)
        entries = [_told(entry, changes, self.model) for entry, changes in changed]
        return super().history_view(request, object_id, {"entries": entries, **(extra_context or {})})


class ChangeAdmin(LoggedAdmin):
    """Rows that are edited here: each save raises the change stamp, nothing is deleted, a key stays as it is."""

    form = RowForm
    fixed = ("key",)
    used_by: tuple[tuple[type[Model], str], ...] = ()  # what refers to a row, and the path from there to it
    out_of_use: Any = ""  # what becomes of a row that is no longer used, and of what stands on it

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted: rows are made inactive, or end."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """What the reference file finds a row by is chosen once."""
        given = list(super().get_readonly_fields(request, obj))
        if obj is None:
            return given
        return given + [name for name in self.fixed if hasattr(obj, name)] + (["uses"] if self.used_by else [])

    @admin.display(description=_("på raden står"))
    def uses(self, row: Model) -> str:
        """How much refers to the row: to know before it is no longer used."""
        return self._referring(row) or _("inget")

    def _referring(self, row: Model) -> str:
        counts = [(model._meta, self.standing_on(row, model, path).distinct().count()) for model, path in self.used_by]
        names = [f"{figure(n)} {meta.verbose_name if n == 1 else meta.verbose_name_plural}" for meta, n in counts if n]
        return listed(names)

    def standing_on(self, row: Model, model: type[Model], path: str) -> QuerySet:
        """Those of `model` that refer to the row by `path`."""
        return model._default_manager.filter(**{path: row})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The box of a row that is used or not says what becomes of what stands on it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "active" and field:
            field.help_text = self.out_of_use
        if db_field.name == "key" and field:
            field.help_text = _("Radens namn i adresser och filer. Det går inte att ändra sedan.")
            field.error_messages["invalid"] = _("Skriv bara bokstäverna a–z, siffror och bindestreck.")
        return field

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row; while it is saved nobody else writes in it."""
        row = super().get_object(request, object_id, from_field)
        if row and request.method == "POST":
            row.refresh_from_db(from_queryset=self.model._base_manager.select_for_update(no_key=True))
        return row

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write what was changed in the form and nothing else."""
        columns = {field.name for field in obj._meta.concrete_fields}
        obj.save(update_fields=columns & set(form.changed_data) if change else None)
        if self.used_by and "active" in form.changed_data:
            self._tell_use(request, obj)

    def _tell_use(self, request: HttpRequest, row: Any) -> None:
        """Say that the row can be chosen from now on, or no longer and what stands on it."""
        if row.active:
            messages.success(request, _("{row} går att välja igen.").format(row=row))
            return
        uses = self._referring(row)
        told = _("{row} går inte att välja längre.")
        left = _("{row} går inte att välja längre. Det som redan står på raden är kvar: {uses}.")
        messages.warning(request, (left if uses else told).format(row=row, uses=uses))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save in a transaction that raises the stamp, one of the administration at a time."""
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        with change(reference=True):
            hold_names()
            return super().changeform_view(request, *args, **kwargs)


class ReadOnlyAdmin(LoggedAdmin):
    """Rows that are only looked at here: the portal's own pages change them."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


def _told(entry: LogEntry, changes: str, model: type[Model]) -> Entry:
    """An entry as the history of a row of `model` shows it; of a new row all fields would be told, so none are."""
    told = "" if entry.action == LogEntry.Action.CREATE else changes
    action = entry.get_action_display().capitalize()
    if entry.content_type.model_class() is not model:
        action = f"{action} {entry.content_type.name} ”{entry.object_repr}”"
    return Entry(moment(entry.timestamp), str(entry.actor or ""), action, told)
