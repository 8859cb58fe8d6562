"""What the address of the form asks for: a cell, a need, a goal, and which form it is."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from activities.content import Cell, Content
from activities.forms import Shown
from activities.reference import Reference
from needs.models import Need
from network.addresses import key_of
from network.person import Person
from network.request import Request


def content_asked_for(request: Request, ref: Reference) -> Content:
    """?ruta=<level>.<area> ticks a cell, ?behov=<id> a need, ?mal=<number> a goal."""
    return Content(
        cells=_cell(request.GET.get("ruta", ""), ref),
        goals=_goal(request.GET.get("mal", ""), ref),
        needs=_need(request.GET.get("behov", ""), request.person),
    )


def with_need_asked_for(request: Request, shown: Shown) -> tuple[Shown, int]:
    """An activity as its form shows it, with the need of ?behov=<id> beside what it answers already; and the need.

    0 where nothing is added. Whether the person may see the need is asked where it is read: by the picker.
    """
    need = key_of(request.GET.get("behov", "")) if request.method == "GET" else 0
    if not need or need in shown.content.needs:
        return shown, 0
    return replace(shown, content=replace(shown.content, needs=shown.content.needs | {need})), need


def boxes_of(content: Content) -> str:
    """The boxes that an address has ticked, as keep.mjs tells them from what the browser kept: «cells:3-2 needs:12»."""
    cells = [f"cells:{cell.level}-{cell.area}" for cell in content.cells]
    return " ".join([*cells, *(f"{name}:{pk}" for name in ("goals", "needs") for pk in getattr(content, name))])


def form_key_of(request: Request) -> UUID | None:
    """?nyckel=<uuid>, which writing.mjs writes: after the browser's Back it is known what the form has made."""
    try:
        return UUID(request.GET.get("nyckel", ""))
    except ValueError:
        return None


def kept_as_new(form_key: object) -> str:
    """What the browser calls the text of a new activity that the server has not got (static/js/keep.mjs)."""
    return f"ny-{form_key}"


def _cell(text: str, ref: Reference) -> frozenset[Cell]:
    """The cell in an address such as «individ.yrkeslivet»; none where it does not exist."""
    level_key, _dot, area_key = text.partition(".")
    level = next((row for row in ref.active_levels() if row.key == level_key), None)
    area = next((row for row in ref.active_areas() if row.key == area_key), None)
    return frozenset({Cell(level.pk, area.pk)}) if level and area else frozenset()


def _goal(text: str, ref: Reference) -> frozenset[int]:
    """The goal of a number in an address; none where nobody can choose it."""
    return frozenset(goal.pk for goal in ref.active_goals() if str(goal.number) == text)


def _need(text: str, person: Person) -> frozenset[int]:
    """The need in an address, where the person may see it."""
    pk = key_of(text)
    return frozenset(Need.objects.visible_to(person).filter(pk=pk).values_list("pk", flat=True)) if pk else frozenset()
