"""Units and external parties are chosen by their names, so no two may be called the same; and an external party is
nobody of the group (decision 0012).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from network.models import Initiative, Organisation
from network.services.organisations import names_inside
from network.text import is_name, normalise, spoken

from .kinds import BY_MODEL, BY_TABLE
from .source import Fault, Row
from .stored import Stored

Called = tuple[str, str, str]  # kind, key of whom it belongs to ("" for a party), name as it is compared


def names_of_nobody(rows: list[Row], stored: Stored) -> Iterator[Fault]:
    """New units and parties whose name is none, as the form and the administration refuse it; units called as we are
    (of parties `parties_inside` tells).
    """
    new = _new(rows, stored, *Organisation.TYPED)
    ours = _own_names(rows) if new else frozenset()
    for row in new:
        name = row.values.get("name", "")
        if name and not is_name(name):
            yield row.fault("name", f"”{name}” är inget namn. Skriv hela namnet.")
        if row.values["kind"] == Organisation.Kind.UNIT and spoken(name) in ours:
            yield row.fault("name", f"”{name}” är vi själva. Skriv vad enheten heter.")


def called_as_a_party(rows: list[Row], stored: Stored) -> Iterator[Fault]:
    """New ones that are chosen today, called as an external party that the office has confirmed."""
    kinds = [kind for kind in Organisation.Kind.values if kind not in Organisation.TYPED]
    new = [row for row in _new(rows, stored, *kinds) if _is_current(row)]
    parties = Organisation.objects.current().filter(confirmed=True, kind=Organisation.Kind.EXTERNAL)
    taken = {spoken(name) for name in parties.values_list("name", flat=True)} if new else set()
    for row in new:
        for field in ("name", "short_name"):
            if (name := row.values.get(field, "")) and spoken(name) in taken:
                yield row.fault(field, f"”{name}” är en extern part i portalen. Ge parten ett annat namn där först.")


def taken_names(rows: list[Row], stored: Stored) -> Iterator[Fault]:
    """New units and parties called as one that the office has confirmed, or as another of the file."""
    new = _new(rows, stored, *Organisation.TYPED)
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
    new = _new(rows, stored, Organisation.Kind.EXTERNAL)
    inside = names_inside() | _inside_of_file(rows) if new else frozenset()
    for row in new:
        if row.values.get("in_group"):
            yield row.fault("in_group", "En extern part ingår inte i koncernen. Ta bort raden, eller byt ”kind”.")
        if spoken(name := row.values.get("name", "")) in inside:
            yield row.fault("name", f"”{name}” är vi själva eller en av våra verksamheter. Ta bort stycket.")


def _inside_of_file(rows: list[Row]) -> frozenset[str]:
    """As organisations.names_inside, of what stands in the file."""
    inside = [row for row in rows if row.kind is BY_MODEL[Organisation] and _is_inside(row)]
    said = {spoken(row.values.get(name, "")) for row in inside for name in ("name", "short_name")} - {""}
    return frozenset(said) | _own_names(rows)


def _own_names(rows: list[Row]) -> frozenset[str]:
    """Of the file; where the portal has an initiative already, also of that."""
    stored = Initiative.objects.first()
    given = [Initiative(**row.values) for row in rows if row.kind is BY_TABLE["initiative"]]
    return frozenset().union(*(row.own_names for row in (*given, stored) if row))


def _new(rows: list[Row], stored: Stored, *kinds: str) -> list[Row]:
    kind = BY_MODEL[Organisation]
    known = stored.keys(kind)
    return [row for row in rows if row.kind is kind and row.values.get("kind") in kinds and row.key not in known]


def _is_inside(row: Row) -> bool:
    kind = row.values.get("kind")
    chosen = row.values.get("in_group", False) or kind == Organisation.Kind.ASSOCIATION
    return chosen and kind != Organisation.Kind.EXTERNAL and _is_current(row)


def _is_current(row: Row) -> bool:
    """As OrganisationQuerySet.current."""
    given, today = row.values, timezone.localdate()
    begun = given.get("valid_from", today) <= today
    return begun and given.get("valid_to", today) >= today and not given.get("successor")


def _confirmed() -> dict[Called, str]:
    rows = Organisation.objects.confirmed_names().values_list("kind", "parent__key", "name_search")
    return {_called(*row): "finns redan i portalen" for row in rows}


def _called(kind: str, parent: str | None, name: str) -> Called:
    return kind, (parent or "") if kind == Organisation.Kind.UNIT else "", name
