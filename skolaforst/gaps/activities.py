"""Gaps in what is published: demands that are broken, names without consent, end dates that have passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.models import Activity
from activities.querysets.gaps import (
    breaking_demands,
    naming_without_consent,
    refusals,
    unwilling_names,
    with_lead_name,
    without_writer,
)
from activities.reference import Reference
from network.dates import long_date
from network.text import listed

from .shape import Kind, Row


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


def _broken(activities: Sequence[Activity], ref: Reference) -> list[Row]:
    said_no = refusals([activity.pk for activity in activities])
    return [
        Row(
            row.title,
            " ".join(_no_of(name, greeting) for name, greeting in said_no.get(row.pk, ())),
            f"/aktiviteter/{row.pk}/",
            f"/aktiviteter/{row.pk}/redigera/#del-{3 if row.pk in said_no else 2}",
            _("Lägg till någon") if row.pk in said_no else _("Rätta"),
        )
        for row in activities
    ]


def _no_of(name: str, greeting: str) -> str:
    said = _("{name} har tackat nej.").format(name=name)
    return f"{said} ”{greeting}”" if greeting else said


def _orphaned(activities: Sequence[Any], ref: Reference) -> list[Row]:
    text = _("{name} har ingen kontaktperson som kan rätta den.")
    return [
        Row(
            row.title,
            text.format(name=row.lead_name),
            f"/kontor/aktivitet/{row.pk}/",
            f"/aktiviteter/{row.pk}/redigera/",
            _("Rätta"),
            other="/kontor/personer/bjud-in/",
            other_verb=_("Bjud in någon"),
        )
        for row in activities
    ]


def _ended(activity: Any) -> str:
    return _("Slutade {day}, står som {status}.").format(
        day=long_date(activity.end_date), status=activity.get_status_display().lower()
    )


def _consents(activities: Sequence[Activity], ref: Reference) -> list[Row]:
    names = unwilling_names(activity.pk for activity in activities)
    return [
        Row(
            row.title,
            _("I texten står {names}.").format(names=listed(names[row.pk])) if row.pk in names else "",
            f"/aktiviteter/{row.pk}/",
            f"/aktiviteter/{row.pk}/redigera/",
            _("Rätta texten"),
        )
        for row in activities
    ]


DEMANDS = Kind(
    "brutna-krav", _l("Krav som inte är uppfyllda"),
    _l("Publicerade på en nivå som kräver mer än de har: någon har tackat nej, eller så har nivån fått ett annat krav. "
       "Den som är tillfrågad räknas tills den svarar."), _l("Laga"),
    lambda ref: breaking_demands(Activity.objects.live()).order_by("title", "pk"),
    _broken,
)  # fmt: skip
ORPHANED = Kind(
    "ingen-kan-ratta", _l("Tillbakaskickade som ingen kan rätta"),
    _l("Verksamheten har ingen kontaktperson. Rätta dem själva, eller bjud in någon."), _l("Rätta"),
    lambda ref: with_lead_name(
        without_writer(Activity.objects.listed().filter(review=Activity.Review.SENT_BACK), ref.held)
    ),
    _orphaned,
)  # fmt: skip
NAMES = Kind(
    "namn-utan-samtycke", _l("Namn i texter utan samtycke"),
    _l("I texten står en extern part som inte har sagt ja till att nämnas."), _l("Rätta"),
    lambda ref: naming_without_consent(Activity.objects.all()).order_by("title", "pk"), _consents,
)  # fmt: skip
ENDED = Kind(
    "passerat-slutdatum", _l("Slutdatum har passerat"), _l("Är de genomförda, eller fortsätter de?"), _l("Uppdatera"),
    lambda ref: Activity.objects.live().past_end().order_by("end_date", "pk"),
    activity_rows("lage/", _l("Ändra status"), _ended),
)  # fmt: skip
