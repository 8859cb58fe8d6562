"""Status, dates, step and reach: told at once, and only what one changed is written."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from activities.facts import Facts
from activities.services import sending, writing
from activities.services.facts import FactsChanged, change_facts
from network.change import read_stamp
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import fresh, newest

pytestmark = pytest.mark.django_db
MAY = datetime.date(2026, 5, 1)
JUNE = datetime.date(2026, 6, 1)


@pytest.fixture
def live(cast):
    """A published activity."""
    return fresh(states.live(cast))


def test_it_works(cast, live):
    told = live.facts_at
    before = read_stamp()
    change_facts(live, Facts(), Facts(status="pagaende", start_date=MAY, reached=40), by=cast["contact"])
    row = fresh(live)
    assert Facts.of(row) == Facts("pagaende", MAY, None, None, 40)
    assert row.facts_at > told
    assert read_stamp().content == before.content + 1
    assert (row.review, row.newest_version_id, row.live_version_id) == (
        "klar",
        live.newest_version_id,
        live.live_version_id,
    )


def test_two_who_change_different_facts_both_stand(cast, live):
    change_facts(live, Facts(), Facts(status="pagaende"), by=cast["contact"])
    change_facts(live, Facts(), Facts(reached=40), by=cast["deputy"])
    assert Facts.of(fresh(live)) == Facts(status="pagaende", reached=40)


def test_two_who_change_the_same_fact_hear_of_it(cast, live):
    change_facts(live, Facts(), Facts(status="pagaende"), by=cast["contact"])
    with pytest.raises(FactsChanged) as error:
        change_facts(live, Facts(), Facts(status="pausad", reached=40), by=cast["deputy"])
    assert error.value.names == ["status"] and error.value.now.status == "pagaende"
    assert Facts.of(fresh(live)) == Facts(status="pagaende")


def test_two_who_change_a_fact_alike_agree(cast, live):
    change_facts(live, Facts(), Facts(status="pagaende"), by=cast["contact"])
    change_facts(live, Facts(), Facts(status="pagaende"), by=cast["deputy"])
    assert Facts.of(fresh(live)) == Facts(status="pagaende")


def test_nothing_changed_is_not_told_anew(cast, live):
    change_facts(live, Facts(), Facts(), by=cast["contact"])
    assert fresh(live).facts_at == live.facts_at


def test_an_end_before_the_start_is_refused(cast, live):
    change_facts(live, Facts(), Facts(start_date=JUNE), by=cast["contact"])
    with pytest.raises(ValidationError) as error:
        change_facts(live, Facts(start_date=JUNE), Facts(start_date=JUNE, end_date=MAY), by=cast["deputy"])
    assert error.value.message_dict == {"end_date": ["Slutdatum kan inte vara före startdatum."]}


def test_what_somebody_else_has_changed_is_told_where_it_does_not_fit(cast, live):
    change_facts(live, Facts(), Facts(start_date=JUNE), by=cast["contact"])
    with pytest.raises(FactsChanged) as error:
        change_facts(live, Facts(), Facts(end_date=MAY), by=cast["deputy"])
    assert error.value.names == ["start_date"] and error.value.now == Facts(start_date=JUNE)


@pytest.mark.parametrize("status", ["ide", "planerad"])
def test_what_has_not_begun_has_reached_nobody(cast, live, status):
    with pytest.raises(ValidationError) as error:
        change_facts(live, Facts(), Facts(status=status, reached=40), by=cast["contact"])
    assert set(error.value.message_dict) == {"reached"}
    change_facts(live, Facts(), Facts(status=status, reached=0), by=cast["contact"])


def test_what_begins_later_is_not_completed(cast, live):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with pytest.raises(ValidationError) as error:
        change_facts(live, Facts(), Facts(status="genomford", start_date=tomorrow), by=cast["contact"])
    assert set(error.value.message_dict) == {"status"}
    change_facts(live, Facts(), Facts(status="genomford", start_date=timezone.localdate()), by=cast["contact"])


def test_what_is_completed_does_not_end_later(cast, live):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with pytest.raises(ValidationError) as error:
        change_facts(live, Facts(), Facts(status="genomford", end_date=tomorrow), by=cast["contact"])
    assert set(error.value.message_dict) == {"end_date"}
    change_facts(live, Facts(), Facts(end_date=tomorrow), by=cast["contact"])
    with pytest.raises(FactsChanged) as changed:
        change_facts(live, Facts(), Facts(status="genomford"), by=cast["deputy"])
    assert changed.value.names == ["end_date"]


def test_a_status_that_is_none_and_a_negative_reach_are_refused(cast, live):
    with pytest.raises(ValidationError) as error:
        change_facts(live, Facts(), Facts(status="borta", reached=-1), by=cast["contact"])
    assert set(error.value.message_dict) == {"status", "reached"}


def test_a_step_belongs_to_the_method(cast):
    method, other = factories.method(), factories.method()
    activity = states.written(cast, cast.content(method=method.pk))
    change_facts(activity, Facts(), Facts(step=method.steps.first().pk), by=cast["contact"])
    with pytest.raises(ValidationError) as error:
        change_facts(activity, Facts.of(fresh(activity)), Facts(step=other.steps.first().pk), by=cast["contact"])
    assert set(error.value.message_dict) == {"step"}


def test_method_and_step_change_together_in_the_form(cast):
    """Saving takes the old method's step away; the form that sent the new one must not hear that somebody did."""
    old, new = factories.method(), factories.method()
    activity = states.written(cast, cast.content(method=old.pk))
    shown = Facts(step=old.steps.first().pk)
    change_facts(activity, Facts(), shown, by=cast["contact"])
    sent = Facts(step=new.steps.first().pk)
    sending.send(newest(activity), cast.content(method=new.pk), by=cast["contact"], facts=(shown, sent))
    assert fresh(activity).step_id == sent.step


def test_a_form_with_faulty_facts_saves_nothing(cast):
    activity = states.written(cast)
    with pytest.raises(ValidationError):
        sending.send(
            newest(activity),
            cast.content("Nyare"),
            by=cast["contact"],
            facts=(Facts(), Facts(start_date=JUNE, end_date=MAY)),
        )
    assert newest(activity).number == 1


def test_readers_and_others_change_nothing(cast, live):
    for role in ("anyone", "reader", "contact2", "asked", "ex_contact"):
        with pytest.raises(PermissionDenied):
            change_facts(live, Facts(), Facts(status="pagaende"), by=cast[role])


def test_the_audit_log_keeps_facts_and_nothing_else_of_activities(cast, live):
    LogEntry.objects.all().delete()
    change_facts(live, Facts(), Facts(status="pagaende", reached=40), by=cast["contact"])
    writing.save(newest(live), cast.content("Nyare"), by=cast["contact"])
    [entry] = LogEntry.objects.get_for_object(live)
    assert set(entry.changes_dict) == {"status", "reached"}
    assert entry.changes_dict["reached"][1] == "40"
