"""The conflict page: somebody saved meanwhile; nothing is stored until one has chosen."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render

from activities.content import Content, Merge
from activities.models import Activity, ActivityVersion
from activities.reference import Reference
from activities.wording import LABELS, FieldWords, lines, need_texts
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
    theirs, old = Content.from_json(newest.content), Content.from_json(base.content)
    needs = need_texts([merged.content, theirs, old])
    conflicts = [
        Conflict(
            row.field,
            str(LABELS[row.field]),
            lines(row.field, row.before, ref, needs),
            lines(row.field, row.after, ref, needs),
            request.POST.get(f"val_{row.field}", ""),
        )
        for row in merged.conflicts
    ]
    settled = [
        FieldWords(name, str(label), lines(name, getattr(old, name), ref, needs), after, True)
        for name, label in LABELS.items()
        if name not in {row.field for row in merged.conflicts}
        and getattr(merged.content, name) != getattr(old, name)
        and (after := lines(name, getattr(merged.content, name), ref, needs)) is not None
    ]
    own = {"gor", "theirs", "csrfmiddlewaretoken"}
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in own and not name.startswith(("val_", "sok_"))
    ]
    shown = {
        "activity": activity,
        "newest": newest,
        "author": newest.author,
        "conflicts": conflicts,
        "settled": settled,
        "sent": sent,
        "gor": request.POST.get("gor", "spara"),
        "again": "theirs" in request.POST,
    }
    return render(request, "activities/conflict.html", shown)
