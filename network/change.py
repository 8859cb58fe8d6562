"""The change stamp: who reads it first and the data after never shows what is old.

A row raised last, in the transaction that made the change, and read before the data, is the only order that
never goes stale (docs/decisions/0003). Every service, admin save and load goes through `change()`.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, local
from typing import Any, NamedTuple, TypeVar

from django.apps import AppConfig
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from network.models import Stamp

T = TypeVar("T")


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


_MISSING = object()


class Shelf:
    """Values kept in this process, at most `bound`; the one longest unasked for makes room for a new one."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._values: OrderedDict[Any, Any] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Any) -> Any:
        """What is kept under `key`, or `_MISSING`."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key, _MISSING)

    def put(self, key: Any, value: Any) -> None:
        """Keep `value`, and drop the oldest beyond the bound."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._bound:
                self._values.popitem(last=False)

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._values.clear()


PAGES = Shelf(500)  # what every page or many ask for
CHOICES = Shelf(100)  # what somebody chose in an address: anybody can make up a thousand, none drives out a page


def kept(key: tuple, stamp: Stamped | int, make: Callable[[], T], shelf: Shelf = PAGES) -> T:
    """What `make` gives, kept in this process while `stamp` stands and the Swedish day lasts. Never for drafts.

    `stamp` must have been read before anything that `make` reads.
    """
    full = (key, stamp, timezone.localdate())
    value = shelf.get(full)
    if value is _MISSING:
        value = make()
        shelf.put(full, value)
    return value


def forget_kept() -> None:
    """Drop everything kept; for tests, whose transactions are rolled back under an unchanged stamp."""
    for shelf in (PAGES, CHOICES):
        shelf.clear()
