"""Matrix, list and page ask the database seldom after each change; that they ask no more for 1,000: test_queries.py."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.change import forget_kept
from tests.activities.many import make_many

pytestmark = pytest.mark.django_db
MOST = {"anyone": 8, "reader": 12, "contact": 12, "contact2": 12, "office": 12}
PAGES = (
    "/matris/",
    "/matris/?status=pagaende&ar=2026&mal=1&organisation=kultur",
    "/aktiviteter/",
    "/aktiviteter/?q=barnen&ar=2026&mal=1&organisation=kultur&sortera=status",
    "/aktiviteter/?sortera=titel",
    "/aktiviteter/{pk}/",
)


def count(client, address: str) -> int:
    forget_kept()
    client.get("/aktiviteter/?q=finns+inte")  # what every page shows is kept: frame, reference data, filters
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(queries)


def counts(cast, client_of, pk: int) -> dict[tuple[str, str], int]:
    clients = {role: client_of(cast[role]) for role in MOST}
    return {(role, page): count(clients[role], page.format(pk=pk)) for role in MOST for page in PAGES}


def test_few_queries_where_only_what_every_page_shows_is_kept(cast, client_of):
    found = counts(cast, client_of, make_many(10, lead=cast.lead, ally=cast.ally)[0].pk)
    assert {place: number for place, number in found.items() if number > MOST[place[0]]} == {}


def test_the_whole_public_page_with_nothing_kept_is_few_queries_too(cast, anyone_client):
    """A process that just started reads frame, reference data and filters once."""
    make_many(10, lead=cast.lead, ally=cast.ally)
    with CaptureQueriesContext(connection) as queries:
        anyone_client.get("/matris/")
    assert len(queries) <= 25
