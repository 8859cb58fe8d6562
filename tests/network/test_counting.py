"""Several querysets counted in one statement."""

import pytest

from network.counting import count_all
from network.models import Organisation, User
from tests import factories

pytestmark = pytest.mark.django_db


def test_it_works(django_assert_num_queries):
    factories.organisation("Bolaget")
    rows = Organisation.objects.all()
    with django_assert_num_queries(1):
        found = count_all({"all": rows.order_by("name"), "none": rows.filter(in_group=False), "known": rows.none()})
    assert found == {"all": 1, "none": 0, "known": 0}


def test_numbers_are_right_before_anybody_has_an_account():
    factories.organisation("Bolaget")
    assert not User.objects.exists()
    assert count_all({"organisations": Organisation.objects.all()}) == {"organisations": 1}
