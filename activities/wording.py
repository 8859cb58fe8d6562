"""Content in Swedish words: what review, history and the conflict page show of a field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activities.content import FIELDS, Content, difference
from activities.facts import Facts
from activities.models import Activity
from activities.reference import Reference
from needs.models import Need
from network.dates import figure, long_date

LABELS = {
    "title": _("Rubrik"),
    "summary": _("Sammanfattning"),
    "description": _("Beskrivning"),
    "lead": _("Ansvarig verksamhet"),
    "co_owners": _("Medägare"),
    "participants": _("Medverkande verksamheter"),
    "externals": _("Externa parter"),
    "cells": _("Rutor i matrisen"),
    "goals": _("Effektmål"),
    "needs": _("Behov den svarar på"),
    "method": _("Metod"),
    "target_group": _("För vem"),
    "expected_reach": _("Beräknad räckvidd"),
}
FACT_LABELS = {
    "status": _("Status"),
    "start_date": _("Startdatum"),
    "end_date": _("Slutdatum"),
    "step": _("Steg i metoden"),
    "reached": _("Hur många som är nådda"),
}
COMMENTED = {**LABELS, **FACT_LABELS}  # what the office may comment on in its review


def activities_in_words(count: int) -> str:
    """«36 aktiviteter»."""
    return gettext("1 aktivitet") if count == 1 else gettext("{n} aktiviteter").format(n=figure(count))


class FieldWords(NamedTuple):
    """A field in words, before and after, as lists of lines; `changed` where they differ."""

    field: str
    label: str
    before: list[str]
    after: list[str]
    changed: bool


def need_texts(contents: Iterable[Content | None]) -> dict[int, str]:
    """The words of every need that the contents name, in one query."""
    ids = set().union(*(content.needs for content in contents if content))
    return dict(Need.objects.filter(pk__in=ids).values_list("pk", "text")) if ids else {}


def lines(field: str, value: Any, reference: Reference, needs: dict[int, str]) -> list[str]:
    """The lines that tell what a field holds; empty where it holds nothing."""
    if not value:
        return []
    if field in ("lead", "co_owners", "participants", "externals"):
        ids = [value] if field == "lead" else value
        return [row.name for row in reference.organisations.values() if row.pk in ids]
    if field == "cells":
        return _cells(value, reference)
    if field == "goals":
        return [str(goal) for goal in reference.goals.values() if goal.pk in value]
    if field == "needs":
        return [needs[pk] for pk in sorted(value) if pk in needs]
    if field == "method":
        return [reference.methods[value].name]
    return value.splitlines()


def side_by_side(
    before: Content | None, after: Content, reference: Reference, needs: dict[int, str] | None = None
) -> list[FieldWords]:
    """Every field in words, live beside proposed; fields empty on both sides are left out.

    Whoever compares many gives the words of all their needs.
    """
    needs = need_texts([before, after]) if needs is None else needs
    empty = before or Content()
    changed = {change.field for change in difference(empty, after)}
    rows = []
    for field in FIELDS:
        first, second = (lines(field, getattr(side, field), reference, needs) for side in (empty, after))
        if first or second:
            rows.append(FieldWords(field, str(LABELS[field]), first, second, field in changed))
    return rows


def facts_in_words(facts: Facts, reference: Reference) -> list[FieldWords]:
    """Every fact as it stands."""
    told = {
        "status": str(Activity.Status(facts.status).label),
        "start_date": long_date(facts.start_date) if facts.start_date else "",
        "end_date": long_date(facts.end_date) if facts.end_date else "",
        "step": reference.steps[facts.step].name if facts.step else "",
        "reached": figure(facts.reached) if facts.reached is not None else "",
    }
    return [FieldWords(name, str(FACT_LABELS[name]), [], [text] if text else [], False) for name, text in told.items()]


def differences(
    before: Content | None, after: Content, reference: Reference, needs: dict[int, str] | None = None
) -> list[FieldWords]:
    """Only the fields that differ, in words."""
    return [row for row in side_by_side(before, after, reference, needs) if row.changed]


def _cells(cells: frozenset, reference: Reference) -> list[str]:
    found = {cell.place: cell.unit for cell in cells}
    told = []
    for level in reference.levels.values():
        for area in reference.areas.values():
            if (level.pk, area.pk) in found:
                unit = reference.organisations.get(found[level.pk, area.pk])
                told.append(f"{level.label}, {area.short_name}" + (f" ({unit.name})" if unit else ""))
    return told
