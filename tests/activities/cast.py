"""Who takes part in an activity, and an activity in every state of review, made as people make it: by the services."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from auditlog.context import disable_auditlog

from activities.content import Cell, Content
from activities.facts import Facts
from activities.models import Activity, ActivityVersion, Participation
from activities.services import greeting, review, writing
from goals.models import FocusArea
from network.models import Organisation
from network.person import Person, person_of
from tests import factories
from tests.people import ROLE_NAMES

__all__ = ["cast"]

State = Participation.State
NAMED = {"ally": State.ACCEPTED, "asked": State.INVITED, "refused": State.DECLINED}
ROLES = (*ROLE_NAMES, *NAMED)


@dataclass(frozen=True)
class Cast:
    """The organisations of an activity and the people around it. Organisations are ids, as in Content."""

    people: dict[str, Person]
    lead: int
    ally: int  # co-owner that has accepted
    asked: int  # co-owner that has not answered
    refused: int  # co-owner that said no
    party: int  # external
    other: int  # not named
    levels: dict[str, int]
    areas: list[FocusArea]

    def __getitem__(self, role: str) -> Person:
        return self.people[role]

    def cell(self, level: str = "individ", area: int = 0, unit: int | None = None) -> Cell:
        """A cell by the key of its level."""
        return Cell(self.levels[level], self.areas[area].pk, unit)

    def content(self, title: str = "Läxcafé", **fields) -> Content:
        """A content that may be submitted and names everybody."""
        given = Content(
            title=title,
            summary="Vi läser läxor tillsammans.",
            lead=self.lead,
            co_owners=frozenset({self.ally, self.asked, self.refused}),
            externals=frozenset({self.party}),
            cells=frozenset({self.cell()}),
        )
        return replace(given, **fields)


@pytest.fixture
@disable_auditlog()
def cast(people: dict[str, Person], department: Organisation, company: Organisation) -> Cast:
    """Everybody."""
    factories.initiative()
    named = {role: factories.organisation(role) for role in NAMED}
    for role, organisation in named.items():
        user = factories.user(role, email=f"{role}@skolaforst.example")
        factories.seat(user, organisation)
        people[role] = person_of(user)
    return Cast(
        people,
        department.pk,
        **{role: organisation.pk for role, organisation in named.items()},
        party=factories.external().pk,
        other=company.pk,
        levels={level.key: level.pk for level in factories.levels()},
        areas=factories.focus_areas(),
    )


def fresh(activity: Activity) -> Activity:
    """As it stands in the database."""
    return Activity.objects.select_related("newest_version", "live_version").get(pk=activity.pk)


def newest(activity: Activity) -> ActivityVersion:
    """The newest version, read afresh."""
    version = fresh(activity).newest_version
    assert version
    return version


def greet(activity: Activity, text: str) -> None:
    """Let `text` be the greeting that the next submission takes along."""
    row = fresh(activity)
    greeting.keep(row, greeting.Greeting(row.note, text))


def written(cast: Cast, content: Content | None = None, *, by: str = "contact") -> Activity:
    """A draft of one version, without answers."""
    return writing.create(content or cast.content(), Facts(), form_key=uuid4(), by=cast[by])[0]


def draft(cast: Cast) -> Activity:
    """Two versions, never submitted; the organisations it names have been asked and answered."""
    activity = written(cast, cast.content("Första rubriken"))
    version = writing.save(newest(activity), cast.content(), by=cast["contact"])
    for role, state in NAMED.items():
        given = {"state": state, "accepted_as": "medagare" if state == State.ACCEPTED else "", "version": version}
        activity.participations.create(organisation_id=getattr(cast, role), **given)
    return activity


def submitted(cast: Cast) -> Activity:
    """Waiting for the office."""
    return _submit(cast, draft(cast))


def taken_back(cast: Cast) -> Activity:
    """Was submitted, is a draft again."""
    activity = submitted(cast)
    writing.take_back(newest(activity), by=cast["contact"])
    return activity


def sent_back(cast: Cast) -> Activity:
    """Returned by the office."""
    return _send_back(cast, submitted(cast))


def live(cast: Cast, audience: str = "publikt") -> Activity:
    """Published, nothing waits."""
    activity = submitted(cast)
    review.publish(newest(activity), audience=audience, by=cast["office"])
    return fresh(activity)


def internal(cast: Cast) -> Activity:
    """Published internally."""
    return live(cast, "internt")


def live_edited(cast: Cast) -> Activity:
    """Published, with a waiting change."""
    return _edit(cast, live(cast))


def live_submitted(cast: Cast) -> Activity:
    """Published, with a submitted change."""
    return _submit(cast, live_edited(cast))


def live_sent_back(cast: Cast) -> Activity:
    """Published, with a change that was returned."""
    return _send_back(cast, live_submitted(cast))


def withdrawn(cast: Cast) -> Activity:
    """Was published, is no longer."""
    activity = live(cast)
    review.withdraw(activity, reason="Fel bild av läget.", by=cast["office"])
    return fresh(activity)


def withdrawn_submitted(cast: Cast) -> Activity:
    """Was published, changed and submitted again."""
    return _submit(cast, _edit(cast, withdrawn(cast)))


def archived_draft(cast: Cast) -> Activity:
    """A draft that rests."""
    return _archive(cast, draft(cast))


def archived_live(cast: Cast) -> Activity:
    """A published one that rests."""
    return _archive(cast, live(cast))


STATES: dict[str, Callable[[Cast], Activity]] = {
    "draft": draft,
    "taken": taken_back,
    "subm": submitted,
    "sent": sent_back,
    "live": live,
    "intern": internal,
    "edited": live_edited,
    "l_subm": live_submitted,
    "l_sent": live_sent_back,
    "wdrawn": withdrawn,
    "w_subm": withdrawn_submitted,
    "a_drft": archived_draft,
    "a_live": archived_live,
}


def every_state(cast: Cast) -> Iterator[Activity]:
    """One activity in each state."""
    for make in STATES.values():
        yield fresh(make(cast))


def _submit(cast: Cast, activity: Activity) -> Activity:
    writing.submit(newest(activity), by=cast["contact"])
    return fresh(activity)


def _send_back(cast: Cast, activity: Activity) -> Activity:
    review.send_back(newest(activity), reason="Skriv mer om hur.", by=cast["office"])
    return fresh(activity)


def _edit(cast: Cast, activity: Activity) -> Activity:
    writing.save(newest(activity), cast.content("Läxcafé varje dag"), by=cast["contact"])
    return fresh(activity)


def _archive(cast: Cast, activity: Activity) -> Activity:
    review.archive(activity, by=cast["office"])
    return fresh(activity)
