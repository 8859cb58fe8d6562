"""The start page tells what is true and public, and the same to everybody."""

import datetime
import re

import pytest
from django.utils import timezone

from activities.models import Activity
from network.change import change
from network.models import Body, Initiative
from tests import factories
from tests.activities.cast import cast  # noqa: F401  (fixture)
from tests.needs.many import worded
from tests.needs.test_querysets import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db) -> Initiative:
    factories.levels()
    factories.focus_areas()
    return factories.initiative(company_headline="Ett företag kan mycket", company_pitch="Ring oss.")


def page(client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_it_works(city, anyone_client):
    council = factories.body(name="Fullmäktige", part=Body.Part.ADOPTED_GOALS)
    goal = factories.goal(4, adopted_by=council)
    area, level = factories.focus_areas()[0], factories.levels()[0]
    need = worded("Godkänd lydelse.", "kanarieordagrant")
    need.focus_areas.add(area)
    lead = factories.organisation("Kulturen")
    published(need, title="Läxcafé", lead=lead, cells=[(level, area)], status="pagaende")
    shown = page(anyone_client)
    assert "Tillsammans för barnen" in shown and "Hela staden hjälps åt." in shown
    assert ">1 pågående aktivitet</a>." in shown and "Senaste nytt i dag:" in shown and "Läxcafé" in shown
    assert "aktivitet finns i matrisen, från en verksamhet." in shown
    assert "Godkänd lydelse." in shown and "1 behov" in shown
    assert f'href="/fokusomraden/{area.key}/"' in shown and 'href="/matris/#a1"' in shown
    assert goal.text in shown and "Fullmäktige har antagit målen." in shown
    assert "Ett företag kan mycket" in shown and "Ring oss." in shown


def test_the_list_holds_as_many_as_the_number_that_leads_there(city, people, client_of):
    """Also what has passed its end and kept its status. Those within see more there: their numbers say so."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    place = (factories.levels()[0], factories.focus_areas()[0])
    for end in (yesterday, timezone.localdate(), None):
        published(status="pagaende", end_date=end, cells=[place])
    published(status="pagaende", cells=[place], audience="internt")
    links = {}
    for role in ("anyone", "reader", "office"):
        client = client_of(people[role])
        shown = re.findall(r'<a href="(/aktiviteter/[^"]*)">([^<]*aktivitet[^<]*)</a>', page(client))
        links[role] = {words: client.get(address).context["page"].hits for address, words in shown}
    numbers = ("3 pågående aktiviteter", "3 aktiviteter", "0 aktiviteter")
    within = {f"{words} som alla ser": 0 if words.startswith("0") else 4 for words in numbers}
    assert links["anyone"] == {words: int(words[0]) for words in numbers} | {"Alla 3 aktiviteter": 3}
    assert links["reader"] == links["office"] == within | {"Alla aktiviteter": 4}


@pytest.mark.parametrize(
    ("role", "leads"), [("contact", "Till Min sida"), ("reader", "Till Min sida"), ("office", "Till kontoret")]
)
def test_who_is_logged_in_is_led_to_the_own_desk(city, people, client_of, role, leads):
    client = client_of(people[role])
    shown = page(client)
    (address,) = re.findall(rf'<a class="btn btn-lg" href="([^"]+)">{leads}<', shown)
    assert client.get(address).status_code == 200 and "gäller det som är publicerat för alla" in shown


def test_an_empty_portal_has_a_start_page(city, anyone_client):
    shown = page(anyone_client)
    assert "pågående" not in shown and "Nytt i aktiviteterna" not in shown and shown.count("Tom ännu") == 15


def test_before_the_reference_file_is_read_there_is_a_page_too(db, anyone_client):
    assert "Portalen" in page(anyone_client)


def test_only_what_is_public_is_told(city, anyone_client, office_client):
    area, level = factories.focus_areas()[0], factories.levels()[0]
    published(title="kanarieintern", cells=[(level, area)], audience="internt", status="pagaende")
    factories.activity("kanarieutkast", cells=[(level, area)])
    for need in (
        factories.need("kanarietext"),
        factories.need(public_text="kanarievantar", public_by=factories.user()),
    ):
        need.focus_areas.add(area)
    for client in (anyone_client, office_client):
        assert "kanarie" not in page(client)


def test_the_four_newest_are_shown_newest_first(city, anyone_client):
    now = timezone.now()
    for day in range(6):
        row = published(title=f"Nyhet {day}")
        at = now - datetime.timedelta(days=day)
        Activity.objects.filter(pk=row.pk).update(published_at=at, facts_at=at, created_at=at)
    shown = page(anyone_client)
    assert [f"Nyhet {day}" in shown for day in range(6)] == [True] * 4 + [False] * 2
    assert shown.rindex("Nyhet 0") < shown.index("Nyhet 1") < shown.index("Nyhet 3")


@pytest.mark.parametrize(("days", "words"), [(0, "i dag:"), (1, "i går:"), (40, "den ")])
def test_when_the_newest_news_came(city, anyone_client, days, words):
    row, at = published(title="Nyhet"), timezone.now() - datetime.timedelta(days=days)
    Activity.objects.filter(pk=row.pk).update(published_at=at, facts_at=at, created_at=at)
    assert f"Senaste nytt {words}" in page(anyone_client)


def test_no_need_is_quoted_twice(city, anyone_client):
    need = worded("Delat av tre.", "Ordagrant.")
    need.focus_areas.set(factories.focus_areas())
    assert page(anyone_client).count("”Delat av tre.”") == 1


def test_an_unchanged_page_answers_304_and_shows_a_change_at_once(city, anyone_client):
    etag = anyone_client.get("/")["ETag"]
    assert anyone_client.get("/", headers={"If-None-Match": etag}).status_code == 304
    with change():
        published(title="Alldeles ny")
    response = anyone_client.get("/", headers={"If-None-Match": etag})
    assert response.status_code == 200 and "Alldeles ny" in response.content.decode()


def test_the_poster_has_a_sign_for_each_of_six_in_a_cell(city, anyone_client):
    place = (factories.levels()[0], factories.focus_areas()[0])
    for _ in range(6):
        published(cells=[place], status="pagaende")
    shown = page(anyone_client)
    poster = shown[shown.index('class="poster"') : shown.index("</table>")]
    assert poster.count("#s-ongoing") == 6
