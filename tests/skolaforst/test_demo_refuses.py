"""The demo is never mixed with somebody's own work. (Here no demo is loaded: each test begins empty.)"""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from activities.models import Activity, Level
from needs.models import Need
from network.models import Initiative, Organisation, User
from skolaforst.services.reference import load_reference
from tests import factories

VASTERAS = settings.BASE_DIR / "reference" / "vasteras.toml"


@pytest.fixture
def reference(db):
    """The report's facts."""
    load_reference(VASTERAS)


def refusal() -> str:
    with pytest.raises(CommandError) as told:
        call_command("demo", verbosity=0)
    assert Need.objects.count() == 0
    return str(told.value)


def test_a_database_without_facts_is_refused_with_the_remedy(db):
    assert "manage.py load_reference" in refusal()


def test_a_database_where_somebody_has_an_account_is_refused(reference):
    factories.user("Kontor", email="kontor@staden.example")
    told = refusal()
    assert "personer: 1" in told
    assert "Ingenting är ändrat" in told
    assert User.objects.count() == 1


def test_a_database_with_own_activities_is_refused(reference):
    Activity.objects.create(title="Vår egen")
    assert "aktiviteter: 1" in refusal()
    assert Activity.objects.count() == 1
    assert not Initiative.objects.get().is_demo


def test_another_citys_facts_are_refused_and_nothing_is_stored(reference):
    Organisation.objects.filter(key="mimer").update(key="bostadsbolaget")
    told = refusal()
    assert "hör ihop med reference/vasteras.toml" in told and "saknas verksamheter: mimer." in told
    assert User.objects.count() == 0


def test_levels_that_demand_something_else_are_refused_and_nothing_is_stored(reference):
    Level.objects.update(demand=Level.Demand.EXTERNAL)
    assert "hör ihop med reference/vasteras.toml" in refusal()
    assert User.objects.count() == 0
