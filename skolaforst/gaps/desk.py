"""The gaps that are open today, counted."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _l

from activities.matrix import Matrix
from activities.models import Activity
from activities.reference import Reference, reference
from network.change import Stamped, kept
from network.counting import count_all
from network.outbox import failed_lately

from . import activities, organisations, thread
from .shape import Gap, Kind, no_rows

OUTBOX = "/kontor/utskick/?lage=fel"
MAILS = Kind(
    "mejl", _l("Mejl som inte gick fram"), _l("Portalen har försökt flera gånger och gett upp."), _l("Visa"),
    lambda ref: [], no_rows, closed_at=OUTBOX,
)  # fmt: skip
KINDS = (  # those nearest to the child first
    thread.NEEDS, thread.CELLS, thread.GOALS, thread.WITHOUT_NEED, thread.WITHOUT_GOAL,
    organisations.CONTACTS, organisations.ENDED, activities.ORPHANED, activities.DEMANDS, activities.NAMES,
    organisations.TYPED, activities.UNASKED, activities.LEFT, activities.ENDED, MAILS,
)  # fmt: skip


class Desk(NamedTuple):
    """The gaps that are open, how many in all, the matrix of today, and how many are live, for all and internally."""

    gaps: list[Gap]
    total: int
    matrix: Matrix
    live: int
    internal: int


def desk(stamp: Stamped) -> Desk:
    """The gaps of today. What the portal stores is kept under the stamp; the outbox is asked each time."""
    found = kept(("gaps",), stamp, lambda: open_gaps(reference(stamp)))
    mails = failed_lately()
    gaps = [*found.gaps, *([MAILS.gap(mails)] if mails else [])]
    return found._replace(gaps=gaps, total=found.total + mails)


def kind(slug: str) -> Kind | None:
    """The kind of gap with this name in the address."""
    return next((kind for kind in KINDS if kind.slug == slug), None)


def open_gaps(ref: Reference) -> Desk:
    """The gaps in what the portal stores."""
    matrix = thread.matrix_today(ref)
    holes = thread.empty_cells(matrix)
    queries = {kind: kind.found(ref) for kind in KINDS if kind not in (thread.CELLS, MAILS)}
    found: dict[Kind, QuerySet | list] = {thread.CELLS: holes, **queries}
    shown: dict[Any, QuerySet] = {"live": Activity.objects.live(), "public": Activity.objects.public()}
    counted = count_all({**queries, **shown})
    live, public = (counted.pop(name) for name in shown)
    counts = {thread.CELLS: len(holes), **counted}
    gaps = [kind.gap(counts[kind], kind.tell(found[kind], counts[kind], ref)) for kind in KINDS if counts.get(kind)]
    return Desk(gaps, sum(counts.values()), matrix, live, live - public)
