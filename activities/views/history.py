"""Every version of an activity: who, when, what differs, and restoring one as a new version."""

from __future__ import annotations

from typing import Any

from auditlog.models import LogEntry
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from activities import rules
from activities.content import Content
from activities.happened import answer_rows, event_rows
from activities.marked import sides
from activities.models import Activity, ActivityVersion
from activities.reference import Reference, reference
from activities.services.locking import content_of
from activities.wording import differences, need_texts
from network.access import allowed, logged_in
from network.dates import moment
from network.paging import cut, page_number, pager
from network.person import Person, author_name
from network.request import Request

PER_PAGE = 20
EVENTS = 50


@allowed(logged_in)
def activity_history(request: Request, pk: int) -> HttpResponse:
    """Versions with what differs from the one before, and under them the decisions and the facts told."""
    found = Activity.objects.visible_to(request.person).select_related("newest_version")
    activity = found.filter(pk=pk).first()
    if activity is None:
        raise Http404
    activity.remember_owners()
    if not rules.may_see_work(request.person, activity):
        raise Http404
    ref = reference(request.stamp)
    versions = activity.versions.select_related("author")
    page = cut(versions.count(), page_number(request.GET), PER_PAGE)
    read = list(versions[page.rows.start : page.rows.stop + 1])  # one more: what the last one is compared with
    shown = {
        "activity": activity,
        "pager": pager(page.number, page.pages, lambda number: f"?sida={number}"),
        "versions": _versions(activity, read, ref, request.person),
        "events": event_rows(activity.events.with_people()[:EVENTS]),
        "answers": answer_rows(activity.participations.answered()),
        "facts": _facts(activity, ref),
    }
    return render(request, "activities/activity_history.html", shown)


def _versions(activity: Activity, read: list[ActivityVersion], ref: Reference, person: Person) -> list[dict[str, Any]]:
    """A page of versions, each with what differs from the one before it, and whether `person` may restore it."""
    contents = {row.pk: Content.from_json(row.content) for row in read}
    newest = content_of(activity.newest_version) or Content()
    needs = need_texts(contents.values())
    rows = []
    for version, previous in zip(read[:PER_PAGE], [*read[1:], None], strict=False):
        was, now = contents[previous.pk] if previous else None, contents[version.pk]
        rows.append(
            {
                "number": version.number,
                "at": moment(version.at),
                "iso": version.at.isoformat(),
                "by": author_name(version.author),
                "restored_from": version.restored_from,
                "live": version.pk == activity.live_version_id,
                "newest": version.pk == activity.newest_version_id,
                "changes": sides(differences(was, now, ref, needs)),
                "may_restore": rules.may_restore(person, activity, now, newest),
            }
        )
    return rows


def _facts(activity: Activity, ref: Reference) -> list[dict[str, Any]]:
    """Facts told without review: who, when, from what to what."""
    entries = LogEntry.objects.get_for_object(activity).filter(action=LogEntry.Action.UPDATE)
    rows = []
    for entry in entries.select_related("actor").order_by("-timestamp")[:20]:
        changes = [
            (Activity._meta.get_field(name).verbose_name, _fact(name, old, ref), _fact(name, new, ref))
            for name, (old, new) in (entry.changes or {}).items()
        ]
        rows.append(
            {
                "iso": entry.timestamp.isoformat(),
                "at": moment(entry.timestamp),
                "by": getattr(entry.actor, "name", ""),
                "changes": changes,
            }
        )
    return rows


def _fact(name: str, value: Any, ref: Reference) -> str:
    if value in (None, "", "None"):
        return _("inget")
    if name == "status":
        return str(dict(Activity.Status.choices).get(value, value))
    if name == "step":
        step = ref.steps.get(int(value)) if str(value).isdecimal() else None
        return step.name if step else str(value)
    return str(value)
