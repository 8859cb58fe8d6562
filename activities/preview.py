"""A version as everybody will see it when it is published, for the reviewer to read first."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from activities.checklist import PartyShown, PublicView
from activities.content import Content
from activities.here import Here, here
from activities.markdown import to_html
from activities.models import Activity
from activities.reference import Reference
from network.dates import period


class Preview(NamedTuple):
    """The activity as everybody will see it."""

    content: Content
    status: str
    where: Here
    description: SafeString
    facts: list[tuple[str, str]]
    parties: list[PartyShown]
    needs: list[tuple[str, str]]
    hidden_needs: str  # that they are, and how many
    goals: list[str]


def preview(activity: Activity, content: Content, view: PublicView, reference: Reference) -> Preview:
    """The page of `activity` as it will be with `content`."""
    return Preview(
        content=content,
        status=activity.status,
        where=here(content.places, reference),
        description=to_html(content.description),
        facts=_facts(activity, content, reference),
        parties=view.parties,
        needs=view.needs,
        hidden_needs=view.hidden_told,
        goals=[str(goal) for goal in reference.goals.values() if goal.pk in content.goals],
    )


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
