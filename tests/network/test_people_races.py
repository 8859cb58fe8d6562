"""Two of the office at once: one ordinary contact person, one account, one use of a link."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from network.models import ContactPerson, User
from network.person import Person, person_of
from network.roles import ADMIN, OFFICE
from network.services import people
from tests import factories

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
HOW_MANY = 4


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act gave or raised, all begun at the same moment."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def by() -> Person:
    user = factories.user("Kontor")
    user.groups.add(Group.objects.get_or_create(name=OFFICE.key)[0])
    factories.initiative()
    return person_of(user)


def invite(by: Person, organisation, email: str) -> people.Invited:
    return people.invite(by=by, name="Ny", email=email, kind="kontaktperson", organisation=organisation)


def test_one_ordinary_contact_whoever_is_first(by):
    organisation = factories.organisation()
    given = at_once(*(lambda n=n: invite(by, organisation, f"ny{n}@skolaforst.example") for n in range(HOW_MANY)))
    refused = [error for error in given if isinstance(error, ValidationError)]
    assert len(refused) == HOW_MANY - 1, given
    assert all(list(error.message_dict) == ["role"] for error in refused), refused
    assert ContactPerson.objects.held().filter(organisation=organisation).count() == 1
    assert User.objects.exclude(pk=by.user_id).count() == 1  # all or nothing
    assert len(mail.outbox) == 1


def told_of_the_account(error: Exception) -> bool:
    """Made at the same time, or a moment ago."""
    return isinstance(error, people.AccountExists) or "email" in error.message_dict


def test_one_account_for_an_address(by):
    organisations = [factories.organisation() for _n in range(HOW_MANY)]
    given = at_once(*(lambda row=row: invite(by, row, "ny@skolaforst.example") for row in organisations))
    refused = [error for error in given if not isinstance(error, people.Invited)]
    assert all(told_of_the_account(error) for error in refused), refused
    assert User.objects.filter(email="ny@skolaforst.example").count() == 1
    assert ContactPerson.objects.held().count() == HOW_MANY - len(refused)


def test_a_link_is_used_once(by):
    invite(by, factories.organisation(), "ny@skolaforst.example")
    token = re.search(r"/konto/inbjudan/(\S+)/", mail.outbox[0].body)[1]
    passwords = [f"tre gula stolar {n}" for n in range(HOW_MANY)]
    given = at_once(*(lambda word=word: people.accept_invitation(token, password=word) for word in passwords))
    assert sum(isinstance(user, User) for user in given) == 1, given


def test_a_duty_that_ends_while_the_link_is_used_opens_no_right(by):
    invited = invite(by, factories.organisation(), "ny@skolaforst.example")
    token = re.search(r"/konto/inbjudan/(\S+)/", mail.outbox[0].body)[1]
    seat = invited.user.seats.get()
    at_once(lambda: people.accept_invitation(token), lambda: people.end_duty(seat.pk, by=by))
    assert not person_of(User.objects.get(pk=invited.user.pk)).is_contact


def test_what_a_service_does_not_edit_it_does_not_write(by):
    """The name is changed while the log-in writes when it was, which locks nothing."""
    user = factories.user()
    late = timezone.now()
    save = User.save

    def save_late(self, **given):
        User.objects.filter(pk=user.pk).update(last_login=late)
        save(self, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(User, "save", save_late)
        people.update_person(user.pk, by=by, name="Nytt namn", email=user.email)
    user.refresh_from_db()
    assert (user.name, user.last_login) == ("Nytt namn", late)


def administrators(count: int) -> list[Person]:
    group = Group.objects.get_or_create(name=ADMIN.key)[0]
    users = [factories.user(f"Admin {n}") for n in range(count)]
    for user in users:
        user.groups.add(group)
    return [person_of(user) for user in users]


def test_administrators_who_remove_each_other_leave_one():
    for _round in range(5):
        first, second = administrators(2)
        given = at_once(
            lambda a=first, b=second: people.end_role(b.user_id, ADMIN.key, by=a),
            lambda a=first, b=second: people.end_role(a.user_id, ADMIN.key, by=b),
        )
        left = User.objects.able_to_log_in_as(ADMIN.key).get()
        refused = [error for error in given if isinstance(error, ValidationError)]
        assert len(refused) == 1 and "den sista" in str(refused), given
        left.groups.clear()


def test_a_duty_given_back_and_given_away_at_once_is_held_by_one(by):
    organisation = factories.organisation()
    seat = people.end_duty(factories.seat(factories.user(), organisation).pk, by=by)
    given = at_once(
        lambda: people.resume_duty(seat.pk, by=by), lambda: invite(by, organisation, "ny@skolaforst.example")
    )
    assert ContactPerson.objects.held().filter(organisation=organisation).count() == 1, given
    assert sum(isinstance(error, ValidationError) for error in given) == 1, given
