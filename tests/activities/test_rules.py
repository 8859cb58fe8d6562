"""Who may see what: querysets and predicates agree for every object and every role."""

import pytest

from activities import rules
from activities.models import Activity, ActivityOrganisation, Participation
from activities.querysets import Named
from activities.services import review, writing
from needs import rules as need_rules
from needs.models import Need
from network import rules as network_rules
from network.models import Organisation
from network.person import person_of
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import NAMED, ROLES, STATES, fresh, newest

pytestmark = pytest.mark.django_db

# Who sees an activity in which state: a all, r readers and contact persons too, w its writers and the office.
SEEN = {
    **dict.fromkeys(("draft", "taken", "subm", "sent", "wdrawn", "w_subm", "a_drft"), "w"),
    **dict.fromkeys(("live", "edited", "l_subm", "l_sent", "a_live"), "a"),
    "intern": "r",
}
WRITERS = {"contact", "deputy", "ally", "office", "office2", "admin"}
WITHIN = {"reader", "contact2", "asked", "refused"} | WRITERS
WHO = {"a": set(ROLES), "r": WITHIN, "w": WRITERS}


@pytest.fixture
def activities(cast) -> dict[str, Activity]:
    """One in each state, and some that stand apart: without organisations, of another, of one that was succeeded."""
    made = {state: fresh(make(cast)) for state, make in STATES.items()}
    made["nobody's"] = factories.activity()
    made["another's"] = factories.activity(lead=Organisation.objects.get(pk=cast.other))
    old = factories.organisation(successor_id=cast.lead)
    made["the predecessor's"] = factories.activity(lead=old)
    made["the predecessor's predecessor's"] = factories.activity(lead=factories.organisation(successor=old))
    cast.people.update({role: person_of(person.user) for role, person in cast.people.items() if person.user})
    return made


def test_each_state_is_seen_by_those_who_should(cast, activities):
    for state, letter in SEEN.items():
        assert {role for role in ROLES if rules.may_see(cast[role], activities[state])} == WHO[letter], state


def test_querysets_and_predicates_agree_for_every_activity_and_role(cast, activities):
    for role, person in cast.people.items():
        seen = set(Activity.objects.visible_to(person))
        owned = set(Activity.objects.owned_by(person))
        assert seen == {row for row in activities.values() if rules.may_see(person, row)}, role
        assert owned == {row for row in activities.values() if rules.owns(person, row)}, role
        assert {row for row in seen if rules.may_see_work(person, row)} == (seen if person.is_office else owned), role


def test_the_successors_contact_has_what_its_predecessors_had(cast, activities):
    for name in ("the predecessor's", "the predecessor's predecessor's"):
        assert rules.owns(cast["contact"], activities[name]) and rules.may_edit(cast["contact"], activities[name])
        assert not rules.may_see(cast["contact2"], activities[name])


def test_a_duty_that_ended_leaves_nothing_behind(cast, activities):
    assert {row for row in activities.values() if rules.may_see(cast["ex_contact"], row)} == {
        row for row in activities.values() if row.published_as == "publikt"
    }


def test_the_version_is_read_by_those_who_were_asked(cast, activities):
    """Only an own organisation reads what it was asked about, and not after its no; the office reads all."""
    readers = {
        role
        for activity in activities.values()
        for answer in activity.participations.exclude(state="")
        for role, person in cast.people.items()
        if rules.may_read_asked(person, answer)
    }
    assert readers == {"asked", "ally", "office", "office2", "admin"}


def test_who_leads_by_now_answers_no_invitation_by_rule_or_by_queryset(cast):
    activity = STATES["subm"](cast)
    led = cast.content(lead=cast.asked, co_owners=frozenset({cast.lead, cast.ally}))
    writing.save(newest(activity), led, by=cast["office"])
    for role, person in cast.people.items():
        mine = set(Participation.objects.answerable_by(person))
        assert mine == {row for row in Participation.objects.all() if rules.may_answer(person, row)}, role


def test_an_open_invitation_is_one_that_may_be_answered(cast, activities):
    archived = sum(state.startswith("a_") for state in STATES)
    for role, person in cast.people.items():
        invitations = list(Participation.objects.open_for(person))
        assert len(invitations) == (len(STATES) - archived if role == "asked" else 0), role
        assert all(rules.may_answer(person, row) for row in invitations)
        asked = list(Participation.objects.exclude(state=""))
        mine = set(Participation.objects.answerable_by(person))
        assert mine == {row for row in asked if rules.may_answer(person, row)}, role


# The names of those who take part


def answer(state: str = "", accepted_as: str = "", consent: bool = False) -> tuple[str, str, bool]:
    return state, accepted_as, consent


@pytest.mark.parametrize(
    ("role", "given", "shown"),
    [
        ("ansvarig", answer(), True),
        ("medagare", answer(), False),
        ("medagare", answer("inbjuden"), False),
        ("medagare", answer("nej"), False),
        ("medagare", answer("ja", accepted_as="medagare"), True),
        ("medagare", answer("inbjuden", accepted_as="medverkande"), True),
        ("medagare", answer("", accepted_as="medverkande"), False),
        ("medagare", answer("", consent=True), False),
        ("medverkande", answer("ja", accepted_as="medverkande"), True),
        ("medverkande", answer("inbjuden"), False),
        ("extern", answer(), False),
        ("extern", answer("ja", accepted_as="medagare"), False),
        ("extern", answer(consent=True), True),
    ],
)
def test_names_are_shown_of_those_who_accepted_or_agreed(role, given, shown, cast):
    for viewer in ("anyone", "reader", "contact2", "asked"):
        assert rules.may_see_party(cast[viewer], Named(1, 77, role, *given), work=False) == shown, viewer
        assert rules.may_see_party(cast[viewer], Named(1, 77, role, *given), work=True), viewer


def test_one_sees_that_ones_own_organisation_is_named(cast):
    own = Named(1, cast.asked, "medagare", "inbjuden")
    assert rules.may_see_party(cast["asked"], own, work=False)
    assert not rules.may_see_party(cast["contact2"], own, work=False)


# Writing


def test_contact_persons_and_the_office_log(cast):
    assert {role for role in ROLES if rules.may_create(cast[role])} == WITHIN - {"reader"}


def test_a_contact_person_names_an_own_organisation_as_lead(cast):
    assert rules.may_lead(cast["contact"], cast.lead)
    assert not rules.may_lead(cast["contact"], cast.ally)
    assert not rules.may_lead(cast["contact"], None)
    assert rules.may_lead(cast["office"], cast.ally) and rules.may_lead(cast["office"], None)


@pytest.mark.parametrize("state", list(NAMED.values()))
def test_a_co_owner_writes_when_it_has_accepted(state, cast):
    activity = states.live(cast)
    accepted_as = "medagare" if state == "ja" else ""
    activity.participations.filter(organisation=cast.asked).update(state=state, accepted_as=accepted_as)
    assert rules.may_edit(cast["asked"], fresh(activity)) == (state == "ja")


def test_a_yes_to_take_part_is_no_yes_to_write(cast):
    activity = states.live(cast)
    activity.participations.filter(organisation=cast.ally).update(accepted_as="medverkande")
    assert not rules.owns(cast["ally"], fresh(activity))
    assert not Activity.objects.owned_by(cast["ally"]).exists()


def test_a_participant_that_accepted_does_not_write(cast):
    activity = states.written(
        cast, cast.content(co_owners=frozenset(), participants=frozenset({cast.ally}), externals=frozenset())
    )
    activity.participations.create(organisation_id=cast.ally, state="ja", accepted_as="medagare")
    assert ActivityOrganisation.objects.get(organisation=cast.ally).role == "medverkande"
    assert not rules.may_see(cast["ally"], fresh(activity))


def test_what_waits_is_not_owned_by_those_it_will_name(cast):
    """Roles count when they are live: a waiting change that names a new co-owner opens nothing yet."""
    activity = states.live(cast)
    changed = cast.content(co_owners=frozenset({cast.other}))
    writing.save(newest(activity), changed, by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    activity.participations.filter(organisation=cast.other).update(state="ja", accepted_as="medagare")
    assert not rules.owns(cast["contact2"], fresh(activity))
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert rules.owns(cast["contact2"], fresh(activity)) and not rules.owns(cast["ally"], fresh(activity))


# Needs and organisations


def test_needs_agree(cast):
    made = [
        factories.need(),
        factories.public_need(),
        factories.need(public_text="Ej godkänd", public_by=factories.user()),
    ]
    for role, person in cast.people.items():
        seen = set(Need.objects.visible_to(person))
        assert seen == {row for row in made if need_rules.may_see(person, row)}, role
        assert seen == (set(made) if role in WITHIN else {made[1]}), role


def test_organisations_agree(cast):
    typed = [factories.external(confirmed=False, created_by=cast[role].user) for role in ("contact", "contact2")]
    typed.append(factories.external(confirmed=False))
    for role, person in cast.people.items():
        seen = set(Organisation.objects.visible_to(person))
        assert seen == {row for row in Organisation.objects.all() if network_rules.may_see_organisation(person, row)}, (
            role
        )
        own = {row for row in typed if row.created_by_id == person.user_id and person.user_id}
        assert seen & set(typed) == (set(typed) if person.is_office else own), role
