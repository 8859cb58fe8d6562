"""Writing: versions are appended, what is live stays, and nobody's words are written over."""

import datetime
from dataclasses import replace
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.utils import timezone
from post_office.models import Email

from activities.content import Content
from activities.facts import Facts
from activities.models import Activity, ActivityVersion, Participation
from activities.services import review, sending, writing
from activities.services.greeting import Greeting
from activities.services.locking import Stale
from network.change import read_stamp
from network.models import Organisation
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import fresh, greet, newest

pytestmark = pytest.mark.django_db


def stored(activity: Activity) -> Content:
    return Content.from_json(newest(activity).content)


# Making


def test_it_works(cast):
    before = read_stamp()
    activity, made = writing.create(
        cast.content(), Facts(status="pagaende", reached=3), form_key=uuid4(), by=cast["contact"]
    )
    assert made
    row = fresh(activity)
    assert Content.of(row) == stored(row) == cast.content()
    assert (row.status, row.reached, row.published_as, row.review) == ("pagaende", 3, "inget", "utkast")
    user = cast["contact"].user
    assert (row.newest_version.number, row.newest_version.author, row.created_by) == (1, user, user)
    assert read_stamp().content > before.content


def test_a_title_is_enough_for_a_draft(cast):
    activity = states.written(cast, Content(title="Läxcafé", lead=cast.lead))
    assert stored(activity) == Content(title="Läxcafé", lead=cast.lead)


def test_a_double_tap_opens_what_the_first_one_made(cast):
    key = uuid4()
    first, made = writing.create(cast.content(), Facts(), form_key=key, by=cast["contact"])
    second, made_again = writing.create(cast.content(), Facts(), form_key=key, by=cast["contact"])
    assert (first, made, made_again) == (second, True, False)
    assert Activity.objects.count() == ActivityVersion.objects.count() == 1


def test_a_double_tap_on_submitting_submits_once(cast):
    key = uuid4()
    for _tap in range(2):
        activity = sending.send_new(cast.content(), Facts(), form_key=key, by=cast["contact"], submits=True)
    assert activity.events.count() == 1 and fresh(activity).review == "inskickad"


def test_somebody_elses_key_opens_nothing(cast):
    key = uuid4()
    writing.create(cast.content(), Facts(), form_key=key, by=cast["contact"])
    with pytest.raises(PermissionDenied):
        writing.create(replace(cast.content(), lead=cast.other), Facts(), form_key=key, by=cast["contact2"])


def test_a_submission_that_is_refused_leaves_no_draft_behind(cast):
    with pytest.raises(ValidationError):
        sending.send_new(cast.content(summary=""), Facts(), form_key=uuid4(), by=cast["contact"], submits=True)
    assert not Activity.objects.exists() and not Email.objects.exists()


def test_who_may_log_and_for_whom(cast):
    def log(role: str, lead: int | None):
        return states.written(cast, cast.content(lead=lead), by=role)

    for role, lead in (("contact", cast.lead), ("contact2", cast.other), ("office", cast.ally), ("office", None)):
        assert log(role, lead)
    for role, lead in (("reader", cast.lead), ("anyone", cast.lead), ("contact", cast.ally), ("ex_contact", cast.lead)):
        with pytest.raises(PermissionDenied):
            log(role, lead)
    with pytest.raises(ValidationError) as error:
        log("contact", None)
    assert error.value.message_dict == {"lead": ["Välj vilken verksamhet som är ansvarig."]}


# Saving


def test_saving_appends_a_version_based_on_the_one_before(cast):
    activity = states.written(cast)
    first = newest(activity)
    second = writing.save(first, cast.content("Nyare"), by=cast["deputy"])
    assert (second.number, second.based_on, second.author) == (2, first, cast["deputy"].user)
    assert Content.of(fresh(activity)).title == "Nyare"
    assert ActivityVersion.objects.get(pk=first.pk).content == cast.content().to_json()


def test_the_same_words_make_no_version(cast):
    activity = states.written(cast)
    first = newest(activity)
    assert writing.save(first, cast.content(), by=cast["contact"]) == first
    assert activity.versions.count() == 1


def test_saving_on_a_published_activity_leaves_the_tables_alone(cast):
    activity = states.live(cast)
    writing.save(newest(activity), cast.content("Nyare"), by=cast["contact"])
    row = fresh(activity)
    assert (Content.of(row).title, stored(row).title) == ("Läxcafé", "Nyare")
    assert row.live_version.number == 2 and row.newest_version.number == 3


def test_saving_on_an_old_version_stores_nothing(cast):
    activity = states.written(cast)
    old = newest(activity)
    writing.save(old, cast.content("Min"), by=cast["contact"])
    with pytest.raises(Stale) as error:
        writing.save(old, cast.content("Din"), by=cast["deputy"], beside=writing.Beside({cast.party: True}))
    assert error.value.activity.newest_version_id == newest(activity).pk
    assert stored(activity).title == "Min" and activity.versions.count() == 2
    assert not activity.participations.get(organisation=cast.party).consent


def test_a_version_equal_to_the_live_one_settles_at_once(cast):
    activity = states.live_sent_back(cast)
    writing.save(newest(activity), cast.content(), by=cast["contact"])
    assert fresh(activity).review == "klar"
    discarded = states.live_edited(cast)
    version = writing.discard(newest(discarded), by=cast["contact"])
    row = fresh(discarded)
    assert row.review == "klar" and row.newest_version == version != row.live_version
    assert version.content == row.live_version.content


def test_saving_keeps_sent_back_and_submitting_leaves_it(cast):
    activity = states.sent_back(cast)
    writing.save(newest(activity), cast.content("Bättre"), by=cast["contact"])
    assert fresh(activity).review == "tillbaka"
    greet(activity, " Nu så! ")
    event = writing.submit(newest(activity), by=cast["contact"])
    assert fresh(activity).review == "inskickad"
    assert (event.before_review, event.comment) == ("tillbaka", "Nu så!")


def test_the_office_corrects_while_reviewing_and_it_stays_submitted(cast):
    activity = states.submitted(cast)
    writing.save(newest(activity), cast.content("Rättad"), by=cast["office"])
    row = fresh(activity)
    assert (row.review, row.title) == ("inskickad", "Rättad")


def greets(text: str, shown: str = "") -> writing.Beside:
    """What a form sends in which somebody wrote a greeting to the office, where `shown` stood."""
    return writing.Beside(greeting=Greeting(shown, text))


def test_saving_and_submitting_is_all_or_nothing(cast):
    activity = states.written(cast)
    with pytest.raises(ValidationError):
        sending.send(newest(activity), cast.content(summary=""), by=cast["contact"], submits=True)
    assert activity.versions.count() == 1 and fresh(activity).review == "utkast"
    sending.send(newest(activity), cast.content("Nyare"), by=cast["contact"], submits=True, beside=greets("Hej"))
    assert fresh(activity).review == "inskickad" and activity.events.get().comment == "Hej"


def test_texts_that_the_tables_cannot_hold_are_refused_as_words_not_as_a_crash(cast):
    """On a published activity too, where they would reach the tables only when published."""
    activity = states.live(cast)
    for fields in ({"title": "x" * 61}, {"title": " "}, {"target_group": "x" * 161}, {"expected_reach": "x" * 121}):
        with pytest.raises(ValidationError) as error:
            writing.save(newest(activity), replace(cast.content(), **fields), by=cast["contact"])
        assert set(error.value.message_dict) == set(fields)


# Who leads


def test_a_contact_person_gives_the_lead_to_an_own_organisation_only(cast):
    activity = states.draft(cast)
    for role, lead, error in (("contact", cast.ally, PermissionDenied), ("contact", None, ValidationError)):
        with pytest.raises(error):
            writing.save(newest(activity), cast.content(lead=lead), by=cast[role])
    writing.save(newest(activity), cast.content("Annat"), by=cast["ally"])  # a co-owner leaves the lead as it is
    writing.save(newest(activity), cast.content(lead=cast.ally, co_owners=frozenset({cast.lead})), by=cast["ally"])
    assert fresh(activity).roles.get(role="ansvarig").organisation_id == cast.ally


@pytest.mark.parametrize("make", [states.draft, states.live], ids=["draft", "live"])
def test_a_lead_that_becomes_co_owner_loses_nothing(make, cast):
    activity = make(cast)
    moved = cast.content(lead=cast.other, co_owners=frozenset({cast.lead, cast.ally}))
    writing.save(newest(activity), moved, by=cast["office"])
    assert writing.save(newest(activity), replace(moved, title="Går ännu"), by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert activity.owners() == {cast.other, cast.lead, cast.ally}
    assert activity.participations.get(organisation=cast.lead).state == "ja"


def test_at_most_one_leads(cast):
    activity = states.written(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        activity.roles.filter(organisation=cast.ally).update(role="ansvarig")


# Restoring, discarding, deleting


def test_saving_says_when_the_text_last_changed(cast):
    activity = states.draft(cast)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3), tick=False):
        writing.save(newest(activity), cast.content("Nyare"), by=cast["contact"])
        assert fresh(activity).changed_at == timezone.now()


def test_restoring_writes_what_was_said_as_a_new_version(cast):
    activity = states.draft(cast)
    version = writing.restore(activity.versions.get(number=1), newest(activity), by=cast["contact"])
    assert (version.number, version.restored_from) == (3, 1)
    assert fresh(activity).title == "Första rubriken"


def test_no_restore_brings_a_consent_or_an_answer_back(cast):
    activity = states.draft(cast)
    activity.participations.filter(organisation=cast.ally).update(state="nej")
    writing.save(
        newest(activity), cast.content("Utan", externals=frozenset(), co_owners=frozenset()), by=cast["contact"]
    )
    writing.restore(activity.versions.get(number=2), newest(activity), by=cast["contact"])
    assert stored(activity).externals == {cast.party}
    states_now = dict(activity.participations.values_list("organisation", "state"))
    assert states_now[cast.ally] == "nej"
    assert not activity.participations.get(organisation=cast.party).consent


def test_a_version_is_restored_only_on_the_newest(cast):
    activity = states.draft(cast)
    first, second = activity.versions.order_by("number")
    writing.save(second, cast.content("Tredje"), by=cast["contact"])
    with pytest.raises(Stale):
        writing.restore(first, second, by=cast["contact"])


def test_a_draft_that_was_never_submitted_may_be_deleted_with_all_that_hangs_on_it(cast):
    activity = states.draft(cast)
    writing.delete_draft(newest(activity), by=cast["contact"])
    assert not Activity.objects.exists() and not ActivityVersion.objects.exists()
    assert not Participation.objects.exists() and Organisation.objects.filter(pk=cast.party).exists()


def test_a_draft_that_rested_a_while_may_still_be_deleted(cast):
    """It was archived and taken out again, never submitted."""
    activity = states.archived_draft(cast)
    review.unarchive(activity, by=cast["office"])
    writing.delete_draft(newest(activity), by=cast["contact"])
    assert not Activity.objects.exists()


def test_the_database_keeps_versions_that_something_points_to(cast):
    activity = states.live(cast)
    with pytest.raises(RestrictedError):
        newest(activity).delete()


def test_a_method_and_goals_and_needs_go_along(cast):
    method, goal, need = factories.method(), factories.goal(), factories.need()
    content = cast.content(method=method.pk, goals=frozenset({goal.pk}), needs=frozenset({need.pk}))
    activity = fresh(states.written(cast, content))
    assert (activity.method, list(activity.goals.all()), list(activity.needs.all())) == (method, [goal], [need])


def test_a_co_owner_takes_no_draft_from_those_who_wrote_it(cast):
    activity = states.submitted(cast)
    writing.take_back(newest(activity), by=cast["contact"])
    taken = cast.content(lead=cast.ally, co_owners=frozenset())
    with pytest.raises(ValidationError, match="måste vara kvar"):
        writing.save(newest(activity), taken, by=cast["ally"])
    assert newest(activity).content["lead"] == cast.lead
    writing.save(newest(activity), cast.content(lead=cast.ally, co_owners=frozenset({cast.lead})), by=cast["ally"])
    assert fresh(activity).owners() == {cast.ally, cast.lead}


def test_a_correction_of_what_waits_no_more_is_stale(cast):
    activity = states.taken_back(cast)
    with pytest.raises(Stale):
        writing.save(newest(activity), cast.content(title="Kontorets"), by=cast["office"], corrects=True)
    assert newest(activity).content["title"] == "Läxcafé"


def test_what_was_submitted_anew_since_it_was_read_is_not_taken_back(cast):
    activity = states.submitted(cast)
    read = activity.events.last_submission()
    writing.take_back(newest(activity), by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    with pytest.raises(Stale):
        writing.take_back(newest(activity), by=cast["contact"], submission=read.pk)
    assert fresh(activity).review == "inskickad"
