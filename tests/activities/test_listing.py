"""The list of activities: what it finds for whom, its order, its pages, its words."""

import datetime
import re

import pytest
from django.utils import timezone

from activities import rules
from activities.facts import Facts
from activities.models import Activity
from activities.parties import others, sees_work
from activities.querysets import named_in, owners_among, roles_in
from activities.reference import reference
from activities.rows import PER_PAGE
from activities.services import review, together, writing
from activities.services.facts import change_facts
from network.change import change, read_stamp
from network.models import Organisation
from network.text import shorten
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import STATES, fresh, newest
from tests.activities.many import make_many

pytestmark = pytest.mark.django_db


def rows(client, address: str = "/aktiviteter/", **params):
    response = client.get(address, params)
    assert response.status_code == 200
    return response.context["page"].rows


def titles(client, **params) -> list[str]:
    return [row.title for row in rows(client, **params)]


@pytest.fixture
def plain(cast):
    """Three published ones, straight in the tables, the second changed last."""
    made = make_many(3, lead=cast.lead, ally=cast.ally)
    now = timezone.now()
    day = datetime.timedelta(days=1)
    for row, title, status, start, at in zip(
        made, ("Ärter", "Äpplen", "Ananas"), ("ide", "avbruten", "pagaende"),
        (datetime.date(2026, 5, 1), None, datetime.date(2025, 5, 1)), (now - 2 * day, now - day, now - 3 * day),
        strict=True,
    ):  # fmt: skip
        given = {"title": title, "status": status, "start_date": start, "published_at": at, "facts_at": at - day}
        Activity.objects.filter(pk=row.pk).update(**given, published_as="publikt")
    return made


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Äpplen", "Ärter", "Ananas"]),
        ("nyast", ["Äpplen", "Ärter", "Ananas"]),
        ("titel", ["Ananas", "Äpplen", "Ärter"]),
        ("status", ["Ananas", "Ärter", "Äpplen"]),
        ("start", ["Ärter", "Ananas", "Äpplen"]),
        ("något annat", ["Äpplen", "Ärter", "Ananas"]),
    ],
)
def test_the_order(plain, anyone_client, sort, order):
    assert titles(anyone_client, **({"sortera": sort} if sort else {})) == order


def test_the_date_of_a_row_says_what_it_tells(plain, anyone_client):
    later = timezone.localdate() + datetime.timedelta(days=40)
    Activity.objects.filter(title="Ärter").update(start_date=later)
    told = {row.title: (row.date_word, row.date_iso) for row in rows(anyone_client, sortera="start")}
    assert told["Ärter"] == ("Startdatum", f"{later}") and told["Ananas"] == ("Startdatum", "2025-05-01")
    Activity.objects.filter(title="Äpplen").update(facts_at=timezone.now())
    told = {row.title: row.date_word for row in rows(anyone_client)}
    assert told == {"Äpplen": "Ändrad", "Ärter": "Publicerad", "Ananas": "Publicerad"}


def test_what_is_published_for_the_first_time_is_not_called_changed(cast, client_of):
    client = client_of(cast["contact"])

    def word(client=client) -> str:
        (row,) = client.get("/aktiviteter/").context["page"].rows
        return row.date_word

    activity = states.submitted(cast)
    assert word() == "Ändrad", "nothing is published"
    event = review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert word() == "Publicerad"
    assert ">Publicerad</span>" in client_of(cast["anyone"]).get("/").text
    review.undo(event, by=cast["office"])
    review.publish(newest(activity), audience="internt", by=cast["office"])
    review.withdraw(fresh(activity), reason="Fel.", by=cast["office"])
    assert word() == "Ändrad"
    review.bring_back(fresh(activity), by=cast["office"])
    assert word() == "Publicerad", "what was undone or is the same text is no change"
    change_facts(fresh(activity), Facts(), Facts(status="pagaende"), by=cast["contact"])
    assert word() == "Ändrad"
    Activity.objects.update(facts_at=fresh(activity).created_at)
    writing.save(newest(activity), cast.content("Nyare"), by=cast["contact"])
    assert word() == "Publicerad", "a waiting change is no news"
    writing.submit(newest(activity), by=cast["contact"])
    event = review.publish(newest(activity), audience=None, by=cast["office"])
    assert word() == "Ändrad"
    review.undo(event, by=cast["office"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert word() == "Publicerad", "for all it is new: the text before was shown inside"


def test_goals_are_told_whole_in_the_filters(anyone_client):
    text = "Alla barn och unga ska, vart de än bor, uppleva att de har en ljus framtid framför sig"
    goal = factories.goal(text=text)
    for address in ("/aktiviteter/", "/matris/", "/behov/"):
        assert f">{goal.number}. {text}</option>" in anyone_client.get(address).text, address


def test_new_facts_are_news_and_a_waiting_change_is_none(plain, anyone_client):
    Activity.objects.filter(title="Ananas").update(facts_at=timezone.now())
    Activity.objects.filter(title="Ärter").update(changed_at=timezone.now() + datetime.timedelta(hours=1))
    assert titles(anyone_client) == ["Ananas", "Äpplen", "Ärter"]


def test_pages_keep_filters_and_sort(cast, anyone_client):
    make_many(70, lead=cast.lead, ally=cast.ally)  # 56 of them public
    response = anyone_client.get("/aktiviteter/", {"q": "barnen", "sortera": "titel", "sida": "2"})
    page = response.context["page"]
    assert (page.hits, page.number, page.pages, len(page.rows)) == (56, 2, 4, PER_PAGE)
    html = response.content.decode()
    assert 'href="/aktiviteter/?q=barnen&amp;sortera=titel#lista" rel="prev"' in html
    assert (
        'href="/aktiviteter/?q=barnen&amp;sida=3&amp;sortera=titel#lista" rel="next"' in html and 'id="lista"' in html
    )
    assert "<title>Aktiviteter: ”barnen”, sida 2 – " in html
    assert 'href="/aktiviteter/?sortera=titel"' in html  # the chip takes the search away, and the page with it
    everything = [title for n in ("1", "2", "3", "4") for title in titles(anyone_client, sortera="titel", sida=n)]
    assert len(everything) == len(set(everything)) == 56
    assert everything == sorted(everything)


@pytest.mark.parametrize(
    ("asked", "shown"), [("", 1), ("0", 1), ("x", 1), ("-3", 1), ("99", 3), ("9" * 40, 1), ("٢", 2)]
)
def test_a_page_that_does_not_exist_gives_one_that_does(cast, anyone_client, asked, shown):
    make_many(50, lead=cast.lead, ally=cast.ally)
    assert anyone_client.get("/aktiviteter/", {"sida": asked}).context["page"].number == shown


def test_a_row_holds_what_the_list_shows(cast, anyone_client):
    make_many(1, lead=cast.lead, ally=cast.ally)
    row = rows(anyone_client)[0]
    activity = Activity.objects.get()
    assert row.address == activity.get_absolute_url()
    assert row.owner == "Kulturförvaltningen och ally"
    assert row.text.endswith(" …") and len(row.text) <= 182
    assert row.chips == [("a", "Relationer")] and row.status == "ide" and row.states == []
    assert re.fullmatch(r"\d+ \w+ \d{4}", row.date)


def test_search_finds_other_forms_and_compounds(cast, anyone_client):
    activity = states.live(cast)
    assert titles(anyone_client, q="läxor") == titles(anyone_client, q="LÄXA") == ["Läxcafé"]
    assert titles(anyone_client, q="kulturförvaltningen") == ["Läxcafé"]  # its lead
    assert titles(anyone_client, q="finns inte") == []
    assert titles(anyone_client, q="x" * 5000) == titles(anyone_client, q="%") == []
    assert activity.pk


@pytest.mark.parametrize("words", ["läxor!", '"läxor"', "”läxor”", "läxor,", "läx\u200bor", "(läxor)"])
def test_signs_around_a_word_and_what_nobody_sees_are_no_part_of_a_search(cast, anyone_client, words):
    states.live(cast)
    assert titles(anyone_client, q=words) == ["Läxcafé"]


@pytest.mark.parametrize("words", ["*", "-", "**", "!?"])
def test_signs_alone_are_no_word_and_find_nothing(cast, anyone_client, words):
    make_many(1, lead=cast.lead, ally=cast.ally)
    Activity.objects.update(search="* **fet** - lista!?")
    assert titles(anyone_client) and titles(anyone_client, q="fet") and titles(anyone_client, q=words) == []


@pytest.mark.parametrize("words", [" ", "\u200b", "\u00ad \u00ad"])
def test_what_nobody_sees_is_no_search(cast, anyone_client, words):
    states.live(cast)
    assert titles(anyone_client, q=words) == ["Läxcafé"]
    assert "””" not in anyone_client.get("/aktiviteter/", {"q": words}).text


def test_everybody_finds_what_visible_to_says(cast, client_of):
    made = {state: fresh(make(cast)) for state, make in STATES.items()}
    for role, person in cast.people.items():
        expected = {
            activity.get_absolute_url() for activity in made.values()
            if not activity.archived_at and rules.may_see(person, activity)
        }  # fmt: skip
        assert {row.address for row in rows(client_of(person))} == expected, role


STATES_TOLD = {
    "draft": "Utkast", "taken": "Utkast", "subm": "Inskickad", "sent": "Tillbakaskickad", "live": "",
    "intern": "Publicerad internt", "edited": "Ändring väntar", "l_subm": "Ändring inskickad",
    "l_sent": "Ändring tillbakaskickad", "wdrawn": "Utkast", "w_subm": "Inskickad",
}  # fmt: skip


@pytest.mark.parametrize(("state", "words"), STATES_TOLD.items())
def test_the_state_of_review_is_told_to_those_who_see_the_work_only(cast, client_of, state, words):
    made = STATES[state](cast)
    for role in ("contact", "ally", "office"):
        (row,) = rows(client_of(cast[role]))
        assert [word for word, _tone in row.states] == ([words] if words else []), role
    for role in ("anyone", "reader", "contact2", "asked", "refused"):
        told = {word for row in rows(client_of(cast[role])) for word, _tone in row.states}
        assert told <= {"Publicerad internt"}, role
    assert made.pk


def test_who_sees_the_work_and_which_names_agrees_with_the_rules(cast):
    """parties.py says of rows what rules.py says of objects, for every role, state and organisation."""
    for make in STATES.values():
        activity = fresh(make(cast))
        named = named_in([activity.pk])
        assert owners_among(named) == activity.owners()
        for role, person in cast.people.items():
            work = sees_work(person, named)
            assert work == rules.may_see_work(person, activity), role
            shown = set(
                roles_in(Activity.objects.filter(pk=activity.pk), person).values_list("organisation", flat=True)
            )
            seen = {row.organisation for row in named if rules.may_see_party(person, row, work=work)}
            assert shown == seen - {row.organisation for row in named if row.state == "nej"}, role


def test_who_takes_part_is_counted_beside_who_is_named(cast, client_of):
    activity, office = states.submitted(cast), client_of(cast["office"])
    lead, ally, asked = (Organisation.objects.get(pk=pk).name for pk in (cast.lead, cast.ally, cast.asked))

    def owner() -> str:
        return next(row.owner for row in rows(office) if row.pk == activity.pk)

    activity.roles.exclude(organisation__in=(cast.lead, cast.ally)).delete()
    assert owner() == f"{lead} och {ally}"
    activity.roles.filter(role="ansvarig").update(organisation=cast.refused)
    assert owner() == f"refused och {ally}", "who leads is in, whatever it said once"
    activity.roles.create(organisation_id=cast.asked, role="medverkande")
    assert owner() == "refused och 2 till"
    activity.roles.filter(role="ansvarig").delete()
    assert owner() == f"{ally} och {asked}"


def test_others_tell_answers_to_those_who_see_the_work(cast):
    named = named_in([states.live(cast).pk])
    ref = reference(read_stamp())
    told = {party.name: party.answer for party in others(named, cast["contact"], ref)}
    assert told["asked"] == "inbjuden, har inte svarat" and told["refused"] == "tackade nej" and told["ally"] == ""
    assert [party.name for party in others(named, cast["anyone"], ref)] == ["ally"]


def test_no_name_that_is_held_back_is_found_shown_or_offered(cast, client_of):
    """Of an unaccepted organisation and of an external party without consent: list, search, filter."""
    activity = fresh(states.live(cast))
    with change(reference=True):
        for pk, name in ((cast.party, "Kanariefågel AB"), (cast.asked, "Gråsparv AB"), (cast.refused, "Talgoxe AB")):
            row = Organisation.objects.get(pk=pk)
            row.name = name
            row.save()
    for role in ("anyone", "reader", "contact2"):
        client = client_of(cast[role])
        for name in ("Kanariefågel", "Gråsparv", "Talgoxe"):
            for address in ("/aktiviteter/", "/matris/", activity.get_absolute_url()):
                assert name not in client.get(address).content.decode(), (role, address)
            assert titles(client, q=name) == []
        for key in Organisation.objects.filter(pk__in=(cast.party, cast.asked, cast.refused)).values_list(
            "key", flat=True
        ):
            response = client.get("/aktiviteter/", {"organisation": key})
            assert not [row for row in response.context["page"].rows if response.context["chosen"].query]
        party = Organisation.objects.get(pk=cast.party)
        assert "Kanariefågel" not in client.get("/aktiviteter/", {"organisation": party.key}).content.decode()
    for role in ("contact", "office"):
        assert "Kanariefågel" in client_of(cast[role]).get(activity.get_absolute_url()).content.decode()
    together.set_consent(activity, cast.party, True, by=cast["contact"])
    client = client_of(cast["anyone"])
    assert titles(client, q="kanariefågel") == ["Läxcafé"]
    assert titles(client, organisation=party.key) == ["Läxcafé"]
    assert "Kanariefågel" in client.get("/aktiviteter/").content.decode()


def test_a_typed_party_is_no_filter_until_the_office_confirms_it(cast, anyone_client):
    activity = fresh(states.live(cast))
    together.set_consent(activity, cast.party, True, by=cast["contact"])
    with change(reference=True):
        Organisation.objects.filter(pk=cast.party).update(confirmed=False)
    party = Organisation.objects.get(pk=cast.party)
    response = anyone_client.get("/aktiviteter/", {"organisation": party.key})
    assert response.context["chosen"].query == {}
    options = next(field for field in response.context["fields"] if field["name"] == "organisation")["options"]
    assert party.key not in [value for value, _label, _chosen in options]


def test_the_filter_offers_what_one_sees_and_keeps_what_stands_in_the_address(cast, client_of):
    states.internal(cast)
    for role, offered in (("anyone", False), ("reader", True)):
        response = client_of(cast[role]).get("/aktiviteter/")
        organisations = next(f for f in response.context["fields"] if f["name"] == "organisation")["options"]
        assert ("kultur" in [value for value, _label, _chosen in organisations]) == offered, role
    response = client_of(cast["anyone"]).get("/aktiviteter/", {"organisation": "provhus", "ar": "1999"})
    assert response.context["chosen"].query == {"organisation": "provhus", "ar": "1999"}
    assert '<option value="1999" selected>' in response.content.decode()


def test_an_empty_list_offers_a_way_on(cast, anyone_client, contact_client):
    assert "Inga aktiviteter ännu" in anyone_client.get("/aktiviteter/").content.decode()
    page = anyone_client.get("/aktiviteter/", {"q": "finns inte"}).content.decode()
    assert "Inga aktiviteter passar" in page and '<a class="btn btn-sm" href="/aktiviteter/">' in page
    assert "Lägg till en aktivitet" in contact_client.get("/aktiviteter/").content.decode()
    assert "Lägg till en aktivitet" not in anyone_client.get("/aktiviteter/").content.decode()


def test_the_unchanged_list_answers_304_and_a_change_shows_at_once(cast, anyone_client):
    first = anyone_client.get("/aktiviteter/")
    assert anyone_client.get("/aktiviteter/", headers={"if-none-match": first["ETag"]}).status_code == 304
    states.live(cast)
    again = anyone_client.get("/aktiviteter/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200 and "1 träff" in again.content.decode()


@pytest.mark.parametrize(
    ("text", "short"),
    [("kort", "kort"), ("två\n\nrader", "två rader"), ("ett två tre", "ett två …"), ("ett, två", "ett …")],
)
def test_a_text_is_cut_between_words(text, short):
    assert shorten(text, 4 if text.startswith("ett,") else 9 if text.startswith("två") else 8) == short


def test_factories_give_a_draft_nobody_else_finds(anyone_client):
    factories.initiative()
    factories.activity("Hemligt")
    assert titles(anyone_client) == []


@pytest.mark.parametrize(
    ("query", "leads"),
    [("", "/matris/"), ("mal=1&ar=2026", "/matris/?mal=1&ar=2026"), ("q=x", ""), ("mal=1&fokusomrade=relationer", ""),
     ("niva=individ&status=ide", "")],
)  # fmt: skip
def test_the_matrix_is_offered_where_it_can_be_narrowed_to_the_same(cast, anyone_client, query, leads):
    factories.goal(1)
    page = anyone_client.get(f"/aktiviteter/?{query}")
    assert page.context["matrix_address"] == leads and ("i matrisen</a>" in page.text) == bool(leads)


def test_a_filter_has_one_word_in_every_address(office_client):
    words: dict[str, set[str]] = {}
    for address in ("/aktiviteter/", "/matris/", "/behov/"):
        for field in office_client.get(address).context["fields"]:
            words.setdefault(str(field["label"]), set()).add(field["name"])
            words.setdefault(field["name"], set()).add(str(field["label"]))
    several = {word: found for word, found in words.items() if len(found) > 1 and word != "q"}
    assert several == {} and {"fokusomrade", "behovsomrade"} <= words.keys()
