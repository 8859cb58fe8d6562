"""What is chosen: the services ask what the form asked, since time has passed; what an activity holds already stays."""

from __future__ import annotations

import datetime
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from activities.content import Cell, Content
from activities.facts import Facts
from activities.models import Activity, Level
from activities.services import review, writing
from goals.models import FocusArea
from network.models import Organisation
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import Cast, fresh, newest

pytestmark = pytest.mark.django_db
NOBODY = 10**17  # an id that no row has
FIELDS = ("lead", "co_owners", "participants", "externals", "units", "cells", "goals", "needs", "method")


def ended(organisation: Organisation) -> Organisation:
    organisation.valid_to = timezone.localdate() - datetime.timedelta(days=1)
    organisation.save(update_fields=["valid_to"])
    return organisation


def closed(row):
    row.active = False
    row.save(update_fields=["active"])
    return row


def filled(cast: Cast, field: str, pk: int) -> Content:
    """A content that chooses `pk` in `field`."""
    if field in ("lead", "method"):
        return cast.content(**{field: pk})
    if field == "units":
        return cast.content(cells=frozenset({cast.cell("enhet", unit=pk)}))
    return cast.content(**{field: frozenset({pk})})


def refused(cast: Cast, content: Content, *, by: str = "office") -> list[str]:
    """The fields at which both a new activity and a saved one are refused; nothing is stored."""
    activity, fields = states.written(cast, cast.content(), by="office"), set()
    before = Activity.objects.count(), newest(activity).pk
    for write in (
        lambda: states.written(cast, content, by=by),
        lambda: writing.save(newest(activity), content, by=cast[by]),
    ):
        with pytest.raises(ValidationError) as error:
            write()
        assert all(text.endswith(".") for texts in error.value.message_dict.values() for text in texts)
        fields |= error.value.message_dict.keys()
    assert before == (Activity.objects.count(), newest(activity).pk)
    return sorted(fields)


@pytest.mark.parametrize("field", [name for name in FIELDS if name != "cells"])
def test_what_is_not_there_is_refused_at_its_field(cast, field):
    assert refused(cast, filled(cast, field, NOBODY)) == [field]


@pytest.mark.parametrize("place", [(NOBODY, None), (None, NOBODY)], ids=["level", "area"])
def test_a_cell_that_is_not_there_is_refused(cast, place):
    level, area = place
    cell = Cell(level or cast.levels["individ"], area or cast.areas[0].pk)
    assert refused(cast, cast.content(cells=frozenset({cell}))) == ["cells"]


@pytest.mark.parametrize("field", ["lead", "co_owners", "participants"])
@pytest.mark.parametrize(
    "make",
    [
        factories.external,
        lambda: factories.unit(factories.organisation()),
        lambda: factories.organisation(in_group=False),
        lambda: factories.organisation(confirmed=False),
        lambda: factories.organisation(successor=factories.organisation()),
        lambda: ended(factories.organisation()),
    ],
    ids=["external", "unit", "outside", "unconfirmed", "succeeded", "ended"],
)
def test_only_who_is_of_the_group_today_leads_owns_or_takes_part(cast, field, make):
    assert refused(cast, filled(cast, field, make().pk)) == [field]


@pytest.mark.parametrize(
    "make",
    [
        factories.organisation,
        lambda: factories.unit(factories.organisation()),
        lambda: ended(factories.external()),
        lambda: factories.external(successor=factories.external()),
    ],
    ids=["of the group", "unit", "ended", "succeeded"],
)
def test_only_who_is_external_today_is_an_external_party(cast, make):
    assert refused(cast, filled(cast, "externals", make().pk)) == ["externals"]


def test_what_somebody_else_typed_cannot_be_guessed(cast):
    theirs = factories.external(confirmed=False, created_by=cast["contact2"].user)
    assert refused(cast, filled(cast, "externals", theirs.pk), by="contact") == ["externals"]
    assert states.written(cast, filled(cast, "externals", theirs.pk), by="office")  # which sees it


@pytest.mark.parametrize(
    "make",
    [
        lambda lead: factories.organisation(),
        lambda lead: factories.external(),
        lambda lead: ended(factories.unit(lead)),
        lambda lead: factories.unit(factories.organisation()),
    ],
    ids=["department", "external", "ended", "of somebody else"],
)
def test_only_a_unit_of_the_lead_stands_in_a_cell(cast, make):
    unit = make(Organisation.objects.get(pk=cast.lead))
    assert refused(cast, filled(cast, "units", unit.pk)) == ["units"]


def test_what_is_no_longer_used_cannot_be_chosen(cast):
    goal, method = closed(factories.goal()), closed(factories.method())
    assert refused(cast, cast.content(goals=frozenset({goal.pk}), method=method.pk)) == ["goals", "method"]
    closed(Level.objects.get(pk=cast.levels["forvaltning"]))
    assert refused(cast, cast.content(cells=frozenset({cast.cell("forvaltning")}))) == ["cells"]
    closed(FocusArea.objects.get(pk=cast.areas[2].pk))
    assert refused(cast, cast.content(cells=frozenset({cast.cell(area=2)}))) == ["cells"]


def test_what_ends_or_closes_stays_where_it_stood(cast):
    """Everything in it has ended since: a new title is saved, submitted and published all the same."""
    unit = factories.unit(Organisation.objects.get(pk=cast.lead))
    goal, method, need = factories.goal(), factories.method(), factories.need()
    content = cast.content(
        participants=frozenset({cast.other}), goals=frozenset({goal.pk}), needs=frozenset({need.pk}),
        method=method.pk, cells=frozenset({cast.cell(), cast.cell("enhet", unit=unit.pk)}),
    )  # fmt: skip
    activity = states.written(cast, content)
    for organisation in Organisation.objects.all():
        ended(organisation)
    for row in (goal, method, *Level.objects.all(), *FocusArea.objects.all()):
        closed(row)
    version = writing.save(newest(activity), replace(content, title="Nyare"), by=cast["contact"])
    writing.submit(version, by=cast["contact"])
    review.publish(version, audience="publikt", by=cast["office"])
    assert Content.of(fresh(activity)) == replace(content, title="Nyare")


def test_who_took_part_and_has_ended_may_take_another_part(cast):
    activity = states.written(cast, cast.content(participants=frozenset({cast.other})))
    ended(Organisation.objects.get(pk=cast.other))
    moved = cast.content(co_owners=frozenset({cast.ally, cast.other}))
    assert writing.save(newest(activity), moved, by=cast["contact"]).number == 2


def test_an_old_version_is_restored_with_what_has_ended_since(cast):
    goal, other = factories.goal(), Organisation.objects.get(pk=cast.other)
    old = cast.content(participants=frozenset({other.pk}), goals=frozenset({goal.pk}))
    activity = states.written(cast, old)
    writing.save(newest(activity), cast.content(), by=cast["contact"])
    ended(other), closed(goal)
    assert refused(cast, old, by="contact") == ["goals", "participants"]
    writing.restore(activity.versions.get(number=1), newest(activity), by=cast["contact"])
    assert Content.of(fresh(activity)) == old


def test_no_version_of_another_activity_is_restored(cast):
    theirs = states.written(cast, cast.content("Deras", lead=cast.other), by="contact2")
    own = states.written(cast)
    with pytest.raises(PermissionDenied):
        writing.restore(newest(theirs), newest(own), by=cast["contact"])


def test_who_is_no_external_party_gets_no_consent(cast):
    beside = writing.Beside({cast.ally: True, cast.other: True, cast.party: True, NOBODY: True})
    activity = writing.create(cast.content(), Facts(), form_key=uuid4(), by=cast["contact"], beside=beside)[0]
    assert list(activity.participations.values_list("organisation", "consent")) == [(cast.party, True)]


def test_facts_are_asked_too(cast):
    method = factories.method("Planera", "Göra")
    activity = states.written(cast, cast.content(method=method.pk))
    first, second = method.steps.all()
    activity = fresh(activity)
    begun = Facts(status="pagaende", step=first.pk)
    writing.change_facts(activity, Facts(), begun, by=cast["contact"])
    closed(first), closed(second)
    writing.change_facts(activity, begun, replace(begun, reached=3), by=cast["contact"])  # a step that stood may stay
    for mine in (replace(begun, step=second.pk, reached=3), replace(begun, reached=10**12)):
        with pytest.raises(ValidationError):
            writing.change_facts(activity, Facts.of(fresh(activity)), mine, by=cast["contact"])
    assert Facts.of(fresh(activity)) == replace(begun, reached=3)
