"""The form: what it offers, reads and gives."""

import uuid
from dataclasses import replace
from itertools import product

import pytest
from django.http import QueryDict

from activities.content import Cell, Content
from activities.demands import broken_demands
from activities.facts import Facts
from activities.forms import ActivityForm, Shown
from activities.forms.activity import layout
from activities.reference import reference
from activities.services import sending
from network.change import forget_kept, read_stamp
from network.models import Organisation
from network.services.typed import find_or_type
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(department, company):
    factories.initiative()
    return {
        "levels": factories.levels(),
        "areas": factories.focus_areas(),
        "goal": factories.goal(1),
        "method": factories.method("Planera", "Göra"),
        "need": factories.need("Vi vill ha läxhjälp"),
    }


def sent(**fields) -> QueryDict:
    """What a browser would send."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def form_of(person, data=None, **kwargs) -> ActivityForm:
    return ActivityForm(data, person=person, reference=reference(read_stamp()), shown=Shown(**kwargs))


def test_a_draft_needs_a_title_only(contact, world):
    form = form_of(contact, sent(title="Läxcafé", status="ide"), facts=Facts())
    assert form.is_valid(), form.errors
    assert not form_of(contact, sent(title=" ", status="ide"), facts=Facts()).is_valid()


def test_the_own_organisation_is_filled_in_and_no_other_can_lead(contact, company, department, world):
    form = form_of(contact, facts=Facts())
    assert form["lead"].value() == department.pk
    stolen = form_of(contact, sent(title="Läxcafé", status="ide", lead=str(company.pk)), facts=Facts())
    assert "lead" in stolen.errors


def test_a_municipal_association_beside_the_group_can_lead(office, world):
    beside = Organisation.objects.create(name="Räddningsförbundet", kind="kommunalforbund", key="raddning")
    forget_kept()
    data = sent(title="Läxcafé", status="ide", lead=str(beside.pk))
    form = form_of(office, data, facts=Facts())
    assert form.is_valid(), form.errors
    activity = sending.send_new(form.content(), form.facts(), form_key=uuid.uuid4(), by=office)
    again = form_of(office, content=Content.from_json(activity.newest_version.content))
    assert (beside.pk, "Räddningsförbundet") in again.fields["lead"].choices and again["lead"].value() == beside.pk
    party = factories.external("Klubben")
    assert "lead" in form_of(office, sent(title="Läxcafé", status="ide", lead=str(party.pk)), facts=Facts()).errors


def test_co_owners_are_demanded_where_saving_would_refuse_without_them(office, company, department, world):
    """Whoever leads, owns and takes part: only those of the group count, and nobody that said no."""
    beside, other = (factories.organisation(name, kind="kommunalforbund", in_group=False).pk for name in ("A", "B"))
    refused, third = (factories.organisation(name).pk for name in ("C", "D"))
    cells, declined = frozenset({Cell(world["levels"][3].pk, world["areas"][0].pk)}), frozenset({refused})
    for lead, owns, helps in product((department.pk, beside), ([], [company.pk], [other]), ([], [third], [refused])):
        content = Content(lead=lead, co_owners=frozenset(owns), participants=frozenset(helps), cells=cells)
        demanded = "co_owners" in form_of(office, content=content, declined=declined).demanded
        refuses = "co_owners" in broken_demands(replace(content, co_owners=frozenset()), declined)
        assert demanded == refuses, (lead, owns, helps)


def test_what_is_read_is_what_was_shown(contact, company, department, world):
    level, area = world["levels"][1], world["areas"][0]
    unit = factories.unit(department, "Biblioteket")
    party = factories.external("Klubben")
    content = Content(
        title="Läxcafé",
        summary="Vi läser.",
        description="- ett\n- två",
        lead=department.pk,
        co_owners=frozenset({company.pk}),
        externals=frozenset({party.pk}),
        cells=frozenset({Cell(level.pk, area.pk, unit.pk)}),
        goals=frozenset({world["goal"].pk}),
        needs=frozenset({world["need"].pk}),
        method=world["method"].pk,
        target_group="Årskurs 4",
        expected_reach="40",
    )
    shown = form_of(contact, content=content, consents={party.pk: True})
    data = sent(
        title=shown["title"].value(),
        summary=shown["summary"].value(),
        description=shown["description"].value(),
        lead=str(shown["lead"].value()),
        co_owners=[str(pk) for pk in shown["co_owners"].value()],
        cells=shown["cells"].value(),
        goals=[str(pk) for pk in shown["goals"].value()],
        needs=[str(pk) for pk in shown["needs"].value()],
        method=str(shown["method"].value()),
        target_group=shown["target_group"].value(),
        expected_reach=shown["expected_reach"].value(),
        externals_0="Klubben",
        externals_ok_0="on",
        **{f"units_{level.pk}-{area.pk}": "biblioteket"},
    )
    form = form_of(contact, data, content=content)
    assert form.is_valid(), form.errors
    assert form.content() == content
    assert form.consents() == {party.pk: True}


def test_no_external_party_is_lost_however_many_two_writers_gave_together(contact):
    names = {f"externals_{n}": f"Klubb {n}" for n in range(24)}
    form = form_of(contact, sent(title="Läxcafé", **names))
    form.is_valid()
    assert len(form.cleaned_data["externals"]) == 24
    page = str(form["externals"])
    assert all(f'value="Klubb {n}"' in page for n in range(24)) and 'name="externals_25"' in page
    form = form_of(contact, sent(title="Läxcafé", **{f"externals_{n}": f"Klubb {n}" for n in range(101)}))
    assert form.errors["externals"] == ["Det får vara högst 100 externa parter."]


def test_typed_names_become_organisations_once(contact, contact2, department):
    first = find_or_type("Örnens  bollklubb", kind="extern", by=contact)
    assert find_or_type("örnens bollklubb", kind="extern", by=contact) == first
    made = Organisation.objects.get(pk=first)
    assert (made.name, made.confirmed, made.created_by) == ("Örnens bollklubb", False, contact.user)
    # what somebody else has typed and nobody has confirmed is not found
    assert find_or_type("Örnens bollklubb", kind="extern", by=contact2) != first
    unit = find_or_type("Depån", kind="enhet", parent=department.pk, by=contact)
    assert Organisation.objects.get(pk=unit).parent == department


def test_the_layout_holds_every_field(contact, world):
    for facts, note in ((Facts(), ""), (None, ""), (Facts(), None), (None, None)):
        form = form_of(contact, facts=facts, note=note)
        pointers = layout(facts is not None, note is not None).get_field_names()
        assert sorted(pointer.name for pointer in pointers) == sorted(form.fields)


@pytest.mark.parametrize("written", ["2000", "2 000", "2\xa0000", " 2\u202f000 "])
def test_a_number_may_be_written_with_spaces_between_thousands(contact, world, written):
    form = form_of(contact, sent(title="Läxcafé", status="pagaende", reached=written), facts=Facts())
    assert form.is_valid(), form.errors
    assert form.facts().reached == 2000 and 'type="text" name="reached"' in str(form["reached"])


@pytest.mark.parametrize("written", ["2.000", "2,5", "2_000", "två"])
def test_a_number_that_may_be_another_is_refused(contact, world, written):
    form = form_of(contact, sent(title="Läxcafé", status="pagaende", reached=written), facts=Facts())
    assert form.errors["reached"] == ["Skriv ett helt tal, till exempel 42."]


@pytest.mark.parametrize(
    "bad",
    [
        {"co_owners": ["abc"]},
        {"co_owners": ["99999999999999999999999"]},
        {"needs": ["1.5"]},
        {"cells": ["1-2-3"]},
        {"cells": ["x"]},
        {"lead": "0"},
        {"goals": ["-1"]},
        {"method": "999999"},
        {"step": "999999"},
        {"status": "klar"},
        {"start_date": "2026-02-30"},
        {"reached": "-1"},
        {"reached": "9" * 30},
        {"form_key": "inte en nyckel"},
        {"title": "x" * 61},
        {"externals_0": "x" * 161},
    ],
)
def test_what_no_browser_sends_is_an_error_and_never_a_500(contact_client, world, bad):
    answer = contact_client.post("/aktiviteter/ny/", {"title": "Läxcafé", "status": "ide", "gor": "spara"} | bad)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()


def test_needs_that_do_not_exist_are_refused(contact_client, world):
    answer = contact_client.post(
        "/aktiviteter/ny/",
        {"title": "Läxcafé", "status": "ide", "needs": ["123456"], "gor": "spara", "form_key": str(uuid.uuid4())},
    )
    assert answer.status_code == 200
    assert "finns inte" in answer.content.decode()
