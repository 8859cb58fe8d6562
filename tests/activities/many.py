"""Many activities at once, for counting queries: made by bulk_create, public, with everything a page shows of them."""

import datetime

from django.db.models import OuterRef
from django.utils import timezone

from activities.models import Activity, ActivityOrganisation, ActivityVersion, Participation, Placement, ReviewEvent
from tests import factories

STATUSES = [status.value for status in Activity.Status]


def make_many(count: int, *, lead: int, ally: int) -> list[Activity]:
    """`count` published activities of `lead` with `ally`, one in five of them internal; each in one or two cells."""
    levels, areas = factories.levels(), factories.focus_areas()
    goals, needs = [factories.goal(n) for n in (1, 2)], [factories.public_need(), factories.need()]
    steps = list(factories.method("Planera", "Göra", "Se").steps.all())
    start = timezone.now() - datetime.timedelta(days=400)
    rows = Activity.objects.bulk_create(
        Activity(
            title=f"Aktivitet {n}",
            summary=f"Vad nummer {n} gör för barnen. " * 9,
            description="# Så\n\n- ett\n- två",
            search=f"aktivitet {n} barnen",
            status=STATUSES[n % 6],
            method=steps[0].method,
            step=steps[n % 3],
            start_date=datetime.date(2020 + n % 7, 3, 1),
            published_at=start + datetime.timedelta(hours=n),
        )
        for n in range(count)
    )
    said = [{"title": row.title, "summary": row.summary, "lead": lead} for row in rows]
    ActivityVersion.objects.bulk_create(
        ActivityVersion(activity=row, number=1, content=content) for row, content in zip(rows, said, strict=True)
    )
    versions = dict(ActivityVersion.objects.filter(activity__in=rows).values_list("activity", "pk"))
    version = ActivityVersion.objects.filter(activity=OuterRef("pk")).values("pk")
    for audience, some in (("internt", rows[4::5]), ("publikt", [row for n, row in enumerate(rows) if n % 5 != 4])):
        Activity.objects.filter(pk__in=[row.pk for row in some]).update(
            live_version=version, newest_version=version, published_as=audience, review="klar"
        )
    for row in rows:
        row.live_version_id = row.newest_version_id = versions[row.pk]
    ActivityOrganisation.objects.bulk_create(
        ActivityOrganisation(activity=row, organisation_id=who, role=role)
        for row in rows
        for who, role in ((lead, "ansvarig"), (ally, "medagare"))
    )
    Participation.objects.bulk_create(
        Participation(
            activity=row, organisation_id=ally, state="ja", accepted_as="medagare", version_id=versions[row.pk]
        )
        for row in rows
    )
    Placement.objects.bulk_create(
        Placement(activity=row, level=levels[(n + k) % 5], focus_area=areas[(n + k) % 3])
        for n, row in enumerate(rows)
        for k in range(1 + n % 2)
    )
    links = [(Activity.goals, "effectgoal", goals), (Activity.needs, "need", needs)]
    for relation, name, others in links:
        relation.through.objects.bulk_create(
            relation.through(activity=row, **{name: other}) for row in rows for other in others
        )
    ReviewEvent.objects.bulk_create(
        ReviewEvent(activity=row, kind=kind, version_id=versions[row.pk])
        for row in rows
        for kind in ("inskickad", "publicerad")
    )
    return rows
