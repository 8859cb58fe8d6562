"""What every test has: people of every role, their clients, and nothing kept from the test before."""

import functools
import gc
import os
import shutil
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.cache import cache

from network import outbox
from network.change import forget_kept
from tests.people import *  # noqa: F403  (fixtures)
from tests.summary import pytest_terminal_summary as pytest_terminal_summary

# The longest go first, next to each other, so that processes end together and one of them has all that walks share.
FIRST = ("test_queries.py", "test_walk.py", "test_canaries.py", "test_hostile.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the order, in which pytest-randomly shuffles files, for all but the longest."""
    items.sort(key=lambda item: FIRST.index(item.path.name) if item.path.name in FIRST else len(FIRST))


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays until the end: it went through all modules again and again. Seldom is
    enough, for a process that soon ends.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """Give the test's calls room in one piece (`in_one_piece`)."""
    pyfuncitem.obj = in_one_piece(pyfuncitem.obj)


def in_one_piece(test: Callable[..., object]) -> Callable[..., object]:
    """`test`, called with room for all calls below it.

    Python keeps the frames of calls in pieces of 16 kB, and returns a piece once it is empty: where the calls of a
    loop cross the border, each asks the system for one and returns it, which was a seventh of the time (seen in 3.11).
    What is called from a large frame has its place in that frame's piece.
    """

    @functools.wraps(test)
    def roomy(*args: object, **kwargs: object) -> object:
        return test(*args, **kwargs)

    # 33,000 places of 8 bytes take more than 256 kB, and so get a piece of 512: half of it is left for what is called.
    roomy.__code__ = roomy.__code__.replace(co_stacksize=33_000)
    return roomy


def pytest_sessionfinish() -> None:
    """Leave no scratch folder behind."""
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)


@pytest.fixture(autouse=True)
def _nothing_kept():
    """What a process keeps under the stamp, and the limits on login tries, begin anew; the sender was just here."""
    forget_kept()
    cache.clear()
    outbox.sender_got_through()
    yield
    forget_kept()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings):
    """`pytest -m threads` has a database of its own: a file on SQLite, where one in memory locks threads out."""
    if request.config.getoption("markexpr") == "threads":
        from django.db import connection

        sqlite = connection.vendor == "sqlite"
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")  # each of two processes its own
        server = f"test_{connection.settings_dict['NAME']}_threads{worker}"
        name = str(settings.THREADS_DATABASE) if sqlite else server
        connection.settings_dict["TEST"]["NAME"] = name
