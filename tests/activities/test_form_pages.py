"""The form: its faults and parts, what cells demand, names that are typed, text that comes too late, odd input."""

import re
import uuid
from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied

from activities.content import Content
from activities.facts import Facts
from activities.models import Activity, Level
from activities.services import review, sending, together, writing
from activities.services.locking import kept_content_of
from needs.models import Need
from network.change import forget_kept
from network.models import Organisation
from network.services.organisations import confirm
from network.services.typed import find_or_type
from network.text import without_hidden
from skolaforst.services.merge import merge
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import cast as cast
from tests.activities.cast import newest

pytestmark = pytest.mark.django_db
NEW = "/aktiviteter/ny/"
UNIT, SHARED, OUTSIDE = 1, 3, 4  # levels that demand something
LAST = "Klubben Längst Bort"


@pytest.fixture
def world(department, company):
    factories.initiative()
    return {"levels": factories.levels(), "areas": factories.focus_areas(), "department": department}


def cell(world, level: int, area: int = 0) -> str:
    return f"{world['levels'][level].pk}-{world['areas'][area].pk}"


def text_of(answer) -> str:
    return answer.content.decode()


def write(client, **fields):
    data = {"title": "Läxcafé", "status": "ide", "gor": "spara", "form_key": str(uuid.uuid4())} | fields
    return client.post(NEW, data, follow=True)


def draft(client, world, **fields) -> Activity:
    write(client, **{"lead": world["department"].pk, "summary": "Vi läser."} | fields)
    return Activity.objects.select_related("newest_version").latest("pk")


def edit(client, activity: Activity, **fields):
    newest = activity.newest_version.content
    data = {name: newest[name] or "" for name in ("title", "summary", "description", "lead")}
    data |= {"version": activity.newest_version_id, "gor": "spara", "status": activity.status}
    data["cells"] = [f"{level}-{area}" for level, area, _unit in newest["cells"]]
    return client.post(f"/aktiviteter/{activity.pk}/redigera/", data | fields, follow=True)


def now(activity: Activity) -> Activity:
    return Activity.objects.select_related("newest_version").get(pk=activity.pk)


def words(answer) -> list[str]:
    return [part.word for part in answer.context["parts"]]


def hidden(page: str) -> str:
    """What the hidden fields of the page's own form would send, and the value of its button."""
    form = page[page.index("data-submit-once") :]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return urlencode([(name, value) for name, value in fields if name != "csrfmiddlewaretoken"])


# Faults


def test_all_faults_come_at_once(contact_client, world):
    page = text_of(
        write(contact_client, gor="skicka", summary="x" * 601, start_date="2026-05-01", end_date="2026-04-01")
    )
    for fault in ("Texten är för lång", "Slutdatum kan inte vara före", "Välj minst en ruta"):
        assert fault in page
    assert "Skriv en sammanfattning" not in page  # one fault a field


def test_a_draft_is_not_told_what_submitting_demands(contact_client, world):
    page = text_of(write(contact_client, title=""))
    assert "Skriv en rubrik" in page and "Välj minst en ruta i" not in page


def test_a_missing_unit_is_a_fault_at_its_own_field(contact_client, world):
    cells = [cell(world, UNIT, 0), cell(world, UNIT, 1)]
    named = {f"units_{cells[0]}": "Biblioteket"}
    page = text_of(
        write(contact_client, lead=world["department"].pk, summary="Text.", cells=cells, gor="skicka", **named)
    )
    assert "Skriv vilken enhet" in page
    assert 'href="#id_units_1"' in page and 'href="#id_cells_0"' not in page
    assert re.findall(r'id="(id_units_\d)"[^>]*aria-invalid', page) == ["id_units_1"]


@pytest.mark.parametrize(("level", "name"), [(UNIT, "units"), (SHARED, "co_owners"), (OUTSIDE, "externals")])
def test_what_a_ticked_cell_demands_is_not_optional(contact_client, world, level, name):
    fresh = contact_client.get(NEW).context["form"]
    assert name not in fresh.demanded
    tried = write(contact_client, summary="Text.", cells=[cell(world, level)], gor="skicka")
    group = text_of(tried).split(f'id="div_id_{name}"')[1].split("</legend>")[0]
    assert "(frivilligt)" not in group


@pytest.mark.parametrize(
    ("names", "wrong"), [([], [0]), (["x" * 161], [0]), (["Klubben", "x" * 161], [1]), (["Klubben", "Kyrkan"], [])]
)
def test_of_the_external_parties_only_the_row_at_fault_is_marked(contact_client, world, names, wrong):
    given = {f"externals_{i}": name for i, name in enumerate(names)}
    page = text_of(write(contact_client, summary="x", cells=[cell(world, OUTSIDE)], gor="skicka", **given))
    rows = re.findall(r'<input type="text" name="externals_(\d+)"[^>]* aria-invalid="true"', page)
    assert [int(row) for row in rows] == wrong
    assert [int(row) for row in re.findall(r'<li><a href="#id_externals_(\d+)"', page)] == wrong


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("kulturkontoret", "”kulturkontoret” är ansvarig och kan inte vara extern part också."),
        (
            "Hus & Hem",
            "”Hus &amp; Hem” finns bland verksamheterna. Sök den bland medägare eller medverkande i stället.",
        ),
        ("HH", "”HH” finns bland verksamheterna."),
        ("”AB Hus & Hem.”", "finns bland verksamheterna."),
        ("Återbruket", "”Återbruket” finns bland verksamheterna."),
        ("Åter bruket", "”Åter bruket” finns bland verksamheterna."),
        ("Hus och Hem", "finns bland verksamheterna."),
        ("Provstad kommun", "”Provstad kommun” är vi själva."),
        ("-", "”-” är inget namn. Skriv hela namnet."),
        ("x", "”x” är inget namn."),
        ("123", "”123” är inget namn."),
        ("Hamnskolan", "”Hamnskolan” är en enhet hos Hus &amp; Hem. Sök Hus &amp; Hem bland medägare"),
        ("Egna skolan", "”Egna skolan” är en enhet hos den som är ansvarig. Välj en ruta"),
    ],
)
def test_one_of_the_group_is_no_external_party_and_told_where_it_belongs(contact_client, world, name, told):
    Organisation.objects.filter(pk=world["department"].pk).update(name="Kulturkontoret")
    factories.unit(factories.organisation("Hus & Hem", short_name="HH"), "Hamnskolan")
    factories.unit(world["department"], "Egna skolan")
    factories.organisation("Återbruket", kind="kommunalforbund", in_group=False)
    forget_kept()
    given = {"externals_0": "Klubben", "externals_1": name}
    page = text_of(write(contact_client, lead=world["department"].pk, **given))
    assert told in page
    assert re.findall(r'<input type="text" name="externals_(\d+)"[^>]* aria-invalid="true"', page) == ["1"]
    assert not Activity.objects.exists()


def test_a_unit_in_a_cell_that_is_not_ticked_stops_nothing(contact_client, world):
    first, second = cell(world, UNIT, 0), cell(world, UNIT, 1)
    given = {f"units_{first}": "Biblioteket", f"units_{second}": "-"}
    write(contact_client, lead=world["department"].pk, cells=[first], **given)
    assert Activity.objects.get().placements.get().unit.name == "Biblioteket"


@pytest.mark.parametrize("name", ["-", "7"])
def test_a_unit_has_a_name(contact_client, world, name):
    place = cell(world, UNIT, 0)
    page = text_of(write(contact_client, lead=world["department"].pk, cells=[place], **{f"units_{place}": name}))
    assert f"”{name}” är inget namn. Skriv hela namnet." in page and not Activity.objects.exists()


@pytest.mark.parametrize("name", ["Hus & Hem", "hh", "Återbruket"])
def test_an_organisation_of_its_own_is_no_unit_of_anothers(contact_client, world, name):
    factories.organisation("Hus & Hem", short_name="HH")
    factories.organisation("Återbruket", kind="kommunalforbund", in_group=False)
    forget_kept()
    first, second = cell(world, UNIT, 0), cell(world, UNIT, 1)
    given = {f"units_{first}": "Biblioteket", f"units_{second}": name}
    page = text_of(write(contact_client, lead=world["department"].pk, cells=[first, second], **given))
    assert f"{name.replace('&', '&amp;')}” är en egen verksamhet. Skriv vilken enhet det gäller" in page
    assert re.findall(r'id="(id_units_\d)"[^>]*aria-invalid', page) == ["id_units_1"]
    assert not Activity.objects.exists()


def test_the_chosen_cells_are_said_in_words_after_a_round_trip(contact_client, world):
    assert "Ingen ruta vald än.</p>" in text_of(contact_client.get(NEW))
    page = text_of(write(contact_client, title="", cells=[cell(world, 0), cell(world, 2, 2)]))
    assert "Två rutor valda: Individ – Relationer, Förvaltning/bolag – Fritid.</p>" in page


def test_the_matrix_says_what_a_level_demands_before_one_tries(contact_client, world):
    rows = re.findall(
        r'<tr(?: data-demands="(\w+)")?><th scope="row">[^<]*(?:<small>([^<]*))?', text_of(contact_client.get(NEW))
    )
    assert rows == [
        ("", ""),
        ("units", "skriv vilken enhet"),
        ("", ""),
        ("co_owners", "minst två verksamheter"),
        ("externals", "minst en extern part"),
    ]


def summary_of(page: str) -> str:
    return page.split('class="error-summary"')[1].split("</ul>")[0]


def test_each_fault_in_the_summary_names_its_field(contact_client, world):
    page = text_of(write(contact_client, gor="skicka", title="", summary="x" * 601, start_date="1999-01-01"))
    told = re.findall(r'<a href="#id_(\w+)">([^<]*)</a>', summary_of(page))
    assert ("title", "Skriv en rubrik.") in told
    assert ("summary", "Sammanfattning: Texten är för lång. Skriv högst 600 tecken, nu är det 601.") in told
    assert ("start_date", "Startdatum: Skriv ett år mellan 2000 och 2100.") in told
    assert "</span>Texten är för lång" in page  # beside the field its label is enough


def test_a_line_break_is_one_letter(contact_client, world):
    lines = "\r\n".join(["x" * 99] * 6)
    assert draft(contact_client, world, summary=lines + "x").summary == "\n".join(["x" * 99] * 6) + "x"
    assert "nu är det 602" in text_of(write(contact_client, summary=lines + "x\r\nx"))


@pytest.mark.parametrize(("status", "told"), [("ide", True), ("planerad", True), ("pagaende", False)])
def test_what_has_not_begun_has_reached_nobody(contact_client, world, status, told):
    page = text_of(write(contact_client, lead=world["department"].pk, status=status, reached="12"))
    assert ("Aktiviteten har inte börjat än" in page) is told
    assert Activity.objects.exists() is not told


# Searching without scripts


def test_searching_finds_no_faults_and_leads_back_to_the_field(contact_client, world):
    factories.need("Vi vill ha läxhjälp")
    page = text_of(write(contact_client, title="", end_date="x", gor="sok-needs", sok_needs="läx"))
    assert "Vi vill ha läxhjälp" in page
    assert "error-summary" not in page and "<title>Ny aktivitet" in page and "Fel:" not in page
    assert 'value="sok-needs" formaction="#valj-needs"' in page and 'id="valj-needs"' in page


def test_enter_saves_or_searches_where_a_search_is_written(contact_client, world):
    factories.need("Vi vill ha läxhjälp")
    given = {"lead": world["department"].pk, "gor": "enter"}
    assert "Vi vill ha läxhjälp" in text_of(write(contact_client, **given, sok_needs="läx"))
    assert not Activity.objects.exists()
    assert "Utkastet är sparat" in text_of(write(contact_client, **given))
    page = text_of(contact_client.get(NEW))
    assert re.search(r'name="gor" value="(\w+)"', page)[1] == "enter"  # what the browser presses


# The parts


def test_a_part_nobody_has_touched_is_not_complete(contact_client, office_client, world):
    assert words(contact_client.get(NEW)) == ["Inget ifyllt", "Inget ifyllt", "Frivilligt", "Frivilligt", "Frivilligt"]
    assert words(office_client.get(NEW))[2] == "Inget ifyllt"  # who may write for any must say for whom


def test_the_parts_of_a_draft_say_what_is_there_and_how_much_is_missing(contact_client, world):
    activity = draft(contact_client, world, summary="", target_group="Alla", cells=[cell(world, 0)])
    page = contact_client.get(f"/aktiviteter/{activity.pk}/redigera/")
    assert words(page) == ["Saknas: 1", "Klart", "Frivilligt", "Frivilligt", "Klart"]


def test_a_part_that_lacks_what_the_levels_demand_says_what(contact_client, world):
    activity = draft(contact_client, world, cells=[cell(world, SHARED), cell(world, OUTSIDE)])
    answer = contact_client.get(f"/aktiviteter/{activity.pk}/redigera/")
    part = answer.context["parts"][2]
    assert (part.word, part.missing) == ("Saknas: 2", ("Medägare", "Externa parter"))
    assert "<small" in text_of(answer) and "Medägare, Externa parter</small>" in text_of(answer)


def test_a_fault_in_the_list_of_parts_has_a_sign_and_a_word(contact_client, world):
    page = text_of(write(contact_client, title=""))
    told = page.split('class="toc"')[1].split("</nav>")[0]
    assert re.search(r'<span class="e" data-part="del-1"><svg.*?</svg> Fel: 1</span>', told)


# Names that are typed


@pytest.mark.parametrize("sent", [{"title": ""}, {"gor": "skicka"}, {"end_date": "x"}])
def test_a_refused_form_makes_no_organisation(contact_client, world, sent):
    before = Organisation.objects.count()
    write(contact_client, **{"externals_0": LAST, "lead": world["department"].pk} | sent)
    edit(contact_client, draft(contact_client, world), **{"externals_0": LAST} | sent)
    assert Organisation.objects.count() == before


def test_what_a_service_refuses_leaves_no_organisation(contact_client, world, monkeypatch):
    from activities.services.facts import FactsChanged

    activity = draft(contact_client, world)
    before = Organisation.objects.count()

    def refuse(*args, **kwargs):
        raise FactsChanged(Facts.of(activity), ["status"])

    monkeypatch.setattr(sending, "change_facts", refuse)
    assert "Det här har ändrats" in text_of(edit(contact_client, activity, externals_0=LAST))
    assert Organisation.objects.count() == before and now(activity).versions.count() == 1


def test_a_conflict_makes_no_organisation_but_shows_the_name(contact_client, client_of, deputy, world):
    activity = draft(contact_client, world, cells=[cell(world, UNIT)])
    edit(contact_client, activity, summary="Först")
    before = Organisation.objects.count()
    mine = {"summary": "Sedan", "externals_0": LAST, f"units_{cell(world, UNIT)}": "Biblioteket"}
    page = text_of(edit(client_of(deputy), activity, **mine))
    assert LAST in page and "(Biblioteket)" in page
    assert Organisation.objects.count() == before
    newest = now(activity).newest_version_id
    edit(client_of(deputy), activity, **mine, theirs=newest, val_summary="mine")
    content = Content.from_json(now(activity).newest_version.content)
    made = Organisation.objects.filter(name__in=[LAST, "Biblioteket"])
    assert content.typed == {row.pk for row in made} and len(made) == 2
    assert {row.parent_id for row in made} == {None, world["department"].pk}


@pytest.mark.parametrize("mended", ["confirmed", "merged"])
@pytest.mark.parametrize("writer", ["who typed it", "another"])
def test_a_name_mended_while_the_form_stood_open_stays_the_same_with_its_consent(
    contact_client, client_of, deputy, office, world, mended, writer
):
    place = cell(world, UNIT)
    names = {"externals_0": "Klubben", "externals_ok_0": "on", f"units_{place}": "Bibblan"}
    activity = draft(contact_client, world, cells=[place], **names)
    client = contact_client if writer == "who typed it" else client_of(deputy)
    page = client.get(f"/aktiviteter/{activity.pk}/redigera/").text
    shown = dict(re.findall(r'name="((?:externals|units)_was_[^"]+)" value="([^"]+)"', page))
    assert len(shown) == 2
    kept = {"Klubben": factories.external("Fritids"), "Bibblan": factories.unit(world["department"], "Biblioteket")}
    for name, other in kept.items():
        typed = Organisation.objects.get(name=name)
        if mended == "merged":
            merge(typed.pk, other.pk, by=office)
        else:
            kept[name] = confirm(typed.pk, name=f"{name} AB", by=office)
    edit(client, now(activity), title="Nytt", **names | shown)
    content = Content.of(now(activity))
    assert content.title == "Nytt"
    assert (content.externals, content.units) == ({kept["Klubben"].pk}, {kept["Bibblan"].pk})
    assert activity.participations.get(organisation=kept["Klubben"]).consent


@pytest.mark.parametrize(
    ("who", "button", "kept", "agreed"),
    [
        ("contact", "spara", "Ändringen är sparad, men inte inskickad.", False),
        ("contact", "skicka", "Inskickad. Projektkontoret läser", True),
        ("office", "skicka", "Inskickad. Du kan granska", False),
        ("office", "correct", "Rättelsen är sparad.", True),
    ],
)
def test_a_change_of_something_live_says_that_consent_waits_for_nobody(client_of, cast, who, button, kept, agreed):
    """The page said that what is published stands until the office has read the change. Of those whom the change names
    for the first time nothing is said: they stand nowhere yet.
    """
    activity = states.live_submitted(cast) if button == "correct" else states.live(cast)
    together.set_consent(activity, cast.party, agreed, by=cast["office"])
    name, page = Organisation.objects.get(pk=cast.party).name, client_of(cast[who])
    address = f"/aktiviteter/{activity.pk}/redigera/"
    shown = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page.get(address).text))
    given = {key: value for key, value in shown.items() if key.startswith("externals_was") or key == "version"}
    given |= {"title": "Nytt", "summary": "Text.", "lead": cast.lead, "cells": ["{}-{}".format(*cast.cell().place)]}
    factories.external("Ny och tyst")
    given |= {"externals_0": name, "externals_1": "Ny och tyst", "externals_2": "Ny och glad", "externals_ok_2": "on"}
    given |= {"gor": "spara", "rattar": "1"} if button == "correct" else {"gor": button}
    answer = page.post(address, given if agreed else given | {"externals_ok_0": "on"}, follow=True).text
    assert kept in answer
    assert (f"{name} får nämnas vid namn från och med nu." in answer) is not agreed
    assert (f"{name} visas inte längre bland dem som medverkar." in answer) is agreed
    assert answer.count("vid namn från och med nu.") + answer.count("visas inte längre bland dem som medverkar.") == 1


def test_an_id_that_the_form_never_showed_names_nobody(contact_client, world):
    activity, other = draft(contact_client, world), factories.external("Hemliga")
    edit(contact_client, activity, externals_0="Nya", externals_was_0=f"ja|{other.pk}|Nya")
    assert other.pk not in Content.of(now(activity)).externals and len(Content.of(now(activity)).externals) == 1


def test_the_same_name_typed_by_two_at_once_is_one_party(contact_client, client_of, deputy, world):
    place = f"units_{cell(world, UNIT)}"
    activity = draft(contact_client, world, cells=[cell(world, UNIT)])
    edit(contact_client, activity, externals_0="Klubben", **{place: "Biblioteket"})
    newest = now(activity).newest_version
    mine = {"title": "Nyare", "externals_0": " klubben", place: "biblioteket"}
    edit(client_of(deputy), activity, **mine, theirs=newest.pk)
    assert now(activity).newest_version.content == newest.content | {"title": "Nyare"}
    assert Organisation.objects.filter(confirmed=False).count() == 2


def test_a_name_that_somebody_took_away_meanwhile_is_not_made_again(contact_client, client_of, deputy, world):
    place = f"units_{cell(world, UNIT)}"
    names = {"externals_0": "Klubben", place: "Biblioteket"}
    activity = draft(contact_client, world, cells=[cell(world, UNIT)], **names)
    edit(contact_client, activity, **{place: "Arkivet"})
    newest = now(activity).newest_version
    edit(client_of(deputy), activity, title="Nyare", **names, theirs=newest.pk)
    assert now(activity).newest_version.content == newest.content | {"title": "Nyare"}
    assert Organisation.objects.filter(confirmed=False).count() == 3


def test_a_name_in_two_fields_is_one_organisation(contact_client, world):
    units = {f"units_{cell(world, UNIT, area)}": name for area, name in enumerate(("Biblioteket", "biblioteket "))}
    draft(contact_client, world, cells=[cell(world, UNIT, 0), cell(world, UNIT, 1)], **units)
    assert Organisation.objects.filter(kind="enhet").count() == 1


def test_who_may_not_write_may_not_type(reader, contact):
    with pytest.raises(PermissionDenied):
        find_or_type(LAST, kind="extern", by=reader)
    assert find_or_type(LAST, kind="extern", by=contact)


def test_a_unit_of_the_former_lead_is_asked_for_again(office_client, company, world):
    unit = {f"units_{cell(world, UNIT)}": "Biblioteket"}
    activity = draft(office_client, world, cells=[cell(world, UNIT)], **unit)
    page = text_of(edit(office_client, activity, lead=company.pk, **unit))
    assert "”Biblioteket” hör till Kulturförvaltningen" in page and 'href="#id_units_0"' in page
    assert now(activity).versions.count() == 1
    edit(office_client, activity, lead=company.pk, **{f"units_{cell(world, UNIT)}": "Kontoret i hamnen"})
    (made,) = Content.from_json(now(activity).newest_version.content).typed
    assert Organisation.objects.get(pk=made).parent == company


def test_a_service_refuses_a_unit_of_somebody_else(contact, company, world):
    from django.core.exceptions import ValidationError

    from activities.content import Cell
    from activities.facts import Facts

    strange = factories.unit(company, "Lagret")
    level, area = world["levels"][UNIT], world["areas"][0]
    content = Content(title="x", lead=world["department"].pk, cells=frozenset({Cell(level.pk, area.pk, strange.pk)}))
    with pytest.raises(ValidationError) as refused:
        writing.create(content, Facts(), form_key=uuid.uuid4(), by=contact)
    assert list(refused.value.message_dict) == ["units"]
    assert not Activity.objects.exists()


def test_a_unit_typed_before_anybody_led_stays_when_somebody_does(office_client, world):
    unit = {f"units_{cell(world, UNIT)}": "Biblioteket"}
    activity = draft(office_client, world, lead="", cells=[cell(world, UNIT)], **unit)
    edit(office_client, activity, lead=world["department"].pk, **unit)
    assert Organisation.objects.filter(kind="enhet").count() == 1
    assert Content.from_json(now(activity).newest_version.content).lead == world["department"].pk


def test_units_are_suggested_of_who_leads(office_client, company, world):
    factories.unit(world["department"], "Biblioteket")
    factories.unit(company, "Lagret")
    page = text_of(office_client.get(NEW))
    assert 'value="Biblioteket" label="Biblioteket, Kultur"' in page and 'value="Lagret"' in page
    page = text_of(write(office_client, title="", lead=company.pk))
    assert 'value="Lagret">' in page and 'value="Biblioteket"' not in page


# What is published


def test_the_form_of_what_is_published_says_where_its_facts_are_told(contact_client, office, world):
    activity = draft(contact_client, world, cells=[cell(world, 0)])
    address = f'href="/aktiviteter/{activity.pk}/lage/"'
    edit_page = f"/aktiviteter/{activity.pk}/redigera/"
    assert 'name="status"' in (page := text_of(contact_client.get(edit_page))) and address not in page
    edit(contact_client, activity, gor="skicka")
    review.publish(now(activity).newest_version, audience="publikt", by=office)
    page = text_of(contact_client.get(edit_page))
    assert 'name="status"' not in page and address in page.split('id="del-5"')[1]
    saved = text_of(edit(contact_client, activity, summary="Vi läser mer."))
    assert "Ändringen är sparad, men inte inskickad." in saved


# Text that comes too late


def test_what_was_chosen_is_told_too_but_no_id_tells_what_one_may_not_see(client, contact_client, company, world):
    need, goal = factories.need("Vi vill ha läxhjälp"), factories.goal(1)
    hidden_party = Organisation.objects.create(name="Hemliga klubben", kind="extern", key="hemlig")
    given = {"cells": [cell(world, 0)], "goals": [goal.pk], "co_owners": [company.pk, hidden_party.pk, "x"]}
    page = text_of(write(client, summary="Vi läser.", needs=[need.pk], method="9", **given))
    assert "Du är utloggad" in page and "Vi läser." in page
    assert "Individ, Relationer" in page and str(goal) in page and company.name in page and "1 behov" in page
    assert "läxhjälp" not in page and "Hemliga" not in page
    strange = text_of(write(client, summary="x", cells=["1-2-3", "a"], lead="9" * 30, goals=["-1"]))
    assert "Du är utloggad" in strange


def test_the_text_of_a_deleted_draft_can_become_a_new_one(contact_client, client_of, deputy, world):
    activity = draft(contact_client, world)
    contact_client.post(f"/aktiviteter/{activity.pk}/ta-bort/", {"version": activity.newest_version_id})
    page = text_of(
        edit(client_of(deputy), activity, summary="Min långa text", externals_0=LAST, cells=[cell(world, 0)])
    )
    assert "Den kan vara borttagen" in page and "Min långa text" in page and LAST in page
    assert f'action="{NEW}"' in page
    sent = hidden(page) + "&gor=spara"
    client_of(deputy).post(NEW, sent, content_type="application/x-www-form-urlencoded")
    saved = Activity.objects.get()
    assert saved.summary == "Min långa text" and saved.placements.count() == 1 and saved.roles.count() == 2


def test_what_was_submitted_meanwhile_is_taken_back_with_the_text(contact_client, client_of, deputy, world):
    activity = draft(contact_client, world, cells=[cell(world, 0)])
    edit(contact_client, activity, gor="skicka")
    answer = edit(client_of(deputy), activity, summary="Min långa text")
    page = text_of(answer)
    assert answer.status_code == 403
    assert "Kontakt skickade in aktiviteten" in page and "Min långa text" in page
    assert "Ta tillbaka och spara texten" in page
    address = f"/aktiviteter/{activity.pk}/redigera/"
    sent = hidden(page) + "&gor=tillbaka"
    client_of(deputy).post(address, sent, content_type="application/x-www-form-urlencoded")
    saved = now(activity)
    assert (saved.review, saved.summary) == ("utkast", "Min långa text")


@pytest.mark.parametrize("agrees", [True, False])
def test_a_party_that_stands_twice_keeps_its_consent(contact_client, world, agrees):
    said = {"externals_0": "Klubben"} | ({"externals_ok_0": "on"} if agrees else {})
    activity = draft(contact_client, world, **said)
    party = Organisation.objects.get(name="Klubben")
    shown = said | {"externals_was_0": f"{'ja' if agrees else 'nej'}|{party.pk}|Klubben"}
    again = {"externals_1": "KLUBBEN"} | ({} if agrees else {"externals_ok_1": "on"})
    page = text_of(edit(contact_client, activity, **shown, **again))
    assert "”KLUBBEN” står två gånger, med olika svar om namnet får visas." in page
    assert activity.participations.get(organisation=party).consent is agrees
    edit(contact_client, activity, **shown, externals_1="klubben", **({"externals_ok_1": "on"} if agrees else {}))
    assert activity.participations.get().organisation.name == "Klubben"


@pytest.mark.parametrize(
    ("meanwhile", "review_then", "told"),
    [
        ("publish", "klar", "hann före. Senast: Kontor publicerade den"),
        ("send back", "tillbaka", "hann före. Senast: Kontor skickade tillbaka den"),
        ("take back", "utkast", ""),
        ("correct to what is live", "utkast", ""),  # told as what two have written
    ],
)
def test_a_text_that_takes_a_submission_back_is_stored_unless_the_office_has_decided(
    contact_client, client_of, deputy, office, world, meanwhile, review_then, told
):
    activity = draft(contact_client, world, cells=[cell(world, 0)])
    edit(contact_client, activity, gor="skicka")
    if meanwhile == "correct to what is live":
        review.publish(now(activity).newest_version, audience="publikt", by=office)
        edit(contact_client, now(activity), summary="En ändring.", gor="skicka")
    late = edit(client_of(deputy), now(activity), description="Min långa text", status="pagaende")
    version = now(activity).newest_version
    if meanwhile == "publish":
        review.publish(version, audience="publikt", by=office)
    elif meanwhile == "send back":
        review.send_back(version, reason="Skriv mer.", by=office)
    elif meanwhile == "take back":
        contact_client.post(f"/aktiviteter/{activity.pk}/ta-tillbaka/", {"version": version.pk})
    else:
        writing.save(version, kept_content_of(now(activity).live_version), by=office, corrects=True)
    address, kind = f"/aktiviteter/{activity.pk}/redigera/", {"content_type": "application/x-www-form-urlencoded"}
    page = text_of(client_of(deputy).post(address, f"{hidden(text_of(late))}&gor=tillbaka", follow=True, **kind))
    if "Kontor sparade medan du skrev" in page:
        page = text_of(client_of(deputy).post(address, f"{hidden(page)}&gor=spara", follow=True, **kind))
    saved = now(activity)
    assert told in page and "Min långa text" in page
    assert saved.review == review_then
    assert saved.newest_version.content["description"] == ("" if told else "Min långa text")
    assert (saved.status == "ide") == (meanwhile != "take back")
    assert ("Status och datum gäller direkt." in page) == (meanwhile == "publish")


def test_what_was_submitted_anew_since_is_not_taken_back(contact_client, client_of, deputy, world):
    activity = draft(contact_client, world, cells=[cell(world, 0)])
    edit(contact_client, activity, gor="skicka")
    sent = hidden(text_of(edit(client_of(deputy), activity, summary="Min långa text")))
    contact_client.post(f"/aktiviteter/{activity.pk}/ta-tillbaka/", {"version": activity.newest_version_id})
    edit(contact_client, now(activity), summary="Deras", gor="skicka")
    address, kind = f"/aktiviteter/{activity.pk}/redigera/", {"content_type": "application/x-www-form-urlencoded"}
    page = text_of(client_of(deputy).post(address, f"{sent}&gor=tillbaka", **kind))
    assert now(activity).review == "inskickad" and "Min långa text" in page and "Ta tillbaka och spara" in page


def test_back_to_a_new_form_that_was_submitted_says_so(contact_client, world):
    key = str(uuid.uuid4())
    given = {"lead": world["department"].pk, "summary": "Vi läser.", "cells": [cell(world, 0)], "form_key": key}
    write(contact_client, **given, gor="skicka")
    page = text_of(write(contact_client, **given, title="För sent"))
    assert "Du skickade in aktiviteten" in page
    activity = Activity.objects.get()
    sent = hidden(page) + "&gor=tillbaka"
    address = f"/aktiviteter/{activity.pk}/redigera/"
    contact_client.post(address, sent, content_type="application/x-www-form-urlencoded")
    assert (now(activity).review, now(activity).title) == ("utkast", "För sent")


def test_saving_what_is_published_without_a_change_says_that_nothing_is_changed(cast, client_of):
    activity = states.live(cast)
    client = client_of(cast["contact"])
    name, said = Organisation.objects.get(pk=cast.party).name, newest(activity).content
    same = {"participants": said["participants"], "co_owners": said["co_owners"], "externals_0": name}
    same["externals_was_0"] = f"nej|{cast.party}|{name}"
    assert "Inget är ändrat. Det publicerade står som det stod." in text_of(edit(client, activity, **same))
    assert now(activity).newest_version_id == activity.newest_version_id


def test_comments_of_the_office_are_led_to_from_the_reason(cast, client_of):
    activity = states.submitted(cast)
    review.send_back(newest(activity), reason="Se nedan.", by=cast["office"], field_comments={"summary": "Kortare."})
    page = client_of(cast["contact"]).get(f"/aktiviteter/{activity.pk}/redigera/").text
    assert '<a href="#id_summary">Sammanfattning</a>' in page and 'id="id_summary"' in page
    assert "Kommentar: 1" in page


def test_the_text_for_an_archived_activity_is_told_so(contact_client, office, world):
    activity = draft(contact_client, world)
    review.archive(activity, by=office)
    page = text_of(edit(contact_client, activity, summary="Min långa text"))
    assert "har arkiverat aktiviteten" in page and "Min långa text" in page and "Ta tillbaka" not in page


def test_whose_duty_has_ended_is_told_so(contact_client, contact, world):
    activity = draft(contact_client, world)
    contact.user.seats.update(starts="2025-01-01", ended="2026-01-01")
    page = text_of(edit(contact_client, activity, summary="Min långa text", externals_0=LAST))
    assert "uppdrag att skriva aktiviteter har upphört" in page and "loggat in igen" not in page
    assert "Min långa text" in page and LAST in page and "Spara som nytt utkast" not in page


def test_nobody_learns_from_it_whether_an_activity_is_there(contact_client, contact2_client, world):
    activity = draft(contact_client, world)
    data = {"title": "x", "summary": "Text", "gor": "spara", "status": "ide"}
    there = contact2_client.post(f"/aktiviteter/{activity.pk}/redigera/", data)
    nowhere = contact2_client.post("/aktiviteter/999999/redigera/", data)
    assert there.status_code == nowhere.status_code == 403
    seen = [re.sub(r'value="[^"]{64}"|value="[^"]{36}"|/\d+/', "", text_of(answer)) for answer in (there, nowhere)]
    assert seen[0] == seen[1]


# What nobody expects


def test_a_text_that_is_far_too_long_comes_back_whole(contact_client, world):
    long = "ö" * 60_000
    page = text_of(write(contact_client, description=long, summary=long))
    assert "Skriv högst 20000 tecken, nu är det 60000" in page and "Skriv högst 600 tecken" in page
    assert page.count(long) == 2


@pytest.mark.parametrize("text", ["Läx\0café", "Läxcafé 👩‍👧‍👦🎉", "Läx\u200fcafé", "Läx\ufeffcafé"])
def test_odd_letters_are_saved(contact_client, world, text):
    names = {"externals_0": text, f"units_{cell(world, UNIT)}": text}
    activity = draft(contact_client, world, title=text, summary=text, cells=[cell(world, UNIT)], **names)
    assert activity.title == activity.summary == without_hidden(text).replace("\0", "")
    assert write(contact_client, gor="sok-needs", sok_needs=text).status_code == 200
    assert contact_client.get("/aktiviteter/valj/behov/", {"sok_needs": text}).status_code == 200


@pytest.mark.parametrize("title", ["\u200f", "\ufeff\u200b", "\0"])
def test_a_title_that_nobody_sees_is_none(contact_client, world, title):
    assert "Skriv en rubrik" in text_of(write(contact_client, lead=world["department"].pk, title=title))
    assert not Activity.objects.exists()


def test_five_hundred_needs_and_each_twice(contact_client, world):
    first = factories.need("Första")
    given = {name: getattr(first, name) for name in ("collection", "category", "question", "respondent_group")}
    Need.objects.bulk_create(Need(text=f"Behov {n}", **given) for n in range(499))
    ids = list(Need.objects.values_list("pk", flat=True))
    activity = draft(contact_client, world, needs=ids + ids[:400])
    assert activity.needs.count() == 500
    assert contact_client.get(f"/aktiviteter/{activity.pk}/redigera/").status_code == 200


def test_a_need_deleted_while_one_writes_is_told_and_the_rest_kept(contact_client, world):
    stays, goes = factories.need("Vi vill ha läxhjälp"), factories.need("Vi vill ha simhall")
    activity = draft(contact_client, world, needs=[stays.pk, goes.pk])
    gone = goes.pk
    goes.delete()
    answer = edit(contact_client, activity, summary="Nytt", needs=[stays.pk, gone])
    page = text_of(answer)
    assert answer.status_code == 200 and "Ett av behoven finns inte längre" in page
    assert f'name="needs" value="{stays.pk}"' in page and f'name="needs" value="{gone}"' not in page
    edit(contact_client, activity, summary="Nytt", needs=[stays.pk])
    assert now(activity).summary == "Nytt"


def test_an_old_version_that_names_a_deleted_need_can_be_restored(contact, contact_client, world):
    need = factories.need("Vi vill ha läxhjälp")
    activity = draft(contact_client, world, needs=[need.pk])
    edit(contact_client, activity, summary="Nytt", needs=[])
    need.delete()
    writing.restore(activity.newest_version, now(activity).newest_version, by=contact)
    assert now(activity).summary == "Vi läser." and not now(activity).needs.exists()


def test_a_version_that_is_no_number_is_no_500(contact_client, world):
    activity = draft(contact_client, world)
    for version in ("9" * 30, "-1", "x"):
        assert edit(contact_client, activity, version=version).status_code in (200, 404)


def test_a_conflict_with_somebody_who_is_gone_says_so(contact_client, client_of, deputy, world):
    activity = draft(contact_client, world)
    edit(contact_client, activity, summary="Först")
    now(activity).versions.update(author=None)
    page = text_of(edit(client_of(deputy), activity, summary="Sedan"))
    assert "någon som inte längre finns kvar sparade medan du skrev" in page.lower()


@pytest.mark.parametrize("who", ["deputy", "office"])
def test_a_name_that_somebody_else_typed_stays_the_same_when_one_saves(contact_client, client_of, people, world, who):
    """Not confirmed yet, and so nowhere to be found: the form showed it, with its consent and in its cell."""
    place = f"units_{cell(world, UNIT)}"
    names = {"externals_0": "Klubben", "externals_ok_0": "on", place: "Biblioteket"}
    activity = draft(contact_client, world, cells=[cell(world, UNIT)], **names)
    before = activity.newest_version.content
    shown = {"externals_was_0": "ja|Klubben"}
    answer = edit(client_of(people[who]), activity, title="Nyare", lead=world["department"].pk, **names, **shown)
    after = now(activity).newest_version.content
    assert answer.status_code == 200 and after == before | {"title": "Nyare"}
    assert activity.participations.get().consent
    assert Organisation.objects.filter(confirmed=False).count() == 2


def test_an_external_party_with_a_successor_stays_and_its_old_name_leads_to_who_it_is_today(contact_client, world):
    first, second, third = (factories.external(name) for name in ("Ettan", "Tvåan", "Trean"))
    activity = draft(contact_client, world, externals_0="Ettan")
    Organisation.objects.filter(pk=first.pk).update(successor=second)
    Organisation.objects.filter(pk=second.pk).update(successor=third)
    forget_kept()
    form = contact_client.get(f"/aktiviteter/{activity.pk}/redigera/").context["form"]
    (party,) = form["externals"].value()
    edit(contact_client, activity, title="Nyare", externals_0=party.name)
    assert now(activity).newest_version.content["externals"] == [first.pk]
    another = draft(contact_client, world, externals_0="Ettan")
    assert another.newest_version.content["externals"] == [third.pk]
    assert Organisation.objects.filter(kind="extern").count() == 3


def test_a_no_is_told_before_one_submits(cast, client_of):
    cells = frozenset({cast.cell("samarbete")})
    activity = states.written(cast, cast.content(co_owners=frozenset({cast.refused}), cells=cells))
    writer, address = client_of(cast["contact"]), f"/aktiviteter/{activity.pk}/redigera/"
    name = Organisation.objects.get(pk=cast.refused).name
    told = f"{name} har tackat nej, och räknas inte när nivån kräver fler."
    assert told not in text_of(writer.get(address))
    activity.participations.create(organisation_id=cast.refused, state="nej", version=newest(activity))
    assert told in text_of(writer.get(address))
    Level.objects.filter(pk=cast.levels["samarbete"]).update(demand="ingen")
    forget_kept()
    assert "har tackat nej, och räknas" not in text_of(writer.get(address)), "nobody else is needed"
