"""Finding organisations for the form: what an address must not tell."""

import pytest

from network.models import Organisation
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


def test_a_part_of_the_form_is_not_answered_with_the_login_page(anyone_client):
    answer = anyone_client.get(ADDRESS, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")
    assert anyone_client.get(ADDRESS).status_code == 302


@pytest.mark.parametrize("words", ["bolag", "prov ab", "Provs"])
def test_an_organisation_is_found_by_its_kind_and_by_another_form_of_its_name(
    contact_client, department, company, words
):
    factories.organisation("Prov AB", kind="bolag")
    found = contact_client.get(ADDRESS, {"falt": "co_owners", "sok_co_owners": words}).text
    assert "Prov AB" in found and department.name not in found


def test_who_has_nobody_to_answer_is_told_in_the_hits(contact_client, department):
    factories.organisation("Prov AB", kind="bolag")
    found = contact_client.get(ADDRESS, {"falt": "co_owners", "sok_co_owners": "prov"}).text
    assert "Prov AB (saknar kontaktperson, så projektkontoret frågar)" in found
    own = contact_client.get(ADDRESS, {"falt": "co_owners", "sok_co_owners": "kultur"}).text
    assert department.name in own and "saknar kontaktperson" not in own


def test_who_answers_for_what_it_succeeds_is_somebody_to_answer(contact_client, department):
    factories.organisation("Gamla bolaget", kind="bolag", successor=department)
    old = Organisation.objects.get(name="Gamla bolaget")
    page = contact_client.get(ADDRESS, {"falt": "co_owners", "co_owners": old.pk}).text
    assert "Gamla bolaget (numera" in page and "saknar kontaktperson" not in page


def test_who_leads_or_has_the_other_role_is_no_hit(contact_client, department, company):
    asked = {"falt": "co_owners", "sok_co_owners": "förvaltning", "lead": department.pk}
    assert f'value="{department.pk}"' not in contact_client.get(ADDRESS, asked).text
    other = {"falt": "co_owners", "sok_co_owners": company.name, "participants": company.pk}
    page = contact_client.get(ADDRESS, other).text
    assert f'value="{company.pk}"' not in page and "är redan med i en annan roll. Ändra den rollen först." in page
    assert "Inga träffar" not in page
    assert f'value="{company.pk}"' in contact_client.get(ADDRESS, other | {"participants": ""}).text


def test_the_button_shows_all_where_nothing_is_written(contact_client, department, company):
    factories.levels(), factories.focus_areas(), factories.initiative()
    page = contact_client.post("/aktiviteter/ny/", {"title": "A", "gor": "sok-co_owners", "sok_co_owners": ""}).text
    assert f'value="{company.pk}" id="id_co_owners_t{company.pk}"' in page
    assert 'id="id_participants_t' not in page and 'id="id_needs_t' not in page
