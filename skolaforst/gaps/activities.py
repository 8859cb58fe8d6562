"""Gaps in activities: broken demands, nobody to mend or answer, names without consent, end dates that have passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.demands import LACKING
from activities.models import Activity, Level, Participation
from activities.querysets.gaps import (
    breaking_demands,
    left_to_office,
    naming_without_consent,
    refusals,
    unwilling_names,
    with_lead_name,
    without_writer,
)
from activities.reference import OrganisationRow, Reference
from network.dates import long_date
from network.models import Organisation
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


def _broken(activities: Sequence[Any], ref: Reference) -> list[Row]:
    said_no = refusals([activity.pk for activity in activities])
    return [_broken_row(row, said_no.get(row.pk, ())) for row in activities]


def _broken_row(row: Any, said_no: Sequence[tuple[str, str]]) -> Row:
    """What it lacks; who said no, where that may be why."""
    text, part = LACKING[row.lacks]
    why = [_no_of(name, greeting) for name, greeting in said_no] if row.lacks != Level.Demand.UNIT else []
    edit = f"/aktiviteter/{row.pk}/redigera/#del-{part}"
    return Row(row.title, " ".join([*why, str(text)]), f"/aktiviteter/{row.pk}/", edit, _("Rätta"))


def _no_of(name: str, greeting: str) -> str:
    said = _("{name} har tackat nej.").format(name=name)
    return f"{said} ”{greeting}”" if greeting else said


def _orphaned(activities: Sequence[Any], ref: Reference) -> list[Row]:
    return [_orphan(row, ref.organisations.get(row.lead)) for row in activities]


def _orphan(row: Any, lead: OrganisationRow | None) -> Row:
    """The office mends it, or invites somebody where there can be a contact person."""
    page, edit = f"/kontor/aktivitet/{row.pk}/", f"/aktiviteter/{row.pk}/redigera/"
    if lead is None:
        return Row(row.title, _("Ingen verksamhet är ansvarig."), page, edit, _("Rätta"))
    told = _("{name} har ingen kontaktperson som kan rätta den.").format(name=lead.name)
    invites = lead.in_group and lead.current and lead.kind in Organisation.WITH_CONTACT
    invite = f"/kontor/personer/bjud-in/?organisation={lead.key}" if invites else ""
    return Row(row.title, told, page, edit, _("Rätta"), other=invite, other_verb=_("Bjud in någon"))


def _unasked(rows: Sequence[Participation], ref: Reference) -> list[Row]:
    asked = _("{name} är inbjuden och har ingen kontaktperson.")
    more = _("{name} är med som medverkande, är tillfrågad som medägare och har ingen kontaktperson.")
    return [
        Row(
            row.version.content["title"] if row.version else row.activity.title,
            (more if row.asked_for_more else asked).format(name=row.organisation.name),
            f"/aktiviteter/{row.activity_id}/",
            f"/aktiviteter/{row.activity_id}/inbjudan/",
            _("Fråga och svara"),
        )
        for row in rows
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
    _l("De är publicerade men saknar något som nivån kräver, till exempel för att någon har tackat nej. "
       "Den som inte har svarat än räknas som med."), _l("Laga"),
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
LEFT = Kind(
    "kontorets-utkast", _l("Utkast och ändringar hos kontoret"),
    _l("Någon på kontoret har skrivit dem, eller så har verksamheten ingen kontaktperson. Skicka in dem, eller "
       "släng dem."),
    _l("Fortsätt"), lambda ref: with_lead_name(left_to_office(Activity.objects.listed(), ref.held)),
    activity_rows("redigera/", _l("Fortsätt"), lead_of),
)  # fmt: skip
UNASKED = Kind(
    "att-fraga", _l("Inbjudna utan kontaktperson"),
    _l("Fråga verksamheten och svara åt den."), _l("Fråga"),
    lambda ref: Participation.objects.nobody_answers(ref.held), _unasked,
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
