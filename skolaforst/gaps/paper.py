"""The gaps in words, for a meeting: what is printed behind the matrix."""

from __future__ import annotations

from typing import NamedTuple

from activities.reference import Reference, reference
from network.change import Stamped, kept
from network.counting import count_all

from . import activities, thread
from .desk import KINDS, MAILS
from .shape import Kind, Row

MOST = 7  # of each kind, so that all kinds have room on one page
IN_FULL = (thread.GOALS, activities.DEMANDS)  # whose names say too little alone


class Name(NamedTuple):
    """What a gap is about, and where it is seen."""

    text: str
    address: str


class PaperGap(NamedTuple):
    """A kind of gap: how many, what they are about, the page that lists them, the first of them, and how many more."""

    number: int
    title: str
    lead: str
    address: str
    names: list[Name]
    more: int


def on_paper(stamp: Stamped) -> list[PaperGap]:
    """The kinds of which there are any, kept under the stamp. Mails that failed are the office's own matter."""
    return kept(("gaps on paper",), stamp, lambda: _read(reference(stamp)))


def _read(ref: Reference) -> list[PaperGap]:
    found = {kind: kind.found(ref) for kind in KINDS if kind is not MAILS}
    counts = count_all({kind: rows for kind, rows in found.items() if not isinstance(rows, list)})
    counts |= {kind: len(rows) for kind, rows in found.items() if isinstance(rows, list)}
    return [_told(kind, found[kind], counts[kind], ref) for kind in found if counts[kind]]


def _told(kind: Kind, found: object, count: int, ref: Reference) -> PaperGap:
    names = [_name(kind, row) for row in kind.rows(list(found[:MOST]), ref)]  # type: ignore[index]
    # A kind that another page closes has no rows of its own: it is told as on the desk.
    lead = str(kind.lead) if names else kind.tell(found, count, ref)
    return PaperGap(count, str(kind.title), lead, kind.address, names, count - len(names) if names else 0)


def _name(kind: Kind, row: Row) -> Name:
    return Name(f"{row.title}: {row.detail}" if kind in IN_FULL else row.title, row.address)
