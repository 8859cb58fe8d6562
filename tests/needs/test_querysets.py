"""What the queries about needs find."""

import pytest

from activities.models import Activity, ActivityVersion
from needs import rules
from needs.models import Need
from needs.querysets import NeedFilters
from tests import factories
from tests.needs.many import worded

pytestmark = pytest.mark.django_db
NOTHING = Activity.objects.none


def published(*needs: Need, audience: str = "publikt", **fields) -> Activity:
    row = factories.activity(**fields)
    version = ActivityVersion.objects.create(activity=row, number=1, content={})
    Activity.objects.filter(pk=row.pk).update(published_as=audience, live_version=version, newest_version=version)
    row.needs.set(needs)
    return row


def joined(into: Need, **fields) -> Need:
    return factories.need(canonical=into, category=into.category, **fields)


@pytest.mark.parametrize("role", ["anyone", "reader", "contact", "office", "admin", "ex_contact"])
def test_visible_to_agrees_with_the_rule(people, role):
    made = [
        factories.need(),
        factories.public_need(),
        factories.need(public_text="Väntar", public_by=factories.user()),
        joined(factories.need()),
    ]
    visible = set(Need.objects.visible_to(people[role]))
    assert visible >= {need for need in made if rules.may_see(people[role], need)}
    assert not {need for need in made if not rules.may_see(people[role], need)} & visible


def test_a_public_search_tells_nothing_of_the_words_behind(anyone, reader):
    need = worded("Vi vill ha lov.", "Hemlighetsord sa jag.")
    secret, open_word = NeedFilters(words="hemlighetsord"), NeedFilters(words="lovet")
    assert not Need.objects.visible_to(anyone).matching(secret, anyone, NOTHING()).exists()
    assert Need.objects.visible_to(anyone).matching(open_word, anyone, NOTHING()).get() == need
    assert Need.objects.visible_to(reader).matching(secret, reader, NOTHING()).get() == need


@pytest.mark.parametrize("words", ["ångest", "ÅNGEST", "Ångest", "skolan ångest"])
def test_a_public_search_folds_swedish_letters(anyone, words):
    need = factories.public_need("Ångesten kommer i skolan.")
    assert Need.objects.matching(NeedFilters(words=words), anyone, NOTHING()).get() == need


def test_every_filter_narrows(office):
    area = factories.focus_areas()[0]
    wanted = factories.public_need("Det här.", kind="hinder")
    wanted.focus_areas.add(area)
    others = [factories.need() for _ in range(3)]
    others[0].focus_areas.add(factories.focus_areas()[1])
    published(wanted)
    for filters in (
        NeedFilters(category=wanted.category_id),
        NeedFilters(area=area.pk),
        NeedFilters(group=wanted.respondent_group_id),
        NeedFilters(kind="hinder"),
        NeedFilters(answered=True),
        NeedFilters(wording="godkand"),
        NeedFilters(words=wanted.text),
    ):
        assert Need.objects.matching(filters, office, Activity.objects.all()).get() == wanted, filters
    unanswered = Need.objects.matching(NeedFilters(answered=False), office, Activity.objects.all())
    assert set(unanswered) == set(others)


def test_answers_count_what_one_may_see_and_what_is_joined(anyone, reader):
    need = factories.public_need()
    twin = joined(need)
    published(need, twin)  # one activity that answers both counts once
    published(twin)
    published(need, audience="internt")
    factories.activity().needs.add(need)  # a draft
    for person, count in ((anyone, 2), (reader, 3)):
        seen = Activity.objects.visible_to(person).listed()
        assert Need.objects.count_answers([need.pk], seen) == {need.pk: count}
        assert Need.objects.answered_by(seen).filter(pk=need.pk).exists()
        assert seen.answering(need.pk).count() == count


def test_what_nobody_answers_comes_first():
    answered, waiting = factories.need(), factories.need()
    published(answered)
    assert list(Need.objects.unanswered_first(Activity.objects.all())) == [waiting, answered]


def test_quotes_are_approved_short_of_one_area_and_always_the_same():
    first, second, _third = factories.focus_areas()
    shared, long, own = (factories.public_need(text) for text in ("Delat.", "Långt " * 20, "Eget."))
    shared.focus_areas.set([first, second])
    for need in (long, own, factories.need(), factories.need(public_text="Väntar", public_by=factories.user())):
        need.focus_areas.add(first)
    aside = factories.public_need("Åt sidan", state="avfort", set_aside_reason="Gäller något annat.")
    aside.focus_areas.add(first)
    joined(
        own, public_text="Tvilling", public_by=factories.user(), public_approved_by=factories.user()
    ).focus_areas.add(first)
    quotes = Need.objects.quotes(3)
    assert [(quote.area, quote.text) for quote in quotes] == [
        (first.pk, "Eget."),
        (first.pk, "Delat."),
        (first.pk, "Långt " * 20),
        (second.pk, "Delat."),
    ]


def test_counts_of_categories_areas_and_goals():
    area, category = factories.focus_areas()[0], factories.category()
    needs = [factories.need(category=category, kind=kind) for kind in ("behov", "behov", "hinder")]
    needs[0].focus_areas.add(area)
    twin = joined(needs[0])
    goal = factories.goal()
    published(needs[0], twin).goals.add(goal)
    published(needs[1]).goals.add(goal)
    standing = Need.objects.standing()
    assert set(standing.by_category()) == {(category.pk, "behov", 2), (category.pk, "hinder", 1)}
    assert standing.by_area() == {area.pk: 1}
    assert Need.objects.count_by_goal(Activity.objects.all()) == {goal.pk: 2}
    assert Activity.objects.all().count_with_needs() == (2, 2)
