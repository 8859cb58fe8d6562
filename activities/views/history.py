"""Every version of an activity: who, when, what differs, and restoring one as a new version."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from auditlog.models import LogEntry
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from activities import rules
from activities.content import Content, merged_among
from activities.happened import answer_rows, event_rows, is_answer
from activities.marked import Sides, plain, sides
from activities.models import Activity, ActivityVersion
from activities.reference import Reference, reference
from activities.services.locking import content_of
from activities.views.work import work_or_stop
from activities.wording import FieldWords, differences, need_texts
from network.access import allowed, logged_in
from network.audit import updates_of
from network.dates import long_date, moment
from network.paging import cut, page_number, pager
from network.person import Person, author_name
from network.request import Request
from network.text import capital

PER_PAGE = 20
EVENTS = 50
TOLD = 20  # changes of facts
NOTED = 200  # changes of facts and answers read
DAYS = ("start_date", "end_date")


@allowed(logged_in)
def activity_history(request: Request, pk: int) -> HttpResponse:
    """Versions with what differs from the one before, and under them the decisions and the facts told."""
    activity = work_or_stop(request, pk)
    ref = reference(request.stamp)
    versions = activity.versions.select_related("author")
    count = activity.newest_version.number if activity.newest_version else 0  # append-only: numbered without a gap
    page = cut(count, page_number(request.GET), PER_PAGE)
    read = list(versions[page.rows.start : page.rows.stop + 1])  # one more: what the last one is compared with
    rows = _versions(activity, read, ref, request.person)
    answers = list(activity.participations.in_history())
    noted = list(updates_of(activity, *answers)[:NOTED])
    shown = {
        "activity": activity,
        "restores": any(row["may_restore"] for row in rows),
        "waits": rules.may_take_back(request.person, activity),
        "pager": pager(page.number, page.pages, lambda number: f"?sida={number}"),
        "versions": rows,
        "events": event_rows(activity.events.in_history()[:EVENTS]),
        "answers": answer_rows(answers, [entry for entry in noted if is_answer(entry)]),
        "facts": _facts([entry for entry in noted if not is_answer(entry)][:TOLD], ref),
    }
    return render(request, "activities/activity_history.html", shown)


def _versions(activity: Activity, read: list[ActivityVersion], ref: Reference, person: Person) -> list[dict[str, Any]]:
    """A page of versions, each with what differs from the one before it, and whether `person` may restore it."""
    contents = {row.pk: Content.from_json(row.content) for row in read}
    newest = content_of(activity.newest_version) or Content()
    merged = merged_among(newest.typed.union(*(content.typed for content in contents.values())))
    needs = need_texts(contents.values())
    rows = []
    for version, previous in zip(read[:PER_PAGE], [*read[1:], None], strict=False):
        was, now = contents[previous.pk] if previous else None, contents[version.pk]
        rows.append(
            {
                "number": version.number,
                "at": moment(version.at),
                "iso": version.at.isoformat(),
                "by": capital(author_name(version.author)),
                "restored_from": version.restored_from,
                "live": version.pk == activity.live_version_id,
                "newest": version.pk == activity.newest_version_id,
                "open": version.pk == activity.newest_version_id and activity.review != Activity.Review.SETTLED,
                "first": previous is None,
                "changes": _changes(differences(was, now, ref, needs), first=previous is None),
                "may_restore": rules.may_restore(person, activity, now.with_ids(merged), newest.with_ids(merged)),
            }
        )
    return rows


def _changes(rows: list[FieldWords], *, first: bool) -> list[Sides]:
    """What differs, marked; of the first version what it said."""
    return [side._replace(live=SafeString("")) for side in plain(rows)] if first else sides(rows)


def _facts(entries: Iterable[LogEntry], ref: Reference) -> list[dict[str, Any]]:
    """Facts told without review: who, when, from what to what."""
    rows = []
    for entry in entries:
        changes = [
            (Activity._meta.get_field(name).verbose_name, _fact(name, old, ref), _fact(name, new, ref))
            for name, (old, new) in (entry.changes or {}).items()
        ]
        rows.append(
            {
                "iso": entry.timestamp.isoformat(),
                "at": moment(entry.timestamp),
                "by": capital(author_name(entry.actor)),
                "changes": changes,
            }
        )
    return rows


def _fact(name: str, value: Any, ref: Reference) -> str:
    if value in (None, "", "None"):
        return _("inget")
    if name == "status":
        return str(dict(Activity.Status.choices).get(value, value))
    if name in DAYS:
        return long_date(datetime.date.fromisoformat(value))
    if name == "step":
        step = ref.steps.get(int(value)) if str(value).isdecimal() else None
        return step.name if step else str(value)
    return str(value)
