"""What a gap, its kind and its rows are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from activities.reference import Reference

NEW = "/aktiviteter/ny/"


class Row(NamedTuple):
    """One missing thing: what, something about it, where it is seen, and the button that begins to close it."""

    title: str
    detail: str
    address: str
    act: str
    verb: str
    sends: bool = False  # the button does it at once (POST) instead of leading to a page
    other: str = ""  # another way to close it, beside the button
    other_verb: str = ""


@dataclass(frozen=True)
class Gap:
    """A gap as components/_gap.html shows it."""

    slug: str
    count: int
    title: str
    text: str
    address: str
    verb: str


class Kind(NamedTuple):
    """A kind of gap: its name in the address, its words, what is counted, how a row is told, and a word on the desk.

    `found` gives a queryset or a list; `rows` tells a page of it; `tell` says which, in a sentence.
    """

    slug: str
    title: Any
    lead: Any
    verb: Any
    found: Callable[[Reference], Any]
    rows: Callable[[Sequence[Any], Reference], list[Row]]
    tell: Callable[[Any, int, Reference], str] = lambda found, count, ref: ""
    closed_at: str = ""  # another page that closes it, instead of a list here
    more: tuple[str, Any] | None = None  # a page that shows the same as a whole

    def gap(self, count: int, text: str = "") -> Gap:
        """A gap of this kind, as the desk tells it; its page says what the kind is about."""
        return Gap(self.slug, count, str(self.title), text, self.address, str(self.verb))

    @property
    def address(self) -> str:
        """The page that lists what is missing, or closes it."""
        return self.closed_at or f"/kontor/luckor/{self.slug}/"


def no_rows(found: Any, ref: Reference) -> list[Row]:
    """The rows of a kind that another page closes."""
    return []
