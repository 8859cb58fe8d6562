"""What can be wrong in a reference file: each check is a generator of faults, so that all are told at once."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from .kinds import BY_MODEL, BY_TABLE
from .names import called_as_a_party, names_of_nobody, parties_inside, taken_names
from .source import Fault, Row, did_you_mean, nearest
from .stored import Stored

TYPES: list[tuple[type[models.Field], Any, str]] = [
    (models.BooleanField, bool, "true eller false utan citattecken, så här: {name} = true"),
    (models.DateField, datetime.date, "ett datum utan citattecken, så här: {name} = 2026-01-31"),
    (models.IntegerField, int, "ett heltal utan citattecken, så här: {name} = 5"),
    (models.Field, str, 'text inom citattecken, så här: {name} = "…"'),
]
SPANS = [("valid_from", "valid_to")]


def check(rows: list[Row], stored: Stored) -> Iterator[Fault]:
    """All faults of a file's rows, against each other and against what is stored."""
    for row in rows:
        yield from unknown_fields(row)
        yield from missing_fields(row)
        yield from faulty_values(row)  # and takes them away: what follows sees only values of the right kind
    for row in rows:
        yield from reversed_dates(row)
        yield from unknown_references(row, rows, stored)
        yield from taken_values(row, stored)
    yield from duplicates(rows)
    yield from circles(rows)
    yield from taken_names(rows, stored)
    yield from parties_inside(rows, stored)
    yield from names_of_nobody(rows, stored)
    yield from called_as_a_party(rows, stored)
    yield from initiative(rows, stored)


def unknown_fields(row: Row) -> Iterator[Fault]:
    """Fields the table does not have; one that is misspelt is read as the one that was meant."""
    fields = row.kind.fields
    for name in [name for name in row.values if name not in fields]:
        value = row.values.pop(name)
        if meant := nearest(name, fields.keys() - row.values.keys()):
            row.values[meant] = value
            row.place.fields.setdefault(meant, row.line(name))
        known = did_you_mean(name, fields) or f" De som finns är {', '.join(fields)}."
        yield row.fault(name, f"{row.kind.head} har inget fält ”{name}”.{known}")


def missing_fields(row: Row) -> Iterator[Fault]:
    """Fields a row cannot do without."""
    for name in row.kind.required:
        if name not in row.values:
            yield row.fault(name, f"{row.kind.head} saknar ”{name}”. {_purpose(row, name)}")
        elif row.values[name] == "":
            del row.values[name]
            yield row.fault(name, f"”{name}” är tomt. {_purpose(row, name)}")


def _purpose(row: Row, name: str) -> str:
    return f"Lägg till raden {name} = … ({row.kind.fields[name].verbose_name})."


def faulty_values(row: Row) -> Iterator[Fault]:
    """Values that do not fit their field; they are taken out of the row."""
    for name, value in list(row.values.items()):
        if text := fault_of_value(row.kind.fields[name], name, value):
            del row.values[name]
            yield row.fault(name, text)


def fault_of_value(field: Any, name: str, value: Any) -> str:
    """What is wrong with a value, with the remedy; empty if nothing."""
    wanted, how = next((python, how) for kind, python, how in TYPES if isinstance(field, kind))
    if type(value) is not wanted:  # exactly: a bool is an int, and a time of day with date is a date
        return f"”{name}” ska vara {how.format(name=name)}"
    if value == "" or field.is_relation:
        return ""
    choices = [choice for choice, _label in field.flatchoices]
    if choices and value not in choices:
        return f"”{name}” kan inte vara ”{value}”.{did_you_mean(value, choices)} Välj bland {', '.join(choices)}."
    if field.max_length and len(value) > field.max_length:
        return f"”{name}” är {len(value)} tecken, och högst {field.max_length} får plats. Korta texten."
    return _refused(field, name, value)


def _refused(field: Any, name: str, value: Any) -> str:
    try:
        field.run_validators(value)
    except ValidationError as error:
        if isinstance(field, models.SlugField):
            return f"”{name}” får bara ha bokstäverna a–z, siffror, bindestreck och understreck, inte ”{value}”."
        return f"”{name}” duger inte: {' '.join(error.messages)}"
    return ""


def reversed_dates(row: Row) -> Iterator[Fault]:
    """Spans that end before they begin."""
    for start, end in SPANS:
        first, last = row.values.get(start), row.values.get(end)
        if first and last and first > last:
            yield row.fault(end, f"”{end}” ({last}) är före ”{start}” ({first}). Byt plats på datumen.")


def unknown_references(row: Row, rows: list[Row], stored: Stored) -> Iterator[Fault]:
    """Keys of rows that stand neither in the file nor in the database."""
    for name, model in row.kind.references.items():
        if not (key := row.values.get(name)):
            continue
        target = BY_MODEL[model]
        known = {other.key for other in rows if other.kind is target} | stored.keys(target)
        if key not in known:
            near = did_you_mean(key, known) or f" Skriv nyckeln (key) till en rad under {target.head}."
            yield row.fault(name, f"”{name}” är ”{key}”, som varken finns i filen eller i portalen.{near}")


def taken_values(row: Row, stored: Stored) -> Iterator[Fault]:
    """Unique values of a new row that an existing one already has, since the office gave it that value."""
    if row.key in stored.keys(row.kind):
        return
    for name in row.kind.unique:
        holder = stored.holder(row.kind, name, row.values.get(name))
        if holder:
            yield row.fault(
                name,
                f"”{name}” {row.values[name]} används redan i portalen av ”{holder}”."
                " Välj ett annat värde, eller ändra den andra raden i portalen först.",
            )


def duplicates(rows: list[Row]) -> Iterator[Fault]:
    """Rows of the file with the same key, number or slot."""
    seen: dict[tuple[str, str, Any], Row] = {}
    for row in rows:
        for name in row.kind.unique:
            if (value := row.values.get(name)) is None:
                continue
            first = seen.setdefault((row.kind.table, name, value), row)
            if first is not row:
                text = f"”{name}” {value} står redan på rad {first.line(name)}. Ändra den ena, eller ta bort stycket."
                yield row.fault(name, text)


def circles(rows: list[Row]) -> Iterator[Fault]:
    """Rows that belong to themselves, directly or by way of others."""
    for kind in {row.kind.table: row.kind for row in rows}.values():
        for name in kind.self_references:
            mine = {row.key: row for row in rows if row.kind is kind and row.key}
            yield from _circles(name, mine)


def _circles(name: str, rows: dict[str, Row]) -> Iterator[Fault]:
    walked: set[str] = set()
    for start in rows:
        path: list[str] = []
        key = start
        while key in rows and key not in walked:
            walked.add(key)
            path.append(key)
            key = rows[key].values.get(name, "")
        if key in path:
            circle = path[path.index(key) :]
            chain = " → ".join([*circle, key])
            yield rows[circle[-1]].fault(name, f"”{name}” går i ring: {chain}. Ta bort ”{name}” på en av raderna.")


def initiative(rows: list[Row], stored: Stored) -> Iterator[Fault]:
    """The one table every installation needs, and the goal that its red line ends in."""
    kind = BY_TABLE["initiative"]
    row = next((row for row in rows if row.kind is kind), None)
    if row is None:
        if not stored.keys(kind):
            yield Fault(1, f"{kind.head} saknas. Lägg till stycket med kraftsamlingens namn och adresser.")
        return
    goals = BY_TABLE["goal"]
    number = row.values.get("goal_number", 1)
    known = {other.values.get("number") for other in rows if other.kind is goals} | stored.values(goals, "number")
    if number not in known:
        text = f"”goal_number” är {number}, men inget mål har det numret. Skriv numret på ett mål under {goals.head}."
        yield row.fault("goal_number", text)
