"""Two of the office who deal with the same name at once: one is first, the other hears of it.

Proven only on PostgreSQL, as in tests/activities/test_races.py.
"""

from functools import partial
from threading import Event

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from network.models import Organisation
from network.roles import store_roles
from network.services.organisations import confirm, strike
from network.services.people import keep_staff_in_step
from tests import factories
from tests.network.test_people_races import at_once, by  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def party(name: str) -> Organisation:
    return factories.external(name, confirmed=False)


def unit(name: str) -> Organisation:
    home = Organisation.objects.filter(name="Kulturen").first() or factories.organisation("Kulturen")
    return factories.unit(home, name, confirmed=False)


@pytest.mark.parametrize("make", [party, unit])
def test_one_of_a_name_is_confirmed(by, make):  # noqa: F811
    for number in range(5):
        rows = [make(f"Klubb {number}") for _typed in range(4)]
        given = at_once(*(lambda row=row: confirm(row.pk, name=row.name, by=by) for row in rows))
        assert Organisation.objects.filter(name=f"Klubb {number}", confirmed=True).count() == 1, given
        refused = [error for error in given if not isinstance(error, Organisation)]
        assert all(isinstance(error, ValidationError) and "name" in error.message_dict for error in refused), given


def test_a_party_is_not_confirmed_as_what_a_department_is_called_at_the_same_time(by, monkeypatch):  # noqa: F811
    """While a party's name is compared, the administration gives it to a department."""
    store_roles(None)
    keep_staff_in_step(by.user)
    client = Client()
    client.force_login(by.user)
    client.get("/")  # what a process reads once
    department, typed = factories.organisation(), party("Klubben")
    compared, renamed = Event(), Event()

    def pause(name: str) -> bool:
        compared.set()
        renamed.wait(1)
        return False

    def rename() -> None:
        compared.wait(5)
        given = {"name": "Klubb", "kind": department.kind, "in_group": "on"}
        client.post(reverse("admin:network_organisation_change", args=[department.pk]), given)
        renamed.set()

    monkeypatch.setattr("network.services.organisations.is_ourselves", pause)
    at_once(rename, partial(confirm, typed.pk, name="Klubb", by=by))
    assert [row.pk for row in Organisation.objects.filter(name="Klubb")] == [typed.pk]


def test_a_name_is_either_confirmed_or_struck(by):  # noqa: F811
    for number in range(5):
        row = party(f"Klubb {number}")
        ways = (partial(confirm, row.pk, name=row.name, by=by), partial(strike, row.pk, by=by))
        given = at_once(*ways * 2)
        row.refresh_from_db()
        assert row.confirmed is not row.struck, given
        assert sum(isinstance(error, Organisation) for error in given) == 1, given
