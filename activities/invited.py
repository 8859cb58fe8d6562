"""An invitation as ready values: what one is asked about, what one says yes to, and where the name is seen then."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.content import Content
from activities.markdown import to_html
from activities.models import Activity, ActivityOrganisation, Participation, ReviewEvent
from activities.parties import as_read_by
from activities.reference import Reference
from activities.rules import may_read_asked, may_see_work
from activities.services.locking import kept_content_of
from activities.wording import FieldWords, side_by_side
from network.dates import figure
from network.person import Person

Role, State, Kind = ActivityOrganisation.Role, Participation.State, ReviewEvent.Kind
LONGEST = 2000  # letters of a greeting


class Asked(NamedTuple):
    """An organisation that was asked; `part` says what it says yes to, `stands` where its name is seen once it has.

    `greeting` is what stands in the field, with its `fault` where what was `sent` is too long; `keep` is what the
    browser calls it.
    """

    row: Participation
    keep: str
    waits: bool
    part: str
    stands: str
    greeting: str
    fault: str
    sent: bool


class Invitation(NamedTuple):
    """Everything the template writes; `more` where all that is asked is whether who takes part would own."""

    activity: Activity
    asked: list[Asked]
    heading: str
    title: str
    lead: str
    unanswered: bool
    more: bool
    faulty: bool
    readable: bool
    description: SafeString
    fields: list[FieldWords]


def invitation_of(rows: Sequence[Participation], person: Person, ref: Reference, sent: Mapping[int, str]) -> Invitation:
    """The invitations of one activity as `person` reads them. `sent` is what was written for an organisation and not
    stored.
    """
    activity, content = rows[0].activity, _content(rows, person)
    named, owners = activity.roles.organisations(), activity.owners()
    asked = [_asked(row, content, named, owners, person, sent.get(row.organisation_id)) for row in rows]
    unanswered = not activity.archived_at and any(one.waits for one in asked)
    readable = Activity.objects.visible_to(person).filter(pk=activity.pk).exists()
    title = content.title or (activity.title if readable else _title_asked_about(rows, activity))
    lead = ref.organisations.get(content.lead or 0)
    return Invitation(
        activity=activity,
        asked=asked,
        heading=_heading(rows, title, person),
        title=title,
        lead=lead.name if lead else "",
        unanswered=unanswered,
        more=unanswered and all(row.asked_for_more for row in rows),
        faulty=any(one.fault for one in asked),
        readable=readable,
        description=to_html(content.description),
        fields=side_by_side(None, content, ref),
    )


def keep_of(row: Participation) -> str:
    """What the browser calls a greeting that the server has not got (static/js/keep.mjs)."""
    return f"inbjudan-{row.pk}"


def stands_of(row: Participation, named: set[int]) -> str:
    """Where the name of an organisation that has answered is seen; `named` are those in the activity's tables."""
    if row.state == State.DECLINED or _left_out(row, named):
        return _("Namnet visas inte.")
    if not row.activity.is_live:
        return _("Namnet visas när aktiviteten är publicerad.")
    if row.organisation_id in named:
        return _("Namnet står på aktivitetens sida.")
    return _("Namnet visas när ändringen är publicerad.")


def _left_out(row: Participation, named: set[int]) -> bool:
    """Whether a draft that was never published names it no more; what waits of something live may name it still."""
    return not row.activity.is_live and row.organisation_id not in named


def _asked(
    row: Participation,
    content: Content,
    named: set[int],
    owners: Collection[int],
    person: Person,
    sent: str | None,
) -> Asked:
    """As it stands; what was sent for it and not stored is in the field."""
    greeting, fault = "" if row.asked_for_more else row.answer, ""  # another question, another greeting
    if sent is not None:
        greeting = sent
    if len(greeting) > LONGEST:
        told = _("Hälsningen är för lång. Skriv högst {most} tecken, nu är det {n}.")
        fault = told.format(most=figure(LONGEST), n=figure(len(greeting)))
    left = bool(row.accepted_as) and _left_out(row, named)
    part = _part(person, row, content, owners, left=left)
    waits, stands = row.state == State.INVITED, stands_of(row, named)
    return Asked(row, keep_of(row), waits, part, stands, greeting, fault, sent is not None)


class _Words(NamedTuple):
    """What is said of a part: how it begins, and how it goes on; `soon` where the right comes with the publication,
    `left` where a draft that was never published names it no more.
    """

    invited: Any
    taking_part: Any
    owner: Any
    soon: Any
    left: Any
    helper: Any
    more: Any


_OWN = _Words(
    _l("Ni är inbjudna"),
    _l("Ni är med"),
    _l("{begins} som medägare: då kan ni också ändra aktiviteten och skicka in den."),
    _l("{begins} som medägare. När ändringen är publicerad kan ni också ändra aktiviteten och skicka in den."),
    _l("Ni har tackat ja, men ni är borttagna i utkastet. Skickas det in så är ni inte med."),
    _l("{begins} som medverkande: då står ert namn på aktiviteten. Ansvarig verksamhet skriver."),
    _l(
        "{begins} som medverkande, och får nu frågan om att bli medägare: då kan ni också ändra aktiviteten och skicka "
        "in den. Namnet står kvar medan ni tänker."
    ),
)
_OF_OTHERS = _Words(
    _l("{name} är inbjuden"),
    _l("{name} är med"),
    _l("{begins} som medägare."),
    _l("{begins} som medägare."),
    _l("{begins}, men borttagen i utkastet."),
    _l("{begins} som medverkande."),
    _l("{begins} som medverkande, och får nu frågan om att bli medägare."),
)


def _part(person: Person, row: Participation, content: Content, owners: Collection[int], *, left: bool) -> str:
    """What one says yes to, or has said yes to; the office answers for somebody else. `left`: the draft names it no
    more.
    """
    named, owns = content.co_owners | content.participants, row.organisation_id in content.co_owners
    if row.state == State.DECLINED or row.organisation_id not in named:
        return ""
    if row.accepted_as:  # what it has said yes to, whatever it is asked besides
        owns = owns and row.accepted_as == Role.CO_OWNER
    words = _OWN if row.organisation_id in person.organisations else _OF_OTHERS
    begins = words.taking_part if row.accepted_as else words.invited
    if left:
        part = words.left
    elif row.asked_for_more and not row.activity.archived_at:
        part = words.more
    elif not owns:
        part = words.helper
    else:
        part = words.soon if row.accepted_as and row.organisation_id not in owners else words.owner
    return str(part).format(begins=str(begins).format(name=row.organisation.name))


def _content(asked: Sequence[Participation], person: Person) -> Content:
    """What one may read of what one is asked about; empty for who said no.

    Where the own organisations were asked about different versions, the one that waits for an answer, and the latest.
    """
    read = [(row.state == State.INVITED, row.version) for row in asked if row.version and may_read_asked(person, row)]
    if not read:
        return Content()
    _waits, version = max(read, key=lambda one: (one[0], one[1].number))
    activity, content = asked[0].activity, kept_content_of(version)
    return as_read_by(person, content, activity.participations.agreed(), work=may_see_work(person, activity))


def _title_asked_about(asked: Sequence[Participation], activity: Activity) -> str:
    """To who said no, of what nobody else can read: what it was called when they answered, and no more. Nothing where
    the office has withdrawn it since: the title may be why.
    """
    answered = max((row.answered_at for row in asked if row.answered_at), default=None)
    if answered is None or activity.events.standing().filter(kind=Kind.WITHDRAWN, at__gt=answered).exists():
        return ""
    read = activity.events.filter(at__lte=answered).last_submission()
    return read.version.content["title"] if read else ""


def _heading(asked: Sequence[Participation], title: str, person: Person) -> str:
    """A question to who has not answered; to others what they said."""
    states = {row.state for row in asked}
    if not title:
        return _("Inbjudan")
    if states == {State.DECLINED} and not person.is_office:
        return _("Ni har tackat nej till {title}").format(title=title)
    if person.is_office or asked[0].activity.archived_at or (len(states) > 1 and State.INVITED not in states):
        return _("Inbjudan: {title}").format(title=title)
    words = _("Ni är med i {title}") if states == {State.ACCEPTED} else _("Är ni med i {title}?")
    if all(row.asked_for_more for row in asked):
        words = _("Blir ni medägare i {title}?")
    return words.format(title=title)
