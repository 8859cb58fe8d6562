"""The matrix: what stands in its cells for whom, its totals, its filters, its words, its paper and its speed."""

import re

import pytest
from django.urls import reverse

from activities import paper
from activities.filters import OF_MATRIX
from activities.matrix import LINES, matrix_for, public_matrix
from activities.matrix_wording import audiences, finding
from activities.models import Activity, Level
from activities.querysets import Filters
from activities.reference import reference
from activities.services import review
from network.change import change, read_stamp
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import STATES, fresh, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    """Levels and areas by place."""
    factories.initiative()
    return factories.levels(), factories.focus_areas()


def live(title: str, *cells, **fields) -> Activity:
    """A published one, straight in the tables."""
    row = factories.activity(title, cells=cells, review="klar")
    version = row.versions.create(number=1, content={"title": title})
    given = {"published_as": "publikt", "live_version": version, "newest_version": version} | fields
    Activity.objects.filter(pk=row.pk).update(**given)
    return fresh(row)


def seen(person, **filters):
    return matrix_for(person, reference(read_stamp()), Filters(**filters))


def cell(matrix, level: int, area: int):
    return matrix.rows[level].cells[area]


def titles(matrix) -> set[str]:
    lines = [line for row in matrix.rows for one in row.cells for line in (*one.lines, *one.rest)]
    return {line[1] for line in (*lines, *matrix.unplaced)}


def test_each_total_counts_an_activity_once(places, anyone):
    levels, areas = places
    live("Två rutor på en rad", (levels[0], areas[0]), (levels[0], areas[1]))
    live("Två rutor i en kolumn", (levels[1], areas[0]), (levels[2], areas[0]))
    live("En ruta", (levels[0], areas[0]))
    matrix = seen(anyone)
    assert [row.total for row in matrix.rows] == [2, 1, 1, 0, 0]
    assert [area.total for area in matrix.areas] == [3, 1, 0]
    assert (matrix.total, matrix.places, matrix.empty) == (3, 5, 11)
    assert [row.empty for row in matrix.rows] == [1, 2, 2, 3, 3]
    assert [area.empty for area in matrix.areas] == [2, 4, 5]
    assert cell(matrix, 0, 0).count == 2 and cell(matrix, 0, 1).count == 1


def test_a_cell_is_ordered_by_status_then_by_swedish_title(places, anyone):
    place = (places[0][0], places[1][0])
    for title, status in (
        ("Ö", "pagaende"), ("å", "pagaende"), ("Ä", "pagaende"), ("Z", "pagaende"), ("B", "avbruten"),
    ):  # fmt: skip
        live(title, place, status=status)
    assert [line[1] for line in cell(seen(anyone), 0, 0).lines] == ["Z", "å", "Ä", "Ö", "B"]


def test_statuses_stand_in_their_order(places, anyone):
    place = (places[0][0], places[1][0])
    order = ["pagaende", "planerad", "ide", "pausad", "genomford"]
    for status in reversed(order):
        live(f"En {status}", place, status=status)
    lines = cell(seen(anyone), 0, 0).lines
    assert [line[2] for line in lines] == order
    assert [line[3] for line in lines] == ["pågående", "planerad", "idé", "pausad", "genomförd"]


@pytest.mark.parametrize(("count", "lines", "more"), [(5, 5, None), (6, 4, 6), (9, 4, 9)])
def test_a_cell_shows_five_titles_or_four_and_a_link_to_all(places, anyone, count, lines, more):
    level, area = places[0][1], places[1][2]
    for n in range(count):
        live(f"Nummer {n}", (level, area))
    shown = cell(seen(anyone), 1, 2)
    assert len(shown.lines) == lines and shown.count == count
    assert len(shown.lines) + len(shown.rest) == count  # paper shows all
    assert shown.more == ((f"/aktiviteter/?fokusomrade={area.key}&niva={level.key}", more) if more else None)


def test_the_link_to_all_keeps_the_filters_and_leads_to_just_those(places, anyone_client):
    level, area = places[0][0], places[1][0]
    for n in range(7):
        live(f"Pågår {n}", (level, area), status="pagaende")
    live("Idén", (level, area), status="ide")
    page = anyone_client.get("/matris/", {"status": "pagaende"}).content.decode()
    address = re.search(r'href="(/aktiviteter/\?[^"]*)">Visa alla 7', page)[1].replace("&amp;", "&")
    assert address == f"/aktiviteter/?status=pagaende&fokusomrade={area.key}&niva={level.key}"
    assert anyone_client.get(address).context["page"].hits == 7


def test_everybody_sees_what_visible_to_says_and_nothing_archived(cast):
    made = {state: fresh(make(cast)) for state, make in STATES.items()}
    for state, activity in made.items():
        Activity.objects.filter(pk=activity.pk).update(title=state)
    for role, person in cast.people.items():
        expected = {
            state for state, activity in made.items()
            if Activity.objects.visible_to(person).filter(pk=activity.pk, archived_at=None).exists()
        }  # fmt: skip
        assert titles(seen(person)) == expected, role


def test_what_not_everybody_sees_is_marked_in_its_cell_and_on_paper(cast, client_of):
    for make, mark in ((states.draft, "Utkast"), (states.submitted, "Inskickad"), (states.internal, "Internt")):
        Activity.objects.filter(pk=make(cast).pk).update(title=f"Ett {mark}")
    for _ in range(6):
        states.live(cast)
    matrix = seen(cast["contact"])
    one = cell(matrix, 0, 0)
    marks = {line[1]: line[4] for line in (*one.lines, *one.rest)}
    assert marks == {"Ett Utkast": "Utkast", "Ett Inskickad": "Inskickad", "Ett Internt": "Internt", "Läxcafé": ""}
    page = client_of(cast["contact"]).get("/matris/").content.decode()
    for mark in ("Utkast", "Inskickad", "Internt"):
        assert page.count(f'<span class="state">{mark}</span>') == 2, mark  # table and stacks
    assert titles(seen(cast["reader"])) == {"Ett Internt", "Läxcafé"}
    assert 'class="state"' not in client_of(cast["anyone"]).get("/matris/").content.decode()


def test_a_sentence_explains_why_cells_hits_and_what_is_public_differ(cast, client_of):
    states.live(cast)
    states.internal(cast)
    states.draft(cast)
    written(cast, cast.content("Ingenstans ännu", cells=frozenset()))
    told = {
        "anyone": "",
        "reader": "Här är 2 aktiviteter: 1 syns för alla och 1 bara för inloggade. Det som inte alla ser är märkt.",
        "contact": "Här är sammanlagt 4 aktiviteter: 1 syns för alla, 1 bara för inloggade och 2 bara för "
        "dem som skriver och granskar. Det som inte alla ser är märkt. 1 står inte i någon ruta.",
    }
    told["office"] = told["contact"]
    for role, words in told.items():
        assert audiences(seen(cast[role])) == words, role
        page = client_of(cast[role]).get("/matris/").content.decode()
        assert (words in page) and (("Här är " in page) == bool(words)), role


def test_what_is_public_without_a_cell_is_told_to_everybody(places, anyone):
    live("Ingenstans")
    assert audiences(seen(anyone)) == "Här är 1 aktivitet: 1 syns för alla. 1 står inte i någon ruta."
    assert finding(seen(anyone), filtered=False) == "Ingen aktivitet står i en ruta ännu."
    live("I en ruta", (places[0][0], places[1][0]))
    assert finding(seen(anyone), filtered=False) == "1 aktivitet står i en ruta. 14 rutor är tomma."
    assert audiences(seen(anyone)).startswith("Här är sammanlagt 2 aktiviteter: 2 syns för alla.")


def test_an_activity_without_a_cell_stands_below_for_those_who_may_see_it(cast, client_of):
    written(cast, cast.content("Ingenstans ännu", cells=frozenset()))
    for role, there in (("anyone", False), ("reader", False), ("contact2", False), ("contact", True), ("office", True)):
        matrix = seen(cast[role])
        assert bool(matrix.unplaced) == there, role
        page = client_of(cast[role]).get("/matris/").content.decode()
        assert ("Ingenstans ännu" in page) == ("Står inte i någon ruta" in page) == there


def test_a_level_or_area_no_longer_used_stays_while_an_activity_stands_there(places, office, anyone_client):
    levels, areas = places
    live("Bara där", (levels[3], areas[2]))
    live("Också här", (levels[3], areas[0]), (levels[4], areas[0]), status="ide")
    with change(reference=True):
        for row in (levels[2], levels[3], areas[1], areas[2]):
            type(row).objects.filter(pk=row.pk).update(active=False)
    matrix = seen(office)
    assert [row.label for row in matrix.rows if row.over] == [levels[3].label]
    assert [area.slot for area in matrix.areas if area.over] == ["c"] and len(matrix.areas) == 2
    assert matrix.total == 2 and not matrix.unplaced and cell(matrix, 3, 0).anchor == "a5", "as in every other matrix"
    assert cell(matrix, 0, 0).hole and cell(matrix, 0, 0).add and matrix.empty == 2
    bare = cell(matrix, 0, 1)
    assert (bare.hole, bare.add, bare.quiet) == ("", "", "Inget står här.")
    assert len(seen(office, status="pagaende").rows) == 3, "nothing that fits stands there"
    page = anyone_client.get("/matris/").text
    assert page.count("Används inte längre") == 7  # table and index have both, the stacks an area and two levels
    assert anyone_client.get("/aktiviteter/", {"niva": levels[3].key}).context["hits"] == "2 träffar"
    assert anyone_client.get("/").context["start"].facts[2][0] == "2"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"A", "B", "C"}),
        ({"status": "ide"}, {"B"}),
        ({"ar": "2024"}, {"A"}),  # nobody knew of C
        ({"ar": "2026"}, {"B", "C"}),
        ({"mal": "3"}, {"A"}),
        ({"mal": "3", "status": "ide"}, set()),
        ({"organisation": "kultur"}, {"C"}),
    ],
)
def test_filters_in_the_address(places, anyone_client, department, filters, expected):
    place = (places[0][0], places[1][0])
    first = live("A", place, start_date="2024-01-01", end_date="2024-06-30", status="genomford")
    live("B", place, start_date="2026-01-01", status="ide")
    third = live("C", place, status="pagaende")
    first.goals.add(factories.goal(3))
    third.roles.create(organisation=department, role="ansvarig")
    response = anyone_client.get("/matris/", filters)
    assert set(re.findall(r'<a href="/aktiviteter/\d+/">(\w)</a>', response.content.decode())) == expected
    assert response.context["hits"] == {0: "", 1: "1 träff"}.get(len(expected), f"{len(expected)} träffar")
    chosen = response.context["chosen"]
    assert chosen.query == filters and len(chosen.chips) == len(filters)
    for (_label, address), name in zip(chosen.chips, (n for n in OF_MATRIX if n in filters), strict=True):
        assert f"{name}=" not in address and address.count("=") == len(filters) - 1


def test_who_sees_more_can_look_at_what_is_published_alone(cast, client_of, anyone_client):
    states.live(cast), states.draft(cast)
    office = client_of(cast["office"])
    assert office.get("/matris/").context["body"].hits == 2
    page = office.get(office.get("/matris/").context["live_address"])
    assert page.context["body"].hits == 1 and "Bara publicerat" in page.text
    assert '<input type="hidden" name="visa" value="publicerat">' in page.text
    assert "Inget här passar filtren." not in page.text, "an empty cell has its own reason"
    assert office.get("/aktiviteter/?visa=publicerat").context["page"].hits == 1
    assert 'href="/matris/?visa=publicerat#' in office.get("/kontor/").text
    assert anyone_client.get("/matris/").context["live_address"] == ""


@pytest.mark.parametrize(
    "bad",
    [
        {"mal": "99"}, {"mal": "x"}, {"mal": "-1"}, {"mal": "٣"}, {"status": "klar"}, {"ar": "20x6"},
        {"ar": "99999999999"}, {"ar": "0"}, {"organisation": "finns-inte"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/matris/", "/aktiviteter/"])
def test_a_bad_value_is_left_out_and_told(places, anyone_client, address, bad):
    live("Kvar", (places[0][0], places[1][0]))
    response = anyone_client.get(address, bad)
    assert response.status_code == 200
    assert "hade ett värde som inte finns" in response.content.decode()
    assert "Kvar" in response.content.decode()
    assert response.context["chosen"].query == {}


@pytest.mark.parametrize(
    ("address", "names"),
    [("/matris/", "Effektmål och Status"), ("/aktiviteter/", "Status och Effektmål"), ("/behov/", "Effektmål")],
)
def test_a_filter_with_several_values_says_that_the_last_one_counts(places, anyone_client, address, names):
    factories.goal(1), factories.goal(2)
    page = anyone_client.get(f"{address}?status=pagaende&status=ide&mal=1&mal=2&q=&q=x&q=x")
    assert f"Bara ett värde i taget räknas för {names}: det sista." in page.text, "the same again is nothing lost"
    assert page.context["chosen"].query["mal"] == "2"


def test_the_address_is_said_to_hold_filters_only_where_it_does(places, anyone_client):
    told = "Adressen innehåller dina filter"
    assert told not in anyone_client.get("/matris/").content.decode()
    filtered = anyone_client.get("/matris/", {"status": "ide"}).text
    assert told in filtered and "<title>Matrisen: Idé" in filtered


def test_an_empty_cell_says_why_it_is_worth_filling(
    places, anyone_client, contact_client, office_client, reader_client
):
    levels, areas = places
    for client, may in ((anyone_client, False), (reader_client, False), (contact_client, True), (office_client, True)):
        page = client.get("/matris/").content.decode()
        assert levels[0].hole in page
        assert (f"/aktiviteter/ny/?ruta={levels[0].key}.{areas[0].key}" in page) == may
        assert ("Lägg till" in page) == may


def test_an_empty_cell_tells_how_many_needs_wait_where_that_is_true(places, anyone):
    levels, areas = places
    needs = [factories.need() for _ in range(4)]
    for need in needs:
        need.focus_areas.add(areas[1])
    needs[3].state, needs[3].set_aside_reason = "avfort", "Hör inte hit."
    needs[3].save()
    joined = factories.need(canonical=needs[1])
    activity = live("Svarar", (levels[0], areas[0]))
    activity.needs.add(needs[0], joined)
    matrix = seen(anyone)
    assert cell(matrix, 1, 1).hole == f"{levels[1].hole} 1\u00a0behov i fokusområdet väntar på en aktivitet."
    assert cell(matrix, 1, 0).hole == levels[1].hole


def test_an_empty_cell_for_several_tells_what_each_does_alone(places, anyone, office):
    levels, areas = places
    together = next(n for n, level in enumerate(levels) if level.demand == Level.Demand.TWO_OF_GROUP)
    factories.need().focus_areas.add(areas[0])
    live("Ensam", (levels[0], areas[0]), (levels[2], areas[0]), status="pagaende")
    live("Bara en idé", (levels[0], areas[0]), status="ide")
    factories.activity("Utkast", cells=[(levels[0], areas[0])], status="pagaende")
    assert "1\u00a0behov i fokusområdet väntar" in cell(seen(office), together, 0).hole, "one is not several"
    live("En till", (levels[0], areas[0]), status="pagaende")
    for person in (anyone, office):
        hole = cell(seen(person), together, 0).hole
        assert hole == f"{levels[together].hole} 2\u00a0aktiviteter pågår redan var för sig."


def test_what_goes_on_at_a_level_no_longer_used_is_told_in_an_empty_cell(places, anyone):
    levels, areas = places
    together = next(n for n, level in enumerate(levels) if level.demand == Level.Demand.TWO_OF_GROUP)
    for title in ("Ensam", "En till"):
        live(title, (levels[0], areas[0]), status="pagaende")
    with change(reference=True):
        Level.objects.filter(pk=levels[0].pk).update(active=False)
    assert "2\u00a0aktiviteter pågår redan var för sig." in cell(seen(anyone), together, 0).hole


@pytest.mark.parametrize(
    ("query", "leads"),
    [("", "/aktiviteter/"), ("?status=pagaende&ar=2026", "/aktiviteter/?status=pagaende&amp;ar=2026")],
)
def test_the_matrix_leads_to_the_list_of_the_same(places, anyone_client, query, leads):
    activity = live("Läxcafé", (places[0][0], places[1][0]), status="pagaende", start_date="2026-01-01")
    live("Något annat")
    page = anyone_client.get(f"/matris/{query}").text
    words = "Visa urvalet i en lista" if query else "Visa i en lista"
    assert f'<a href="{leads}">{words}</a>' in page
    same = anyone_client.get(leads.replace("&amp;", "&"))
    assert activity.pk in {row.pk for row in same.context["page"].rows} and len(same.context["page"].rows) == 2 - bool(
        query
    )
    assert "i en lista</a>" not in anyone_client.get("/matris/?status=avbruten").text


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([], "Det finns inga aktiviteter att visa här ännu."),
        ([[0]], "1 aktivitet på 1 plats. 14 rutor är tomma."),
        (
            [[0, 1]],
            "1 aktivitet på 2 platser. En aktivitet kan stå i flera rutor, för den kan ses ur flera perspektiv. "
            "13 rutor är tomma.",
        ),
        ([[n] for n in range(14)], "14 aktiviteter på 14 platser. 1 ruta är tom."),
        ([[n] for n in range(15)], "15 aktiviteter på 15 platser. Ingen ruta är tom."),
    ],
)
def test_the_finding_in_right_swedish(places, anyone, cells, words):
    levels, areas = places
    for numbers in cells:
        live("En till", *((levels[n % 5], areas[n // 5]) for n in numbers))
    assert finding(seen(anyone), filtered=False) == words


def test_the_finding_when_filters_leave_nothing(places, anyone):
    assert finding(seen(anyone), filtered=True) == ""


def test_a_cell_without_hits_is_not_called_empty_and_one_that_holds_nothing_at_all_is(places, office, office_client):
    levels, areas = places
    live("Pågår", (levels[0], areas[0]), status="pagaende")
    live("Planerad", (levels[1], areas[1]), status="planerad")
    matrix = seen(office, status="pagaende")
    assert finding(matrix, filtered=True) == "1 aktivitet på 1 plats. 13 rutor är tomma." and matrix.empty == 13
    bare, hole = cell(matrix, 1, 1), cell(matrix, 2, 2)
    assert (bare.hole, bare.add, bare.quiet) == ("", "", "Inget här passar filtren.")
    assert hole.hole == cell(seen(office), 2, 2).hole and hole.add
    page = office_client.get("/matris/", {"status": "pagaende"}).text
    assert page.count("Inget här passar filtren.") == 2, "in the table and in the stack"


def test_a_full_matrix_stays_on_one_page_of_paper(places, anyone, anyone_client):
    levels, areas = places
    for level in levels:
        for area in areas:
            for n in range(12):
                live(f"Nummer {n}", (level, area))
    for n in range(20):
        live(f"Utan ruta {n}")
    matrix, page = seen(anyone), anyone_client.get("/matris/").text
    one = cell(matrix, 0, 0)
    assert matrix.dense and '<p class="print-only small">Står inte i någon ruta: Utan ruta 0 (idé), ' in page
    assert one.count == 12 == len(one.lines) + len(one.rest) + one.cut
    assert len(one.lines) + len(one.rest) >= LINES
    assert sum(len(row.cells[0].lines) + len(row.cells[0].rest) + 1 for row in matrix.rows) <= paper.SMALL - 3


def test_paper_says_the_date_of_the_data_and_the_filters(places, anyone_client):
    live("A", (places[0][0], places[1][0]), status="ide")
    page = anyone_client.get("/matris/", {"status": "ide", "ar": "2026"}).content.decode()
    assert re.search(r"print-only small\">Uppgifterna gäller \d+ \w+ \d{4}\. Urval: Idé, År 2026\.", page)


def test_the_public_matrix_for_the_start_page_follows_the_stamp(cast):
    assert public_matrix(read_stamp()).total == 0
    activity = states.live(cast)
    assert public_matrix(read_stamp()).total == 1
    review.withdraw(fresh(activity), reason="Fel.", by=cast["office"])
    assert public_matrix(read_stamp()).total == 0


def test_the_body_is_kept_for_an_audience_and_never_shown_to_another(cast, client_of):
    """Each after each: what was made for one is not shown to the next."""
    states.internal(cast)
    states.draft(cast)
    order = ("office", "anyone", "contact", "reader", "anyone", "contact2", "office")
    internal = {"office": 2, "anyone": 0, "contact": 2, "reader": 1, "contact2": 1}
    for role in order:
        matrix = client_of(cast[role]).get("/matris/").content.decode()
        assert matrix.count("Läxcafé") == internal[role] * 2, role  # table and stacks


def test_a_change_shows_at_once_and_the_unchanged_answers_304(cast, anyone_client):
    states.live(cast)
    first = anyone_client.get("/matris/")
    again = anyone_client.get("/matris/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    states.live(cast)
    changed = anyone_client.get("/matris/", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200 and "2 aktiviteter" in changed.content.decode()


def test_addresses_of_rows_are_those_of_the_url_names(cast):
    activity = states.live(cast)
    matrix = seen(cast["office"])
    line = cell(matrix, 0, 0).lines[0]
    assert line[0] == reverse("activity", args=[activity.pk])
    assert cell(matrix, 1, 0).add.startswith(reverse("activity_new"))


def test_where_nothing_fits_the_filters_there_is_one_way_on_and_no_fifteen_holes(places, anyone_client):
    live("Pågår", (places[0][0], places[1][0]), status="pagaende")
    page = anyone_client.get("/matris/", {"status": "ide"}).content.decode()
    assert page.count("Inga aktiviteter") == 1 and "Visa hela matrisen" in page and "Inget här passar" not in page
    of_a_grid = ("Inga träffar", 'class="lead"', 'class="legend"', "data-print")
    assert not any(words in page for words in of_a_grid)
    whole = anyone_client.get("/matris/", {"status": "pagaende"}).content.decode()
    assert "Pågår" in whole and all(words in whole for words in of_a_grid[1:])


def test_what_fits_the_filters_without_a_cell_is_counted_and_has_its_signs_told(places, anyone_client):
    live("Utan ruta", status="ide")
    page = anyone_client.get("/matris/", {"status": "ide"}).content.decode()
    assert "Inga aktiviteter i matrisen passar filtren" in page and "1 träff" in page and "Utan ruta" in page
    assert 'class="legend"' in page and "data-print" not in page


@pytest.mark.parametrize("year", ["1850", "1995", "2100", "2101", "9999"])
@pytest.mark.parametrize("address", ["/matris/", "/aktiviteter/"])
def test_a_very_old_or_future_year_is_a_filter_or_told(places, anyone_client, address, year):
    live("Förr", (places[0][0], places[1][0]), start_date="1990-01-01", end_date="1999-12-31")
    page = anyone_client.get(address, {"ar": year}).content.decode()
    known = 1990 <= int(year) <= 2100
    assert (f"År {year}" in page) == known and ("Filtret År hade ett värde" in page) != known
    assert ("Förr" in page) == (year == "1995" or not known)
