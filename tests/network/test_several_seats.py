"""One person who answers for two organisations: every page that shows the own one shows both."""

import re

import pytest

from activities.models import Participation
from network.person import person_of
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import cast as cast
from tests.activities.cast import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(cast, client_of):
    """A client of somebody who is deputy of two organisations: the one that was asked, and one not named."""
    user = factories.user("Tvåsits")
    for organisation in (cast.asked, cast.other):
        factories.seat(user, factories.Organisation.objects.get(pk=organisation), role="ersattare")
    return client_of(person_of(user))


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_min_sida_names_both(both):
    assert "Du skriver för asked och Bostads AB Provhus." in page(both, "/min-sida/")


def test_the_form_fills_in_one_lead_and_lets_one_choose_the_other(both, cast):
    shown = page(both, "/aktiviteter/ny/")
    select = re.search(r'<select[^>]*name="lead".*?</select>', shown, re.DOTALL)[0]
    rows = re.findall(r'value="(\d*)"( selected)?', select)
    assert rows == [(str(cast.asked), " selected"), (str(cast.other), "")]  # a draft needs a title only


def test_invitations_to_both_are_answered_one_by_one(both, cast):
    activity = states.submitted(cast)
    version = fresh(activity).newest_version
    Participation.objects.create(activity=activity, organisation_id=cast.other, state="inbjuden", version=version)
    desk = page(both, "/min-sida/")
    assert "bjuder in asked." in desk and "bjuder in Bostads AB Provhus." in desk
    address = f"/aktiviteter/{activity.pk}/inbjudan/"
    assert re.findall(r'name="verksamhet" value="(\d+)"', page(both, address)) == [str(cast.asked), str(cast.other)]
    both.post(address, {"verksamhet": cast.other, "svar": "ja"})
    states_now = {row.organisation_id: row.state for row in activity.participations.all()}
    assert (states_now[cast.other], states_now[cast.asked]) == ("ja", "inbjuden")


def test_the_own_account_names_both(both):
    shown = page(both, "/konto/")
    assert "asked: ersättare" in shown and "Bostads AB Provhus: ersättare" in shown
