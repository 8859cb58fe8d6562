"""Two in Django's administration at once: no circle of successors, and the last of a role, or of the levels, stays."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from activities.models import Level
from network.models import Organisation, User
from network.roles import ADMIN, OFFICE, store_roles
from network.services.people import keep_staff_in_step
from tests import factories
from tests.network.test_people_races import at_once

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def member(name: str, *roles: str) -> User:
    user = factories.user(name)
    user.groups.add(*Group.objects.filter(name__in=roles))
    keep_staff_in_step(user)
    return user


@pytest.fixture
def clients() -> list[Client]:
    """Two administrators'."""
    store_roles(None)
    factories.initiative()
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(member(f"Admin {id(client)}", ADMIN.key))
        client.get("/")  # what a process reads once
    return clients


def address(row) -> str:
    return reverse(f"admin:network_{row._meta.model_name}_change", args=[row.pk])


def given(row, successor) -> dict:
    return {"name": row.name, "kind": row.kind, "successor": successor.pk, "valid_to": "2026-10-01"}


def test_two_that_name_each_other_make_no_circle(clients):
    for n in range(5):
        rows = [factories.organisation(f"{n} {name}") for name in "ab"]
        pairs = zip(clients, rows, reversed(rows), strict=True)
        at_once(*(lambda c=c, a=a, b=b: c.post(address(a), given(a, b))
                  for c, a, b in pairs))  # fmt: skip
        found = Organisation.objects.filter(pk__in=[row.pk for row in rows]).exclude(successor=None)
        assert found.count() == 1


def test_the_last_two_of_the_office_are_not_both_closed(clients):
    for n in range(5):
        User.objects.filter(groups__name=OFFICE.key).update(is_active=False)
        pair = [member(f"Kontor {n} {name}", OFFICE.key) for name in "ab"]
        at_once(*(lambda c=c, user=user: c.post(address(user), {"groups": []})
                  for c, user in zip(clients, pair, strict=True)))  # fmt: skip
        assert User.objects.able_to_log_in_as(OFFICE.key).count() == 1


def test_the_last_two_levels_are_not_both_taken_out_of_use(clients):
    pair = factories.levels()[:2]
    for _time in range(5):
        Level.objects.update(active=False)
        Level.objects.filter(pk__in=[row.pk for row in pair]).update(active=True)
        at_once(*(lambda c=c, row=row: c.post(reverse("admin:activities_level_change", args=[row.pk]), unused(row))
                  for c, row in zip(clients, pair, strict=True)))  # fmt: skip
        assert Level.objects.filter(active=True).count() == 1


def unused(row) -> dict:
    names = ("label", "short_label", "explanation", "hole", "demand", "order")
    return {name: getattr(row, name) for name in names}
