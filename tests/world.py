"""One data set for walk, canaries and search: every state of an activity, needs of every kind, everybody around them.

Each text that not everybody may read is one word that begins with «kanarie» and stands nowhere else. Who may read which
is said in tests/test_canaries.py, who is answered what in tests/registry.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from activities.content import Cell, Content
from activities.facts import Facts
from activities.models import Activity, Participation, ReviewEvent
from activities.services import mailing, review, writing
from activities.services.greeting import Greeting
from goals.models import FocusArea
from needs.models import Need
from network.accounts import invitation_token
from network.change import forget_kept, read_stamp
from network.models import ContactPerson, Organisation, User
from network.person import ANYONE, Person, person_of
from network.roles import ADMIN, OFFICE, READER
from network.roles import Role as RoleRow
from network.services.people import keep_staff_in_step
from network.services.typed import find_or_type
from tests import factories
from tests.activities.cast import fresh, greet, newest

# Who asks. contact and deputy hold the lead's seats, ally the seat of a co-owner that accepted; asked was invited
# and has not answered, refused has declined; contact2 has nothing to do with any of it.
ROLES = (
    "anyone",
    "reader",
    "contact",
    "deputy",
    "contact2",
    "ally",
    "asked",
    "refused",
    "ex_contact",
    "office",
    "admin",
)
Kind, State = Organisation.Kind, Participation.State

# state → what was done after two versions were saved
STORIES: dict[str, str] = {
    "draft": "",
    "taken": "submit take_back",
    "subm": "submit",
    "sent": "submit send_back",
    "live": "submit publish",
    "intern": "submit publish_inside",
    "edited": "submit publish edit",
    "lsubm": "submit publish edit submit",
    "lsent": "submit publish edit submit send_back",
    "wdrawn": "submit publish withdraw",
    "wsubm": "submit publish withdraw edit submit",
    "adraft": "archive",
    "alive": "submit publish archive",
}


@dataclass(frozen=True)
class World:
    """What was made."""

    people: dict[str, Person]
    invited: User  # has a link and no open account
    organisations: dict[str, Organisation]  # lead, ally, asked, refused, other; partyja, partynej, typedpart, typedunit
    activities: dict[str, Activity]  # by state
    needs: dict[str, Need]
    area: FocusArea

    @property
    def token(self) -> str:
        """The invited one's link."""
        return invitation_token(self.invited)

    def client(self, role: str) -> Client:
        """A client of that role which answers 500 where another would raise."""
        client = Client(raise_request_exception=False)
        user = self.people[role].user
        if user:
            client.force_login(user)
        return client


@contextmanager
def rolled_back() -> Iterator[None]:
    """What is done inside leaves no trace in the database, nor in what is kept under a stamp that it raised."""
    before, after = read_stamp(), None
    try:
        with transaction.atomic():
            yield
            after = read_stamp()
            transaction.set_rollback(True)
    finally:
        if after != before:
            forget_kept()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """The data set, made once for all tests of a file; each of them works in a transaction of its own inside."""
    with django_db_blocker.unblock(), rolled_back():
        yield make_world()


def make_world() -> World:
    """Everything, by the portal's own services."""
    factories.initiative()
    organisations = _organisations()
    people = _people(organisations)
    by = people["contact"]
    for name, kind, parent in (("typedpart", Kind.EXTERNAL, None), ("typedunit", Kind.UNIT, organisations["lead"].pk)):
        pk = find_or_type(f"Kanarie{name}", kind=kind, by=by, parent=parent)
        organisations[name] = Organisation.objects.get(pk=pk)
    invited = factories.user("Kanarieinvitednamn", email="kanarieinvitedpost@skolaforst.example", is_active=False)
    User.objects.filter(pk=invited.pk).update(invited_at=timezone.now())
    factories.seat(invited, organisations["other"], role=ContactPerson.Role.DEPUTY)
    invited.refresh_from_db()
    world = World(people, invited, organisations, {}, _needs(people), factories.focus_areas()[0])
    for state, story in STORIES.items():
        world.activities[state] = _activity(world, state, story.split())
    ReviewEvent.objects.update(at=timezone.now() - datetime.timedelta(minutes=11))
    mailing.write_due_mails()
    assert Email.objects.exists()
    return world


def _organisations() -> dict[str, Organisation]:
    group, outside = ("ally", "asked", "refused"), ("partyja", "partynej")
    made = {name: factories.organisation(f"Kanarie{name}verk", key=f"{name}-verk") for name in group}
    made |= {name: factories.external(f"Kanarie{name}", key=f"{name}-extern") for name in outside}
    lead = factories.organisation("Kulturen", key="kulturen")
    return made | {"lead": lead, "other": factories.organisation("Bolaget", key="bolaget", kind=Kind.COMPANY)}


def _people(organisations: dict[str, Organisation]) -> dict[str, Person]:
    seats = {"contact": "lead", "deputy": "lead", "contact2": "other", "ally": "ally", "asked": "asked"}
    seats |= {"refused": "refused", "ex_contact": "lead"}
    more = {
        "deputy": {"role": ContactPerson.Role.DEPUTY, "shown": "namn"},
        "contact2": {"shown": "adress"},
        "ex_contact": {"shown": "adress", "ended": timezone.localdate() - datetime.timedelta(days=1)},
    }
    people = {"anyone": ANYONE}
    for role, name in seats.items():
        user = _user(role)
        factories.seat(user, organisations[name], **more.get(role, {}))
        people[role] = person_of(user)
    groups: dict[str, RoleRow] = {"reader": READER, "office": OFFICE, "admin": ADMIN}
    for role, group in groups.items():
        user = _user(role)
        user.groups.add(Group.objects.get(name=group.key))
        keep_staff_in_step(user)
        people[role] = person_of(user)
    return {role: people[role] for role in ROLES}


def _user(role: str) -> User:
    word = role.replace("_", "")
    return factories.user(f"Kanarie{word}namn", email=f"kanarie{word}post@skolaforst.example")


def _needs(people: dict[str, Person]) -> dict[str, Need]:
    where = {"collection": factories.collection(title="Kanariemotetitel", place="Kanariemoteplats")}
    written = {"public_by": people["office"].user}
    approved = written | {"public_approved_by": people["admin"].user}
    aside = {"state": Need.State.SET_ASIDE, "set_aside_reason": "Kanarieasideskal"}
    needs = {
        "plain": factories.need("Kanarieplaintext", **where),
        "worded": factories.need("Kanariewordedtext", public_text="Kanariewordedlydelse", **written, **where),
        "approved": factories.need("Kanarieapprovedtext", public_text="Kanarieapprovedlydelse", **approved, **where),
        "aside": factories.need("Kanarieasidetext", public_text="Kanarieasidelydelse", **approved, **aside),
    }
    return needs | {"joined": factories.need("Kanariejoinedtext", canonical=needs["approved"])}


def _content(world: World, state: str, number: int) -> Content:
    """What version `number` of the activity in `state` says: each text begins with its own word."""
    who = {name: row.pk for name, row in world.organisations.items()}
    word = f"Kanarie{state}{number}"
    levels = {level.key: level.pk for level in factories.levels()}
    return Content(
        title=f"{word}titel",
        summary=f"{word}samman och resten",
        description=f"{word}besk och resten",
        target_group=f"{word}malgr",
        expected_reach=f"{word}rackv",
        lead=who["lead"],
        co_owners=frozenset({who["ally"], who["asked"], who["refused"]}),
        externals=frozenset({who["partyja"], who["partynej"], who["typedpart"]}),
        cells=frozenset(
            {Cell(levels["individ"], world.area.pk), Cell(levels["enhet"], world.area.pk, who["typedunit"])}
        ),
        goals=frozenset({factories.goal(1).pk}),
        needs=frozenset({world.needs["plain"].pk, world.needs["approved"].pk}),
    )


def _activity(world: World, state: str, story: list[str]) -> Activity:
    by = world.people["contact"]
    consents = {world.organisations["partyja"].pk: True}
    first = _content(world, state, 1)
    beside = writing.Beside(consents, greeting=_greeting(state))
    activity, _made = writing.create(first, Facts(), form_key=uuid4(), by=by, beside=beside)
    version = writing.save(newest(activity), _content(world, state, 2), by=by)
    for role, given in (("ally", State.ACCEPTED), ("asked", State.INVITED), ("refused", State.DECLINED)):
        answer = f"Kanarie{state}svar" if given == State.DECLINED else ""
        activity.participations.create(
            organisation=world.organisations[role],
            state=given,
            accepted_as="medagare" if given == State.ACCEPTED else "",
            version=version,
            answer=answer,
        )
    for verb in story:
        VERBS[verb](world, state, fresh(activity))
    return fresh(activity)


def _greeting(state: str) -> Greeting:
    return Greeting("", f"Kanarie{state}halsning")


def _edit(world: World, state: str, activity: Activity) -> None:
    beside = writing.Beside(greeting=_greeting(state))
    writing.save(newest(activity), _content(world, state, 3), by=world.people["contact"], beside=beside)


def _submit(world: World, state: str, activity: Activity) -> None:
    greet(activity, f"Kanarie{state}note")
    writing.submit(newest(activity), by=world.people["contact"])


def _send_back(world: World, state: str, activity: Activity) -> None:
    comments = {"summary": f"Kanarie{state}falt"}
    office = world.people["office"]
    review.send_back(newest(activity), reason=f"Kanarie{state}reason", by=office, field_comments=comments)


VERBS: dict[str, Callable[[World, str, Activity], object]] = {
    "submit": _submit,
    "send_back": _send_back,
    "take_back": lambda w, state, row: writing.take_back(newest(row), by=w.people["contact"]),
    "publish": lambda w, state, row: review.publish(newest(row), audience="publikt", by=w.people["office"]),
    "publish_inside": lambda w, state, row: review.publish(newest(row), audience="internt", by=w.people["office"]),
    "edit": _edit,
    "withdraw": lambda w, state, row: review.withdraw(row, reason=f"Kanarie{state}skal", by=w.people["office"]),
    "archive": lambda w, state, row: review.archive(row, by=w.people["office"]),
}
