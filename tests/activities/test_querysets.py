"""Named queries about activities: lists, filters, gaps."""

import datetime

import pytest
from django.utils import timezone

from activities import rules
from activities.happened import laid_aside
from activities.models import Activity, Participation
from activities.querysets import STATUS_ORDER, Filters, named_in, status_rank, touching_year
from activities.querysets.desk import Call, own_work
from activities.querysets.gaps import naming_without_consent
from activities.services import review, together
from network.models import Organisation
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import STATES, fresh

pytestmark = pytest.mark.django_db
DAY = datetime.date


def found(filters: Filters, person) -> set[Activity]:
    return set(Activity.objects.matching(filters, person))


def test_lists_hold_what_is_live_and_not_archived(cast):
    made = {state: fresh(make(cast)) for state, make in STATES.items()}
    names = {activity.pk: state for state, activity in made.items()}
    live = {"live", "intern", "edited", "l_subm", "l_sent"}
    for queryset, expected in (
        (Activity.objects.listed(), set(STATES) - {"a_drft", "a_live"}),
        (Activity.objects.live(), live),
        (Activity.objects.public(), live - {"intern"}),
        (Activity.objects.submitted(), {"subm", "l_subm", "w_subm"}),
    ):
        assert {names[row.pk] for row in queryset} == expected


def test_what_one_may_edit_is_found_as_the_rule_says(cast):
    made = [fresh(make(cast)) for make in STATES.values()]
    for person in cast.people.values():
        expected = {activity for activity in made if rules.may_edit(person, activity)}
        assert set(Activity.objects.editable_by(person)) == expected


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (None, None, {2025, 2026, 2027}),  # logged in 2025
        (DAY(2025, 3, 1), None, {2025, 2026, 2027}),
        (None, DAY(2025, 3, 1), {2025}),
        (None, DAY(2024, 3, 1), {2024}),
        (None, DAY(2026, 3, 1), {2025, 2026}),
        (DAY(2025, 12, 31), DAY(2026, 1, 1), {2025, 2026}),
        (DAY(2024, 1, 1), DAY(2024, 12, 31), {2024}),
    ],
)
def test_a_year_is_touched_by_dates_and_without_an_end_it_goes_on(start, end, years):
    activity = factories.activity(start_date=start, end_date=end)
    Activity.objects.filter(pk=activity.pk).update(created_at=datetime.datetime(2025, 6, 1, 12, tzinfo=datetime.UTC))
    assert {year for year in range(2024, 2028) if Activity.objects.filter(touching_year(year)).exists()} == years


def test_filters_narrow_one_by_one_and_together(cast, office):
    levels, areas = factories.levels(), factories.focus_areas()
    goal = factories.goal()
    here = factories.activity("Läxcafé", status="pagaende", cells=[(levels[0], areas[0]), (levels[1], areas[1])])
    there = factories.activity("Sommarjobb", status="ide", cells=[(levels[0], areas[1])])
    here.goals.add(goal)
    Activity.objects.filter(pk=here.pk).update(search="läxcafé för alla")
    both = {here, there}
    for filters, expected in (
        (Filters(), both),
        (Filters(goal=goal.pk), {here}),
        (Filters(status="ide"), {there}),
        (Filters(level=levels[0].pk), both),
        (Filters(area=areas[0].pk), {here}),
        (Filters(level=levels[0].pk, area=areas[1].pk), {there}),  # one and the same cell
        (Filters(words="läxor"), {here}),
        (Filters(words="läxor sommar"), set()),
        (Filters(status="ide", goal=goal.pk), set()),
    ):
        assert found(filters, office) == expected, filters


def test_an_organisation_is_found_only_where_one_may_see_that_it_takes_part(cast):
    """The filter and the predicate agree for everybody, those who see the work included; who said no takes no part."""
    activity = fresh(states.live(cast))
    activity.participations.filter(organisation=cast.party).update(consent=False)
    for role, person in cast.people.items():
        work = rules.may_see_work(person, activity)
        for party in named_in([activity.pk]):
            shown = rules.may_see_party(person, party, work=work) and party.state != "nej"
            assert (activity in found(Filters(organisation=party.organisation), person)) == shown, (role, party)
    together.set_consent(activity, cast.party, True, by=cast["contact"])
    assert activity in found(Filters(organisation=cast.party), cast["anyone"])


def test_a_search_reveals_no_name_that_is_held_back(cast):
    activity = fresh(states.live(cast))
    Organisation.objects.filter(pk=cast.party).update(search="röda draken", name_search="röda draken")
    Organisation.objects.filter(pk=cast.asked).update(search="badhuset")
    for words in ("draken", "badhuset"):
        assert not found(Filters(words=words), cast["anyone"])
        assert found(Filters(words=words), cast["office"]) == {activity}
    together.set_consent(activity, cast.party, True, by=cast["office"])
    together.answer_invitation(activity.participations.get(organisation=cast.asked), accept=True, by=cast["asked"])
    for words in ("draken", "badhuset"):
        assert found(Filters(words=words), cast["anyone"]) == {activity}


def test_a_search_finds_the_lead_by_the_name_and_the_short_name_it_has_today(cast):
    """Also together with a word of the text; not by the name it had."""
    activity = fresh(states.live(cast))
    lead = Organisation.objects.get(pk=cast.lead)
    before = lead.name
    lead.name, lead.short_name = "Nämnden för lärande", "NFL"
    lead.save()
    for words in ("lärande", "nfl", "NFL läxcafé"):
        assert found(Filters(words=words), cast["anyone"]) == {activity}, words
    assert not found(Filters(words=before), cast["anyone"])


def test_named_in_tells_role_and_answer(cast):
    activity = states.live(cast)
    told = {row.organisation: (row.role, row.state, row.consent) for row in named_in([activity.pk])}
    assert told == {
        cast.lead: ("ansvarig", "", False),
        cast.ally: ("medagare", "ja", False),
        cast.asked: ("medagare", "inbjuden", False),
        cast.refused: ("medagare", "nej", False),
        cast.party: ("extern", "", False),
    }


def test_gaps(cast):
    activity = factories.activity()
    assert activity in Activity.objects.without_goal() and activity in Activity.objects.without_need()
    placed = factories.activity(cells=[(factories.levels()[0], factories.focus_areas()[0])])
    placed.goals.add(factories.goal())
    placed.needs.add(factories.need())
    for queryset in (
        Activity.objects.without_goal(),
        Activity.objects.without_need(),
    ):
        assert placed not in queryset


def test_past_its_end_without_a_new_status():
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    late = [factories.activity(end_date=yesterday, status=status) for status in ("ide", "planerad", "pagaende")]
    for status in ("pausad", "genomford", "avbruten"):
        factories.activity(end_date=yesterday, status=status)
    factories.activity(end_date=timezone.localdate(), status="pagaende")
    factories.activity(end_date=yesterday, status="pagaende", archived_at=timezone.now())
    assert set(Activity.objects.past_end()) == set(late)


def test_texts_in_which_a_name_still_stands_without_consent(cast):
    """Published ones, archived too; not where the party agreed, nor in drafts."""
    party = factories.external("Föreningen Röda Draken")

    activities = [fresh(states.live(cast)) for _ in range(4)]
    text = "Läxcafé med föreningen Röda draken i parken."
    draft = factories.activity()
    Activity.objects.filter(pk__in=[row.pk for row in (*activities[:3], draft)]).update(summary=text)
    for activity, consent in ((activities[0], False), (activities[1], True), (activities[2], False), (draft, False)):
        activity.participations.create(organisation=party, consent=consent)
    activities[3].participations.create(organisation=party, consent=False)  # its text does not say the name
    review.archive(activities[2], by=cast["office"])
    assert set(naming_without_consent(Activity.objects.all())) == {activities[0], activities[2]}


def test_statuses_are_ranked_as_cells_show_them():
    for status in reversed(STATUS_ORDER):
        factories.activity(status=status)
    assert tuple(Activity.objects.order_by(status_rank()).values_list("status", flat=True)) == STATUS_ORDER


def test_refusals(cast):
    states.live(cast)
    assert [row.organisation_id for row in Participation.objects.declined()] == [cast.refused]


# Twins


def _withdrawn(cast, state):
    review.withdraw(fresh(state(cast)), reason="Fel.", by=cast["office"])


def test_what_a_page_tells_as_laid_aside_calls_its_owners_on_their_desk(cast):
    """As happened.laid_aside and querysets.desk.own_work say it; what waits for the office calls nobody."""
    for state in states.STATES.values():
        state(cast)
    for state in (states.live_edited, states.live_sent_back, states.live_submitted):
        _withdrawn(cast, state)
    called = {
        row.pk: row.event.pk
        for row in own_work(cast["contact"], datetime.timedelta(days=14))
        if row.call in (Call.WITHDRAWN, Call.TAKEN_BACK)
    }
    told = {row.pk: laid_aside(row, row.events.last_turn()) for row in Activity.objects.listed()}
    waits = set(Activity.objects.submitted().values_list("pk", flat=True))
    assert called == {pk: event.pk for pk, event in told.items() if event and pk not in waits}
    assert len(called) == 4 and len([event for event in told.values() if event]) == 5
