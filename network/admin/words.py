"""What the log keeps of a row, in Swedish words."""

from typing import Any

from auditlog.models import LogEntry
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from network.dates import long_date


def changes_in_words(entry: LogEntry) -> str:
    """All that an entry tells, on one line."""
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
