"""What the log keeps of a row, in Swedish words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from network.dates import long_date

Change = tuple[str, Any, Any]  # the field's name, the field, its values
Rows = Mapping[Any, Mapping[str, models.Model]]  # by model, and by id as the log keeps it


def entries_of(row: models.Model, also: Iterable[str] = ()) -> models.QuerySet[LogEntry]:
    """The log's entries about a row, and about those of the relations `also` that are edited on its page."""
    found = LogEntry.objects.get_for_object(row)
    for name in also:
        rows = getattr(row, name).order_by()
        kind = ContentType.objects.get_for_model(rows.model)
        found |= LogEntry.objects.filter(content_type=kind, object_id__in=rows.values("pk"))
    return found


def changes_in_words(entries: Sequence[LogEntry]) -> list[str]:
    """All that each entry tells, on one line."""
    return ["; ".join(f"{name}: {values}" for name, values in changes) for changes in changes_in(entries)]


def fields_in(entry: LogEntry) -> list[str]:
    """The fields of an entry under their Swedish names."""
    return [_called(name, field) for name, field, _values in _kept(entry)]


def changes_in(entries: Sequence[LogEntry]) -> list[list[tuple[str, str]]]:
    """As fields_in, each with what it was and became, or what was added. One query for each model they refer to."""
    kept = [_kept(entry) for entry in entries]
    rows = _rows_of([change for changes in kept for change in changes])
    return [
        [(_called(name, field), _became(field, values, rows)) for name, field, values in changes] for changes in kept
    ]


def _rows_of(changes: Iterable[Change]) -> Rows:
    """The rows that foreign keys among the changes name."""
    ids: dict[Any, set[str]] = defaultdict(set)
    for _name, field, values in changes:
        if isinstance(field, models.ForeignKey) and isinstance(values, list):
            ids[field.related_model] |= {str(one) for one in values} - {"", "None"}
    found = {model: model._base_manager.in_bulk(wanted) for model, wanted in ids.items()}
    return {model: {str(pk): row for pk, row in rows.items()} for model, rows in found.items()}


def _kept(entry: LogEntry) -> list[Change]:
    """What an entry keeps: name, field of the model where there still is one, and values."""
    fields = {field.name: field for field in entry.content_type.model_class()._meta.get_fields()}
    return [(name, fields.get(name), values) for name, values in (entry.changes or {}).items()]


def _called(name: str, field: Any) -> str:
    return str(getattr(field, "verbose_name", name))


def _became(field: Any, values: Any, rows: Rows) -> str:
    if not isinstance(values, list):
        return _relation(values)
    known = rows[field.related_model] if isinstance(field, models.ForeignKey) else {}
    return " → ".join(str(known.get(str(one)) or _said(field, str(one))) for one in values)


def _said(field: Any, value: str) -> Any:
    """A value that the log keeps as text, in the words of the page where it is edited. Of times the log keeps none."""
    if value in ("", "None"):
        return _("tomt")
    if isinstance(field, models.BooleanField):
        return _("ja") if value == "True" else _("nej")
    if isinstance(field, models.DateField) and (day := parse_date(value)):
        return long_date(day)
    return dict(getattr(field, "flatchoices", ())).get(value, value)


def _relation(values: dict[str, Any]) -> str:
    sign = "+" if values.get("operation") == "add" else "–"
    return f"{sign} {', '.join(map(str, values.get('objects', ())))}"
