"""Loading: all of the file or nothing, and nothing that exists is touched."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from django.db import models, transaction

from network.change import change
from network.models import ReferenceRow, Stamp
from network.services.locking import hold_names

from .checks import check
from .kinds import BY_MODEL, KINDS, Kind
from .source import Row, Tables, read_tables, read_text, stop
from .stored import Stored


class Loaded(NamedTuple):
    """What came of one table of the file: how many rows were created, how many were there before."""

    name: str
    created: int
    existing: int


def load_reference(path: Path) -> list[Loaded]:
    """Create what the file has and the database lacks, by key. The office's edits stand.

    Raises ValidationError with every fault of the file; then nothing is stored.
    """
    text = read_text(path)
    tables = Tables(text, read_tables(path, text))
    with transaction.atomic():
        hold_names()
        Stamp.objects.select_for_update().filter(pk=1).first()  # two loads at once take turns
        stored = Stored()
        if faults := [*tables.faults, *check(tables.rows, stored)]:
            raise stop(path, faults)
        new = [row for row in tables.rows if row.key not in stored.keys(row.kind)]
        if new:
            with change(reference=True):
                for kind in KINDS:
                    _create(kind, [row for row in new if row.kind is kind], stored)
    return [_counted(kind, tables.rows, new) for kind in KINDS]


def _counted(kind: Kind, rows: Iterable[Row], new: Iterable[Row]) -> Loaded:
    created = sum(row.kind is kind for row in new)
    name = str(kind.model._meta.verbose_name if kind.single else kind.model._meta.verbose_name_plural)
    return Loaded(name, created, sum(row.kind is kind for row in rows) - created)


def _create(kind: Kind, rows: list[Row], stored: Stored) -> None:
    if not rows:
        return
    made = kind.model._default_manager.bulk_create([_built(row, stored) for row in rows])
    for row, instance in zip(rows, made, strict=True):
        stored.add(kind, row.key, instance.pk)
    _join(kind, rows, made, stored)


def _built(row: Row, stored: Stored) -> models.Model:
    kind = row.kind
    values = {name: value for name, value in row.values.items() if name not in kind.references}
    for name, model in kind.references.items():
        if model is not kind.model:
            values[f"{name}_id"] = _pk(model, row.values.get(name), stored)
    if kind.owner:
        values[f"{kind.owner}_id"] = _pk(kind.model._meta.get_field(kind.owner).related_model, row.owner, stored)
    if issubclass(kind.model, ReferenceRow):
        values["order"] = row.number
    if kind.single:
        values["pk"] = 1
    instance = kind.model(**values)
    kind.prepare(instance)
    return instance


def _pk(model: Any, key: str | None, stored: Stored) -> int | None:
    return stored.pk(BY_MODEL[model], key) if key else None


def _join(kind: Kind, rows: list[Row], made: list[models.Model], stored: Stored) -> None:
    """Rows that refer to rows of their own kind do so once all of them are there."""
    joined = []
    for row, instance in zip(rows, made, strict=True):
        keys = {name: key for name in kind.self_references if (key := row.values.get(name))}
        for name, key in keys.items():
            setattr(instance, f"{name}_id", stored.pk(kind, key))
        joined += [instance] if keys else []
    if joined:
        kind.model._default_manager.bulk_update(joined, kind.self_references)
