"""The row below an activity's title: who, for whom, when and how many; on its page, and on its preview."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from activities.models import Activity
from activities.parties import Party
from activities.reference import Reference
from network.dates import figure, period

if TYPE_CHECKING:
    from activities.content import Content


class Parties(NamedTuple):
    """Who a text names; `held` are names that the reader alone sees, each with why."""

    lead: str
    lead_address: str
    others: Sequence[Party]
    held: Sequence[tuple[str, str]] = ()


class FactsRow(NamedTuple):
    """The values of activities/_facts_row.html."""

    parties: Parties
    units: list[str]
    target_group: str
    when: str
    expected_reach: str
    reached: str
    is_over: bool


def facts_row(
    activity: Activity, text: Activity | Content, parties: Parties, units: Collection[int], ref: Reference
) -> FactsRow:
    """The row of `text`, which is `activity` itself or a content of it: dates and reach need no review."""
    return FactsRow(
        parties=parties,
        units=[row.name for row in ref.organisations.values() if row.pk in units],
        target_group=text.target_group,
        when=period(activity.start_date, activity.end_date) or _("Inga datum är satta ännu"),
        expected_reach=text.expected_reach,
        reached="" if activity.reached is None else figure(activity.reached),
        is_over=activity.is_over,
    )
