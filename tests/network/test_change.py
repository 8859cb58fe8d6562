"""The change stamp: what is kept under it is never old."""

import datetime
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Event, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from network.change import Shelf, Stamped, change, kept, read_stamp
from network.models import Stamp
from tests import factories


@pytest.fixture
def stamp(db):
    """The row as it is after the first change."""
    Stamp.objects.update_or_create(pk=1, defaults={"content": 10, "reference": 20})


# One at a time


def test_a_change_raises_the_content_number(stamp):
    with change():
        pass
    assert read_stamp() == (11, 20)


def test_a_change_of_reference_data_raises_both(stamp):
    with change(reference=True):
        pass
    assert read_stamp() == (11, 21)


def test_migrate_makes_the_row_and_leaves_it_alone_afterwards(stamp):
    call_command("migrate", verbosity=0)
    assert read_stamp() == (10, 20)
    Stamp.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert read_stamp() == (0, 0)


def test_a_change_that_fails_leaves_neither_data_nor_number(stamp):
    with pytest.raises(RuntimeError), change():
        factories.initiative(name="Ska inte sparas")
        raise RuntimeError
    assert read_stamp() == (10, 20)
    assert not factories.Initiative.objects.exists()


def test_the_number_is_raised_last(stamp, django_capture_on_commit_callbacks):
    with change():
        assert read_stamp() == (10, 20)
        factories.initiative()
        assert read_stamp() == (10, 20)
    assert read_stamp() == (11, 20)


def test_changes_within_a_change_are_raised_once_by_the_outermost(stamp):
    with change():
        with change(reference=True):
            pass
        assert read_stamp() == (10, 20)
    assert read_stamp() == (11, 21)


def test_a_change_that_failed_leaves_the_next_one_whole(stamp):
    with pytest.raises(ZeroDivisionError), change(), change(reference=True):
        raise ZeroDivisionError
    with change():
        pass
    assert read_stamp() == (11, 20)


def test_what_is_made_is_kept_while_the_stamp_stands(stamp):
    made = []

    def make():
        made.append(1)
        return len(made)

    assert [kept(("a",), read_stamp(), make) for _ in range(3)] == [1, 1, 1]
    assert kept(("b",), read_stamp(), make) == 2
    with change():
        pass
    assert kept(("a",), read_stamp(), make) == 3


def test_what_is_kept_is_bounded_and_what_is_asked_for_stays():
    """However many others come, what every page asks for is made once."""
    shelf, made = Shelf(5), []
    for number in range(50):
        kept(("n", number), Stamped(1, 1), lambda: 0, shelf)
        kept(("every page",), Stamped(1, 1), lambda: made.append(1), shelf)
    assert len(shelf) == 5 and made == [1]


def test_what_is_kept_in_one_place_drives_out_nothing_of_another():
    few, made = Shelf(2), []
    kept(("frame",), Stamped(1, 1), lambda: made.append(1))
    for number in range(2000):
        kept(("n", number), Stamped(1, 1), lambda: 0, few)
    kept(("frame",), Stamped(1, 1), lambda: made.append(1))
    assert made == [1]


def test_nothing_is_kept_beyond_the_swedish_day(time_machine):
    """What a text says of «i dag», and who is current, changes at midnight though nobody changes the data."""
    seen = []
    for at in ("2026-12-31T12:00Z", "2026-12-31T22:59Z", "2026-12-31T23:01Z"):
        time_machine.move_to(datetime.datetime.fromisoformat(at))
        seen.append(kept(("day",), Stamped(1, 1), timezone.localdate))
    assert [str(day) for day in seen] == ["2026-12-31", "2026-12-31", "2027-01-01"]


# Several at once: proven only on PostgreSQL, since SQLite lets one writer in at a time


def in_thread(work) -> Thread:
    def run():
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def name_shown() -> str:
    """A page's way: the stamp first, the data after."""
    return kept(("name",), read_stamp(), lambda: factories.Initiative.objects.get().name)


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_the_first_two_writers_both_get_through():
    at_once, done = Barrier(2), []
    before = read_stamp()

    def write():
        with change(), suppress(BrokenBarrierError):
            at_once.wait(1)  # both are inside before either raises the stamp; SQLite lets in one
        done.append(1)

    for thread in [in_thread(write), in_thread(write)]:
        thread.join()
    assert len(done) == 2 and read_stamp().content == before.content + 2


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_a_writer_between_stamp_and_data_leaves_nothing_old():
    """The reader takes the stamp, a writer commits, the reader reads: kept under a stamp nobody asks for again."""
    factories.initiative(name="gammalt")
    with change():
        pass
    stamp = read_stamp()

    def write():
        with change():
            factories.initiative(name="nytt")

    in_thread(write).join()
    kept(("name",), stamp, lambda: factories.Initiative.objects.get().name)
    assert name_shown() == "nytt"


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_a_writer_that_has_not_committed_shows_nothing_and_leaves_nothing_old():
    factories.initiative(name="gammalt")
    with change():
        pass
    written, looked = Event(), Event()

    def write():
        with change():
            factories.initiative(name="nytt")
            written.set()
            looked.wait(5)

    writer = in_thread(write)
    assert written.wait(5)
    assert name_shown() == "gammalt"
    looked.set()
    writer.join()
    assert name_shown() == "nytt"


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_writers_and_readers_at_once_never_see_what_is_old():
    """Each writer looks right after its commit and must see its own name or one written later."""
    factories.initiative(name="0")
    with change():
        pass
    rounds, writers, old = 25, 3, []
    start, done = Barrier(writers + 1), Event()

    def write():
        start.wait()
        for turn in range(rounds):
            fails = turn % 5 == 4
            with suppress(ZeroDivisionError), change():
                row = factories.Initiative.objects.select_for_update().get()
                number = int(row.name) + 1
                row.name = str(number)
                row.save()
                if fails:
                    raise ZeroDivisionError
            if not fails and (shown := int(name_shown())) < number:
                old.append((number, shown))

    def read():
        start.wait()
        seen = 0
        while not done.is_set():
            now = int(name_shown())
            if now < seen:
                old.append(("backwards", seen, now))
            seen = now

    reader = in_thread(read)
    threads = [in_thread(write) for _ in range(writers)]
    for thread in threads:
        thread.join()
    done.set()
    reader.join()
    assert not old
    assert int(factories.Initiative.objects.get().name) == writers * rounds * 4 // 5
