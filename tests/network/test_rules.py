"""Who may see whose address, and that `visible_to` says the same as the predicates."""

import pytest

from network import rules
from network.models import ContactPerson, User
from network.roles import ADMIN, OFFICE, READER
from tests.people import ROLE_NAMES

pytestmark = pytest.mark.django_db


def test_contact_persons_see_each_others_addresses_as_a_list(people):
    seeing = {name for name, person in people.items() if rules.may_see_contact_emails(person)}
    assert seeing == {"contact", "contact2", "deputy", "office", "office2", "admin"}


@pytest.mark.parametrize("asking", ROLE_NAMES)
def test_who_edits_whom(people, asking):
    person = people[asking]
    editing = {name for name, other in people.items() if other.user and rules.may_edit_user(person, other.user)}
    everybody = set(ROLE_NAMES) - {"anyone"}
    expected = {"admin": everybody, "office": everybody - {"admin"}, "office2": everybody - {"admin"}}
    assert editing == expected.get(asking, set())


def test_who_gives_which_seat_or_role(people):
    kinds = ("kontaktperson", READER.key, OFFICE.key, ADMIN.key)
    for name, person in people.items():
        expected = {"admin": kinds, "office": kinds[:2], "office2": kinds[:2]}.get(name, ())
        assert tuple(kind for kind in kinds if rules.may_give(person, kind)) == expected, name


@pytest.mark.parametrize("asking", ROLE_NAMES)
def test_which_people_are_seen(people, asking):
    person = people[asking]
    seen = set(User.objects.visible_to(person).values_list("pk", flat=True))
    contacts = {people[name].user_id for name in ("contact", "contact2", "deputy")}
    everybody = {other.user_id for other in people.values() if other.user}
    expected = everybody if person.is_office else contacts if person.may_read_internal else set()
    assert seen == expected | ({person.user_id} if person.user else set())


def test_seats_are_public_only_by_choice(people, anyone):
    assert not ContactPerson.objects.visible_to(anyone).exists()
    people["contact"].user.seats.update(shown="namn")
    people["ex_contact"].user.seats.update(shown="namn")
    assert [seat.person for seat in ContactPerson.objects.visible_to(anyone)] == [people["contact"].user]
