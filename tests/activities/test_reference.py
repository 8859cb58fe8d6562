"""Reference data kept in the process."""

import datetime

import pytest
import time_machine

from activities.reference import reference
from network.change import read_stamp
from network.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db


def test_what_ends_with_the_day_is_offered_until_then_only():
    """Though nobody changes anything at midnight."""
    row = factories.organisation("Kulturförvaltningen")
    Organisation.objects.filter(pk=row.pk).update(valid_to=datetime.date(2026, 12, 31))
    stamp = read_stamp()
    with time_machine.travel(datetime.datetime(2026, 12, 31, 12, tzinfo=datetime.UTC)):
        assert reference(stamp).organisations[row.pk].current
    with time_machine.travel(datetime.datetime(2027, 1, 1, 12, tzinfo=datetime.UTC)):
        assert not reference(stamp).organisations[row.pk].current
