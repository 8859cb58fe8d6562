"""What is amiss in what is published, and where typed names are used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from activities.states import Audience, Review, Role
from network.counting import Counted
from network.models import ContactPerson, User
from network.roles import ADMIN, OFFICE
from network.text import names_in, paragraphs, swedish_order

from .activities import ActivityQuerySet


def with_lead_name(activities: ActivityQuerySet) -> ActivityQuerySet:
    """With `lead` (an id) and `lead_name`, in the order of their titles."""
    from activities.models import ActivityOrganisation

    lead = ActivityOrganisation.objects.filter(activity=OuterRef("pk"), role=Role.LEAD)
    named = {"lead": "organisation", "lead_name": "organisation__name"}
    told = {name: Subquery(lead.values(path)[:1]) for name, path in named.items()}
    return activities.annotate(**told).order_by("title", "pk")


def with_what_it_lacks(activities: ActivityQuerySet) -> ActivityQuerySet:
    """With `lacks`: the first demand of its cells' levels that it does not meet; empty where it meets all."""
    from activities.models import ActivityOrganisation, Level, Participation, Placement

    demands = Placement.objects.filter(activity=OuterRef("pk"))
    answers = Participation.objects.filter(activity=OuterRef("activity"), organisation=OuterRef("organisation"))
    named = ActivityOrganisation.objects.filter(activity=OuterRef("pk"))
    left = named.filter(Q(role=Role.LEAD) | ~Q(Exists(answers.declined())))
    group, outside = left.filter(organisation__in_group=True), left.exclude(organisation__in_group=True)
    # As demands.broken_demands, for all at once; a test holds the two together. An external party that is called as
    # one of the group passes here: the form refuses it, and the office's checklist tells it of what stood there before.
    unit = Q(Exists(demands.filter(level__demand=Level.Demand.UNIT, unit=None)))
    two = Q(Exists(demands.filter(level__demand=Level.Demand.TWO_OF_GROUP)))
    one = Q(Exists(demands.filter(level__demand=Level.Demand.EXTERNAL)))
    lacks = Case(
        When(unit, then=Value(Level.Demand.UNIT)),
        When(two & Q(of_group__lt=2), then=Value(Level.Demand.TWO_OF_GROUP)),
        When(one & ~Q(Exists(outside.exclude(role=Role.LEAD))), then=Value(Level.Demand.EXTERNAL)),
        default=Value(""),
    )
    return activities.annotate(of_group=Counted(group.values("pk"))).annotate(lacks=lacks)


def breaking_demands(activities: ActivityQuerySet) -> ActivityQuerySet:
    """Those that no longer are what the levels of their cells demand: somebody said no, or the level was changed."""
    return with_what_it_lacks(activities).exclude(lacks="")


def without_writer(activities: ActivityQuerySet, held: Collection[int]) -> ActivityQuerySet:
    """Those that no contact person can write: none of their owners is among `held` (activities/reference.py)."""
    from activities.models import ActivityOrganisation

    writing = ActivityOrganisation.objects.of_owners().filter(activity=OuterRef("pk"), organisation__in=held)
    return activities.filter(~Exists(writing))


def left_to_office(activities: ActivityQuerySet, held: Collection[int]) -> ActivityQuerySet:
    """Drafts and changes, not touched today, that are on no contact person's desk before they have lain for long
    (Call.LIES): somebody of the office wrote them, today of it or not, for others and not as a correction of what was
    handed in; or nobody of their owners is among `held`.
    """
    from activities.models import ActivityOrganisation, ReviewEvent

    waiting = activities.filter(review=Review.EDITING, changed_at__date__lt=timezone.localdate())
    owners = ActivityOrganisation.objects.of_owners().filter(activity=OuterRef("pk"))
    author = OuterRef("newest_version__author")
    own = owners.filter(organisation__seats__in=ContactPerson.objects.active(), organisation__seats__person=author)
    decided = ReviewEvent.objects.filter(version=OuterRef("newest_version"))
    # Who never had a seat wrote it from the office, whatever has become of that person since.
    seated = ContactPerson.objects.filter(person=author)
    office = Q(newest_version__author__in=User.objects.able_to_log_in_as(OFFICE.key, ADMIN.key)) | ~Exists(seated)
    theirs = waiting.filter(office, ~Exists(own), ~Exists(decided))
    return theirs | without_writer(waiting, held)


def refusals(activities: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Who said no to each and is named all the same, and what they wrote with it. One query."""
    from activities.models import ActivityOrganisation, Participation

    named = ActivityOrganisation.objects.exclude(role=Role.LEAD)
    still = named.filter(activity=OuterRef("activity"), organisation=OuterRef("organisation"))
    said_no = Participation.objects.filter(Exists(still), activity__in=activities).declined().order_by("answered_at")
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for activity, name, greeting in said_no.values_list("activity", "organisation__name", "answer"):
        found[activity].append((name, greeting))
    return found


def naming_without_consent(activities: ActivityQuerySet) -> ActivityQuerySet:
    """Published ones in whose text the name of an external party stands that has not agreed to be named.

    What is archived too: it can still be read at its address. One query now, to find which.
    """
    published = activities.exclude(published_as=Audience.NOTHING)
    return published.filter(pk__in=list(unwilling_names(published.order_by().values("pk"))))


def unwilling_names(activities: Iterable[int] | QuerySet) -> dict[int, list[str]]:
    """The names in each text of external parties that have not agreed to be named, old names too, in Swedish order. One
    query.
    """
    from activities.content import TEXTS
    from activities.models import Participation

    unwilling = Participation.objects.of_parties().filter(activity__in=activities, consent=False)
    columns = ("activity", "organisation__name", "organisation__predecessors__name")
    texts: dict[int, str] = {}
    names: dict[int, dict[str, None]] = defaultdict(dict)
    # In Python: a name stands in a text as it is said, with other signs, «AB» before or after, the s of possession.
    for activity, *rest in unwilling.order_by("pk").values_list(*columns, *(f"activity__{name}" for name in TEXTS)):
        known, said = rest[:2], rest[2:]
        texts[activity] = paragraphs(said)
        names[activity] |= {name: None for name in known if name}
    found = {activity: names_in(text, names[activity]) for activity, text in texts.items()}
    return {activity: sorted(told, key=swedish_order) for activity, told in found.items() if told}


def uses_of(organisations: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """Where each organisation stands, in the tables or as external party in the newest version: id and title of the
    activities. Two queries.
    """
    from activities.models import ActivityOrganisation, Participation, Placement

    ids = list(organisations)
    # An external party has an answer for every activity whose versions ever named it.
    same = {"activity": OuterRef("activity"), "organisation": OuterRef("organisation")}
    answers = (
        Participation.objects.filter(organisation__in=ids)
        .order_by("pk")
        .annotate(named=Exists(ActivityOrganisation.objects.filter(**same)))
    )
    columns = ("organisation", "activity", "activity__title", "named", "activity__newest_version__content__externals")
    placed = Placement.objects.filter(unit__in=ids).values_list("unit", "activity", "activity__title")
    found: dict[int, dict[int, str]] = {pk: {} for pk in ids}
    for organisation, activity, title, named, newest in answers.values_list(*columns):
        if named or organisation in (newest or ()):
            found[organisation][activity] = title
    for organisation, activity, title in placed:
        found[organisation][activity] = title
    return {pk: list(titles.items()) for pk, titles in found.items()}
