"""Content: round trips, differences, merging, and that applying it reaches it whatever the tables held before."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from activities.content import FIELDS, SETS, Cell, Content, difference
from activities.merging import merge
from activities.models import Participation
from tests import factories

few = st.integers(1, 6)
sets = st.frozensets(few, max_size=4)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
cells = st.builds(Cell, st.integers(1, 3), st.integers(1, 2), st.none() | st.integers(1, 3))
contents = st.builds(
    Content,
    title=texts,
    summary=texts,
    description=texts,
    lead=st.none() | few,
    co_owners=sets,
    participants=sets,
    externals=sets,
    cells=st.frozensets(cells, max_size=4),
    goals=sets,
    needs=sets,
    method=st.none() | st.integers(1, 2),
    target_group=texts,
    expected_reach=texts,
)


def organisations(content: Content) -> frozenset[int]:
    return content.of_group | content.externals


# Shape


@given(contents)
def test_read_to_json_and_read_again_is_the_same(content):
    assert Content.from_json(content.to_json()) == content


@given(contents)
def test_equal_contents_are_stored_alike(content):
    again = replace(content, goals=frozenset(sorted(content.goals, reverse=True)))
    assert again.to_json() == content.to_json()


def test_a_field_that_did_not_exist_when_it_was_written_is_empty():
    assert Content.from_json({"title": "Läxcafé"}) == Content(title="Läxcafé")


def test_a_field_that_is_no_longer_there_is_passed_over():
    assert Content.from_json({"title": "Läxcafé", "budget": 7}) == Content(title="Läxcafé")


@given(contents)
def test_an_organisation_has_one_role_and_a_place_one_cell(content):
    roles = [*content.co_owners, *content.participants, *content.externals, *([content.lead] if content.lead else [])]
    assert len(roles) == len(set(roles)) == len(content.roles())
    assert len({cell.place for cell in content.cells}) == len(content.cells)


def test_the_strongest_role_stays_and_the_cell_with_its_unit():
    content = Content(
        lead=1,
        co_owners=frozenset({1, 2}),
        participants=frozenset({1, 2, 3}),
        externals=frozenset({3, 4}),
        cells=frozenset({Cell(1, 1), Cell(1, 1, 9)}),
    )
    assert content.roles() == {1: "ansvarig", 2: "medagare", 3: "medverkande", 4: "extern"}
    assert content.cells == {Cell(1, 1, 9)}


# Difference


@given(contents)
def test_equal_contents_do_not_differ(content):
    assert difference(content, Content.from_json(content.to_json())) == []


@given(contents, contents)
def test_the_difference_leads_from_one_to_the_other(before, after):
    changes = difference(before, after)
    assert replace(before, **{change.field: change.after for change in changes}) == after
    assert [change.field for change in changes] == [name for name in FIELDS if name in {c.field for c in changes}]


# Merge


@given(contents, contents)
def test_what_only_one_side_changed_stands(base, changed):
    for mine, theirs in ((changed, base), (base, changed), (changed, changed)):
        merged = merge(base, mine, theirs)
        assert (merged.content, merged.conflicts) == (changed, ())


@given(contents, contents, contents)
def test_conflicts_are_the_same_from_both_sides(base, mine, theirs):
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert [(c.field, c.before, c.after) for c in one.conflicts] == [
        (c.field, c.after, c.before) for c in other.conflicts
    ]
    assert one.choosing({c.field for c in one.conflicts}) == other.content
    assert one.choosing([]) == one.content


@given(contents, contents, contents)
def test_lists_lose_nothing_that_either_side_added(base, mine, theirs):
    merged = merge(base, mine, theirs)
    chosen = merged.choosing(c.field for c in merged.conflicts)
    for side in (mine, theirs):
        for name in ("goals", "needs"):
            assert getattr(side, name) - getattr(base, name) <= getattr(merged.content, name)
        for result in (merged.content, chosen):
            added = organisations(side) - organisations(base) - {mine.lead, theirs.lead}
            assert added <= organisations(result)


@given(contents, contents, contents)
def test_lists_keep_what_both_kept_and_drop_what_one_dropped(base, mine, theirs):
    result = merge(base, mine, theirs).content
    for name in ("goals", "needs"):
        old, own, other = (getattr(side, name) for side in (base, mine, theirs))
        assert own & other <= getattr(result, name)
        assert not (old - own) & getattr(result, name) - other
        assert getattr(result, name) <= own | other


@given(contents, contents, contents)
def test_nobody_whom_both_name_is_lost_whichever_lead_is_chosen(base, mine, theirs):
    """Two leads promoted from the list of co-owners: the one not chosen stays a co-owner."""
    both = (mine.of_group & theirs.of_group) & base.of_group
    merged = merge(base, mine, theirs)
    for chosen in (merged.content, merged.choosing(c.field for c in merged.conflicts)):
        for organisation in both:
            kept = {side.roles()[organisation] for side in (base, mine, theirs)}
            assume("ansvarig" not in base.roles()[organisation])
            if kept <= {"medagare", "ansvarig"}:
                assert organisation in chosen.of_group


@given(contents, contents, contents)
def test_a_field_without_conflict_comes_from_one_of_the_sides(base, mine, theirs):
    merged = merge(base, mine, theirs)
    fields_in_conflict = {c.field for c in merged.conflicts}
    for name in set(FIELDS) - SETS - {"cells"} - fields_in_conflict:
        assert getattr(merged.content, name) in (getattr(mine, name), getattr(theirs, name))


def test_two_who_chose_different_leads_among_the_co_owners():
    base = Content(lead=1, co_owners=frozenset({2, 3}))
    mine = Content(lead=2, co_owners=frozenset({3}))
    theirs = Content(lead=3, co_owners=frozenset({2}))
    merged = merge(base, mine, theirs)
    assert [c.field for c in merged.conflicts] == ["lead"]
    assert merged.content == Content(lead=2, co_owners=frozenset({3}))
    assert merged.choosing(["lead"]) == Content(lead=3, co_owners=frozenset({2}))


def test_cells_conflict_only_where_the_units_differ():
    base = Content(cells=frozenset({Cell(1, 1), Cell(2, 1, 5)}))
    mine = Content(cells=frozenset({Cell(1, 1), Cell(2, 1, 6), Cell(1, 2)}))
    theirs = Content(cells=frozenset({Cell(2, 1, 7)}))
    merged = merge(base, mine, theirs)
    assert merged.content.cells == {Cell(2, 1, 6), Cell(1, 2)}
    assert merged.choosing(["cells"]).cells == {Cell(2, 1, 7), Cell(1, 2)}


# Applying


@pytest.fixture
def rows(db) -> dict[str, list[int]]:
    """Rows whose ids the contents use, the same for all examples of a test."""
    return {
        "organisations": [factories.organisation().pk for _ in range(6)],
        "goals": [factories.goal().pk for _ in range(6)],
        "needs": [factories.need().pk for _ in range(6)],
        "methods": [factories.method().pk for _ in range(2)],
        "levels": [row.pk for row in factories.levels()],
        "areas": [row.pk for row in factories.focus_areas()],
    }


def real(content: Content, rows: dict[str, list[int]]) -> Content:
    """The content with ids that exist."""

    def ids(name: str, values: frozenset[int]) -> frozenset[int]:
        return frozenset(rows[name][value - 1] for value in values)

    people = {name: ids("organisations", getattr(content, name)) for name in ("co_owners", "participants", "externals")}
    return replace(
        content,
        **people,
        lead=rows["organisations"][content.lead - 1] if content.lead else None,
        cells=frozenset(
            Cell(
                rows["levels"][c.level - 1],
                rows["areas"][c.area - 1],
                rows["organisations"][c.unit - 1] if c.unit else None,
            )
            for c in content.cells
        ),
        goals=ids("goals", content.goals),
        needs=ids("needs", content.needs),
        method=rows["methods"][content.method - 1] if content.method else None,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=contents, after=contents, answers=sets)
def test_applying_reaches_the_content_whatever_the_tables_held(before, after, answers, rows):
    """And no answer is lost on the way."""
    activity = factories.activity()
    before, after = real(before, rows), real(after, rows)
    before.apply_to(activity)
    for value in answers:
        activity.participations.create(
            organisation_id=rows["organisations"][value - 1], state="ja", accepted_as="medverkande", consent=True
        )
    answered = sorted(activity.participations.values_list())
    after.apply_to(activity)
    activity.refresh_from_db()
    assert Content.of(activity) == after
    assert sorted(activity.participations.values_list()) == answered


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=contents)
def test_applying_twice_writes_no_row_anew(content, rows):
    activity = factories.activity()
    content = real(content, rows)
    content.apply_to(activity)
    held = list(activity.roles.order_by("pk").values_list()), list(activity.placements.order_by("pk").values_list())
    content.apply_to(activity)
    assert held == (
        list(activity.roles.order_by("pk").values_list()),
        list(activity.placements.order_by("pk").values_list()),
    )


@pytest.mark.django_db
def test_the_old_lead_is_demoted_before_the_new_one_is_promoted():
    """Whichever has the lower id: the database allows one lead at a time."""
    first, second = factories.organisation().pk, factories.organisation().pk
    for old, new in ((first, second), (second, first)):
        activity = factories.activity()
        Content(title="x", lead=old, co_owners=frozenset({new})).apply_to(activity)
        Content(title="x", lead=new, co_owners=frozenset({old})).apply_to(activity)
        assert Content.of(activity).roles() == {new: "ansvarig", old: "medagare"}


@pytest.mark.django_db
def test_a_step_of_another_method_goes_and_one_of_the_same_stays():
    old, new = factories.method(), factories.method()
    activity = factories.activity(method=old, step=old.steps.first())
    Content(title="x", method=old.pk).apply_to(activity)
    assert activity.step == old.steps.first()
    Content(title="x", method=new.pk).apply_to(activity)
    activity.refresh_from_db()
    assert activity.step is None


@pytest.mark.django_db
def test_the_words_of_a_search_are_the_texts_and_no_names():
    lead, asked, party = (
        factories.organisation("Kulturen"),
        factories.organisation("Provhus"),
        factories.external("Röda"),
    )
    activity = factories.activity()
    Content(title="Läxcafé", lead=lead.pk, co_owners=frozenset({asked.pk}), externals=frozenset({party.pk})).apply_to(
        activity
    )
    assert activity.search == "läxcafé"
    assert not Participation.objects.exists()
