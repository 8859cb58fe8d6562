"""Min sida: at most five of each, and where all of them stand."""

import re

import pytest

from activities.services import review
from tests import factories
from tests.activities.cast import cast as cast
from tests.activities.cast import submitted
from tests.activities.many import make_many

pytestmark = pytest.mark.django_db


def page(client) -> str:
    return client.get("/min-sida/").content.decode()


def all_own(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<a href="(/aktiviteter/\?organisation=[^"]+)">([^<]+)</a>', html)


def test_five_own_activities_and_the_list_of_all(contact_client, department, company):
    make_many(8, lead=department.pk, ally=company.pk)
    html = page(contact_client)
    assert html.count('<li class="item"') == 5
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
    assert "Projektkontoret: ”Kontrollera med grannen att ni inte gör samma sak …”" in page(client)
    assert reason.strip() in client.get(f"/aktiviteter/{activity.pk}/redigera/").content.decode()
