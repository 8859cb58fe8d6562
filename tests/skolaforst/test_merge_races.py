"""A typed name is merged while somebody saves an activity that names it: nothing stays on the merged row.

Proven only on PostgreSQL, as in tests/activities/test_races.py.
"""

from threading import Event
from uuid import uuid4

import pytest

from activities.content import Content
from activities.facts import Facts
from activities.models import Activity, ActivityOrganisation, Participation, Placement
from activities.services import review, writing
from network.models import Organisation
from skolaforst.services.merge import merge
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import Cast, cast, newest  # noqa: F401  (a fixture)
from tests.network.test_people_races import at_once

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def typed(cast) -> Organisation:  # noqa: F811
    """What the contact person typed."""
    return factories.external("Radda laxan", confirmed=False, created_by=cast["contact"].user)


@pytest.fixture
def kept(cast) -> Organisation:  # noqa: F811
    """What it is."""
    return factories.external("Rädda Läxan")


@pytest.fixture
def between(monkeypatch):
    """A function that runs a merge after `save` has found out what its names mean, and before it commits."""
    found, merged = Event(), Event()
    plain = Content._apply_roles

    def slowly(self, activity):
        found.set()
        merged.wait(1)  # where the merge waits for this transaction, that is all the time it gets
        plain(self, activity)

    monkeypatch.setattr(Content, "_apply_roles", slowly)

    def run(save, merging):
        def late():
            assert found.wait(10)
            merging()
            merged.set()

        came = at_once(save, late)
        assert not [result for result in came if isinstance(result, Exception)], came

    return run


def left_on(typed: Organisation) -> list[str]:
    """The tables in which something still names it."""
    rows = {
        "roles": ActivityOrganisation.objects.filter(organisation=typed),
        "answers": Participation.objects.filter(organisation=typed),
        "cells": Placement.objects.filter(unit=typed),
    }
    return [name for name, found in rows.items() if found.exists()]


def naming(cast: Cast, *parties: Organisation) -> Content:  # noqa: F811
    return cast.content(co_owners=frozenset(), externals=frozenset(party.pk for party in parties))


def test_a_new_activity_names_the_one_kept(cast, typed, kept, between):  # noqa: F811
    given = {"form_key": uuid4(), "by": cast["contact"], "beside": writing.Beside({typed.pk: True})}
    between(
        lambda: writing.create(naming(cast, typed), Facts(), **given),
        lambda: merge(typed.pk, kept.pk, by=cast["office"]),
    )
    assert left_on(typed) == []
    assert Activity.objects.get().roles.filter(organisation=kept, role="extern").exists()
    assert Participation.objects.get(organisation=kept).consent


def test_a_saved_draft_names_the_one_kept(cast, typed, kept, between):  # noqa: F811
    activity = states.written(cast, naming(cast))
    between(
        lambda: writing.save(newest(activity), naming(cast, typed), by=cast["contact"]),
        lambda: merge(typed.pk, kept.pk, by=cast["office"]),
    )
    assert left_on(typed) == []


def test_what_is_published_names_the_one_kept(cast, typed, kept, between):  # noqa: F811
    activity = states.written(cast, naming(cast))
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    writing.save(newest(activity), naming(cast, typed), by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    Participation.objects.all().delete()  # as where a unit stands in a waiting cell: no row names it
    between(
        lambda: review.publish(newest(activity), audience="publikt", by=cast["office"]),
        lambda: merge(typed.pk, kept.pk, by=cast["office2"]),
    )
    assert left_on(typed) == []


def test_many_who_save_and_merge_wait_for_nobody_for_ever(cast):  # noqa: F811
    for _round in range(5):
        hers = {"confirmed": False, "created_by": cast["contact"].user}
        pairs = [(factories.external(**hers), factories.external()) for _n in range(2)]
        content = naming(cast, *(typed for typed, _kept in pairs))
        made = [states.written(cast, naming(cast)) for _n in range(3)]
        came = at_once(
            *(lambda a=a, content=content: writing.save(newest(a), content, by=cast["contact"]) for a in made),
            *(lambda p=pair: merge(p[0].pk, p[1].pk, by=cast["office"]) for pair in pairs),
        )
        assert not [result for result in came if isinstance(result, Exception)], came
        assert [left_on(typed) for typed, _kept in pairs] == [[], []]
