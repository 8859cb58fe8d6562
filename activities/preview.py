"""A version as everybody will see it when it is published, for the reviewer to read first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.safestring import SafeString

from activities.checklist import PublicView
from activities.content import Content
from activities.facts_row import FactsRow, Parties, facts_row
from activities.here import Here, here
from activities.markdown import to_html
from activities.method_steps import Steps, steps_of
from activities.models import Activity
from activities.parties import Party, list_of
from activities.red_thread import Thread, thread
from activities.reference import Reference
from activities.states import Role
from needs.querysets import Worded
from network.person import ANYONE


class Preview(NamedTuple):
    """The activity as everybody will see it, made of what its page is made of (activities/page.py)."""

    content: Content
    status: str
    where: Here
    facts: FactsRow
    description: SafeString
    thread: Thread
    steps: Steps | None


def preview(
    activity: Activity, content: Content, view: PublicView, needs: Iterable[Worded], reference: Reference
) -> Preview:
    """The page of `activity` as it will be with `content`; `needs` holds those it names."""
    where = here(content.places, reference)
    named = [row for row in needs if row.need in content.needs]
    return Preview(
        content=content,
        status=activity.status,
        where=where,
        facts=facts_row(activity, content, _parties(content, view, reference), content.units, reference),
        description=to_html(content.description),
        thread=thread(content.title, named, where.own_areas, content.goals, ANYONE, reference),
        steps=steps_of(activity, content.method, reference),
    )


def _parties(content: Content, view: PublicView, reference: Reference) -> Parties:
    lead = reference.organisations.get(content.lead or 0)
    others = [row for row in view.parties if row.role != Role.LEAD]
    return Parties(
        lead=lead.name if lead else "",
        lead_address=list_of(lead.pk, reference) if lead else "",
        others=[Party(row.pk, row.name, row.role, "", list_of(row.pk, reference)) for row in others if row.shown],
        held=[(row.name, row.why) for row in others if not row.shown],
    )
