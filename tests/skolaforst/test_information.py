"""Pages about the initiative and the portal: the facts of the data, and nothing of one city in the templates."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from activities.models import Participation
from network.change import change
from network.models import Body, Initiative
from tests import factories
from tests.needs.test_querysets import published

pytestmark = pytest.mark.django_db
ADDRESSES = ("/om/", "/for-foretag/", "/tillganglighet/", "/personuppgifter/", "/kakor/")


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture(autouse=True)
def city(db):
    factories.levels()
    factories.focus_areas()
    return factories.initiative(office_phone="021-00 00 00", office_address="Torget 1", answer_days=7)


@pytest.mark.parametrize("role", ["anyone", "reader", "contact", "office", "admin"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_everybody_may_read_them(people, client_of, role, address):
    assert "<h1" in page(client_of(people[role]), address)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_page_answers_304_and_shows_a_change_at_once(anyone_client, address):
    etag = anyone_client.get(address)["ETag"]
    assert anyone_client.get(address, headers={"If-None-Match": etag}).status_code == 304
    with change(reference=True):
        factories.initiative(office_email="nytt@skolaforst.example")
    response = anyone_client.get(address, headers={"If-None-Match": etag})
    assert response.status_code == 200 and "nytt@skolaforst.example" in response.content.decode()


def test_about_draws_the_model_from_its_bodies(anyone_client):
    factories.body(name="Styrelsen", part=Body.Part.CLIENT, description="Är beställare.")
    factories.body(name="Gammalt organ", part=Body.Part.STEERING, active=False)
    shown = page(anyone_client, "/om/")
    assert "Styrelsen" in shown and ">Beställer</p>" in shown and "Är beställare." in shown
    assert "Gammalt organ" not in shown


def test_about_has_methods_with_steps_questions_and_the_five_duties(anyone_client):
    from needs.models import GuidingQuestion

    factories.method("Ringa in", "Undersöka", name="Tjänstedesign")
    whole = GuidingQuestion.objects.create(key="hel", text="Om dagen:", order=1)
    GuidingQuestion.objects.create(key="del", text="Vilka hinder finns?", parent=whole, order=2)
    factories.need(respondent_group=factories.respondent_group(name="Lärare"))
    shown = page(anyone_client, "/om/")
    assert "Tjänstedesign" in shown and shown.index("Ringa in") < shown.index("Undersöka")
    assert shown.index("Om dagen:") < shown.index("Vilka hinder finns?")
    assert "Lärare har berättat i workshops." in shown
    assert all(word in shown for word in ("Avsluta", "Fortsätta", "Skala upp", "årliga planering"))


def test_companies_see_what_others_do_and_how_to_join(anyone_client):
    willing, unwilling = factories.external("Villiga föreningen"), factories.external("kanarieföreningen")
    for title, party, consent in (("Med samtycke", willing, True), ("Utan samtycke", unwilling, False)):
        row = published(title=title)
        row.roles.create(organisation=party, role="extern")
        Participation.objects.create(activity=row, organisation=party, consent=consent)
    shown = page(anyone_client, "/for-foretag/")
    assert "Med samtycke" in shown and "Utan samtycke" not in shown and "kanarie" not in shown
    assert 'href="mailto:kontoret@skolaforst.example?subject=' in shown
    end = shown[shown.index('id="h-med"') :]
    for words in ("kontoret@skolaforst.example", "021-00 00 00", "Torget 1", "inom sju arbetsdagar"):
        assert words in end, words


def test_companies_see_what_is_asked_for_with_links_the_emptiest_first(anyone_client):
    levels, areas = factories.levels(), factories.focus_areas()
    for area in (areas[0], areas[0], areas[0], areas[1]):
        published(cells=((levels[4], area),))
    waiting = factories.public_need("Vi vill se en Arbetsplats.")
    waiting.focus_areas.add(areas[1])
    factories.public_need("Bussen slutar gå.").focus_areas.add(areas[1])
    factories.need("Ingen prao alls.").focus_areas.add(areas[1])  # no public wording
    shown = page(anyone_client, "/for-foretag/")
    asked = [f"<h3>{areas[n].name}</h3>" for n in (2, 1, 0)]
    assert [shown.index(heading) for heading in asked] == sorted(shown.index(heading) for heading in asked)
    for words in (
        "Här gör inget företag och ingen förening något ännu.", "Bara 1 aktivitet med företag eller föreningar.",
        "3 aktiviteter med företag eller föreningar.", "3\u00a0behov väntar på en aktivitet.", "Läs 2 av dem",
        "Vi vill se en Arbetsplats.",
    ):  # fmt: skip
        assert words in shown, words
    assert f'href="/behov/{waiting.pk}/"' in shown and "Bussen slutar" not in shown and "Ingen prao" not in shown
    needs = f"/behov/?fokusomrade={areas[1].key}&lage=obesvarade"
    done = f"/aktiviteter/?fokusomrade={areas[0].key}&niva={levels[4].key}"
    for address, hits in ((needs, 2), (done, 3)):
        assert address.replace("&", "&amp;") in shown
        assert anyone_client.get(address).context["page"].hits == hits


def test_what_only_looks_like_work_is_no_need_for_companies(anyone_client):
    factories.public_need("Det är jobbigt i skolan.")
    factories.public_need("Jobbiga prov.")
    factories.public_need("Det är jobbigt att inte få ett jobb.")
    shown = page(anyone_client, "/for-foretag/")
    assert "att inte få ett jobb" in shown
    assert "jobbigt i skolan" not in shown and "Jobbiga prov" not in shown


@pytest.mark.parametrize("words", ["Vilka styrkeområden har jag?", "Det är svårt att jobba i klassrummet."])
def test_words_that_hold_others_are_no_need_for_companies(anyone_client, words):
    factories.public_need(public_text=words)
    assert words not in anyone_client.get("/for-foretag/").text


def test_companies_and_the_empty_cell_tell_one_number(anyone_client):
    for need in (factories.public_need("Vi vill se."), factories.need("Ingen publik lydelse.")):
        need.focus_areas.add(factories.focus_areas()[2])
    shown = page(anyone_client, "/for-foretag/")
    assert "2\u00a0behov väntar på en aktivitet." in shown and "Läs ett av dem<" in shown
    assert "2\u00a0behov i fokusområdet väntar på en aktivitet." in page(anyone_client, "/matris/")
    with change():
        Initiative.objects.update(company_headline="Ett företag kan mycket")
    assert "2\u00a0behov väntar på en aktivitet." in page(anyone_client, "/")


def test_companies_meet_no_word_that_only_the_city_understands(anyone_client):
    shown = page(anyone_client, "/for-foretag/")
    main = shown[shown.index("<main") :]
    words = ("koncern", "kraftsamling", "fokusområde", "samverkan", "matris")
    for word in (*words, *(level.label for level in factories.levels())):
        assert word not in main, word


def test_the_groups_own_companies_find_what_they_do_and_whom_to_ask(anyone_client, reader_client):
    company = factories.organisation("Energi AB", kind="bolag", key="energi")
    factories.organisation("Vatten AB", kind="bolag", key="vatten")
    factories.organisation("Annat AB", kind="bolag", confirmed=False)
    published(lead=company)
    shown = page(anyone_client, "/for-foretag/")
    assert '<a href="/aktiviteter/?organisation=energi">Energi AB</a> <span class="muted">1 aktivitet' in shown
    assert '<a href="/natverk/#v-vatten">Vatten AB</a>' in shown and "Annat AB" not in shown
    assert "Se vem som är er kontaktperson" not in shown and "Skriv till oss så svarar vi" in shown
    assert "Se vem som är er kontaktperson" in page(reader_client, "/for-foretag/")  # names are shown to readers


def test_the_statement_has_what_the_law_asks_for(anyone_client):
    shown = page(anyone_client, "/tillganglighet/")
    for part in (
        "Provstads stad står bakom", "Skola först", "delvis förenlig", "Det här är inte tillgängligt ännu",
        "12 §", "9 §",
        "Senaste bedömningen", "uppdaterades", "Hur vi har testat", "Rapportera brister",
        "https://www.digg.se/tdosanmalan",
    ):  # fmt: skip
        assert part in shown, part


def test_the_cookies_told_are_those_that_are_set(anyone_client, contact_client):
    shown = page(anyone_client, "/kakor/")
    names = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"}
    assert all(f"<code>{name}</code>" in shown for name in names)
    for address in ("/", "/behov/", *ADDRESSES):
        assert not anyone_client.get(address).cookies
    anyone_client.get("/konto/login/")
    contact_client.post("/konto/logout/")
    assert {*anyone_client.cookies, *contact_client.cookies} <= names
    assert settings.SESSION_COOKIE_AGE == 12 * 60 * 60  # "högst tolv timmar"


def test_what_the_administration_keeps_in_the_browser_is_told(anyone_client):
    """All that Django's own scripts keep there."""
    scripts = Path(finders.find("admin/js/theme.js")).parent.glob("*.js")
    kept = {
        found for script in scripts for found in re.findall(r"(\w+)Storage\.setItem\('?\"?([\w.]+)", script.read_text())
    }
    assert kept == {
        ("local", "theme"),
        ("local", "django.admin.navSidebarIsOpen"),
        ("session", "django.admin.navSidebarFilterValue"),
        ("session", "django.admin.filtersState"),
    }
    shown = page(anyone_client, "/kakor/")
    for part in ("ljust eller mörkt", "listan till vänster", "ligger kvar när du loggar ut", "tills du stänger fliken"):
        assert part in shown, part


def test_no_template_of_these_pages_names_a_city():
    folders = [Path(settings.BASE_DIR, "templates", name) for name in ("skolaforst", "goals", "needs")]
    files = [path for folder in folders for path in folder.rglob("*.html")]
    assert files and not [path.name for path in files if "västerås" in path.read_text().lower()]
