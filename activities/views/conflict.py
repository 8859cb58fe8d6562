"""The conflict page: somebody saved meanwhile; nothing is stored until one has chosen."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render

from activities.content import Content, Merge
from activities.models import Activity, ActivityVersion
from activities.reference import Reference
from activities.wording import LABELS, differences, lines, need_texts
from network.request import Request


class Conflict(NamedTuple):
    """What the conflict page shows of one field: mine and theirs in words, and what was chosen."""

    field: str
    label: str
    mine: list[str]
    theirs: list[str]
    chosen: str


def choices_made(request: Request, activity: Activity, merged: Merge) -> list[str] | None:
    """The fields in which theirs was chosen; None unless the page was about the newest version and all is chosen."""
    if request.POST.get("theirs") != str(activity.newest_version_id):
        return None
    choices = {row.field: request.POST.get(f"val_{row.field}", "") for row in merged.conflicts}
    if not all(side in ("mine", "theirs") for side in choices.values()):
        return None
    return [name for name, side in choices.items() if side == "theirs"]


def conflict_page(
    request: Request, activity: Activity, ref: Reference, merged: Merge, base: ActivityVersion
) -> HttpResponse:
    """What differs, mine and theirs; base, theirs and mine travel in the form."""
    newest = activity.newest_version
    assert newest is not None
    old = Content.from_json(base.content)
    needs = need_texts([merged.content, Content.from_json(newest.content), old])
    chosen_by_hand = {row.field for row in merged.conflicts}
    settled = differences(old, merged.content, ref, needs)
    shown = {
        "activity": activity,
        "newest": newest,
        "author": newest.author,
        "conflicts": _conflicts(request, merged, ref, needs),
        "settled": [row for row in settled if row.field not in chosen_by_hand],
        "sent": _sent(request),
        "gor": request.POST.get("gor", "spara"),
        "again": "theirs" in request.POST,
    }
    return render(request, "activities/conflict.html", shown)


def _conflicts(request: Request, merged: Merge, ref: Reference, needs: dict[int, str]) -> list[Conflict]:
    return [
        Conflict(
            row.field,
            str(LABELS[row.field]),
            lines(row.field, row.before, ref, needs),
            lines(row.field, row.after, ref, needs),
            request.POST.get(f"val_{row.field}", ""),
        )
        for row in merged.conflicts
    ]


def _sent(request: Request) -> list[tuple[str, str]]:
    """What was written, field by field, to travel along; not what this page asks itself."""
    own = {"gor", "theirs", "csrfmiddlewaretoken"}
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in own and not name.startswith(("val_", "sok_"))
    ]
