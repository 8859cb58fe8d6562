"""Units and external parties are chosen by their names, so no two may be called the same; and an external party is
nobody of the group (decision 0012).
"""

from __future__ import annotations

from collections.abc import Iterator

from network.models import Initiative, Organisation
from network.services.organisations import names_inside
from network.text import normalise, spoken

from .kinds import BY_MODEL, BY_TABLE
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


def parties_inside(rows: list[Row], stored: Stored) -> Iterator[Fault]:
    """New external parties that are said to be of the group, or are called as it or as somebody in it."""
    kind = BY_MODEL[Organisation]
    parties = [row for row in rows if row.kind is kind and row.values.get("kind") == Organisation.Kind.EXTERNAL]
    new = [row for row in parties if row.key not in stored.keys(kind)]
    inside = names_inside() | _inside_of_file(rows) if new else frozenset()
    for row in new:
        if row.values.get("in_group"):
            yield row.fault("in_group", "En extern part ingår inte i koncernen. Ta bort raden, eller byt ”kind”.")
        if spoken(name := row.values.get("name", "")) in inside:
            yield row.fault("name", f"”{name}” är vi själva eller en av våra verksamheter. Ta bort stycket.")


def _inside_of_file(rows: list[Row]) -> frozenset[str]:
    """As organisations.names_inside, of what stands in the file."""
    said: set[str] = set()
    for row in rows:
        if row.kind is BY_TABLE["initiative"]:
            said |= Initiative(**row.values).own_names
        elif row.kind is BY_MODEL[Organisation] and _is_inside(row):
            said |= {spoken(row.values.get(name, "")) for name in ("name", "short_name")}
    return frozenset(said - {""})


def _is_inside(row: Row) -> bool:
    kind = row.values.get("kind")
    return kind != Organisation.Kind.EXTERNAL and (
        row.values.get("in_group", False) or kind == Organisation.Kind.ASSOCIATION
    )


def _confirmed() -> dict[Called, str]:
    rows = Organisation.objects.confirmed_names().values_list("kind", "parent__key", "name_search")
    return {_called(*row): "finns redan i portalen" for row in rows}


def _called(kind: str, parent: str | None, name: str) -> Called:
    return kind, (parent or "") if kind == Organisation.Kind.UNIT else "", name
