"""Who acts in the demo: the one who held the seat on the day, or the office."""

from __future__ import annotations

from collections import defaultdict
from zlib import crc32

from network.models import Organisation, User
from network.person import Person
from network.roles import OFFICE
from skolaforst.services.demo.files import Row, by_key


class Cast:
    """Who acts: the one who held the seat on the day, or the office."""

    def __init__(self, seats: list[Row], users: dict[str, User]) -> None:
        self.organisations = by_key(Organisation, {seat["organisation"] for seat in seats})
        self._seats: dict[str, list[Row]] = defaultdict(list)
        for seat in seats:
            self._seats[seat["organisation"]].append({**seat, "user": users[seat["person"]]})
        role = frozenset({OFFICE.key})
        self._office = [
            Person(users[email], role) for email in ("kontor@skolaforst.example", "kontor2@skolaforst.example")
        ]

    def office(self, key: str) -> Person:
        """One of the office, always the same for the same activity."""
        return self._office[pick(key, len(self._office))]

    def of(self, organisation: str, when: int, key: str) -> Person:
        """Who wrote for `organisation` that day: ordinary contact person or deputy; where none, the office."""
        seats = [s for s in self._seats[organisation] if s["since"] <= when < s.get("ended", 1)]
        seats = [s for s in seats if s["user"].is_active]
        if not seats:
            return self.office(key)
        user = seats[pick(key, len(seats))]["user"]
        own = frozenset(
            self.organisations[key].pk for key, held in self._seats.items() if any(s["user"] == user for s in held)
        )
        return Person(user, frozenset(), own, own)


def pick(key: str, count: int) -> int:
    """A number below `count`, always the same for the same `key`."""
    return crc32(key.encode()) % count
