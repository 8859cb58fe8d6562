"""The change stamp: who reads it first and the data after never shows what is old.

A row raised last, in the transaction that made the change, and read before the data, is the only order that
never goes stale (docs/decisions/0003). Every service, admin save and load goes through `change()`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, local
from typing import Any, NamedTuple, TypeVar

from django.apps import AppConfig
from django.db import transaction
from django.db.models import F

from network.models import Stamp

T = TypeVar("T")
BOUND = 500  # entries kept per process


class Stamped(NamedTuple):
    """The stamp as read: the number of content, the number of reference data."""

    content: int
    reference: int


class _Open(local):
    """What the outermost `change()` of this thread is about to raise; None outside of one."""

    raised: set[str] | None = None


_open = _Open()


@contextmanager
def change(*, reference: bool = False) -> Iterator[None]:
    """A transaction that raises the stamp last; `reference` where organisations, goals, levels or people change.

    Inside another one it leaves the raising to that: the row is held for as short a time as can be.
    """
    wanted = {"content", "reference"} if reference else {"content"}
    with transaction.atomic():
        if _open.raised is not None:
            yield
            _open.raised |= wanted
            return
        _open.raised = wanted
        try:
            yield
            _raise(_open.raised)
        finally:
            _open.raised = None


def _raise(numbers: set[str]) -> None:
    Stamp.objects.filter(pk=1).update(**{name: F(name) + 1 for name in numbers})


def read_stamp() -> Stamped:
    """The stamp now, in one query."""
    return Stamped(*Stamp.objects.values_list("content", "reference").get(pk=1))


def store_stamp(sender: AppConfig, **kwargs: object) -> None:
    """Make the row, after each migrate: the first two writers would race for it."""
    Stamp.objects.get_or_create(pk=1)


_kept: dict[Any, Any] = {}
_MISSING = object()
_lock = Lock()


def kept(key: tuple, stamp: Stamped | int, make: Callable[[], T]) -> T:
    """What `make` gives, kept in this process for as long as `stamp` stands. Never for drafts.

    `stamp` must have been read before anything that `make` reads.
    """
    full = (key, stamp)
    value = _kept.get(full, _MISSING)  # one look: another thread may empty it between two
    if value is not _MISSING:
        return value
    value = make()
    with _lock:
        if len(_kept) >= BOUND:
            _kept.clear()
        _kept[full] = value
    return value


def forget_kept() -> None:
    """Drop everything kept; for tests, whose transactions are rolled back under an unchanged stamp."""
    _kept.clear()
