"""What waits for a contact person, the most urgent first, each with the one button that settles it."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from activities.demands import LACKING
from activities.happened import pages_left
from activities.models import Level, Participation
from activities.querysets.desk import Call, Work, own_work
from activities.reference import Reference
from network.dates import figure, long_date, recent_day
from network.person import Person, author_name
from network.text import capital, shorten, swedish_order

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
REASON = 260  # letters of why something came back, four lines; all of it stands where it is mended


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


def work_of(person: Person) -> list[Work]:
    """The own activities, from which both what waits and the duties are told."""
    return own_work(person, UNTOUCHED)


def tasks(person: Person, own: list[Work], ref: Reference) -> list[Task]:
    """Sent back, withdrawn, invited, a demand not met, taken back, past the end, drafts that lie: in that order, the
    longest waiting first.
    """
    return [
        *_sent_back(own), *_withdrawn(own), *_invited(person, ref), *_broken(own), *_taken_back(own, person),
        *_past_end(own), *_lying_drafts(own),
    ]  # fmt: skip


def duties(own: list[Work]) -> list[Duty]:
    """The five duties, each with what the portal knows of it; what it does not know it does not judge."""
    return [
        Duty(str(text), stands, address, str(link))
        for (text, address, link), stands in zip(DUTIES, _how_they_stand(own), strict=True)
    ]


def _how_they_stand(rows: list[Work]) -> tuple[str, ...]:
    """A sentence for each of DUTIES."""
    year = timezone.localdate().year + 1
    live = [row for row in rows if row.is_live]  # a draft is not under way
    running, public = sum(row.under_way for row in live), sum(row.is_public for row in rows)
    planned = sum(row.reaches(year) for row in live)
    return (
        _("Andra kontaktpersoner ser din e-postadress i nätverket."),
        ngettext("{n} aktivitet är på gång.", "{n} aktiviteter är på gång.", running).format(n=figure(running)),
        _("{n} görs med andra.").format(n=figure(sum(row.together for row in live))),
        _("{n} av era aktiviteter syns för alla.").format(n=figure(public)),
        ngettext("{n} aktivitet är på gång {year}.", "{n} aktiviteter är på gång {year}.", planned).format(
            n=figure(planned), year=year
        ),
    )


def _called(own: list[Work], call: Call) -> list[Work]:
    """The longest waiting first."""
    return sorted(
        (row for row in own if row.call == call), key=lambda row: row.event.at if row.event else row.changed_at
    )


def _sent_back(own: list[Work]) -> list[Task]:
    return [
        Task(
            _waited(row.event.at if row.event else None),
            row.title,
            _("Projektkontoret: ”{reason}”").format(reason=shorten(row.event.comment, REASON)) if row.event else "",
            _("Komplettera"),
            _form(row),
        )
        for row in _called(own, Call.SENT_BACK)
    ]


def _withdrawn(own: list[Work]) -> list[Task]:
    return [
        Task(
            _("Borttagen {day}").format(day=recent_day(row.event.at)),
            row.title,
            _("{name} tog bort den från {pages}: ”{reason}”").format(
                name=capital(author_name(row.event.by)),
                pages=pages_left(row.event),
                reason=shorten(row.event.comment, REASON),
            ),
            _("Ändra"),
            _form(row),
        )
        for row in _called(own, Call.WITHDRAWN)
    ]


def _taken_back(own: list[Work], person: Person) -> list[Task]:
    return [
        Task(
            _("Tillbakatagen {day}").format(day=recent_day(row.event.at)),
            row.title,
            _taken_by(row, person),
            _("Skriv klart"),
            _form(row),
        )
        for row in _called(own, Call.TAKEN_BACK)
    ]


def _taken_by(row: Work, person: Person) -> str:
    name = _("Du") if row.event.by_id == person.user_id else capital(author_name(row.event.by))
    what = (
        _("{name} tog tillbaka ändringen. Den är inte inskickad.")
        if row.is_live
        else _("{name} tog tillbaka den. Den är inte inskickad.")
    )
    return what.format(name=name)


def _form(row: Work) -> str:
    return f"/aktiviteter/{row.pk}/redigera/"


def _invited(person: Person, ref: Reference) -> list[Task]:
    waiting = Participation.objects.open_for(person).with_what_is_asked()
    return [
        Task(
            _waited(row.invited_at),
            row.version.content["title"] if row.version else row.activity.title,
            _asked_of(row, ref),
            _("Svara"),
            f"/aktiviteter/{row.activity_id}/inbjudan/",
        )
        for row in waiting
    ]


def _asked_of(row: Participation, ref: Reference) -> str:
    """Who asks whom, and for what."""
    lead = ref.organisations.get(row.version.content["lead"]) if row.version else None
    if row.asked_for_more:
        told = _("{organisation} är med, och får frågan om att bli medägare.")
        text = _("{lead} frågar om {organisation} vill bli medägare.") if lead else told
    else:
        text = _("{lead} bjuder in {organisation}.") if lead else _("{organisation} är inbjuden att vara med.")
    return text.format(lead=lead.name if lead else "", organisation=row.organisation.name)


def _broken(own: list[Work]) -> list[Task]:
    """Published ones that lack what their level demands: somebody said no, or the level was changed."""
    ordered = sorted((row for row in own if row.lacks), key=lambda row: swedish_order(row.title))
    return [_lacking(row, *LACKING[row.lacks]) for row in ordered]


def _lacking(row: Work, text: Any, part: int) -> Task:
    if row.lacks == Level.Demand.TWO_OF_GROUP:
        text = _("{text} Den som har tackat nej räknas inte.").format(text=text)
    return Task(_("Nivåns krav är inte uppfyllt"), row.title, str(text), _("Ändra"), f"{_form(row)}#del-{part}")


def _past_end(own: list[Work]) -> list[Task]:
    rows = sorted(((row.end, row) for row in own if row.ended and row.end), key=lambda pair: pair[0])
    return [
        Task(
            _("Slutade {date}").format(date=long_date(end)),
            row.title,
            _("Slutdatum har passerat. Är den genomförd, eller fortsätter den?"),
            _("Ändra status"),
            f"/aktiviteter/{row.pk}/lage/",
        )
        for end, row in rows
    ]


def _lying_drafts(own: list[Work]) -> list[Task]:
    return [
        Task(
            _("Orört sedan {date}").format(date=long_date(row.changed_at)),
            row.title,
            _("Det är en ändring som inte är inskickad.") if row.is_live else _("Det är ett utkast."),
            _("Skriv klart"),
            _form(row),
        )
        for row in _called(own, Call.LIES)
    ]


def _waited(since: datetime.datetime | None) -> str:
    days = (timezone.localdate() - timezone.localtime(since).date()).days if since else 0
    return ngettext("Väntat {n} dag", "Väntat {n} dagar", days).format(n=days) if days > 0 else _("Kom i dag")
