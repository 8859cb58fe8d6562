"""What a submission must say, told in Swedish field by field."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from activities.content import Cell, Content
from activities.demands import broken_demands, faults_of_draft, faults_when_submitting
from activities.services import review, together, writing
from network.models import Organisation
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import newest

pytestmark = pytest.mark.django_db


def test_a_draft_needs_a_title_only():
    assert faults_of_draft(Content(title="Läxcafé")) == {}


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (Content(), {"title": "Skriv en rubrik."}),
        (Content(title="  "), {"title": "Skriv en rubrik."}),
        (Content(title="x" * 60), {}),
        (Content(title="x" * 61), {"title": "Rubriken är för lång. Skriv högst 60 tecken."}),
        (Content(title="x", target_group="x" * 161), {"target_group": "Texten är för lång. Skriv högst 160 tecken."}),
        (
            Content(title="x", expected_reach="x" * 121),
            {"expected_reach": "Texten är för lång. Skriv högst 120 tecken."},
        ),
        (
            Content(target_group="x" * 161),
            {"title": "Skriv en rubrik.", "target_group": "Texten är för lång. Skriv högst 160 tecken."},
        ),
    ],
)
def test_what_stops_even_a_draft(content, faults):
    assert faults_of_draft(content) == faults


def test_an_empty_submission_hears_of_everything_at_once():
    assert faults_when_submitting(Content()) == {
        "title": "Skriv en rubrik.",
        "summary": "Skriv en sammanfattning. Den visas för alla när aktiviteten är publicerad.",
        "lead": "Välj vilken verksamhet som är ansvarig.",
        "cells": "Välj minst en ruta i matrisen.",
    }


def test_title_summary_lead_and_one_cell_are_enough_at_the_lowest_level(cast):
    content = Content(title="Läxcafé", summary="Vi läser.", lead=cast.lead, cells=frozenset({cast.cell()}))
    assert faults_when_submitting(content) == {}


# What levels demand


def test_a_level_that_demands_a_unit(cast):
    unit = factories.organisation(kind="enhet", parent_id=cast.lead)
    content = cast.content(cells=frozenset({cast.cell("enhet")}))
    assert faults_when_submitting(content) == {
        "units": "Du har valt nivån ”Enhet”. Skriv vilken enhet det gäller, eller välj en annan nivå."
    }
    assert not faults_when_submitting(replace(content, cells=frozenset({cast.cell("enhet", unit=unit.pk)})))


def test_each_of_its_cells_demands_its_own_unit(cast):
    unit = factories.organisation(kind="enhet", parent_id=cast.lead)
    cells = frozenset({cast.cell("enhet", 0, unit.pk), cast.cell("enhet", 1)})
    assert set(broken_demands(cast.content(cells=cells))) == {"units"}


def test_a_unit_that_was_just_typed_is_as_good_as_any(cast):
    typed = factories.organisation(kind="enhet", parent_id=cast.lead, confirmed=False)
    assert not broken_demands(cast.content(cells=frozenset({cast.cell("enhet", unit=typed.pk)})))


def test_a_level_that_demands_two_of_the_group(cast):
    message = (
        "Du har valt nivån ”Förvaltningar/bolag i samarbete”. Då behövs minst två av koncernens verksamheter. "
        "Lägg till en till, eller välj en annan nivå i del 2."
    )
    alone = cast.content(co_owners=frozenset(), externals=frozenset(), cells=frozenset({cast.cell("samarbete")}))
    outside = factories.organisation(in_group=False, kind="kommunalforbund")
    assert broken_demands(alone) == {"co_owners": message}
    assert broken_demands(replace(alone, participants=frozenset({outside.pk}))) == {"co_owners": message}
    assert not broken_demands(replace(alone, participants=frozenset({cast.ally})))
    assert not broken_demands(replace(alone, co_owners=frozenset({cast.ally})))


def test_who_is_invited_counts_and_who_declined_does_not(cast):
    content = cast.content(co_owners=frozenset({cast.asked}), cells=frozenset({cast.cell("samarbete")}))
    assert not broken_demands(content)
    assert set(broken_demands(content, frozenset({cast.asked}))) == {"co_owners"}
    with_ally = replace(content, co_owners=frozenset({cast.asked, cast.ally}))
    assert not broken_demands(with_ally, frozenset({cast.asked}))


def test_the_lead_counts_whatever_it_once_answered(cast):
    content = cast.content(co_owners=frozenset({cast.ally}), cells=frozenset({cast.cell("samarbete")}))
    assert not broken_demands(content, frozenset({cast.lead}))


def test_a_level_that_demands_an_external_party(cast):
    content = cast.content(externals=frozenset(), cells=frozenset({cast.cell("extern")}))
    assert broken_demands(content) == {
        "externals": "Du har valt nivån ”Extern samverkan”. "
        "Skriv minst en extern part, eller välj en annan nivå i del 2."
    }
    assert not broken_demands(replace(content, externals=frozenset({cast.party})))


@pytest.mark.parametrize("way", ["lead", "short", "unit"])
def test_who_has_the_name_of_one_in_the_group_is_no_external_party(cast, way):
    Organisation.objects.filter(pk=cast.other).update(short_name="Hamnen")
    below = factories.unit(Organisation.objects.get(pk=cast.other), "Hamnskolan")
    name = {"lead": Organisation.objects.get(pk=cast.lead).name.upper(), "short": "AB Hamnen", "unit": below.name}[way]
    named = factories.external(name)
    content = cast.content(externals=frozenset({named.pk}), cells=frozenset({cast.cell("extern")}))
    assert broken_demands(content)["externals"].endswith("Den som finns bland verksamheterna räknas inte.")
    assert not broken_demands(replace(content, externals=frozenset({named.pk, cast.party})))


@pytest.mark.parametrize("role", ["co_owners", "participants"])
def test_a_municipal_association_that_takes_part_is_from_outside(cast, role):
    beside = factories.organisation("Återbruket", kind="kommunalforbund", in_group=False).pk
    content = cast.content(externals=frozenset(), cells=frozenset({cast.cell("extern")}))
    joined = replace(content, **{role: frozenset({beside})})
    assert broken_demands(content) and not broken_demands(joined)
    assert broken_demands(joined, frozenset({beside})), "it said no"


def test_several_levels_demand_together(cast):
    levels = ("individ", "enhet", "forvaltning", "samarbete", "extern")
    content = Content(lead=cast.lead, cells=frozenset(Cell(cast.levels[key], cast.areas[0].pk) for key in levels))
    assert set(broken_demands(content)) == {"units", "co_owners", "externals"}


# A refusal


def test_a_refusal_leaves_what_is_published_and_blocks_the_next_submission_only(cast):
    content = cast.content(co_owners=frozenset({cast.asked}), cells=frozenset({cast.cell("samarbete")}))
    activity = states.written(cast, content)
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    answer = activity.participations.get(organisation=cast.asked)
    together.answer_invitation(answer, accept=False, by=cast["asked"])
    activity.refresh_from_db()
    assert (activity.published_as, activity.review) == ("publikt", "klar")
    writing.save(newest(activity), replace(content, title="Nyare"), by=cast["contact"])
    with pytest.raises(ValidationError) as error:
        writing.submit(newest(activity), by=cast["contact"])
    assert set(error.value.message_dict) == {"co_owners"}
    named = replace(content, title="Nyare", participants=frozenset({cast.other}))
    writing.save(newest(activity), named, by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])


def test_a_refusal_while_submitted_does_not_stop_the_publication(cast):
    content = cast.content(co_owners=frozenset({cast.asked}), cells=frozenset({cast.cell("samarbete")}))
    activity = states.written(cast, content)
    writing.submit(newest(activity), by=cast["contact"])
    answer = activity.participations.get(organisation=cast.asked)
    together.answer_invitation(answer, accept=False, by=cast["asked"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    activity.refresh_from_db()
    assert activity.is_live
