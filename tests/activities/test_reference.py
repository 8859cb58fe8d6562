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


def test_who_is_inside_called_is_asked_alike_of_the_database_and_of_what_is_kept():
    company = factories.organisation("AB Mälarhamnar", short_name="Hamnen", kind="bolag")
    factories.unit(company, "Kranen")
    factories.organisation("Återbruket", kind="kommunalforbund", in_group=False)
    factories.organisation("Nedlagda kontoret", valid_to=datetime.date(2020, 1, 1))
    factories.unit(company, "Kajen", confirmed=False)
    factories.external("Klubben")
    kept = reference(read_stamp())
    names = {
        "mälarhamnar": True, "Mälarhamnar AB.": True, "”Hamnen”": True, "Återbruket": True, "Kranen": False,
        "Nedlagda kontoret": None, "Kajen": None, "Klubben": None, "": None, "AB": None,
    }  # fmt: skip
    for name, alone in names.items():
        for units, expected in ((True, alone is not None), (False, alone is True)):
            found = Organisation.objects.inside_called(name, units=units), kept.inside_called(name, units=units)
            assert [bool(row) for row in found] == [expected, expected], (name, units)
            assert not expected or found[0].pk == found[1].pk
