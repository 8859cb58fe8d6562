"""Units and external parties are made by typing their name; the office confirms them later."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from network import rules
from network.change import change
from network.models import Organisation
from network.person import Person, with_predecessors
from network.text import normalise, one_line

UNIT = Organisation.Kind.UNIT


class TypedName(NamedTuple):
    """A name somebody typed, and what it is the name of."""

    name: str
    kind: str


class Typed:
    """The names in one form. A known one is its id; another an id below zero, until a service stores it."""

    def __init__(self, by: Person) -> None:
        self.by = by
        self.waiting: dict[int, TypedName] = {}
        self._ids: dict[tuple[str, str, int | None], int] = {}

    def id_of(self, name: str, *, kind: str, parent: int | None = None) -> int:
        """The id of the unit (under `parent`) or external party called `name`. Makes nothing."""
        key = (normalise(name), kind, parent)
        if key not in self._ids:
            self._ids[key] = known(name, kind=kind, by=self.by, parent=parent) or self._wait(name, kind)
        return self._ids[key]

    def store(self, ids: Iterable[int], *, lead: int | None) -> dict[int, int]:
        """Make what waits of `ids`, units under `lead`: id below zero → id. Runs in a service's transaction."""
        return {
            pk: find_or_type(typed.name, kind=typed.kind, by=self.by, parent=lead if typed.kind == UNIT else None)
            for pk, typed in self.waiting.items()
            if pk in ids
        }

    def _wait(self, name: str, kind: str) -> int:
        pk = -1 - len(self.waiting)
        self.waiting[pk] = TypedName(one_line(name), kind)
        return pk


def known(name: str, *, kind: str, by: Person, parent: int | None = None) -> int | None:
    """The id of a confirmed unit or external party of that name, or of one that `by` typed before.

    What others have typed and nobody has confirmed is not found: it shows for who typed it only. A unit typed before
    anybody led the activity stands under nobody, and is found under whoever leads it now.
    """
    homes = with_predecessors(frozenset({parent})) if parent else frozenset()
    row = Organisation.objects.called(normalise(name), kind, by.user, homes).first()
    return _kept(row) if row else None


def _kept(row: Organisation) -> int:
    """What stands for `row` today: its successor, and the successor of that."""
    seen: set[int] = set()
    while row.successor and row.pk not in seen:
        seen.add(row.pk)
        row = row.successor
    return row.pk


def find_or_type(name: str, *, kind: str, by: Person, parent: int | None = None) -> int:
    """The id of the unit or external party called `name`: one that is known to `by`, or a new one."""
    if not rules.may_type_organisation(by):
        raise PermissionDenied
    name = one_line(name)
    if not name:
        raise ValidationError(_("Skriv ett namn som syns."))
    found = known(name, kind=kind, by=by, parent=parent)
    if found:
        return found
    with change(reference=True):
        made = Organisation(name=name, kind=kind, parent_id=parent, confirmed=False, created_by=by.user)
        made.in_group = kind == UNIT
        made.key = f"{slugify(name)[:60] or kind}-{secrets.token_hex(4)}"  # never seen until confirmed
        made.save()
    return made.pk
