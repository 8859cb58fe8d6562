"""Many needs at once, for counting queries and reading pages: half of them with an approved public wording."""

from activities.models import Activity
from needs.models import Need
from tests import factories


def worded(public: str, said: str, **fields) -> Need:
    """A need with an approved public wording that differs from what was said."""
    return factories.need(
        said, **{"public_text": public, "public_by": factories.user(), "public_approved_by": factories.user()} | fields
    )


def make_needs(count: int) -> list[Need]:
    """`count` needs in two categories and three areas; every third is answered by the first activity there is."""
    categories = [factories.category() for _ in range(2)]
    shared = {"collection": factories.collection(), "respondent_group": factories.respondent_group()}
    people = {"public_by": factories.user(), "public_approved_by": factories.user()}
    rows = Need.objects.bulk_create(
        Need(
            text=f"Ordagrant {n}",
            search=f"ordagrant {n}",
            kind="hinder" if n % 3 else "behov",
            category=categories[n % 2],
            said_by="Elev, årskurs 5",
            **shared,
            **({"public_text": f"Lydelse {n}", **people} if n % 2 else {}),
        )
        for n in range(count)
    )
    areas = factories.focus_areas()
    through = Need.focus_areas.through
    through.objects.bulk_create(through(need=row, focusarea=areas[n % 3]) for n, row in enumerate(rows))
    activity = Activity.objects.order_by("pk").first()
    if activity:
        links = Activity.needs.through
        links.objects.bulk_create(links(activity=activity, need=row) for row in rows[::3])
    return rows
