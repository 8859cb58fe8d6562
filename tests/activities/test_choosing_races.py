"""Something ends while somebody chooses it: it is chosen or it is refused, and never half of each.

On PostgreSQL both are begun at the same moment; on SQLite one waits for the other.
"""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from activities.content import Content
from activities.models import Method
from activities.services import writing
from goals.models import EffectGoal
from network.change import change
from network.models import Organisation
from network.services.organisations import confirm
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import fresh, newest
from tests.activities.test_races import ROUNDS, at_once, kinds

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def updated(rows, **fields):
    """What Django's administration does: a row saved in a transaction that raises the stamp."""
    with change(reference=True):
        rows.update(**fields)


def test_what_ends_while_it_is_chosen_is_chosen_or_refused(cast):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    for _round in range(ROUNDS):
        other, goal, method = factories.organisation(), factories.goal(), factories.method()
        chosen = {"participants": frozenset({other.pk}), "goals": frozenset({goal.pk}), "method": method.pk}
        endings = {
            "participants": lambda pk=other.pk: updated(Organisation.objects.filter(pk=pk), valid_to=yesterday),
            "goals": lambda pk=goal.pk: updated(EffectGoal.objects.filter(pk=pk), active=False),
            "method": lambda pk=method.pk: updated(Method.objects.filter(pk=pk), active=False),
        }
        for field, end in endings.items():
            activity = states.written(cast)
            content = cast.content(**{field: chosen[field]})
            version = newest(activity)
            came = at_once(lambda v=version, c=content: writing.save(v, c, by=cast["contact"]), end)
            assert kinds(came) in (["", ""], ["", "ValidationError"])
            refused = isinstance(came[0], ValidationError)
            assert Content.of(fresh(activity)) == (cast.content() if refused else content)
            assert not refused or list(came[0].message_dict) == [field]
            with pytest.raises(ValidationError) as error:  # ended before it was chosen
                writing.save(newest(states.written(cast)), content, by=cast["contact"])
            assert list(error.value.message_dict) == [field]


def test_who_confirms_a_name_and_who_saves_it(cast):
    for number in range(ROUNDS):
        typed = factories.external(f"Klubb {number}", confirmed=False, created_by=cast["contact"].user)
        version = newest(states.written(cast))
        content = cast.content(externals=frozenset({typed.pk}))
        came = at_once(
            lambda v=version, c=content: writing.save(v, c, by=cast["contact"]),
            lambda pk=typed.pk, n=number: confirm(pk, name=f"Klubb {n}", by=cast["office"]),
        )
        assert kinds(came) == ["", ""]
        assert Content.of(fresh(version.activity)) == content


def test_two_who_save_and_choose_the_same(cast):
    """Different activities, one goal, one party and one unit, in any order: nobody waits in a ring."""
    lead = Organisation.objects.get(pk=cast.lead)
    for number in range(ROUNDS):
        parties = [
            factories.external(f"P{number}-{n}", confirmed=False, created_by=cast["contact"].user).pk for n in (1, 2)
        ]
        unit = factories.unit(lead, confirmed=False, created_by=cast["contact"].user)
        content = cast.content(
            externals=frozenset(parties), goals=frozenset({factories.goal().pk}),
            cells=frozenset({cast.cell("enhet", unit=unit.pk)}),
        )  # fmt: skip
        versions = [newest(states.written(cast)) for _ in range(3)]
        came = at_once(*[lambda v=v, c=content: writing.save(v, c, by=cast["contact"]) for v in versions])
        assert kinds(came) == [""] * 3
        assert {Content.of(fresh(v.activity)) for v in versions} == {content}
