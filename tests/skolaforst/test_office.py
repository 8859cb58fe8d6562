"""The office's desk: the queue, many at once, today's decisions, and the lists of gaps as pages."""

import datetime
import re
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from activities import queue
from activities.facts import Facts
from activities.models import Activity, ActivityVersion, ReviewEvent
from activities.reference import reference
from activities.services import review, sending, writing
from network.change import read_stamp
from skolaforst.views import office as views
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import Cast, fresh, greet, newest

pytestmark = pytest.mark.django_db
DESK = "/kontor/"


@pytest.fixture
def client(cast: Cast, client_of):
    """The office's."""
    return client_of(cast["office"])


def desk(client, query: str = "") -> str:
    response = client.get(DESK + query)
    assert response.status_code == 200
    return response.content.decode()


def waiting(cast: Cast) -> list[queue.Waiting]:
    return queue.waiting(cast["office"], reference(read_stamp()))


def simple(cast: Cast, title: str) -> Activity:
    """A submission that names nobody else: cheap to make many of."""
    content = cast.content(title, co_owners=frozenset(), externals=frozenset())
    return sending.send_new(content, Facts(), form_key=uuid4(), by=cast["contact"], submits=True)


def many(cast: Cast, count: int) -> None:
    """`count` submissions, in bulk."""
    content = cast.content(co_owners=frozenset(), externals=frozenset()).to_json()
    rows = Activity.objects.bulk_create(Activity(title=f"Rad {i}", review="inskickad") for i in range(count))
    versions = ActivityVersion.objects.bulk_create(
        ActivityVersion(activity=row, number=1, content=content | {"title": row.title}, author=cast["contact"].user)
        for row in rows
    )
    for row, version in zip(rows, versions, strict=True):
        row.newest_version = version
    Activity.objects.bulk_update(rows, ["newest_version"])
    ReviewEvent.objects.bulk_create(
        ReviewEvent(activity=row, kind="inskickad", version=version, by=cast["contact"].user)
        for row, version in zip(rows, versions, strict=True)
    )


# The queue


@pytest.mark.parametrize(
    ("state", "word", "detail"),
    [
        ("subm", "Ny", ""),
        ("l_subm", "Ändrad", "Kontor publicerade den"),
        ("w_subm", "Var borttagen", "Kontor tog bort den från de öppna sidorna den"),
    ],
)
def test_why_something_is_in_the_queue(cast, state, word, detail):
    states.STATES[state](cast)
    (row,) = waiting(cast)
    assert row.why.word == word and row.why.detail.startswith(detail)
    assert row.title.startswith("Läxcafé") and row.lead == "Kulturförvaltningen" and row.by == "Kontakt"


def test_what_was_mended_after_a_return_says_who_returned_it(cast):
    activity = states.sent_back(cast)
    greet(activity, "Nu så!")
    writing.submit(newest(activity), by=cast["contact"])
    (row,) = waiting(cast)
    assert row.why.word == "Rättad efter komplettering" and row.why.detail.startswith("Kontor skickade tillbaka den")
    assert row.note == "Nu så!"


def test_mended_taken_back_and_submitted_again_is_still_mended(cast):
    activity = states.sent_back(cast)
    writing.submit(newest(activity), by=cast["contact"])
    writing.take_back(newest(activity), by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    assert waiting(cast)[0].why.word == "Rättad efter komplettering"


def test_an_undone_decision_is_no_reason(cast):
    activity = states.submitted(cast)
    event = review.send_back(newest(activity), reason="Fel", by=cast["office"])
    review.undo(event, by=cast["office"])
    assert waiting(cast)[0].why.word == "Ny"


def test_a_change_shows_the_title_it_proposes(client, cast):
    states.live_submitted(cast)
    assert "Läxcafé varje dag" in desk(client)


def test_the_longest_waiting_stands_first_and_opens_first(client, cast):
    now = timezone.now()
    with time_machine.travel(now - datetime.timedelta(days=1), tick=False):
        simple(cast, "Yngre")
    with time_machine.travel(now - datetime.timedelta(days=9), tick=False):
        older = simple(cast, "Äldre")
    assert [row.title for row in waiting(cast)] == ["Äldre", "Yngre"]
    text = desk(client)
    assert text.index(reverse("review", args=[older.pk])) < text.index("Yngre")


def test_waiting_is_told_in_workdays(client, cast):
    with time_machine.travel(datetime.datetime(2026, 11, 13, 12, tzinfo=datetime.UTC), tick=False):  # a Friday
        simple(cast, "Äldst")
    with time_machine.travel(datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC), tick=False):
        client.force_login(cast["office"].user)
        simple(cast, "Ny")
        text = desk(client)
    assert "tisdag 24 november 2026. Den äldsta har väntat sju arbetsdagar." in text
    assert ">Har väntat sju arbetsdagar<" in text and ">Har väntat mindre än en arbetsdag<" in text, "on a phone"


@pytest.mark.parametrize(
    ("count", "heading"),
    [(0, "Inget att granska"), (1, "En aktivitet att granska"), (5, "5 aktiviteter att granska")],
)
def test_the_heading_says_what_there_is_to_do_and_adds_nothing_unlike(count, heading):
    assert views._finding(count) == heading


def test_what_came_in_today_has_not_waited(client, cast):
    simple(cast, "Ny")
    assert "Den har väntat mindre än en arbetsdag." in desk(client)


def test_an_empty_cell_of_the_small_matrix_leads_to_what_fills_it(client, cast):
    states.live(cast)
    text = desk(client)
    assert text.count('class="f-a hole"') + text.count('class="f-b hole"') + text.count('class="f-c hole"') == 14
    assert text.count('href="/aktiviteter/ny/?ruta=') == 14


def test_an_empty_desk_says_what_is_going_on(client, cast):
    states.draft(cast), states.sent_back(cast), states.live_edited(cast)
    text = desk(client)
    assert "Inget väntar på granskning" in text
    assert "Ett utkast skrivs hos verksamheterna." in text
    assert "En är tillbakaskickad och rättas." in text
    assert "En publicerad aktivitet håller på att ändras." in text


def test_a_desk_without_anything_at_all_says_so(client):
    assert "Verksamheterna har inte börjat skriva ännu" in desk(client)


def test_what_was_taken_back_is_said_until_it_is_submitted_again(client, cast):
    activity = states.taken_back(cast)
    assert "Kontakt tog tillbaka Läxcafé i dag." in desk(client)
    writing.submit(newest(activity), by=cast["contact"])
    assert "tog tillbaka" not in desk(client)


def test_what_was_taken_back_long_ago_is_not_said(client, cast):
    with time_machine.travel(timezone.now() - datetime.timedelta(days=9), tick=False):
        states.taken_back(cast)
    assert "tog tillbaka" not in desk(client)


def test_a_long_queue_is_cut_and_can_be_shown_whole(client, cast):
    many(cast, views.SHOWN + 3)
    text = desk(client)
    assert text.count('name="version"') == views.SHOWN and "Visa hela kön" in text
    assert desk(client, "?alla=1").count('name="version"') == views.SHOWN + 3


def test_one_click_ticks_all_and_another_none(client, cast):
    many(cast, 3)
    assert desk(client).count(" checked") == 1  # the audience
    ticked = desk(client, "?kryssa=1")
    assert "Kryssa för alla tre" in desk(client) and ticked.count(" checked") == 1 + 3
    assert "Ta bort kryssen" in ticked and "Kryssa för" not in ticked


def test_of_many_the_ten_oldest_are_ticked(client, cast):
    many(cast, views.MOST + 2)
    ticked = desk(client, "?kryssa=1")
    assert "Kryssa för de tio äldsta" in desk(client) and ticked.count(" checked") == 1 + views.MOST
    oldest = [row.version for row in waiting(cast)][: views.MOST]
    assert all(f'value="{version}" id="q' in ticked for version in oldest)


def test_one_alone_needs_no_click_for_all(client, cast):
    simple(cast, "Ensam")
    assert "Kryssa för" not in desk(client) + desk(client, "?kryssa=1")


def test_queries_do_not_grow_with_the_queue(client, cast, django_assert_max_num_queries):
    many(cast, 10)
    desk(client)
    with django_assert_max_num_queries(12) as few:
        desk(client)
    many(cast, 190)
    desk(client, "?alla=1")
    with django_assert_max_num_queries(12) as lots:
        desk(client, "?alla=1")
    assert len(lots) == len(few)


# Many at once


def publish(client, versions, audience="publikt"):
    return client.post(reverse("office_publish"), {"version": versions, "audience": audience})


def test_several_are_published_each_with_its_undo(client, cast):
    activities = [simple(cast, f"Nummer {i}") for i in range(3)]
    response = publish(client, [newest(row).pk for row in activities[:2]], "internt")
    assert response.url == DESK + "#beslut"
    assert [fresh(row).published_as for row in activities] == ["internt", "internt", "inget"]
    text = desk(client)
    assert "Två aktiviteter är publicerade." in text
    for row in activities[:2]:
        assert text.count(reverse("decision_undo", args=[row.events.first().pk])) == 2, "in the message and in the list"


def test_what_is_internal_becomes_public_only_when_that_is_said(client, cast, anyone_client):
    inside, new = states.internal(cast), simple(cast, "Ny")
    writing.save(newest(inside), cast.content("Inne"), by=cast["contact"])
    writing.submit(newest(inside), by=cast["contact"])
    text = desk(client)
    assert 'value="som-nu" id="vem-som-nu" checked' in text and text.count("Publicerad internt") == 1
    publish(client, [newest(inside).pk, newest(new).pk], "som-nu")
    assert (fresh(inside).published_as, fresh(new).published_as) == ("internt", "publikt")
    assert "Publicerade Inne internt" in desk(client)


def test_only_the_decision_that_something_is_shown_by_offers_to_take_it_away(client, cast):
    activity = states.live(cast)
    review.withdraw(fresh(activity), reason="Fel.", by=cast["office"])
    again = review.bring_back(fresh(activity), by=cast["office"])
    writing.save(newest(activity), cast.content("Läxcafé varje dag"), by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    review.send_back(newest(activity), reason="Skriv mer.", by=cast["office"])
    rows = client.get(DESK).context["decisions"]
    assert len(rows) == 4 and [row.pk for row in rows if row.withdrawable] == [again.pk]


def test_more_than_ten_are_refused_with_a_way_to_the_oldest(client, cast):
    many(cast, 12)
    publish(client, [row.version for row in waiting(cast)], "som-nu")
    assert '<a href="?kryssa=1#h-ko">Kryssa för de tio äldsta</a></p></div>' in desk(client)


def test_what_was_internal_until_it_was_withdrawn_stays_so(client, cast):
    activity = states.internal(cast)
    review.withdraw(fresh(activity), reason="Fel.", by=cast["office"])
    writing.submit(newest(activity), by=cast["contact"])
    assert "Var publicerad internt" in desk(client)
    form = client.get(reverse("review", args=[activity.pk])).context["form"]
    assert form["audience"].value() == "internt"
    publish(client, [newest(activity).pk], "som-nu")
    assert fresh(activity).published_as == "internt"


def test_all_that_were_published_at_once_are_undone_at_once(client, cast):
    first, second = simple(cast, "Ett"), simple(cast, "Två")
    publish(client, [newest(first).pk, newest(second).pk])
    ids = re.findall(r'name="beslut" value="(\d+)"', desk(client))
    review.withdraw(fresh(second), reason="Fel.", by=cast["office2"])
    answer = client.post(reverse("decisions_undo"), {"beslut": [*ids, "x", "999999"]}, follow=True).text
    assert "Ett beslut är ångrat." in answer and "Det här går inte längre att ångra. Två: Kontor2" in answer
    assert fresh(first).review == "inskickad" and not fresh(second).is_live


def test_ten_at_once_with_one_that_fails(client, cast):
    activities = [simple(cast, f"Nummer {i}") for i in range(10)]
    chosen = [newest(row).pk for row in activities]
    writing.save(newest(activities[3]), cast.content("Ändrad under tiden"), by=cast["office2"])
    writing.take_back(newest(activities[4]), by=cast["contact"])
    publish(client, chosen)
    assert sum(fresh(row).is_live for row in activities) == 8
    text = desk(client)
    assert "Åtta publicerade, två inte." in text and text.count("Du kan ångra till klockan") == 1
    assert "granskning. Senast: Kontakt tog tillbaka den " in text
    assert "Kontor2 har ändrat den sedan du öppnade listan." in text and "Den väntar inte längre på granskning." in text


def test_a_change_that_failed_is_named_as_in_the_queue(client, cast):
    activity = states.live_submitted(cast)
    chosen = newest(activity)
    writing.take_back(chosen, by=cast["contact"])
    publish(client, [chosen.pk])
    (failed,) = client.get(DESK).context["decided"].failed
    assert failed[0] == "Läxcafé varje dag" and fresh(activity).title == "Läxcafé"


def test_eleven_are_refused_and_stay_chosen(client, cast):
    many(cast, 11)
    response = publish(client, list(ActivityVersion.objects.values_list("pk", flat=True)))
    assert response.url == DESK + "#ko-fel"
    text = desk(client)
    assert "högst tio åt gången. Nu är elva valda." in text
    assert text.count(" checked") == 12, "eleven boxes and the audience"
    assert not Activity.objects.live().exists()
    assert desk(client).count(" checked") == 1, "told once"


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, "Kryssa för minst en"),
        ({"version": ["x", "99999999999999999999"], "audience": "publikt"}, "Kryssa för minst en"),
        ({"version": ["1"]}, "Välj vem som ska se dem."),
        ({"version": ["1"], "audience": "alla"}, "Välj vem som ska se dem."),
    ],
)
def test_what_makes_no_sense_is_told(client, cast, given, fault):
    simple(cast, "Ensam")
    assert client.post(reverse("office_publish"), given).url == DESK + "#ko-fel"
    assert fault in desk(client)


def test_what_was_submitted_anew_since_the_list_was_opened_is_not_published(client, cast):
    activity, other = simple(cast, "Ensam"), simple(cast, "Andra")
    shown = re.findall(r'name="last" value="([\d-]+)"', desk(client))
    writing.take_back(newest(activity), by=cast["contact"])
    greet(activity, "Vänta!")
    writing.submit(newest(activity), by=cast["contact"])
    given = {"version": [newest(activity).pk, newest(other).pk], "audience": "publikt", "last": shown}
    client.post(reverse("office_publish"), given)
    told = desk(client)
    assert "Den skickades in på nytt sedan du öppnade listan. Läs den igen." in told
    assert [row.pk for row in Activity.objects.live()] == [other.pk]


def test_enter_in_a_box_publishes_nothing(client, cast):
    activity = simple(cast, "Ensam")
    form = desk(client).split('action="/kontor/publicera/"')[1]
    assert re.search(r"<button[^>]*>", form).group().count('name="gor" value="enter"') == 1
    given = {"version": [newest(activity).pk], "audience": "publikt", "gor": "enter"}
    assert client.post(reverse("office_publish"), given).url == DESK + "#ko-fel"
    told = desk(client)
    assert "Tryck på knappen Publicera de valda." in told and told.count(" checked") == 2
    assert not Activity.objects.live().exists()


def test_versions_that_do_not_exist_publish_nothing(client):
    publish(client, [12345])
    assert "Publicerade" not in desk(client)


# Decisions of today


def test_todays_decisions_can_be_undone_for_ten_minutes_then_withdrawn(client, cast):
    activity = states.live(cast)
    event = activity.events.first()
    text = desk(client)
    assert "nio minuter kvar" in text and reverse("decision_undo", args=[event.pk]) in text
    later = timezone.localtime().replace(hour=23, minute=59)
    ReviewEvent.objects.filter(pk=event.pk).update(at=later - datetime.timedelta(minutes=11))
    with time_machine.travel(later, tick=False):
        client.force_login(cast["office"].user)
        text = desk(client)
    assert reverse("decision_undo", args=[event.pk]) not in text
    assert f"{reverse('office_activity', args=[activity.pk])}#ta-bort" in text


def test_a_decision_is_told_as_it_was_whatever_was_decided_since(client, cast):
    activity = states.live(cast)
    for audience in ("internt", "publikt", "internt"):
        review.change_audience(fresh(activity), audience=audience, by=cast["office"])
    told = [decision.what for decision in queue.decisions(cast["office"])]
    inside, for_all = "Visar Läxcafé bara internt", "Visar Läxcafé för alla"
    assert told == [inside, for_all, inside, "Publicerade Läxcafé"]


def test_many_decisions_are_cut_and_can_be_shown_whole(client, cast):
    for number in range(views.DECIDED + 2):
        review.publish(newest(simple(cast, f"Nummer {number}")), audience="publikt", by=cast["office"])
    assert desk(client).count("Går att ångra till") == views.DECIDED and "Visa alla beslut" in desk(client)
    whole = desk(client, "?beslut=alla")
    assert whole.count("Går att ångra till") == views.DECIDED + 2 and "Visa alla beslut" not in whole


def test_yesterdays_decisions_are_not_todays(client, cast):
    activity = states.live(cast)
    activity.events.update(at=timezone.now() - datetime.timedelta(days=1, minutes=30))
    assert "Beslut i dag" not in desk(client)


# Pages of gaps, and who may


def test_each_gap_has_a_page_whose_rows_have_a_button(client, cast):
    factories.need("Någon att prata med.")
    text = client.get("/kontor/luckor/behov-utan-aktivitet/").content.decode()
    assert "Behov utan aktivitet: 1" in text and "”Någon att prata med.”" in text and "Lägg till ny" in text


def test_a_filled_gap_says_so(client):
    assert "Inga sådana luckor just nu" in client.get("/kontor/luckor/behov-utan-aktivitet/").content.decode()


def test_a_long_gap_has_pages(client, cast):
    category, collection, group = factories.category(), factories.collection(), factories.respondent_group()
    for i in range(views.PER_PAGE + 1):
        factories.need(f"Behov {i}.", category=category, collection=collection, respondent_group=group)
    assert 'rel="next"' in client.get("/kontor/luckor/behov-utan-aktivitet/").content.decode()
    assert 'rel="prev"' in client.get("/kontor/luckor/behov-utan-aktivitet/?sida=2").content.decode()


def test_a_gap_that_does_not_exist_is_no_page(client):
    assert client.get("/kontor/luckor/annat/").status_code == 404


PAGES = ("/kontor/", "/kontor/luckor/tomma-rutor/", "/kontor/verksamheter/")


@pytest.mark.parametrize("role", ["reader", "contact", "deputy"])
def test_only_the_office_has_a_desk(cast, client_of, role):
    client = client_of(cast[role])
    for page in PAGES:
        assert client.get(page).status_code == 403
    assert client.post("/kontor/publicera/").status_code == 403
    assert client.post("/kontor/verksamheter/1/").status_code == 403


def test_others_are_led_to_the_login(cast, anyone_client):
    for page in PAGES:
        assert anyone_client.get(page).url == f"/konto/login/?next={page}"


def test_the_address_of_the_button_leads_to_the_desk_when_it_is_opened(client):
    """As after Back, or an expired login."""
    assert client.get("/kontor/publicera/").url == DESK


def test_the_matrix_of_the_desk_says_what_it_counts(client, cast):
    assert "0 aktiviteter är publicerade." in client.get("/kontor/").text
    states.live(cast), states.internal(cast), states.draft(cast)
    assert "2 aktiviteter är publicerade, 1 av dem internt." in client.get("/kontor/").text
