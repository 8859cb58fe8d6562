"""Who asks: roles and seats of the one at the screen, read once a request and handed to every rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from network.roles import ADMIN, OFFICE, READER

if TYPE_CHECKING:
    from network.change import Stamped
    from network.models import User


@dataclass(frozen=True)
class Person:
    """The one who asks. `organisations` are the ids of the active seats and of all these succeed, to any depth."""

    user: User | None = None
    roles: frozenset[str] = frozenset()
    seats: frozenset[int] = frozenset()
    organisations: frozenset[int] = field(default=frozenset())

    @property
    def user_id(self) -> int | None:
        """The user's id; None for anybody."""
        return self.user.pk if self.user else None

    @property
    def logged_in(self) -> bool:
        """Has an account and is logged in."""
        return self.user is not None

    @property
    def is_admin(self) -> bool:
        """Administrator: everything, users and roles too."""
        return ADMIN.key in self.roles

    @property
    def is_office(self) -> bool:
        """The project office; an administrator may what the office may."""
        return OFFICE.key in self.roles or self.is_admin

    @property
    def is_contact(self) -> bool:
        """Holds an active seat, as ordinary or deputy."""
        return bool(self.seats)

    @property
    def may_read_internal(self) -> bool:
        """Reads what is published internally, and the needs: readers, contact persons, the office."""
        return self.is_office or self.is_contact or READER.key in self.roles

    @property
    def desk(self) -> str:
        """The name of the page where one's work lies, for those logged in: the office's desk, or Min sida."""
        return "office" if self.is_office else "my_page"


ANYONE = Person()


def person_of(user: User, stamp: Stamped | None = None) -> Person:
    """The person behind `user`; roles and seats are read in one statement, and where there are seats the successors.

    With a `stamp`, read before, the successors are those kept under it.
    """
    from network.models import User

    if not user.is_active:
        return ANYONE
    roles: set[str] = {ADMIN.key} if user.is_superuser else set()
    seats: set[int] = set()
    today = timezone.localdate()
    rows = User.objects.filter(pk=user.pk).values_list(
        "groups__name", "seats__organisation", "seats__starts", "seats__ended"
    )
    for role, organisation, starts, ended in rows:
        if role:
            roles.add(role)
        if organisation and ended is None and starts <= today:
            seats.add(organisation)
    own = with_predecessors(frozenset(seats), stamp) if seats else frozenset()
    return Person(user, frozenset(roles), frozenset(seats), own)


def author_name(user: User | None) -> str:
    """Who did something, in a sentence; an account that is gone has no name."""
    return user.name if user else _("någon som inte längre finns kvar")


def with_predecessors(organisations: frozenset[int], stamp: Stamped | None = None) -> frozenset[int]:
    """`organisations` and all that they succeed, to any depth."""
    from network.change import kept

    succeeded = kept(("succeeded",), stamp.reference, _succeeded) if stamp else _succeeded()
    found: set[int] = set()
    waiting = list(organisations)
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting += succeeded.get(pk, [])
    return frozenset(found)


def _succeeded() -> dict[int, list[int]]:
    """Organisation → those it succeeds."""
    from network.models import Organisation

    found: dict[int, list[int]] = {}
    for pk, successor in Organisation.objects.exclude(successor=None).order_by().values_list("pk", "successor_id"):
        found.setdefault(successor, []).append(pk)
    return found
