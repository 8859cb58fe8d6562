"""How many queries a page takes once what every page keeps under the stamp is kept."""

from collections.abc import Iterable, Mapping

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

MOST = {"anyone": 8, "reader": 12, "contact": 12, "office": 12}  # session, user, header and footer included


def count_queries(client: Client, address: str) -> int:
    """Queries of the second look at `address`."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(queries)


def counts(clients: Mapping[str, Client], addresses: Iterable[str]) -> dict[tuple[str, str], int]:
    """Queries of every address for every role."""
    return {
        (role, address): count_queries(client, address) for role, client in clients.items() for address in addresses
    }


def assert_few(found: Mapping[tuple[str, str], int]) -> None:
    """No page takes more than its role may cost."""
    too_many = {key: number for key, number in found.items() if number > MOST[key[0]]}
    assert not too_many
