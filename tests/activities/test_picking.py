"""Finding organisations for the form: what an address must not tell."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/aktiviteter/valj/verksamheter/"


def test_an_id_in_the_address_tells_no_name_that_somebody_else_typed(contact_client, department, company):
    typed = [
        factories.external("Hemliga föreningen", confirmed=False),
        factories.external("Känd förening"),
        factories.unit(department, "Hemliga enheten", in_group=True, confirmed=False),
    ]
    ticked = "&".join(f"co_owners={row.pk}" for row in (company, *typed))
    page = contact_client.get(f"{ADDRESS}?falt=co_owners&{ticked}").content.decode()
    assert company.name in page
    assert not any(row.name in page for row in typed)
