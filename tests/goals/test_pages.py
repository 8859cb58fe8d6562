"""Goals and focus areas: the adopted words, what leads to them, and never a figure that does not exist."""

import pytest

from goals.models import EffectGoal
from network.change import change
from network.models import Body
from tests import factories
from tests.needs.many import worded
from tests.needs.test_querysets import published

pytestmark = pytest.mark.django_db
NO_FIGURES = "Siffror för målen finns inte i portalen ännu."


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def goals(db) -> list[EffectGoal]:
    council = factories.body(name="Fullmäktige", part=Body.Part.ADOPTED_GOALS)
    note = {"note": "Skolan heter något annat nu.", "adopted_by": council}
    return [factories.goal(1, adopted_by=council), factories.goal(2, **note)]


def test_the_goals_stand_word_for_word_with_who_adopted_them(goals, anyone_client):
    page = text(anyone_client.get("/mal/"))
    assert "Fullmäktige har antagit målen." in page and "Skolan heter något annat nu." in page
    assert all(f'<a href="/mal/{goal.number}/">{goal.text}</a>' in page for goal in goals)
    assert page.count(NO_FIGURES) == 1


@pytest.mark.parametrize(
    ("served", "heading"),
    [(0, "Två mål, och ingen aktivitet ännu."), (1, "Två mål. Ett saknar aktivitet."), (2, "Två mål. Alla har")],
)
def test_the_heading_says_how_many_nothing_is_done_for(goals, anyone_client, served, heading):
    for goal in goals[:served]:
        published().goals.add(goal)
    assert heading in text(anyone_client.get("/mal/"))


def test_counts_are_of_what_one_may_see(goals, anyone_client, reader_client):
    published(factories.need(), audience="internt").goals.add(goals[0])
    factories.activity().goals.add(goals[0])  # a draft
    assert "ingen aktivitet ännu" in text(anyone_client.get("/mal/"))
    assert "Ett saknar aktivitet" in text(reader_client.get("/mal/"))


def test_a_goal_shows_what_serves_it_and_the_needs_behind(goals, anyone_client, reader_client):
    said = worded("Godkänd lydelse.", "kanarieordagrant")
    hidden = factories.need("kanarietext")
    published(said, hidden, title="Läxcafé").goals.add(goals[0])
    published(title="Annat").goals.add(goals[1])
    outside, inside = (text(client.get("/mal/1/")) for client in (anyone_client, reader_client))
    assert goals[0].text in outside and "Fullmäktige har antagit målet." in outside and NO_FIGURES in outside
    assert "Läxcafé" in outside and "Annat" not in outside and "1 aktivitet bidrar till målet" in outside
    assert "Godkänd lydelse." in outside and "kanarie" not in outside and "Och 1 behov till." in outside
    assert "kanarieordagrant" in inside and "kanarietext" in inside and "behov till" not in inside
    assert 'href="/matris/?mal=1"' in outside and 'href="/aktiviteter/?mal=1"' in outside


def test_a_goal_nothing_serves_offers_a_way_on(goals, anyone_client, contact_client):
    assert 'href="/natverk/"' in text(anyone_client.get("/mal/1/"))
    assert 'href="/aktiviteter/ny/"' in text(contact_client.get("/mal/1/"))


def test_a_goal_no_longer_in_use_is_read_as_long_as_activities_lead_there(goals, anyone_client):
    served = EffectGoal.objects.get(number=1)
    published(factories.public_need(), cells=[(factories.levels()[0], factories.focus_areas()[0])]).goals.add(served)
    with change(reference=True):
        EffectGoal.objects.filter(pk=served.pk).update(active=False)
    page = text(anyone_client.get("/mal/1/"))
    assert "Målet används inte längre" in page
    for address in ("/aktiviteter/?mal=1", "/matris/?mal=1", "/behov/?mal=1"):
        found = anyone_client.get(address)
        assert found.context["hits"] == "1 träff" and "Mål 1" in found.context["chosen"].labels.values(), address
        assert (f'href="{address}"' in page) == ("behov" not in address)
        assert '<option value="1"' in found.text and '<option value="1"' not in anyone_client.get(address[:-1]).text


def test_a_goal_not_in_use_is_not_there(goals, anyone_client, office_client):
    with change(reference=True):
        EffectGoal.objects.filter(number=2).update(active=False)
    for client in (anyone_client, office_client):
        assert [client.get(f"/mal/{number}/").status_code for number in (1, 2, 77)] == [200, 404, 404]
    assert "mal-2" not in text(anyone_client.get("/mal/"))


def test_a_focus_area_has_both_wordings_its_column_and_approved_words(anyone_client, reader_client):
    factories.initiative()
    factories.levels()
    area, other, _third = factories.focus_areas()
    said, hidden = worded("Godkänd lydelse.", "kanarieordagrant"), factories.need("kanarietext")
    for need in (said, hidden):
        need.focus_areas.add(area)
    level = factories.levels()[0]
    published(said, title="I området", cells=[(level, area)])
    published(title="I ett annat", cells=[(level, other)])
    published(title="Internt i området", cells=[(level, area)], audience="internt")
    outside, inside = (text(client.get(f"/fokusomraden/{area.key}/")) for client in (anyone_client, reader_client))
    assert area.name in outside and area.heading in outside and "I området" in outside
    assert "I ett annat" not in outside and "Internt i området" not in outside and "Internt i området" in inside
    assert "Godkänd lydelse." in outside and "kanarie" not in outside + inside
    assert outside.count("Här saknas något på nivån") == 2 * 4  # table and stacks


def test_needs_of_a_focus_area_are_counted_only_where_areas_are_set(anyone_client):
    factories.levels()
    area = factories.focus_areas()[0]
    factories.need()
    assert "<figure>" not in text(anyone_client.get(f"/fokusomraden/{area.key}/"))


@pytest.mark.parametrize("slug", ["finns-inte", "fritid"])
def test_a_focus_area_not_in_use_is_not_there(anyone_client, slug):
    area = factories.focus_areas()[2]
    with change(reference=True):
        type(area).objects.filter(pk=area.pk).update(active=False)
    assert anyone_client.get(f"/fokusomraden/{slug}/").status_code == 404


def test_a_focus_area_no_longer_used_is_read_as_long_as_activities_stand_there(anyone_client, contact_client):
    factories.initiative()
    area, level = factories.focus_areas()[2], factories.levels()[0]
    published(title="Kvar", cells=[(level, area)])
    with change(reference=True):
        type(area).objects.filter(pk=area.pk).update(active=False)
    for client in (anyone_client, contact_client):
        page = text(client.get(f"/fokusomraden/{area.key}/"))
        assert "Fokusområdet används inte längre." in page and "Kvar" in page
        assert "Här saknas något" not in page and "Lägg till" not in page
    assert anyone_client.get("/aktiviteter/", {"fokusomrade": area.key}).context["hits"] == "1 träff"


def test_an_unchanged_page_answers_304_and_shows_a_change_at_once(goals, anyone_client):
    factories.levels()
    area = factories.focus_areas()[0]
    for address in ("/mal/", "/mal/1/", f"/fokusomraden/{area.key}/"):
        etag = anyone_client.get(address)["ETag"]
        assert anyone_client.get(address, headers={"If-None-Match": etag}).status_code == 304
        with change():
            title = f"Ny för {address}"
            published(title=title, cells=[(factories.levels()[0], area)]).goals.add(goals[0])
        assert anyone_client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_more_needs_than_a_goal_shows_lead_to_the_list_of_them(goals, anyone_client):
    published(*(factories.public_need(f"Behov {n}") for n in range(12))).goals.add(goals[0])
    published(factories.public_need("Något annat.")).goals.add(goals[1])
    page = anyone_client.get("/mal/1/").content.decode()
    assert "Och 2 behov till." in page and 'href="/behov/?mal=1#lista"' in page
    response = anyone_client.get("/behov/?mal=1")
    assert response.context["page"].hits == 12 and "Ta bort filtret" in response.content.decode()
    assert "/behov/?mal=" not in anyone_client.get("/mal/2/").content.decode()


def test_how_many_needs_lie_behind_a_goal_leads_to_them(goals, anyone_client):
    published(factories.public_need()).goals.add(goals[0])
    page = anyone_client.get("/mal/").content.decode()
    assert page.count('href="/mal/1/#h-behov"') == 1 and "#h-behov" not in page.replace("/mal/1/#h-behov", "")
    assert 'id="h-behov"' in anyone_client.get("/mal/1/").content.decode()
