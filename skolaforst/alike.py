"""Which confirmed names a typed one may be the same as, those with a name alike first.

The names are read once and kept under the change stamp; a typed name is compared only with those that share letters
with it, however many there are.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from network.change import Stamped, kept
from network.models import Organisation
from network.text import by_name, normalise

Place = tuple[str, int | None]  # Organisation.place
MOST = 5  # names alike that are shown
ALIKE = 0.4  # of the letters, three by three, that two names share; what many names share says little


class Choice(NamedTuple):
    """A confirmed name."""

    pk: int
    name: str


class Names:
    """The confirmed units and external parties, by the place in which two names may mean the same."""

    def __init__(self, rows: Iterable[Organisation]) -> None:
        self._in_place: dict[Place, dict[int, Choice]] = defaultdict(dict)
        self._holding: dict[tuple[Place, str], list[int]] = defaultdict(list)
        letters: dict[int, tuple[Place, frozenset[str]]] = {}
        for row in rows:
            self._in_place[row.place][row.pk] = Choice(row.pk, row.name)
            letters[row.pk] = row.place, _threes(row.name)
            for three in letters[row.pk][1]:
                self._holding[row.place, three].append(row.pk)
        self._weights = {pk: self._weight(place, threes) for pk, (place, threes) in letters.items()}

    def all_for(self, typed: Organisation) -> list[Choice]:
        """Every name it may be the same as."""
        return list(self._in_place.get(typed.place, {}).values())

    def alike(self, typed: Organisation) -> list[Choice]:
        """Those with a name alike, the most alike first."""
        threes = _threes(typed.name)
        own = self._weight(typed.place, threes)
        shared: dict[int, float] = defaultdict(float)
        for three in threes:
            weight = self._weight(typed.place, [three])
            for pk in self._holding.get((typed.place, three), ()):
                shared[pk] += weight
        whole, known = normalise(typed.name), self._in_place.get(typed.place, {})
        likeness = {
            pk: 1 if _begins(whole, normalise(known[pk].name)) else 2 * weight / (own + self._weights[pk])
            for pk, weight in shared.items()
        }
        near = sorted((pk for pk in likeness if likeness[pk] >= ALIKE), key=lambda pk: -likeness[pk])
        return [known[pk] for pk in near[:MOST]]

    def _weight(self, place: Place, threes: Iterable[str]) -> float:
        """How much letters tell: less, the more names of the place hold them («Föreningen»)."""
        return sum(1 / max(1, len(self._holding.get((place, three), ()))) ** 2 for three in threes)


def _begins(one: str, other: str) -> bool:
    """Whether one of two names is the beginning of the other: «Svenska kyrkan» and «Svenska kyrkan Skultuna»."""
    return f"{one} ".startswith(f"{other} ") or f"{other} ".startswith(f"{one} ")


def names(stamp: Stamped) -> Names:
    """The confirmed names under `stamp`, which was read before anything else of the page."""
    return kept(("names alike",), stamp.reference, _read)


def _read() -> Names:
    rows = Organisation.objects.choosable().only("pk", "name", "kind", "parent")
    return Names(by_name(rows))


def _threes(name: str) -> frozenset[str]:
    """The name three letters at a time, without the marks above them: «Rädda» and «Radda» are alike."""
    parts = unicodedata.normalize("NFD", normalise(name))
    plain = f" {''.join(letter for letter in parts if not unicodedata.combining(letter))} "
    return frozenset(plain[i : i + 3] for i in range(len(plain) - 2))
