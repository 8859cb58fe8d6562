"""What an activity held and what has ended since: the form shows it, the text given back tells it, saving keeps it."""

from uuid import uuid4

import pytest

from activities.facts import Facts
from activities.models import MethodStep
from activities.services import review, writing
from network.change import change
from network.models import Organisation
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import fresh

pytestmark = pytest.mark.django_db


def test_a_lead_that_has_a_successor_stays_chosen(cast, client_of):
    activity, successor = states.live(cast), factories.organisation("Nya förvaltningen")
    with change(reference=True):
        Organisation.objects.filter(pk=cast.lead).update(successor=successor)
        cast["contact"].user.seats.update(organisation=successor)
    for role in ("office", "contact"):
        page = client_of(cast[role]).get(f"/aktiviteter/{activity.pk}/redigera/").text
        assert f'<option value="{cast.lead}" selected>' in page, role


@pytest.mark.parametrize("address", ["lage", "redigera"])
def test_a_step_no_longer_used_stays_chosen(cast, client_of, address):
    step = factories.method("Ett", "Två").steps.last()
    content, facts = cast.content(method=step.method_id), Facts(status="pagaende", step=step.pk)
    activity, _made = writing.create(content, facts, form_key=uuid4(), by=cast["contact"])
    with change(reference=True):
        MethodStep.objects.filter(pk=step.pk).update(active=False)
    page = client_of(cast["contact"]).get(f"/aktiviteter/{activity.pk}/{address}/").text
    assert f'<option value="{step.pk}" selected>' in page


def test_a_text_given_back_tells_dates_reach_and_whoever_leads(cast, client_of):
    association = factories.organisation("Mälarförbundet", kind="kommunalforbund", in_group=False)
    activity = states.live(cast)
    review.archive(fresh(activity), by=cast["office"])
    sent = {"title": "T", "lead": association.pk, "start_date": "2027-03-04", "reached": "4321", "status": "pagaende"}
    page = client_of(cast["contact"]).post(f"/aktiviteter/{activity.pk}/redigera/", sent | {"gor": "spara"})
    told = dict(page.context["chosen"])
    assert page.status_code == 403 and "Mälarförbundet" in told.values()
    assert (told["Startdatum"], told["Status"], told["Hur många har ni nått?"]) == ("2027-03-04", "Pågående", "4321")


def test_a_text_given_back_tells_no_name_that_is_held_back(cast, client_of):
    activity = states.archived_live(cast)
    sent = {"title": "T", "lead": cast.party, "co_owners": [cast.party], "gor": "spara"}
    page = client_of(cast["contact2"]).post(f"/aktiviteter/{activity.pk}/redigera/", sent)
    assert Organisation.objects.get(pk=cast.party).name not in page.text
