"""Units and external parties are chosen by their names, so no two may be called the same."""

from __future__ import annotations

from collections.abc import Iterator

from network.models import Organisation
from network.text import normalise

from .kinds import BY_MODEL
from .source import Fault, Row
from .stored import Stored

Called = tuple[str, str, str]  # kind, key of whom it belongs to ("" for a party), name as it is compared


def taken_names(rows: list[Row], stored: Stored) -> Iterator[Fault]:
    """New units and parties called as one that the office has confirmed, or as another of the file."""
    kind = BY_MODEL[Organisation]
    new = [
        row
        for row in rows
        if row.kind is kind and row.values.get("kind") in Organisation.TYPED and row.key not in stored.keys(kind)
    ]
    seen = _confirmed() if new else {}
    for row in new:
        name = row.values.get("name", "")
        called = _called(row.values["kind"], row.values.get("parent"), normalise(name))
        if called in seen:
            yield row.fault("name", f"”{name}” {seen[called]}. Ta bort stycket, eller välj ett annat namn.")
        elif name and not row.values.get("successor"):
            seen[called] = f"står redan på rad {row.line('name')}"


def _confirmed() -> dict[Called, str]:
    rows = Organisation.objects.confirmed_names().values_list("kind", "parent__key", "name_search")
    return {_called(*row): "finns redan i portalen" for row in rows}


def _called(kind: str, parent: str | None, name: str) -> Called:
    return kind, (parent or "") if kind == Organisation.Kind.UNIT else "", name
