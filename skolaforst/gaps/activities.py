"""Gaps in what is published: demands that a refusal broke, names without consent, end dates that have passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.models import Activity, ActivityOrganisation, Level, Participation, Placement
from activities.querysets import ActivityQuerySet
from activities.reference import Reference
from network.counting import Counted
from network.dates import long_date
from network.text import listed

from .shape import Kind, Row


def by_title(activities: ActivityQuerySet) -> ActivityQuerySet:
    """With the lead's name, in the order of their titles."""
    lead = ActivityOrganisation.objects.filter(activity=OuterRef("pk"), role="ansvarig")
    return activities.annotate(lead_name=Subquery(lead.values("organisation__name")[:1])).order_by("title", "pk")


def broken_by_refusal() -> ActivityQuerySet:
    """Live ones on a level that demands two of the group, of which refusals have left fewer."""
    demanding = Placement.objects.filter(activity=OuterRef("pk"), level__demand=Level.Demand.TWO_OF_GROUP)
    answers = Participation.objects.filter(activity=OuterRef("activity"), organisation=OuterRef("organisation"))
    named = ActivityOrganisation.objects.filter(activity=OuterRef("pk"), organisation__in_group=True)
    refused = ~Q(role="ansvarig") & Q(Exists(answers.declined()))
    # As demands.broken_demands, for all at once; a test holds the two together.
    return (
        Activity.objects.live()
        .filter(Exists(demanding), Exists(named.filter(refused)))
        .annotate(left=Counted(named.filter(~refused).values("pk")))
        .filter(left__lt=2)
    )


def activity_rows(act: str, verb: Any, detail: Callable[[Activity], str]) -> Callable[..., list[Row]]:
    """Rows of activities whose button leads to `act` below the activity's address."""

    def rows(activities: Sequence[Activity], ref: Reference) -> list[Row]:
        return [
            Row(row.title, detail(row), f"/aktiviteter/{row.pk}/", f"/aktiviteter/{row.pk}/{act}", str(verb))
            for row in activities
        ]

    return rows


def lead_of(activity: Any) -> str:
    """The name of who leads it."""
    return activity.lead_name or ""


def _ended(activity: Any) -> str:
    return _("Slutade {day}, står som {status}.").format(
        day=long_date(activity.end_date), status=activity.get_status_display().lower()
    )


def _consents(activities: Sequence[Activity], ref: Reference) -> list[Row]:
    names: dict[int, list[str]] = {activity.pk: [] for activity in activities}
    unwilling = Participation.objects.filter(activity__in=names, organisation__kind="extern", consent=False)
    for pk, name in unwilling.filter(activity__search__contains=F("organisation__name_search")).values_list(
        "activity", "organisation__name"
    ):
        names[pk].append(name)
    return [
        Row(
            row.title,
            _("I texten står {names}.").format(names=listed(names[row.pk])) if names[row.pk] else "",
            f"/aktiviteter/{row.pk}/",
            f"/aktiviteter/{row.pk}/redigera/",
            _("Rätta texten"),
        )
        for row in activities
    ]


REFUSALS = Kind(
    "brutna-krav", _l("Krav som ett nej har brutit"),
    _l("Publicerade på en nivå som kräver två verksamheter, men någon har tackat nej."), _l("Laga"),
    lambda ref: by_title(broken_by_refusal()), activity_rows("redigera/#del-3", _l("Lägg till någon"), lead_of),
)  # fmt: skip
NAMES = Kind(
    "namn-utan-samtycke", _l("Namn i texter utan samtycke"),
    _l("I texten står en extern part som inte har sagt ja till att nämnas."), _l("Rätta"),
    lambda ref: Activity.objects.naming_without_consent().order_by("title", "pk"), _consents,
)  # fmt: skip
ENDED = Kind(
    "passerat-slutdatum", _l("Slutdatum har passerat"), _l("Är de genomförda, eller fortsätter de?"), _l("Uppdatera"),
    lambda ref: Activity.objects.live().past_end().order_by("end_date", "pk"),
    activity_rows("lage/", _l("Ändra status"), _ended),
)  # fmt: skip
