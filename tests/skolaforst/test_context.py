"""What every page shows, what it costs, and error pages that ask the database nothing."""

import re

import pytest
from django.db import OperationalError

from activities.matrix import public_matrix
from activities.models import Activity, Level
from goals.models import EffectGoal, FocusArea
from network.change import Stamped, change, read_stamp
from network.models import Initiative
from skolaforst.views import errors
from tests import factories
from tests.activities import cast as states

pytestmark = pytest.mark.django_db


@pytest.fixture
def initiative() -> Initiative:
    with change(reference=True):
        EffectGoal.objects.create(key="mal-5", number=5, text="Alla ska se ljust på sin framtid")
        return Initiative.objects.create(
            pk=1,
            name="Kraften",
            full_name="Kraften",
            city="Staden",
            group="koncernen",
            place="Staden",
            headline="x",
            pitch="x",
            office="Kontoret",
            office_email="k@example.com",
            goal_number=5,
            is_demo=True,
        )


def test_a_page_shows_the_initiative_and_where_the_line_ends(client, initiative):
    text = client.get("/finns-inte/").content.decode()
    assert "Kraften" in text
    assert "Alla ska se ljust på sin framtid" in text


def test_a_demo_says_so_on_every_page_and_a_real_one_nowhere(client, initiative):
    assert "Exempeldata" in client.get("/finns-inte/").content.decode()
    with change(reference=True):
        Initiative.objects.update(is_demo=False)
    assert "Exempeldata" not in client.get("/finns-inte/").content.decode()


def test_a_warm_page_costs_the_stamp_alone(client, initiative, django_assert_num_queries):
    client.get("/finns-inte/")
    with django_assert_num_queries(1):
        client.get("/finns-inte/")


def test_a_change_shows_at_once(client, initiative):
    client.get("/finns-inte/")
    with change(reference=True):
        Initiative.objects.update(name="Nya kraften")
    assert "Nya kraften" in client.get("/finns-inte/").content.decode()


def test_a_page_stands_before_anything_is_loaded(client):
    response = client.get("/finns-inte/")
    assert response.status_code == 404
    assert "Portalen" in response.content.decode()


def test_the_page_for_a_fault_of_ours_asks_the_database_nothing(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Något gick fel hos oss" in response.content.decode()


def test_a_lost_database_gives_that_page(client, monkeypatch):
    client.raise_request_exception = False

    def lost() -> None:
        raise OperationalError

    monkeypatch.setattr("network.middleware.read_stamp", lost)
    response = client.get("/finns-inte/")
    assert response.status_code == 500
    assert "Något gick fel hos oss" in response.content.decode()


def test_who_may_not_see_is_led_to_the_login_and_back(client):
    assert "?next=/finns-inte/%3Fa%3D1" in client.get("/finns-inte/?a=1").content.decode()


def test_anonymous_pages_hold_no_form_that_posts(client, initiative):
    assert 'method="post"' not in client.get("/finns-inte/").content.decode()


def squares(client) -> str:
    """What stands under *Matris* in the header."""
    return re.search(r"<b>Matris</b><span>([^<]*)</span>", client.get("/finns-inte/").text)[1]


def test_the_header_counts_the_squares_that_the_matrix_draws_for_all(client, initiative, cast):
    states.live(cast)
    levels, areas = factories.levels(), factories.focus_areas()
    assert squares(client) == "15 rutor"
    with change(reference=True):
        Level.objects.exclude(pk=levels[1].pk).update(active=False)
        FocusArea.objects.exclude(pk=areas[1].pk).update(active=False)
    drawn = public_matrix(Stamped(*read_stamp()))
    assert len(drawn.rows) * len(drawn.areas) == 4 and squares(client) == "4 rutor", "one stands on level and area"
    with change():
        Activity.objects.update(published_as="internt")
    assert squares(client) == "1 ruta"
