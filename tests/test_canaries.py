"""Canaries: nobody reads a word that is not meant for them, on any page, in any search, in any mail; all others do.

Every text of tests/world.py that not all may read is one word. Here stands by hand who may read which.
"""

from __future__ import annotations

from collections import defaultdict

import pytest
from post_office.models import Email

from tests.crawl import looks, words_of
from tests.registry import OFFICE_ROLES, OWNERS, SEATS
from tests.world import ROLES, World
from tests.world import world as world

pytestmark = pytest.mark.django_db
ALL = frozenset(ROLES)
INSIDE = frozenset({"reader", *SEATS, *OFFICE_ROLES})
WORK = frozenset({*OWNERS, *OFFICE_ROLES})
ASKED = WORK | {"asked"}  # the version an organisation was asked about, for as long as it has not declined
OFFICE = frozenset(OFFICE_ROLES)
FIELDS = ("titel", "samman", "besk", "malgr", "rackv")

# state → who reads each of its versions
VERSIONS: dict[str, tuple[frozenset[str], ...]] = {
    "draft": (WORK, ASKED),
    "taken": (WORK, ASKED),
    "subm": (WORK, ASKED),
    "sent": (WORK, ASKED),
    "live": (WORK, ALL),
    "intern": (WORK, INSIDE),
    "edited": (WORK, ALL, WORK),
    "lsubm": (WORK, ALL, ASKED),
    "lsent": (WORK, ALL, ASKED),
    "wdrawn": (WORK, ASKED),
    "wsubm": (WORK, WORK, ASKED),
    "adraft": (WORK, ASKED),
    "alive": (WORK, ALL),
}
# What is said in the review: note, reason, comments beside fields, why it was withdrawn
SAID = {
    "note": "taken subm sent live intern edited lsubm lsent wdrawn wsubm alive".split(),
    "reason": ["sent", "lsent"],
    "falt": ["sent", "lsent"],
    "skal": ["wdrawn", "wsubm"],
    "halsning": ["draft", "edited"],  # kept until it is submitted, and read in the form alone: not of what rests
}
NEEDS = {
    "kanarieplaintext": INSIDE,
    "kanariewordedtext": INSIDE,
    "kanariewordedlydelse": INSIDE,
    "kanarieapprovedtext": INSIDE,
    "kanarieapprovedlydelse": ALL,
    "kanarieasidetext": INSIDE,
    "kanarieasidelydelse": ALL,
    "kanarieasideskal": INSIDE,
    "kanariejoinedtext": INSIDE,
    "kanariemotetitel": INSIDE,
    "kanariemoteplats": INSIDE,
}
# Contact persons are known by name within, and by address to each other; of others only the office knows.
PEOPLE = {f"kanarie{role}namn": INSIDE for role in SEATS} | {f"kanarie{role}post@": WORK | set(SEATS) for role in SEATS}
PEOPLE |= {
    f"kanarie{role.replace('_', '')}{what}": OFFICE | {role}
    for role in ("reader", "ex_contact", *OFFICE_ROLES)
    for what in ("namn", "post@")
}
PEOPLE |= {
    "kanariedeputynamn": ALL,  # has chosen to show the name, and contact2 the address too; ex_contact had chosen so
    "kanariecontact2namn": ALL,
    "kanariecontact2post@": ALL,
    "kanarieofficenamn": WORK,  # published and sent back
    "kanarieinvitednamn": OFFICE,
    "kanarieinvitedpost@": OFFICE,
}
TOLD_BY_THE_LINK = defaultdict(frozenset, invitation=frozenset({"kanarieinvitednamn", "kanarieinvitedpost@"}))
PARTIES = {
    "kanariepartyja": ALL,  # has agreed to be named
    "kanariepartynej": WORK,  # held back from the invited too
    "kanarietypedpart": WORK,
    "kanarietypedunit": ALL,
    # Organisations of the group stand in the network: that they were asked is what nobody may know.
    "kanarieallyverk": ALL,
    "kanarieaskedverk": ALL,
    "kanarierefusedverk": ALL,
}


def readers() -> dict[str, frozenset[str]]:
    """Word → the roles that may read it."""
    found = {
        f"kanarie{state}{number}{field}": audience
        for state, versions in VERSIONS.items()
        for number, audience in enumerate(versions, 1)
        for field in FIELDS
    }
    found |= {f"kanarie{state}{what}": WORK for what, states in SAID.items() for state in states}
    found |= {f"kanarie{state}svar": WORK | {"refused"} for state in VERSIONS}  # the greeting that came with a no
    return found | NEEDS | PEOPLE | PARTIES


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_their_words_and_no_others(world: World, role: str):
    seen: dict[str, str] = {}
    for look in looks(world, role):
        seen |= dict.fromkeys(look.words - TOLD_BY_THE_LINK[look.name], f"{look.name} {look.of} {look.address}")
    may = {word for word, roles in readers().items() if role in roles}
    assert {word: place for word, place in seen.items() if word not in may} == {}
    assert may - seen.keys() == set()


# Where words may stand that are no secret in themselves: whom the owners asked, and what somebody typed
LINKED = {"kanarieaskedverk", "kanarierefusedverk"}
NETWORK = {"network", "pick_organisations"}  # every organisation of the group
TYPED = {"kanarietypedunit", "kanarietypedpart"}
ITS_PAGES = {"activity", "activity_edit", "activity_history", "activity_invitation"}


@pytest.mark.parametrize("role", ["anyone", "reader", "contact2", "ex_contact"])
def test_whom_the_owners_asked_is_told_to_nobody_else(world: World, role: str):
    asked_for = "organisation=asked-verk"  # told back as a chip, above a list of nothing
    told = {look.name for look in looks(world, role) if LINKED & look.words and asked_for not in look.address}
    assert told <= NETWORK


@pytest.mark.parametrize("role", [role for role in ROLES if role not in OFFICE_ROLES])
def test_what_is_typed_stands_on_its_activities_only_until_it_is_confirmed(world: World, role: str):
    assert {look.name for look in looks(world, role) if TYPED & look.words} <= ITS_PAGES


IN_TABLES = {state: len(versions) for state, versions in VERSIONS.items()} | {
    "edited": 2, "lsubm": 2, "lsent": 2,  # what is live
    "adraft": 0, "alive": 0,  # lists leave out what rests
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_a_search_finds_only_what_one_may_read(world: World, role: str):
    """A hit would tell that the words stand in what one may not see; neither does what waits find what is live."""
    client, wrong = world.client(role), []
    for state, versions in VERSIONS.items():
        for number, audience in enumerate(versions, 1):
            # Whoever is only asked about a version reads it in the invitation, not in the list.
            expected = number == IN_TABLES[state] and role in (WORK if audience == ASKED else audience)
            page = client.get(f"/aktiviteter/?q=kanarie{state}{number}").content.decode()
            if ("Inga träffar" not in page) != expected:
                wrong.append(f"{state}{number}")
    assert not wrong


PARTIES_SEARCHED = {
    "q=kanarieaskedverk": WORK | {"asked"},
    "q=kanarierefusedverk": frozenset(),  # who said no takes part in nothing
    "q=kanariepartynej": WORK,
    "q=kanarietyped": WORK,
    "q=kanariepartyja": ALL,
    "organisation=asked-verk": WORK | {"asked"},
    "organisation=refused-verk": frozenset(),
    "organisation=ally-verk": ALL,
}


@pytest.mark.parametrize("role", ROLES)
def test_no_search_or_filter_tells_who_takes_part(world: World, role: str):
    client = world.client(role)
    found = {
        query: "Inga träffar" not in client.get(f"/aktiviteter/?{query}").content.decode() for query in PARTIES_SEARCHED
    }
    assert found == {query: role in roles for query, roles in PARTIES_SEARCHED.items()}


@pytest.mark.parametrize("role", ROLES)
def test_a_search_for_needs_finds_only_words_one_may_read(world: World, role: str):
    client = world.client(role)
    searched = {word: roles for word, roles in NEEDS.items() if word.endswith(("text", "lydelse"))}
    found = {word: "Inga träffar" not in client.get(f"/behov/?q={word}").content.decode() for word in searched}
    public = {word for word, roles in NEEDS.items() if roles == ALL}
    inside = {word for word in searched if word.endswith("text")} - {"kanariejoinedtext"}
    assert {word for word, hit in found.items() if hit} == (inside if role in INSIDE else public)


def test_mails_hold_nothing_their_receiver_may_not_read(world: World):
    may = readers()
    roles = {person.user.email: role for role, person in world.people.items() if person.user}
    got: dict[str, set[str]] = {role: set() for role in ROLES}
    for mail in Email.objects.all():
        for receiver in mail.to:
            got[roles[receiver]] |= words_of(f"{mail.subject} {mail.message} {mail.html_message}")
    answered = {f"kanarie{state}svar" for state in VERSIONS}
    told = {role: {word for word in words - answered if role not in may[word]} for role, words in got.items()}
    assert {role: words for role, words in told.items() if words} == {}
    assert {"kanariesubmnote", "kanarielsubmnote"} <= got["office"]
    assert {"kanariesentreason", "kanariewdrawnskal", "kanarielive2titel"} <= got["contact"] & got["deputy"] & got[
        "ally"
    ]
    assert not got["ex_contact"] | got["reader"] | got["contact2"]
