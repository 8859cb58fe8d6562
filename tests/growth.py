"""A thousand of everything: what pages list, grown by bulk_create around the data set of tests/world.py."""

from __future__ import annotations

import datetime

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from post_office.models import Email

from activities.models import Activity, ActivityOrganisation, ActivityVersion, Participation, ReviewEvent
from network.change import change
from network.models import ContactPerson, Organisation, User
from tests.activities.many import make_many
from tests.needs.many import make_needs
from tests.world import World

Kind = Organisation.Kind
LONG_AGO = datetime.timedelta(days=30)


def grow(world: World, count: int, batch: str) -> None:
    """`count` more of each: activities in every state, needs, organisations, people, mails, versions, events."""
    with change(reference=True):
        departments = _organisations(world, count, batch)
        _people(departments, batch)
        activities = make_many(count, lead=world.organisations["lead"].pk, ally=world.organisations["ally"].pk)
        _spread(world, activities)
        make_needs(count)
        _long_history(world, departments)
        Email.objects.bulk_create(
            Email(from_email="a@example.org", to=["b@example.org"], subject=f"Mejl {n}", status=n % 3)
            for n in range(count)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as databases do by themselves: without it PostgreSQL plans for empty tables


def _organisations(world: World, count: int, batch: str) -> list[Organisation]:
    made = []
    kinds = {Kind.DEPARTMENT: {"in_group": True}, Kind.EXTERNAL: {}}
    kinds[Kind.UNIT] = {"confirmed": False, "parent": world.organisations["lead"]}
    for kind, given in kinds.items():
        for n in range(count):
            row = Organisation(key=f"{kind}-{batch}-{n}", name=f"Namn {batch} {n}", kind=kind, **given)
            row.set_search_words()
            made.append(row)
    return Organisation.objects.bulk_create(made)[:count]


def _people(departments: list[Organisation], batch: str) -> None:
    users = User.objects.bulk_create(
        User(email=f"p{batch}-{n}@example.org", name=f"Person {batch} {n}", password="!")
        for n in range(len(departments))
    )
    day = timezone.localdate() - LONG_AGO
    ContactPerson.objects.bulk_create(
        ContactPerson(person=user, organisation=where, starts=day)
        for user, where in zip(users[::2], departments[::2], strict=True)
    )


def _spread(world: World, rows: list[Activity]) -> None:
    """Published, submitted, sent back, lying drafts, past their end; and invitations of every kind to all of them."""
    old = timezone.now() - LONG_AGO
    for n, review in enumerate(("klar", "inskickad", "tillbaka", "utkast", "klar")):
        given = {"review": review} | {
            3: {"published_as": "inget", "live_version": None, "changed_at": old},
            4: {"status": "pagaende", "start_date": old.date(), "end_date": old.date()},
        }.get(n, {})
        Activity.objects.filter(pk__in=[row.pk for row in rows[n::5]]).update(**given)
    ReviewEvent.objects.bulk_create(
        ReviewEvent(activity=row, kind="tillbaka", version_id=row.newest_version_id, comment="Skäl.")
        for row in rows[2::5]
    )
    ReviewEvent.objects.filter(activity__in=[row.pk for row in rows]).update(at=old, mailed_at=old)
    who = {"asked": ("medverkande", "inbjuden"), "refused": ("medagare", "nej"), "partyja": ("extern", "")}
    for name, (role, state) in who.items():
        organisation = world.organisations[name]
        ActivityOrganisation.objects.bulk_create(
            ActivityOrganisation(activity=row, organisation=organisation, role=role) for row in rows
        )
        given = {"organisation": organisation, "state": state, "consent": not state}
        Participation.objects.bulk_create(
            Participation(activity=row, version_id=row.newest_version_id, **given) for row in rows
        )


def _long_history(world: World, departments: list[Organisation]) -> None:
    """Versions, events, told facts and participants for the activities whose own pages are looked at."""
    for state in ("live", "subm"):
        activity = world.activities[state]
        activity.refresh_from_db()
        newest = activity.newest_version
        assert newest
        first = activity.versions.order_by("-number").values_list("number", flat=True)[0] + 1
        given = {"activity": activity, "version": newest, "by_id": newest.author_id}
        before = timezone.now() - datetime.timedelta(days=first)
        ActivityVersion.objects.bulk_create(
            ActivityVersion(activity=activity, number=first + n, content=newest.content, author_id=newest.author_id)
            for n in range(len(departments))
        )
        ReviewEvent.objects.bulk_create(ReviewEvent(kind="publik", at=before, **given) for _row in departments)
        ActivityOrganisation.objects.bulk_create(
            ActivityOrganisation(activity=activity, organisation=row, role="medverkande") for row in departments
        )
        Participation.objects.bulk_create(
            Participation(activity=activity, organisation=row, state="ja", accepted_as="medverkande", version=newest)
            for row in departments
        )
        LogEntry.objects.bulk_create(
            LogEntry(
                content_type=ContentType.objects.get_for_model(Activity), object_pk=str(activity.pk),
                object_id=activity.pk, object_repr="", action=LogEntry.Action.UPDATE, changes={"reached": ["1", "2"]},
            )
            for _row in departments
        )  # fmt: skip
