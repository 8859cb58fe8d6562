"""Everybody around an activity."""

import uuid

import pytest

from activities.content import Cell, Content
from activities.facts import Facts
from activities.models import Activity
from activities.services import review, writing
from tests import factories
from tests.activities.cast import *  # noqa: F403  (fixtures)


@pytest.fixture
def world(department, company):
    factories.initiative()
    return {"levels": factories.levels(), "areas": factories.focus_areas(), "method": factories.method("Planera")}


@pytest.fixture
def published(contact, office, company, department, world) -> Activity:
    content = Content(
        title="Öppet hus",
        summary="Alla får komma.",
        lead=department.pk,
        participants=frozenset({company.pk}),
        cells=frozenset({Cell(world["levels"][0].pk, world["areas"][0].pk)}),
    )
    activity, _made = writing.create(content, Facts(), form_key=uuid.uuid4(), by=contact)
    writing.submit(activity.newest_version, by=contact)
    review.publish(activity.newest_version, audience="publikt", by=office)
    return Activity.objects.get(pk=activity.pk)
