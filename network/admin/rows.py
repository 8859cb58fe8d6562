"""What every page of the administration shares: a history from the log, and saves that pass by no rule."""

from typing import Any, NamedTuple

from auditlog.models import LogEntry
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from network.change import change
from network.dates import figure, long_date, moment
from network.text import listed

LONGEST = 200  # entries that the history of a row shows
UNSEEN = ("password", "last_login")  # what a login changes is no edit


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
        kept = LogEntry.objects.get_for_object(row).select_related("actor") if row else LogEntry.objects.none()
        entries = [_told(entry) for entry in kept.order_by("-timestamp")[:LONGEST]]
        return super().history_view(request, object_id, {"entries": entries, **(extra_context or {})})


class RowForm(forms.ModelForm):
    """A row as the browser was shown it: two who edit the same one are told, and neither writes over the other."""

    also: tuple[str, ...] = ()  # relations that are edited on the same page
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["shown"] = self.now = _mark(self.instance, self.also) if self.instance.pk else ""

    def clean(self) -> dict[str, Any]:
        """Refuse what was written on an older row. The row is locked: see ChangeAdmin.get_object."""
        given = super().clean() or self.cleaned_data
        self._check_order()
        if given.get("shown") and given["shown"] != self.now:
            told = _(
                "Någon annan har ändrat samma sak sedan du öppnade sidan.{last} Inget är sparat. "
                "Kopiera det du vill ha kvar, öppna sidan på nytt och ändra igen."
            )
            raise ValidationError(told.format(last=self._last_change()))
        return given

    def _check_order(self) -> None:
        """Two rows in use with one number would stand in an order that nobody chose."""
        touched = {"order", "active"} & set(self.changed_data) or not self.instance.pk
        if not (touched and self.cleaned_data.get("active") and "order" in self.cleaned_data):
            return
        order = self.cleaned_data["order"]
        others = self._meta.model._default_manager.filter(order=order, active=True).exclude(pk=self.instance.pk)
        if "parent" in self.cleaned_data:
            others = others.filter(parent=self.cleaned_data["parent"])
        if other := others.first():
            self.add_error(
                "order", _("{row} har redan nummer {order}. Välj ett ledigt.").format(row=other, order=order)
            )

    def _last_change(self) -> str:
        """Who last changed what, as the log has it: of the row, or of what is edited with it."""
        rows = [self.instance, *(row for name in self.also for row in getattr(self.instance, name).all())]
        kept = [entry for row in rows for entry in LogEntry.objects.get_for_object(row).order_by("-pk")[:1]]
        last = max(kept, key=lambda entry: entry.pk, default=None)
        if last is None or last.actor is None:
            return ""
        told = _(" {who} ändrade {when}: {changes}.")
        return told.format(who=last.actor, when=moment(last.timestamp), changes=_in_words(last))


class ChangeAdmin(LoggedAdmin):
    """Rows that are edited here: each save raises the change stamp, nothing is deleted, a key stays as it is."""

    form = RowForm
    fixed = ("key",)
    used_by: tuple[tuple[type[Model], str], ...] = ()  # what refers to a row, and the path from there to it

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
        counts = [
            (model._meta, model._default_manager.filter(**{path: row}).distinct().count())
            for model, path in self.used_by
        ]
        names = [f"{figure(n)} {meta.verbose_name if n == 1 else meta.verbose_name_plural}" for meta, n in counts if n]
        return listed(names) or _("inget")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The box of a row that is used or not says what becomes of what stands on it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "active" and field:
            field.help_text = _(
                "Utan krysset går raden inte att välja, och den visas inte i matrisen, listorna och filtren. "
                "Aktiviteter och behov som redan står på den är kvar på sina egna sidor."
            )
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
        if self.used_by and "active" in form.changed_data and not obj.active:
            told = _("{row} går inte att välja längre. På raden står {uses}: det är kvar.")
            messages.warning(request, told.format(row=obj, uses=self.uses(obj)))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save in a transaction that raises the stamp."""
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        with change(reference=True):
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


def _mark(row: Model, also: tuple[str, ...]) -> str:
    """What tells a row from what it was before somebody edited it."""
    seen = [field for field in row._meta.concrete_fields if field.editable and field.name not in UNSEEN]
    many = [list(getattr(row, field.name).order_by("pk").values_list("pk")) for field in row._meta.many_to_many]
    rows = [list(getattr(row, name).order_by("pk").values_list()) for name in also]
    values = [field.value_from_object(row) for field in seen]
    return salted_hmac("network.admin", repr([values, many, rows])).hexdigest()


def _told(entry: LogEntry) -> Entry:
    """An entry as the history of a row shows it; of a new row all fields would be told, so none are."""
    changes = "" if entry.action == LogEntry.Action.CREATE else _in_words(entry)
    return Entry(moment(entry.timestamp), str(entry.actor or ""), entry.get_action_display().capitalize(), changes)


def _in_words(entry: LogEntry) -> str:
    return "; ".join(f"{name}: {values}" for name, values in changes_in(entry))


def fields_in(entry: LogEntry) -> list[str]:
    """The fields of an entry under their Swedish names."""
    return [_called(name, field) for name, field, _values in _kept(entry)]


def changes_in(entry: LogEntry) -> list[tuple[str, str]]:
    """As fields_in, each with what it was and became, or what was added. Asks the names of rows that it refers to."""
    return [(_called(name, field), _became(field, values)) for name, field, values in _kept(entry)]


def _kept(entry: LogEntry) -> list[tuple[str, Any, Any]]:
    """What an entry keeps: name, field of the model where there still is one, and values."""
    fields = {field.name: field for field in entry.content_type.model_class()._meta.get_fields()}
    return [(name, fields.get(name), values) for name, values in (entry.changes or {}).items()]


def _called(name: str, field: Any) -> str:
    return str(getattr(field, "verbose_name", name))


def _became(field: Any, values: Any) -> str:
    return " → ".join(str(_said(field, str(one))) for one in values) if isinstance(values, list) else _relation(values)


def _said(field: Any, value: str) -> Any:
    """A value that the log keeps as text, in the words of the page where it is edited."""
    if value in ("", "None"):
        return _("tomt")
    if isinstance(field, models.ForeignKey):
        return field.related_model._base_manager.filter(pk=value).first() or value  # type: ignore[union-attr]
    if isinstance(field, models.BooleanField):
        return _("ja") if value == "True" else _("nej")
    if isinstance(field, models.DateField) and (day := parse_date(value)):
        return long_date(day)
    return dict(getattr(field, "flatchoices", ())).get(value, value)


def _relation(values: dict[str, Any]) -> str:
    sign = "+" if values.get("operation") == "add" else "–"
    return f"{sign} {', '.join(map(str, values.get('objects', ())))}"
