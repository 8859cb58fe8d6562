"""What the review page shows: the activity as the public will see it, what differs, and why it is here."""

from __future__ import annotations

from typing import NamedTuple

from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from activities import checklist, queue
from activities.content import Content, difference
from activities.forms.review import ReviewForm
from activities.markdown import to_html
from activities.marked import Sides, plain, sides
from activities.models import Activity, ActivityVersion, ReviewEvent
from activities.querysets.queue import BEFORE, ids_in_order
from activities.reference import Reference
from activities.services.locking import content_of
from activities.wording import side_by_side
from needs.models import Need
from network.dates import long_date, moment, period
from network.person import Person
from network.text import capital

Kind = ReviewEvent.Kind


class Flag(NamedTuple):
    """The activity's first sight: where it stands, in the colours of its areas."""

    slot: str
    where_slot: str
    areas: list[tuple[str, str]]
    rows: list[tuple[str, list[tuple[str, bool]]]]


class Preview(NamedTuple):
    """The activity as everybody will see it."""

    content: Content
    status: str
    flag: Flag
    description: SafeString
    facts: list[tuple[str, str]]
    parties: list[checklist.PartyShown]
    needs: list[tuple[str, str]]
    hidden_needs: int
    goals: list[str]


class Earlier(NamedTuple):
    """An earlier return: when, by whom, why, the comments beside the fields, and whether it was published since."""

    day: str
    by: str
    reason: str
    comments: dict[str, str]
    settled: bool


class Page(NamedTuple):
    """The review page."""

    activity: Activity
    version: ActivityVersion
    title: str
    why: queue.Why
    by: str
    day: str
    waited: str
    own: bool
    note: str
    number: int
    total: int
    skip: int | None
    compared: str
    before_word: str
    after_word: str
    sides: list[Sides]
    earlier: list[Earlier]
    preview: Preview
    checks: list[checklist.Check]
    mended: frozenset[str]
    keep: str  # what the browser calls what is typed here and not sent (static/js/keep.mjs)


class FieldRow(NamedTuple):
    """A field of the comparison, with its comment, what was said about it last, and whether it was mended since."""

    sides: Sides
    comment: BoundField
    said: str
    mended: bool


def page(activity: Activity, person: Person, reference: Reference) -> Page:
    """Everything about a submission. The number of queries does not grow with it."""
    version = activity.newest_version
    assert version is not None
    content = Content.from_json(version.content).with_kept()
    events = list(activity.events.standing().with_people())
    submission = next(event for event in events if event.kind == Kind.SUBMITTED)
    before = next((event for event in events if event.kind in BEFORE and event.pk < submission.pk), None)
    returned = before if before and before.kind == Kind.SENT_BACK else None
    base, compared = _base(activity, returned)
    answers = list(activity.participations.all())
    needs = Need.objects.worded(content.needs | (base.needs if base else frozenset()))
    view = checklist.public_view(activity, content, answers, reference, needs)
    told = side_by_side(base, content, reference, {row.need: row.text for row in needs})
    ids = ids_in_order()
    return Page(
        activity=activity,
        version=version,
        title=content.title,
        why=queue.why(activity.is_live, before),
        by=queue.who(submission),
        day=long_date(submission.at),
        waited=capital(queue.waited(queue.days_waited(submission.at))),
        own=submission.by_id == person.user_id,
        note=submission.comment,
        number=ids.index(activity.pk) + 1 if activity.pk in ids else 1,
        total=max(len(ids), 1),
        skip=queue.next_after(activity.pk, ids),
        compared=compared,
        before_word=_("Publicerat") if activity.is_live else _("När den skickades tillbaka"),
        after_word=_("Föreslaget") if activity.is_live else _("Nu"),
        sides=(sides if compared else plain)(told),
        earlier=_returns(events, submission),
        preview=_preview(activity, content, view, reference),
        checks=checklist.checks(activity, content, answers, reference, view),
        mended=_mended(returned, content),
        keep=f"granska-{activity.pk}",
    )


def fields(page: Page, form: ReviewForm) -> list[FieldRow]:
    """The fields that hold something, each with its comment."""
    last = page.earlier[0] if page.earlier else None
    said = last.comments if last and not last.settled else {}
    return [
        FieldRow(row, form.comment(row.field), said.get(row.field, ""), row.field in page.mended) for row in page.sides
    ]


def changed_first(rows: list[FieldRow], compared: str) -> tuple[list[FieldRow], list[FieldRow]]:
    """Rows to show at once, and the unchanged ones to fold away."""
    if not compared:
        return rows, []
    return [row for row in rows if row.sides.changed], [row for row in rows if not row.sides.changed]


def what_happened(activity: Activity, last: ReviewEvent | None) -> str:
    """Why an activity does not wait for review."""
    if last is None:
        return _("{title} är ett utkast och har inte skickats in.").format(title=activity.title)
    return _("{title} väntar inte på granskning. Senast: {name} {did} den {at}.").format(
        title=activity.title, name=queue.who(last), did=str(Kind(last.kind).label).lower(), at=moment(last.at)
    )


def _base(activity: Activity, returned: ReviewEvent | None) -> tuple[Content | None, str]:
    """What the version is compared with: what is live, else what was sent back."""
    if activity.is_live:
        return content_of(activity.live_version), _("Det publicerade och det föreslagna, fält för fält")
    if returned:
        return content_of(returned.version), _("När den skickades tillbaka och nu, fält för fält")
    return None, ""


def _mended(returned: ReviewEvent | None, content: Content) -> frozenset[str]:
    if not returned:
        return frozenset()
    return frozenset(change.field for change in difference(Content.from_json(returned.version.content), content))


def _returns(events: list[ReviewEvent], submission: ReviewEvent) -> list[Earlier]:
    """The returns before the submission, the latest first; those before the last publication are settled."""
    published = next((event.pk for event in events if event.kind == Kind.PUBLISHED), 0)
    return [
        Earlier(long_date(event.at), queue.who(event), event.comment, event.field_comments, event.pk < published)
        for event in events
        if event.kind == Kind.SENT_BACK and event.pk < submission.pk
    ]


def _preview(activity: Activity, content: Content, view: checklist.PublicView, reference: Reference) -> Preview:
    return Preview(
        content=content,
        status=activity.status,
        flag=_flag(content, reference),
        description=to_html(content.description),
        facts=_facts(activity, content, reference),
        parties=view.parties,
        needs=view.needs,
        hidden_needs=view.hidden_needs,
        goals=[str(goal) for goal in reference.goals.values() if goal.pk in content.goals],
    )


def _flag(content: Content, reference: Reference) -> Flag:
    places = {cell.place for cell in content.cells}
    areas = reference.active_areas()
    used = [area.slot for area in areas if any(place[1] == area.pk for place in places)] or ["d"]
    rows = [
        (level.short_label, [(area.slot, (level.pk, area.pk) in places) for area in areas])
        for level in reference.active_levels()
    ]
    return Flag(used[0], used[min(1, len(used) - 1)], [(area.slot, area.short_name) for area in areas], rows)


def _facts(activity: Activity, content: Content, reference: Reference) -> list[tuple[str, str]]:
    lead = reference.organisations.get(content.lead or 0)
    method = reference.methods.get(content.method or 0)
    found = [
        (_("Ansvarig verksamhet"), lead.name if lead else ""),
        (_("För vem"), content.target_group),
        (_("När"), period(activity.start_date, activity.end_date)),
        (_("Beräknad räckvidd"), content.expected_reach),
        (_("Metod"), method.name if method else ""),
    ]
    return [(label, value) for label, value in found if value]
