"""The change stamp: who reads it first and the data after never shows what is old.

A row raised last, in the transaction that made the change, and read before the data, is the only order that
never goes stale (docs/decisions/0003). Every service, admin save and load goes through `change()`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from django.db import transaction
from django.db.models import F

from network.models import Stamp

T = TypeVar("T")
BOUND = 500  # entries kept per process


class Stamped(NamedTuple):
    """The stamp as read: the number of content, the number of reference data."""

    content: int
    reference: int


@contextmanager
def change(*, reference: bool = False) -> Iterator[None]:
    """A transaction that raises the stamp last; `reference` where organisations, goals, levels or people change."""
    with transaction.atomic():
        yield
        raised = {"content": F("content") + 1}
        if reference:
            raised["reference"] = F("reference") + 1
        if not Stamp.objects.filter(pk=1).update(**raised):
            Stamp.objects.create(pk=1, content=1, reference=1)


def read_stamp() -> Stamped:
    """The stamp now, in one query."""
    row = Stamp.objects.values_list("content", "reference").filter(pk=1).first()
    return Stamped(*row) if row else Stamped(0, 0)


_kept: dict[Any, Any] = {}
_lock = Lock()


def kept(key: tuple, stamp: Stamped | int, make: Callable[[], T]) -> T:
    """What `make` gives, kept in this process for as long as `stamp` stands. Never for drafts.

    `stamp` must have been read before anything that `make` reads.
    """
    full = (key, stamp)
    if full in _kept:
        return _kept[full]
    value = make()
    with _lock:
        if len(_kept) >= BOUND:
            _kept.clear()
        _kept[full] = value
    return value


def forget_kept() -> None:
    """Drop everything kept; for tests, whose transactions are rolled back under an unchanged stamp."""
    _kept.clear()
