"""What waits for a contact person, the most urgent first, each with the one button that settles it."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from activities.models import Participation
from activities.querysets import UNDER_WAY
from activities.querysets.desk import calling, status_and_together
from network.dates import figure, long_date
from network.person import Person
from network.text import shorten

UNTOUCHED = datetime.timedelta(days=14)  # a draft that has lain so long is asked for
MOST = 5  # tasks shown at once
DUTIES = (  # the duty, where one does it, and the link's words
    (_l("Du är ingången till din verksamhet."), "/natverk/", _l("Se nätverket")),
    (_l("Du ser till att aktiviteterna planeras och utförs."), "#egna", _l("Se aktiviteterna")),
    (_l("Du hittar aktiviteter att samhandla kring."), "/matris/", _l("Se vad andra gör")),
    (_l("Du informerar om kraftsamlingen i din verksamhet."), "/om/", _l("Det här är kraftsamlingen")),
    (
        _l("Du bevakar att årsplaneringen följer samverkansmodellen."),
        "/om/#samverkansmodell",
        _l("Läs samverkansmodellen"),
    ),
)
REASON = 60  # letters of why something came back; all of it stands where it is mended


class Task(NamedTuple):
    """One thing that waits: why now, what, one sentence, and the button that settles it."""

    when: str
    title: str
    text: str
    verb: str
    address: str


class Duty(NamedTuple):
    """One of the contact person's five duties (report, 2.5), and how it stands."""

    text: str
    stands: str
    address: str
    link: str


def tasks(person: Person) -> list[Task]:
    """Sent back, invited, past the end, drafts that lie: in that order, the longest waiting first."""
    own = calling(person, UNTOUCHED)
    return [*_sent_back(own), *_invited(person), *_past_end(own), *_lying_drafts(own)]


def duties(person: Person) -> list[Duty]:
    """The five duties, each with what the portal knows of it; what it does not know it does not judge."""
    return [
        Duty(str(text), stands, address, str(link))
        for (text, address, link), stands in zip(DUTIES, _how_they_stand(person), strict=True)
    ]


def _how_they_stand(person: Person) -> tuple[str, ...]:
    """A sentence for each of DUTIES."""
    running, together = _under_way_and_together(person)
    return (
        _("Andra kontaktpersoner ser din e-postadress i nätverket."),
        ngettext("{n} aktivitet är på gång.", "{n} aktiviteter är på gång.", running).format(n=figure(running)),
        _("{n} görs med andra.").format(n=figure(together)),
        _("Startsidan går att visa för alla."),
        _("Portalen följer inte årsplaneringen ännu."),
    )


def _under_way_and_together(person: Person) -> tuple[int, int]:
    """How many own activities are under way, and how many are done together with others."""
    rows = status_and_together(person)
    return sum(status in UNDER_WAY for status, _with_others in rows), sum(with_others for _status, with_others in rows)


def _sent_back(own: list[Any]) -> list[Task]:
    rows = sorted((row for row in own if row.sent_back), key=lambda row: row.since or row.changed_at)
    return [
        Task(
            _waited(row.since),
            row.title,
            _("Projektkontoret: ”{reason}”").format(reason=shorten(row.reason, REASON)),
            _("Komplettera"),
            f"/aktiviteter/{row.pk}/redigera/",
        )
        for row in rows
    ]


def _invited(person: Person) -> list[Task]:
    waiting = Participation.objects.open_for(person).with_what_is_asked()
    return [
        Task(
            _waited(row.invited_at),
            row.version.content["title"] if row.version else row.activity.title,
            _("{organisation} är inbjuden att vara med.").format(organisation=row.organisation.name),
            _("Svara"),
            f"/aktiviteter/{row.activity_id}/inbjudan/",
        )
        for row in waiting
    ]


def _past_end(own: list[Any]) -> list[Task]:
    rows = sorted((row for row in own if row.ended), key=lambda row: row.end_date)
    return [
        Task(
            _("Slutade {date}").format(date=long_date(row.end_date)),
            row.title,
            _("Slutdatum har passerat. Är den genomförd, eller fortsätter den?"),
            _("Ändra status"),
            f"/aktiviteter/{row.pk}/lage/",
        )
        for row in rows
    ]


def _lying_drafts(own: list[Any]) -> list[Task]:
    lying = sorted((row for row in own if row.lies), key=lambda row: row.changed_at)
    return [
        Task(
            _("Orört sedan {date}").format(date=long_date(row.changed_at)),
            row.title,
            _("Det är en ändring som inte är inskickad.") if row.is_live else _("Det är ett utkast."),
            _("Skriv klart"),
            f"/aktiviteter/{row.pk}/redigera/",
        )
        for row in lying
    ]


def _waited(since: datetime.datetime | None) -> str:
    days = (timezone.localdate() - timezone.localtime(since).date()).days if since else 0
    return ngettext("Väntat {n} dag", "Väntat {n} dagar", days).format(n=days) if days > 0 else _("Kom i dag")
