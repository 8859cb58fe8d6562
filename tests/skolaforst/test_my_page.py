"""Min sida: at most five of each, and where all of them stand."""

import datetime
import re
from uuid import uuid4

import pytest
from django.utils import timezone

from activities.facts import Facts
from activities.querysets.desk import own_work
from activities.services import review, writing
from activities.services.facts import change_facts
from network.dates import long_date
from network.models import ContactPerson
from network.person import person_of
from skolaforst.desk import UNTOUCHED
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import cast as cast
from tests.activities.cast import newest, submitted
from tests.activities.many import make_many

pytestmark = pytest.mark.django_db


def page(client) -> str:
    return client.get("/min-sida/").content.decode()


def all_own(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<a href="(/aktiviteter/\?organisation=[^"]+)">([^<]+)</a>', html)


def test_five_own_activities_and_the_list_of_all(contact_client, department, company):
    make_many(8, lead=department.pk, ally=company.pk)
    html = page(contact_client)
    assert html.count('<th scope="row">') == 5
    ((address, words),) = all_own(html)
    assert (address, words) == ("/aktiviteter/?organisation=kultur", "Visa alla 8 aktiviteter")
    assert contact_client.get(address).context["page"].hits == 8


def test_one_list_for_each_seat_where_there_are_several(contact, contact_client, department, company):
    factories.seat(contact.user, company)
    make_many(6, lead=department.pk, ally=company.pk)
    make_many(3, lead=company.pk, ally=factories.organisation().pk)
    links = all_own(page(contact_client))
    assert sorted(words for _address, words in links) == [
        "Visa alla 6 aktiviteter med Kultur", f"Visa alla 9 aktiviteter med {company.label}",
    ]  # fmt: skip
    for address, words in links:
        assert f" {contact_client.get(address).context['page'].hits} " in words


def test_five_or_fewer_stand_there_all(contact_client, department, company):
    make_many(5, lead=department.pk, ally=company.pk)
    assert all_own(page(contact_client)) == []


def test_an_empty_desk_says_in_plain_swedish_what_one_can_do(contact_client):
    html = page(contact_client)
    assert "Allt är klart just nu" in html and html.count("Lägg till en aktivitet") == 1
    assert "Logga en" not in html


def test_the_page_asks_as_often_for_many_seats(contact, contact_client, django_assert_max_num_queries):
    for _ in range(4):
        make_many(6, lead=(row := factories.organisation()).pk, ally=factories.organisation().pk)
        factories.seat(contact.user, row)
    page(contact_client)
    with django_assert_max_num_queries(12):
        page(contact_client)


def test_a_long_reason_is_told_in_short_and_stands_whole_where_it_is_mended(cast, client_of):
    activity = submitted(cast)
    reason = "Kontrollera med grannen att ni inte gör samma sak. " * 9
    review.send_back(activity.newest_version, reason=reason.strip(), by=cast["office"])
    client = client_of(cast["contact"])
    sentence = "Kontrollera med grannen att ni inte gör samma sak"
    assert f"Projektkontoret: ”{f'{sentence}. ' * 4}{sentence} …”" in page(client)
    assert reason.strip() in client.get(f"/aktiviteter/{activity.pk}/redigera/").content.decode()


def own_rows(client) -> list[list[str]]:
    """The table of own activities: its cells as words."""
    rows = re.findall(r"<tr><th scope=.row.>(.*?)</tr>", page(client), re.S)
    return [[" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in row.split("<td")] for row in rows]


def test_an_own_activity_tells_its_level_review_and_day(contact, contact_client, cast, department, company):
    states.live(cast)
    ((title, where, status, reviewed, day),) = own_rows(contact_client)
    assert title == "Läxcafé" and "Individ" in where and "Idé" in status and "Publicerad" in reviewed
    assert f"{timezone.localdate():%Y-%m-%d}" in day
    factories.seat(contact.user, company, role=ContactPerson.Role.DEPUTY)
    assert department.name in own_rows(contact_client)[0][0], "told where one writes for several"


def test_how_the_duties_stand_is_counted(cast, client_of):
    year = timezone.localdate().year + 1
    for facts in (
        Facts(start_date=datetime.date(year, 3, 1)), Facts(end_date=datetime.date(year - 1, 12, 31)), Facts(),
        Facts(start_date=datetime.date(year - 1, 1, 1), status="pagaende"),
        Facts(start_date=datetime.date(year, 3, 1), status="avbruten"),
    ):  # fmt: skip
        change_facts(states.live(cast), Facts(), facts, by=cast["contact"])
    states.internal(cast)
    states.draft(cast)  # names an external party, and is not begun
    html = page(client_of(cast["contact"]))
    assert "6 görs med andra." in html
    assert f"2 aktiviteter är på gång {year}." in html and "5 av era aktiviteter syns för alla." in html


def waiting(client) -> list[tuple[str, str, str]]:
    """What waits, each: why now, what, and the verb of its one button."""
    told = re.findall(
        r'<p class="when">(.*?)</p><h3>.*?</h3><p>(.*?)</p></div>\s*<a [^>]*>(.*?)<span', page(client), re.S
    )
    return [(when, text, verb) for when, text, verb in told]


def test_what_was_withdrawn_waits_with_who_and_why_until_it_is_submitted_again(cast, client_of):
    activity, client = states.withdrawn(cast), client_of(cast["contact"])
    told = ("Borttagen i dag", "Kontor tog bort den från de öppna sidorna: ”Fel bild av läget.”", "Ändra")
    assert waiting(client) == [told]
    version = writing.save(newest(activity), cast.content("Läxcafé, ny bild"), by=cast["contact"])
    assert waiting(client) == [told], "until it is submitted"
    writing.submit(version, by=cast["contact"])
    assert waiting(client) == []
    writing.take_back(version, by=cast["contact"])
    assert waiting(client) == [("Tillbakatagen i dag", "Du tog tillbaka den. Den är inte inskickad.", "Skriv klart")]
    assert "Kontakt tog tillbaka den." in page(client_of(cast["deputy"]))
    review.archive(states.fresh(activity), by=cast["office"])
    assert waiting(client) == []


def test_what_was_shown_inside_only_left_no_public_page(cast, client_of):
    review.withdraw(states.internal(cast), reason="Fel.", by=cast["office"])
    assert waiting(client_of(cast["contact"]))[0][1] == "Kontor tog bort den från de inloggades sidor: ”Fel.”"


def test_what_was_brought_back_or_undone_waits_no_more(cast, client_of):
    activity, client = states.withdrawn(cast), client_of(cast["contact"])
    review.bring_back(activity, by=cast["office"])
    undone = states.live(cast)
    review.undo(review.withdraw(undone, reason="Fel.", by=cast["office"]), by=cast["office"])
    assert waiting(client) == []


def test_a_change_that_was_taken_back_waits_as_a_change(cast, client_of):
    activity = states.live_submitted(cast)
    writing.take_back(newest(activity), by=cast["contact"])
    assert [text for _when, text, _verb in waiting(client_of(cast["contact"]))] == [
        "Du tog tillbaka ändringen. Den är inte inskickad."
    ]


def test_what_was_sent_back_and_withdrawn_waits_once_with_what_came_last(cast, client_of):
    activity = states.live_sent_back(cast)
    client = client_of(cast["contact"])
    assert [verb for _when, _text, verb in waiting(client)] == ["Komplettera"]
    review.withdraw(activity, reason="Fel bild.", by=cast["office"])
    assert [text for _when, text, _verb in waiting(client)] == [
        "Kontor tog bort den från de öppna sidorna: ”Fel bild.”"
    ]


def test_five_wait_and_the_rest_are_one_link_away(cast, client_of):
    client = client_of(cast["contact"])
    for _ in range(7):
        states.taken_back(cast)
    html = page(client)
    assert len(waiting(client)) == 5 and "Sju saker väntar på dig" in html
    assert '<a href="?alla">Visa alla sju</a>' in html
    assert client.get("/min-sida/?alla").text.count('class="when"') == 7


# Who has no seat


def test_the_office_has_its_own_desk(office_client, admin_client):
    assert office_client.get("/min-sida/").url == admin_client.get("/min-sida/").url == "/kontor/"


def test_one_of_the_office_who_also_holds_a_seat_has_both_desks(office, office_client, department):
    factories.seat(office.user, department)
    html = page(office_client)
    assert "Du skriver för Kulturförvaltningen." in html and "Ditt uppdrag i korthet" in html


def test_a_reader_gets_what_a_reader_can_do_and_no_duties(cast, client_of):
    states.internal(cast)
    client = client_of(cast["reader"])
    html = page(client)
    assert "Du är läsare." in html and "Läxcafé" in html
    assert "Ditt uppdrag i korthet" not in html and "Lägg till" not in html
    assert '<a href="/min-sida/" aria-current="page">' in client.get("/min-sida/").text


def test_a_reader_is_told_how_many_go_on_and_led_to_them(cast, client_of):
    client = client_of(cast["reader"])
    assert "Ingen aktivitet är pågående" in page(client)
    change_facts(states.internal(cast), Facts(), Facts(status="pagaende"), by=cast["contact"])
    states.draft(cast)
    html = page(client)
    assert "1 aktivitet står som pågående" in html and "Visa 1 aktivitet<" in html
    (address,) = re.findall(r'href="([^"]+)">Se det som pågår', html)
    assert client.get(address).context["page"].hits == 1


def test_a_duty_that_ended_is_told_with_when_and_whom_to_ask(ex_contact, client_of):
    factories.initiative(office="Kontoret på torget", office_email="kontoret@skolaforst.example")
    html = page(client_of(ex_contact))
    yesterday = long_date(timezone.localdate() - datetime.timedelta(days=1))
    assert f"Du var kontaktperson för Kulturförvaltningen. Uppdraget upphörde {yesterday}." in html
    assert "Fråga Kontoret på torget." in html and "mailto:kontoret@skolaforst.example" in html


def test_a_duty_that_has_not_begun_is_told_with_when(department, client_of):
    user, day = factories.user("Snart"), timezone.localdate() + datetime.timedelta(days=9)
    factories.seat(user, department, starts=day, role="ersattare")
    html = page(client_of(person_of(user)))
    assert f"Du blir ersättare för Kulturförvaltningen {long_date(day)}." in html and "upphör" not in html


def test_one_without_any_duty_is_told_so(client_of):
    assert "Du har inget uppdrag i portalen" in page(client_of(person_of(factories.user("Ingen"))))


def test_who_said_no_does_nothing_together(cast):
    content = cast.content(externals=frozenset(), co_owners=frozenset({cast.refused}))
    activity, _made = writing.create(content, Facts(), form_key=uuid4(), by=cast["contact"])
    answer = activity.participations.create(organisation_id=cast.refused, state="nej", version=newest(activity))
    assert [row.together for row in own_work(cast["contact"], UNTOUCHED)] == [False]
    answer.state, answer.accepted_as = "ja", "medagare"
    answer.save()
    assert [row.together for row in own_work(cast["contact"], UNTOUCHED)] == [True]
