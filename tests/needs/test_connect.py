"""Connecting a need to an activity that is there: whom it is offered to, what is found, what the form holds."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.content import Content
from activities.facts import Facts
from activities.services import writing
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import Cast, newest
from tests.activities.cast import cast as cast
from tests.activities.many import make_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(cast: Cast):
    return factories.need("Läxorna tar hela kvällen")


def titles(client, address: str) -> list[str]:
    return [choice.row.title for choice in client.get(address).context["choices"]]


def test_it_works_from_the_need_to_the_saved_activity(cast, need, client_of):
    other = factories.need("Ett annat behov")
    activity = states.written(cast, cast.content(needs=frozenset({other.pk})))
    client, page = client_of(cast["contact"]), f"/behov/{need.pk}/"
    assert f'href="{page}koppla/"' in client.get(page).text
    (choice,) = client.get(f"{page}koppla/").context["choices"]
    form = client.get(choice.address)
    assert choice.address == f"/aktiviteter/{activity.pk}/redigera/?behov={need.pk}"
    assert "Ett behov är ikryssat, men inte sparat än:" in form.text and "Läxorna tar hela kvällen" in form.text
    assert set(form.context["form"]["needs"].value()) == {other.pk, need.pk}, "what it had stays"
    assert Content.of(activity).needs == {other.pk}, "looking saves nothing"
    content = newest(activity).content
    sent = {"title": "Läxcafé", "lead": content["lead"], "status": "ide", "gor": "spara", "needs": [other.pk, need.pk]}
    client.post(choice.address, sent | {"version": newest(activity).pk})
    assert set(newest(activity).content["needs"]) == {other.pk, need.pk}


def test_those_that_may_be_edited_and_do_not_answer_it_are_found(cast, need, client_of):
    states.written(cast, cast.content("Läxcafé"))
    states.written(cast, cast.content("Svarar redan", needs=frozenset({need.pk})))
    states.submitted(cast)
    others = cast.content("Andras", lead=cast.other, co_owners=frozenset())
    writing.create(others, Facts(), form_key=uuid4(), by=cast["office"])
    address = f"/behov/{need.pk}/koppla/"
    assert titles(client_of(cast["contact"]), address) == ["Läxcafé"], "not what is handed in, nor others' own"
    assert sorted(titles(client_of(cast["office"]), address)) == ["Andras", "Läxcafé", "Läxcafé"]
    assert titles(client_of(cast["office"]), f"{address}?q=andras") == ["Andras"]
    assert "Ingen av dina aktiviteter passar" in client_of(cast["contact"]).get(f"{address}?q=finnsinte").text


def test_those_that_answer_needs_of_its_category_stand_first(cast, need, client_of):
    beside, elsewhere = factories.need("Läxhjälp", category=need.category), factories.need("Cykelvägen")
    assert elsewhere.category != need.category
    states.written(cast, cast.content("Nära", needs=frozenset({beside.pk})))
    states.written(cast, cast.content("Nyare", needs=frozenset({elsewhere.pk})))
    client = client_of(cast["contact"])
    assert titles(client, f"/behov/{need.pk}/koppla/") == ["Nära", "Nyare"]
    assert titles(client, f"/behov/{elsewhere.pk}/koppla/") == ["Nära"]
    told = f"De som svarar på andra behov inom {need.category.name} står först."
    assert told in client.get(f"/behov/{need.pk}/koppla/").text
    assert told not in client.get(f"/behov/{need.pk}/koppla/?q=nyare").text


def test_what_a_waiting_change_connects_is_not_offered_again(cast, need, client_of):
    activity = states.live(cast)
    writing.save(newest(activity), cast.content(needs=frozenset({need.pk})), by=cast["contact"])
    (choice,) = client_of(cast["contact"]).get(f"/behov/{need.pk}/koppla/").context["choices"]
    assert choice.connected
    assert "Kopplad i en ändring som väntar" in client_of(cast["contact"]).get(f"/behov/{need.pk}/koppla/").text


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("anyone", 302), ("contact", 200), ("office", 200)])
def test_it_is_open_to_those_who_write(cast, need, client_of, anyone_client, role, status):
    client = anyone_client if role == "anyone" else client_of(cast[role])
    assert client.get(f"/behov/{need.pk}/koppla/").status_code == status
    offered = "koppla/" in client.get(f"/behov/{need.pk}/").text
    assert offered == (status == 200)


def test_a_joined_need_is_connected_through_the_one_it_is_joined_into(cast, need, client_of):
    twin = factories.need("Samma sak", canonical=need)
    client = client_of(cast["contact"])
    assert client.get(f"/behov/{twin.pk}/koppla/").url == f"/behov/{need.pk}/koppla/"
    assert "koppla/" not in client.get(f"/behov/{twin.pk}/").text


@pytest.mark.parametrize("asked", ["99999", "abc", ""])
def test_a_need_that_is_not_there_changes_nothing_in_the_form(cast, client_of, asked):
    activity = states.written(cast)
    form = client_of(cast["contact"]).get(f"/aktiviteter/{activity.pk}/redigera/?behov={asked}")
    assert form.status_code == 200 and "ikryssat, men inte sparat" not in form.text


def test_a_need_that_it_answers_already_is_told_nothing_of(cast, need, client_of):
    activity = states.written(cast, cast.content(needs=frozenset({need.pk})))
    form = client_of(cast["contact"]).get(f"/aktiviteter/{activity.pk}/redigera/?behov={need.pk}")
    assert "ikryssat, men inte sparat" not in form.text


def test_many_activities_ask_no_oftener(cast, need, client_of):
    activity = states.written(cast)
    client = client_of(cast["contact"])

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    pages = (f"/behov/{need.pk}/koppla/?q=a", f"/aktiviteter/{activity.pk}/redigera/?behov={need.pk}")
    for page in pages:
        asked(page)
    few = [asked(page) for page in pages]
    make_many(40, lead=cast.lead, ally=cast.ally)
    assert [asked(page) for page in pages] == few and max(few) <= 12
