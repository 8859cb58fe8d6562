"""What a browser sends at each address that changes something: good, so that only the right to do it decides.

A body is made for the one who sends it and for the example (Page.of). Some acts need that something has just happened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from network.services import people
from network.views import people_undo
from skolaforst.services.merge import picture
from tests.world import World

Sent = dict[str, Any]
Body = Callable[[World, str, str], Sent]  # the world, the role that sends, the example
Before = Callable[[World, Client], None]


def sends(**fields: Any) -> Body:
    """The same for everybody."""
    return lambda world, role, of: fields


PASSWORD = sends(password1="fyra blå stolar", password2="fyra blå stolar")


def new_activity(world: World, role: str, of: str) -> Sent:
    """A draft for the own organisation, or for that of the other activities."""
    lead = next(iter(world.people[role].seats), world.organisations["lead"].pk)
    return {"title": "En till", "status": "ide", "gor": "spara", "form_key": str(uuid4()), "lead": lead}


def edited(world: World, role: str, of: str) -> Sent:
    """Another title."""
    names = ("ally", "asked", "refused")
    return {
        **version(world, role, of),
        "title": "En annan rubrik",
        "status": "ide",
        "gor": "spara",
        "lead": world.organisations["lead"].pk,
        "co_owners": [world.organisations[name].pk for name in names],
    }


def version(world: World, role: str, of: str) -> Sent:
    """A button about the newest version."""
    return {"version": world.activities[of].newest_version_id}


def old_version(world: World, role: str, of: str) -> Sent:
    """The button that restores the first version of what is edited."""
    return version(world, role, "edited")


def answer(world: World, role: str, of: str) -> Sent:
    """Another answer than the one given."""
    name = role if role in ("ally", "refused") else "asked"
    return {"verksamhet": world.organisations[name].pk, "svar": "nej" if role == "ally" else "ja"}


def decision(world: World, role: str, of: str) -> Sent:
    """*Publicera* on the review page."""
    return {**version(world, role, of), "beslut": "publicera", "audience": "publikt"}


def publication(world: World, role: str, of: str) -> Sent:
    """*Publicera de valda* on the desk."""
    return {"version": [world.activities["subm"].newest_version_id], "audience": "publikt"}


def latest_decision(world: World, role: str, of: str) -> Sent:
    """*Ångra alla*."""
    return {"beslut": [world.activities["live"].events.decisions().first().pk]}


def office_act(world: World, role: str, of: str) -> Sent:
    """One of the acts that the state allows the office."""
    activity = world.activities[of]
    if activity.archived_at:
        act: Sent = {"gor": "hamta"}
    elif activity.is_live:
        act = {"gor": "ta-bort", "reason": "Fel bild."}
    elif activity.review == "inskickad":
        act = {"gor": "samtycke", "part": world.organisations["partyja"].pk, "svar": "nej"}
    else:
        act = {"gor": "arkivera"}
    return act | {"live": activity.stands}


def merged(world: World, role: str, of: str) -> Sent:
    """A typed party is the same as one that is confirmed, as the page has shown it."""
    typed, kept = world.organisations["typedpart"], world.organisations["partyja"]
    return {"into": kept.pk, "seen": picture(typed, kept).token}


def invitation(world: World, role: str, of: str) -> Sent:
    """A new reader."""
    return {"name": "Ny Läsare", "email": "ny@skolaforst.example", "kind": "lasare"}


def name_of(world: World, role: str, of: str) -> Sent:
    """Another name for the person whose page it is."""
    return {"name": "Ett annat namn", "email": world.people[of].user.email}


def duty(world: World, role: str, of: str) -> Sent:
    """A seat as deputy."""
    return {"organisation": world.organisations["ally"].pk, "role": "ersattare"}


def just_decided(world: World, client: Client) -> None:
    """The decision that made «live» live was taken now, and is not mailed yet."""
    world.activities["live"].events.decisions().update(at=timezone.now(), mailed_at=None)


def just_ended(world: World, client: Client) -> None:
    """The one who asks has just taken the reader's role away, as far as the session knows."""
    reader = world.people["reader"].user_id
    people.end_role(reader, "lasare", by=world.people["admin"])
    session = client.session
    ended = people_undo.Ended(people_undo.ROLE, "lasare")
    session[people_undo.KEY] = {"person": reader, "at": timezone.now().isoformat(), "ended": list(ended)}
    session.save()
