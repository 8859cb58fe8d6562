"""Two at once: nothing is lost and nobody is told wrong.

Proven only on PostgreSQL, where each of these fails once the lock it is about is taken away: SQLite lets one writer in
at a time and hides the fault. ROUNDS=200 in the environment tries harder.
"""

import datetime
import os
from collections import Counter
from collections.abc import Callable
from threading import Barrier, Event, Thread
from time import sleep
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from post_office.models import Email

from activities.content import Content
from activities.facts import Facts
from activities.models import Activity, ActivityVersion, ReviewEvent
from activities.querysets import UNDO_TIME
from activities.services import review, sending, together, writing
from activities.services.facts import FactsChanged, change_facts
from activities.services.locking import Stale
from activities.services.mailing import write_due_mails
from tests.activities import cast as states
from tests.activities.cast import fresh, newest

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
ROUNDS = int(os.environ.get("ROUNDS", "10"))


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of `works`, begun at the same moment, gave or raised."""
    barrier, came = Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            came[place] = work()
        except Exception as error:
            came[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=given) for given in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return came


def kinds(came: list[Any]) -> list[str]:
    """The names of what was raised, "" where it went well, in alphabetical order."""
    return sorted(type(result).__name__ if isinstance(result, Exception) else "" for result in came)


def read_mails() -> Counter:
    """How many mails of each subject each one got; the outbox is empty again."""
    found = Counter((row.subject, row.to[0].split("@")[0]) for row in Email.objects.all())
    Email.objects.all().delete()
    return found


def make_due() -> None:
    """Let what was decided be ten minutes old."""
    ReviewEvent.objects.update(at=timezone.now() - datetime.timedelta(minutes=11))


def test_two_publishers(cast):
    """One decides, the other hears that it is decided; it is told once, and as what it became."""
    for _round in range(ROUNDS):
        activity = states.submitted(cast)
        read_mails()
        version = newest(activity)
        came = at_once(
            lambda version=version: review.publish(version, audience="publikt", by=cast["office"]),
            lambda version=version: review.publish(version, audience="internt", by=cast["office2"]),
        )
        assert kinds(came) == ["", "PermissionDenied"]
        row = fresh(activity)
        assert row.published_as == ("publikt" if isinstance(came[1], PermissionDenied) else "internt")
        assert activity.events.filter(kind="publicerad").count() == 1
        assert (row.live_version, row.review) == (version, "klar")
        make_due()
        write_due_mails()
        assert read_mails() == {("Publicerad: Läxcafé", name): 1 for name in ("ally", "ersattare", "kontakt")}


def test_publisher_and_returner(cast):
    """Never published and returned at once."""
    for _round in range(ROUNDS):
        activity = states.submitted(cast)
        version = newest(activity)
        came = at_once(
            lambda version=version: review.publish(version, audience="publikt", by=cast["office"]),
            lambda version=version: review.send_back(version, reason="Nej.", by=cast["office2"]),
        )
        assert kinds(came) == ["", "PermissionDenied"]
        row = fresh(activity)
        assert (row.published_as, row.review) in {("publikt", "klar"), ("inget", "tillbaka")}


def test_publisher_and_editor(cast):
    """The correction is stored, and what is live is what the publisher read: never settled with a change unread."""
    for _round in range(ROUNDS):
        activity = states.live_submitted(cast)
        version, before = newest(activity), fresh(activity).live_version
        came = at_once(
            lambda version=version: review.publish(version, audience="publikt", by=cast["office"]),
            lambda version=version: writing.save(version, cast.content("Rättad"), by=cast["office2"]),
        )
        row = fresh(activity)
        assert row.newest_version == came[1] and row.newest_version.content["title"] == "Rättad"
        if isinstance(came[0], Stale):
            assert (row.live_version, row.review, row.title) == (before, "inskickad", "Läxcafé")
        else:
            assert (row.live_version, row.review, row.title) == (version, "utkast", "Läxcafé varje dag")
        assert Content.of(row) == Content.from_json(row.live_version.content)


def test_two_editors(cast):
    """One is stored; the other's text comes back as a conflict, not as a crash."""
    for _round in range(ROUNDS):
        activity = states.written(cast)
        version = newest(activity)
        came = at_once(
            lambda version=version: writing.save(version, cast.content("Ett"), by=cast["contact"]),
            lambda version=version: writing.save(version, cast.content("Två"), by=cast["deputy"]),
        )
        assert kinds(came) == ["", "Stale"]
        assert newest(activity) in came and activity.versions.count() == 2
        assert fresh(activity).title == newest(activity).content["title"]


def test_two_who_change_facts(cast):
    """Different facts both stand, the same fact is told to the second."""
    for _round in range(ROUNDS):
        activity = states.written(cast)
        begun = change_facts(activity, Facts(), Facts("pagaende"), by=cast["contact"])
        came = at_once(
            lambda a=begun: change_facts(a, Facts("pagaende"), Facts("pausad"), by=cast["contact"]),
            lambda a=begun: change_facts(a, Facts("pagaende"), Facts("pagaende", reached=40), by=cast["deputy"]),
        )
        assert kinds(came) == ["", ""]
        assert Facts.of(fresh(activity)) == Facts("pausad", reached=40)
        base = Facts.of(fresh(activity))
        came = at_once(
            lambda a=activity, base=base: change_facts(a, base, Facts("genomford", reached=40), by=cast["contact"]),
            lambda a=activity, base=base: change_facts(a, base, Facts("avbruten", reached=40), by=cast["deputy"]),
        )
        assert kinds(came) == ["", FactsChanged.__name__]


def test_undo_and_sender(cast, monkeypatch):
    """Undone or told, never both, never neither. Here a decision is due while it can still be undone."""
    monkeypatch.setattr("activities.querysets.review.UNDO_TIME", datetime.timedelta(0))
    for _round in range(ROUNDS * 2):
        activity = states.live(cast)
        read_mails()
        event = activity.events.get(kind="publicerad")
        came = at_once(lambda event=event: review.undo(event, by=cast["office2"]), write_due_mails)
        undone = not isinstance(came[0], Exception)
        assert undone or isinstance(came[0], review.TooLate)
        write_due_mails()
        assert len(read_mails()) == (0 if undone else 3)
        event.refresh_from_db()
        assert (event.undone_at is None) != (event.mailed_at is None)
        assert fresh(activity).is_live != undone


def test_the_undoing_of_what_overtook_a_decision_and_sender(cast, monkeypatch):
    """Undone in the last moment, and the sender comes before that is stored: the publication is told all the same."""
    activity = states.live(cast)
    withdrawal = review.withdraw(activity, reason="Fel.", by=cast["office"])
    make_due()
    ActivityVersion.objects.update(at=timezone.now() - datetime.timedelta(minutes=12))
    ends = timezone.now() + datetime.timedelta(milliseconds=400)
    ReviewEvent.objects.filter(pk=withdrawal.pk).update(at=ends - UNDO_TIME)
    read_mails()
    undoing, step_again = Event(), review._step_again

    def late(*given):
        undoing.set()
        sleep(0.8)  # the ten minutes pass, and the sender looks
        step_again(*given)

    def send():
        undoing.wait(10)
        sleep(0.6)
        write_due_mails()

    monkeypatch.setattr(review, "_step_again", late)
    assert kinds(at_once(lambda: review.undo(withdrawal, by=cast["office"]), send)) == ["", ""]
    write_due_mails()
    assert fresh(activity).is_live
    assert read_mails() == {("Publicerad: Läxcafé", name): 1 for name in ("ally", "ersattare", "kontakt")}


def test_undo_and_editor(cast):
    """Undone before somebody wrote, or written and then too late."""
    for _round in range(ROUNDS):
        activity = states.live(cast)
        event, version = activity.events.get(kind="publicerad"), newest(activity)
        came = at_once(
            lambda event=event: review.undo(event, by=cast["office"]),
            lambda version=version: writing.save(version, cast.content("Nyare"), by=cast["contact"]),
        )
        row = fresh(activity)
        if isinstance(came[0], review.TooLate):
            assert (row.published_as, row.review, newest(activity)) == ("publikt", "utkast", came[1])
        else:
            assert isinstance(came[1], PermissionDenied)  # submitted again
            assert (row.published_as, row.review, newest(activity)) == ("inget", "inskickad", version)


def test_two_who_undo(cast):
    for _round in range(ROUNDS):
        activity = states.live(cast)
        event = activity.events.get(kind="publicerad")
        came = at_once(
            lambda event=event: review.undo(event, by=cast["office"]),
            lambda event=event: review.undo(event, by=cast["office2"]),
        )
        assert kinds(came) == ["", "TooLate"] and activity.events.filter(kind="angrad").count() == 1


def test_senders(cast):
    """Each decision is told once, however many senders there are."""
    for _round in range(3):
        activities = [states.live(cast) for _ in range(6)]
        read_mails()
        make_due()
        came = at_once(*[write_due_mails] * 3)
        assert kinds(came) == [""] * 3
        write_due_mails()  # what another held was passed over
        assert set(read_mails().values()) == {len(activities)}


def test_two_taps_on_a_new_form(cast):
    """One activity, whichever tap made it; both open it."""
    for _round in range(ROUNDS):
        key, count = uuid4(), Activity.objects.count()

        def tap(key=key):
            return sending.send_new(cast.content(), Facts(), form_key=key, by=cast["contact"], submits=True)

        read_mails()
        came = at_once(tap, tap, tap)
        assert kinds(came) == [""] * 3 and len(set(came)) == 1
        assert Activity.objects.count() == count + 1
        assert came[0].versions.count() == came[0].events.count() == 1
        assert set(read_mails().values()) == {1}


def test_two_taps_on_submit(cast):
    """Submitted once, the invited asked once."""
    for _round in range(ROUNDS):
        version = newest(states.written(cast))
        read_mails()
        came = at_once(*[lambda version=version: writing.submit(version, by=cast["contact"])] * 2)
        assert kinds(came) == ["", "PermissionDenied"]
        assert set(read_mails().values()) == {1}


def test_archiver_and_submitter(cast):
    """Never at rest and waiting for the office at once."""
    for _round in range(ROUNDS):
        activity = states.draft(cast)
        version = newest(activity)
        came = at_once(
            lambda version=version: writing.submit(version, by=cast["contact"]),
            lambda activity=activity: review.archive(activity, by=cast["office"]),
        )
        assert kinds(came) == ["", "PermissionDenied"]
        row = fresh(activity)
        assert (row.archived_at is None) == (row.review == "inskickad")


def test_withdrawer_and_publisher(cast):
    """Nobody withdraws what went live meanwhile: the change is published, whoever was first."""
    for _round in range(ROUNDS):
        activity = states.live_submitted(cast)
        version = newest(activity)
        came = at_once(
            lambda version=version: review.publish(version, audience="publikt", by=cast["office"]),
            lambda activity=activity: review.withdraw(activity, reason="Fel.", by=cast["office2"]),
        )
        assert kinds(came) in (["", ""], ["", "Stale"])
        row = fresh(activity)
        assert (row.is_live, row.review) == (True, "klar")
        assert Content.of(row) == Content.from_json(version.content)
        assert activity.events.order_by("-pk").first().kind == "publicerad"


def test_two_who_answer(cast):
    """The holder says yes and the office no: one of them stands, and the lead hears of both in turn."""
    for _round in range(ROUNDS):
        activity = states.submitted(cast)
        read_mails()
        answer = activity.participations.get(organisation=cast.asked)
        came = at_once(
            lambda answer=answer: together.answer_invitation(answer, accept=True, by=cast["asked"]),
            lambda answer=answer: together.answer_invitation(answer, accept=True, by=cast["office"]),
        )
        assert kinds(came) == ["", ""]
        assert read_mails() == {("asked är med: Läxcafé", name): 1 for name in ("ersattare", "kontakt")}
