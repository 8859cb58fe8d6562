"""Content in words: what review, history and the conflict page show."""

import pytest

from activities.content import FIELDS, Content
from activities.reference import reference
from activities.wording import LABELS, differences, lines, side_by_side
from network.change import read_stamp
from network.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(cast):
    """The reference data as a page has it."""
    Organisation.objects.filter(pk=cast.ally).update(name="Ångbåtsbolaget")
    Organisation.objects.filter(pk=cast.asked).update(name="Arkivet")
    return reference(read_stamp())


def test_every_field_has_a_label():
    assert set(LABELS) == set(FIELDS)


def test_only_what_differs_is_told_and_in_the_forms_order(cast, words):
    before, after = cast.content(summary="Ett"), cast.content("Nyare", summary="Två\nTre", externals=frozenset())
    rows = differences(before, after, words)
    assert [(row.field, row.label, row.before, row.after) for row in rows] == [
        ("title", "Rubrik", ["Läxcafé"], ["Nyare"]),
        ("summary", "Sammanfattning", ["Ett"], ["Två", "Tre"]),
        ("externals", "Externa parter", [words.organisations[cast.party].name], []),
    ]
    assert differences(after, after, words) == []


def test_side_by_side_shows_all_that_is_said_and_marks_what_differs(cast, words):
    rows = side_by_side(cast.content(), cast.content("Nyare"), words)
    assert [row.field for row in rows] == ["title", "summary", "lead", "co_owners", "externals", "cells"]
    assert [row.field for row in rows if row.changed] == ["title"]


def test_without_anything_before_all_is_new(cast, words):
    rows = side_by_side(None, cast.content(), words)
    assert all(row.changed and not row.before and row.after for row in rows)


def test_organisations_stand_in_swedish_order(cast, words):
    told = lines("co_owners", frozenset({cast.ally, cast.asked}), words, {})
    assert told == ["Arkivet", "Ångbåtsbolaget"]


def test_cells_stand_in_the_matrixs_order_with_their_unit(cast, words):
    unit = factories.organisation("Lillskolan", kind="enhet", parent_id=cast.lead).pk
    told = reference(read_stamp()._replace(reference=-1))  # read anew, the unit too
    cells = frozenset({cast.cell("enhet", 1, unit), cast.cell("individ", 2), cast.cell("individ", 0)})
    assert lines("cells", cells, told, {}) == [
        "Individ, Relationer",
        "Individ, Fritid",
        "Enhet, Arbetsliv (Lillskolan)",
    ]


def test_goals_needs_and_method_are_told_by_what_they_are_called(cast):
    goal, other, need, method = factories.goal(), factories.goal(), factories.need("Mer lästid"), factories.method()
    content = Content(
        goals=frozenset({other.pk, goal.pk}), needs=frozenset({need.pk, 999_999}), method=method.pk, lead=cast.lead
    )
    told = {row.field: row.after for row in side_by_side(None, content, reference(read_stamp()))}
    assert told["goals"] == [str(goal), str(other)]
    assert told["needs"] == ["Mer lästid"]
    assert told["method"] == [method.name]
    assert told["lead"] == ["Kulturförvaltningen"]


def test_a_name_that_ended_tells_what_it_is_now(cast):
    new = factories.organisation("Nya kulturförvaltningen", short_name="Nya Kultur")
    Organisation.objects.filter(pk=cast.lead).update(successor=new)
    assert lines("lead", cast.lead, reference(read_stamp()), {}) == ["Kulturförvaltningen (numera Nya Kultur)"]


def test_words_cost_one_query_beyond_the_reference_data(cast, words, django_assert_num_queries):
    need = factories.need().pk
    with django_assert_num_queries(1):
        side_by_side(cast.content(), cast.content(needs=frozenset({need})), words)
