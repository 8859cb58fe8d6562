"""What can be chosen in an activity today. What it held before may stay, though it has ended since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _l

from activities.content import Content
from activities.demands import Faults
from activities.models import Level, Method
from goals.models import EffectGoal, FocusArea
from needs.models import Need
from network.models import Organisation
from network.person import Person
from network.querysets import OrganisationQuerySet

Ids = frozenset[int]
Rows = Callable[[], QuerySet]
GONE = _l("Ett av valen finns inte längre. Välj igen.")
FAULTS = {
    "lead": _l("Välj en verksamhet i listan."),
    "co_owners": GONE,
    "participants": GONE,
    "externals": _l("En av de externa parterna går inte längre att välja. Ta bort den eller skriv ett annat namn."),
    "units": _l("En av enheterna går inte längre att välja. Skriv en annan enhet."),
    "cells": _l("En av rutorna finns inte längre. Välj igen."),
    "goals": _l("Ett av målen går inte längre att välja. Välj igen."),
    "needs": _l("Ett av behoven finns inte längre. De andra är kvar. Spara igen."),
    "method": _l("Välj en metod i listan."),
}


def faults_of_choices(content: Content, *held: Content, by: Person) -> Faults:
    """What `content` chooses anew and `by` cannot choose: it has ended, is of another kind, hidden or not there.

    What any of `held` holds is no new choice. The form has asked the same, but some time may have passed since.
    """
    wrong = {field for field, ids, rows in _chosen(content, held, by) if ids and not _all_in(ids, rows())}
    return {field: str(text) for field, text in FAULTS.items() if field in wrong}


def _chosen(content: Content, held: tuple[Content, ...], by: Person) -> Iterator[tuple[str, Ids, Rows]]:
    """Field by field, the ids that are new in it and the rows that they must be among, made when they are asked for."""

    def new(name: str, unless: str = "") -> frozenset:
        return _ids(content, name).difference(*(_ids(before, unless or name) for before in held))

    def typed() -> OrganisationQuerySet:
        return Organisation.objects.current().visible_to(by)

    parties = Organisation.objects.that_can_take_part
    yield "lead", new("lead"), parties
    yield "co_owners", new("co_owners", unless="of_group"), parties
    yield "participants", new("participants", unless="of_group"), parties
    yield "externals", new("externals"), lambda: typed().filter(kind=Organisation.Kind.EXTERNAL)
    yield "units", new("units"), lambda: typed().units()
    yield "cells", frozenset(level for level, _area in new("places")), partial(Level.objects.filter, active=True)
    yield "cells", frozenset(area for _level, area in new("places")), partial(FocusArea.objects.filter, active=True)
    yield "goals", new("goals"), partial(EffectGoal.objects.filter, active=True)
    yield "needs", new("needs"), partial(Need.objects.visible_to, by)
    yield "method", new("method"), partial(Method.objects.filter, active=True)


def _ids(content: Content, name: str) -> frozenset:
    value = getattr(content, name)
    return value if isinstance(value, frozenset) else frozenset({value} - {None})


def _all_in(ids: Ids, rows: QuerySet) -> bool:
    return rows.filter(pk__in=ids).count() == len(ids)
