"""Which confirmed names a typed one may be the same as, those with a name alike first.

The names are read once and kept under the change stamp; a typed name is compared only with those that share letters
with it, however many there are.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from network.change import Stamped, kept
from network.models import Organisation
from network.text import normalise, swedish_order

Place = tuple[str, int | None]  # Organisation.place
MOST = 5  # names alike that are shown
ALIKE = 0.4  # of the letters, three by three, that two names share


class Choice(NamedTuple):
    """A confirmed name."""

    pk: int
    name: str


class Names:
    """The confirmed units and external parties, by the place in which two names may mean the same."""

    def __init__(self, rows: Iterable[Organisation]) -> None:
        self._in_place: dict[Place, dict[int, Choice]] = defaultdict(dict)
        self._holding: dict[tuple[Place, str], list[int]] = defaultdict(list)
        self._sizes: dict[int, int] = {}
        for row in rows:
            self._in_place[row.place][row.pk] = Choice(row.pk, row.name)
            threes = _threes(row.name)
            self._sizes[row.pk] = len(threes)
            for three in threes:
                self._holding[row.place, three].append(row.pk)

    def all_for(self, typed: Organisation) -> list[Choice]:
        """Every name it may be the same as."""
        return list(self._in_place.get(typed.place, {}).values())

    def alike(self, typed: Organisation) -> list[Choice]:
        """Those with a name alike, the most alike first."""
        threes = _threes(typed.name)
        shared = Counter(pk for three in threes for pk in self._holding.get((typed.place, three), ()))
        likeness = {pk: 2 * n / (len(threes) + self._sizes[pk]) for pk, n in shared.items()}
        near = sorted((pk for pk in likeness if likeness[pk] >= ALIKE), key=lambda pk: -likeness[pk])
        return [self._in_place[typed.place][pk] for pk in near[:MOST]]


def names(stamp: Stamped) -> Names:
    """The confirmed names under `stamp`, which was read before anything else of the page."""
    return kept(("names alike",), stamp.reference, _read)


def _read() -> Names:
    rows = Organisation.objects.choosable().only("pk", "name", "kind", "parent")
    return Names(sorted(rows, key=lambda row: swedish_order(row.name)))


def _threes(name: str) -> frozenset[str]:
    """The name three letters at a time, without the marks above them: «Rädda» and «Radda» are alike."""
    parts = unicodedata.normalize("NFD", normalise(name))
    plain = f" {''.join(letter for letter in parts if not unicodedata.combining(letter))} "
    return frozenset(plain[i : i + 3] for i in range(len(plain) - 2))
