"""Which organisations an activity names to whom: rows already read, no query each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from activities.querysets import Named, owners_among
from activities.reference import Reference
from activities.rules import may_see_party
from activities.states import Answer, Role
from network.models import Organisation
from network.person import Person
from network.text import names_in, shorten, swedish_order

GREETING = 160  # letters of a greeting on the activity's page; all of it stands in the history

if TYPE_CHECKING:
    from activities.content import Content
    from activities.models import Participation


class Party(NamedTuple):
    """An organisation as the page names it: role and, for those who see the work, its answer in words."""

    organisation: int
    name: str
    role: str
    answer: str
    address: str


def sees_work(person: Person, named: Iterable[Named]) -> bool:
    """As rules.may_see_work, from rows already read."""
    return person.is_office or bool(person.organisations & owners_among(named))


def lead_of(named: Iterable[Named], ref: Reference) -> str:
    """The name of the lead; empty where an office draft has none."""
    return next((ref.organisations[row.organisation].name for row in named if row.role == Role.LEAD), "")


def lead_address(named: Iterable[Named], ref: Reference) -> str:
    """The list of all that the lead takes part in; empty where there is none."""
    return next((list_of(row.organisation, ref) for row in named if row.role == Role.LEAD), "")


def list_of(organisation: int, ref: Reference) -> str:
    """The list of all that an organisation takes part in; empty for units and typed names, by which no list is cut."""
    row = ref.organisations[organisation]
    return f"/aktiviteter/?organisation={row.key}" if row.confirmed and row.kind != Organisation.Kind.UNIT else ""


def others(
    named: list[Named],
    person: Person,
    ref: Reference,
    greetings: Mapping[int, str] = MappingProxyType({}),
    text: str = "",
) -> list[Party]:
    """Everybody but the lead whom `person` may see, co-owners first; answers only for those who see the work.

    `greetings` are what organisations wrote with their answers; `text` is what all who read the activity read.
    """
    work = sees_work(person, named)
    order = [Role.CO_OWNER, Role.PARTICIPANT, Role.EXTERNAL]
    shown = [row for row in named if row.role != Role.LEAD and may_see_party(person, row, work=work)]
    positions = {pk: position for position, pk in enumerate(ref.organisations)}
    shown.sort(key=lambda row: (order.index(Role(row.role)), positions.get(row.organisation, 0)))
    return [
        Party(
            row.organisation,
            ref.organisations[row.organisation].name,
            row.role,
            _answer(row, greetings, ref, text) if work or row.organisation in person.organisations else "",
            list_of(row.organisation, ref),
        )
        for row in shown
        if row.organisation in ref.organisations
    ]


def stands_in(text: str, organisation: int, ref: Reference) -> bool:
    """Whether the name of an organisation, or an old one, stands in `text`."""
    return bool(names_in(text, ref.spellings(organisation)))


def unwilling_in(content: Content, answers: Iterable[Participation], ref: Reference) -> list[str]:
    """The names in its text of external parties that have not agreed to be named, old names too, in Swedish order. For
    the rows of many activities: querysets.gaps.unwilling_names.
    """
    parties = (ref.organisations[answer.organisation_id] for answer in answers if not answer.consent)
    external = [row for row in parties if row.kind == Organisation.Kind.EXTERNAL and not row.merged]
    names = names_in(content.text, [name for row in external for name in ref.spellings(row.pk)])
    return sorted(dict.fromkeys(names), key=swedish_order)


def as_read_by(person: Person, content: Content, agreed: Collection[int], *, work: bool) -> Content:
    """A content without the external parties whose name `person` may not see, of whom `agreed` may be named."""
    parties = (Named(0, pk, Role.EXTERNAL, consent=pk in agreed) for pk in content.externals)
    seen = (row.organisation for row in parties if may_see_party(person, row, work=work))
    return replace(content, externals=frozenset(seen))


def _answer(row: Named, greetings: Mapping[int, str], ref: Reference, text: str) -> str:
    if row.role == Role.EXTERNAL:
        return "" if row.consent else _held_back(row, ref, text)
    told: dict[str, str] = {
        Answer.INVITED: _("inbjuden, har inte svarat"),
        Answer.DECLINED: _("tackade nej"),
        Answer.ACCEPTED: "",
    }
    if row.takes_part and row.state == Answer.INVITED:  # what it wrote was with another answer
        return _("med som medverkande, har inte svarat på om den blir medägare")
    words = [told.get(row.state, _("får en inbjudan när aktiviteten skickas in"))]
    if row.takes_part and (row.helps_only or (row.role == Role.CO_OWNER and not row.owns)):
        rather, comes = _("vill inte vara medägare"), _("får frågan om att bli medägare när aktiviteten skickas in")
        words = [_("med som medverkande, {more}").format(more=rather if row.helps_only else comes)]
    if row.organisation in greetings:
        words.append(f"”{shorten(greetings[row.organisation], GREETING)}”")
    return ": ".join(part for part in words if part)


def _held_back(row: Named, ref: Reference, text: str) -> str:
    if stands_in(text, row.organisation, ref):
        return _("har inte sagt ja till att nämnas, men namnet står i texten")
    return _("har inte sagt ja till att nämnas, så namnet syns inte för andra")
