"""Activities: what one may see, what fits a filter, what is counted."""

from __future__ import annotations

import functools
import operator
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from activities.states import Audience, Kind, Review, Role, Status
from network.text import stems

from .parties import naming, owned_by, roles_in, with_role

if TYPE_CHECKING:
    from network.person import Person

STATUS_ORDER = (  # as cells and lists show them
    Status.ONGOING,
    Status.PLANNED,
    Status.IDEA,
    Status.PAUSED,
    Status.COMPLETED,
    Status.CANCELLED,
)
UNDER_WAY = STATUS_ORDER[:3]  # ongoing, planned or still an idea: an end date that passes asks for a new status


@dataclass(frozen=True)
class Filters:
    """What a list or the matrix is narrowed to; empty values narrow nothing. Ids, except status and year."""

    organisation: int | None = None
    goal: int | None = None
    status: str = ""
    year: int | None = None
    area: int | None = None
    level: int | None = None
    words: str = ""
    live_only: bool = False


class Placed(NamedTuple):
    """An activity in one of its cells; without level and area where it stands nowhere. Status and so on as stored."""

    pk: int
    title: str
    status: str
    published_as: str
    review: str
    level: int | None
    area: int | None


class ActivityQuerySet(models.QuerySet):
    """Activities."""

    def visible_to(self, person: Person) -> ActivityQuerySet:
        """As rules.may_see: what is live for the person's audience, and the own organisations' work."""
        if person.is_office:
            return self
        if not person.may_read_internal:
            return self.filter(published_as=Audience.PUBLIC)
        live = ~Q(published_as=Audience.NOTHING)
        if not person.organisations:
            return self.filter(live)
        return self.filter(live | Q(pk__in=owned_by(person)))

    def editable_by(self, person: Person) -> ActivityQuerySet:
        """As rules.may_edit: the office what is not archived, others what is theirs and not handed in."""
        if person.is_office:
            return self.listed()
        return self.listed().owned_by(person).exclude(review=Review.SUBMITTED)

    def owned_by(self, person: Person) -> ActivityQuerySet:
        """Those where an own organisation is lead, or co-owner and has said yes to that."""
        return self.filter(pk__in=owned_by(person))

    def listed(self) -> ActivityQuerySet:
        """Those that lists, matrix and counts show: not archived."""
        return self.filter(archived_at=None)

    def live(self) -> ActivityQuerySet:
        """Published internally or publicly, not archived."""
        return self.listed().exclude(published_as=Audience.NOTHING)

    def public(self) -> ActivityQuerySet:
        """Published to all, not archived."""
        return self.listed().filter(published_as=Audience.PUBLIC)

    def ongoing(self) -> ActivityQuerySet:
        """Those with that status, as the filter of the list counts them: past their end too, until it is changed."""
        return self.filter(status=Status.ONGOING)

    def with_submission(self) -> ActivityQuerySet:
        """With the id of the latest `submission` event, and since when it waits (`waiting_since`)."""
        from activities.models import ReviewEvent

        last = ReviewEvent.objects.filter(activity=OuterRef("pk"), kind=Kind.SUBMITTED).order_by("-id")
        return self.annotate(submission=last.values("pk")[:1], waiting_since=last.values("at")[:1])

    def submitted(self) -> ActivityQuerySet:
        """Waiting for the office, the longest waiting first, `with_submission`."""
        return self.filter(review=Review.SUBMITTED).with_submission().order_by("waiting_since", "pk")

    def matching(self, filters: Filters, person: Person) -> ActivityQuerySet:
        """Those that fit `filters`. An organisation matches only where `person` may see that it takes part."""
        found = self
        if filters.organisation:
            found = found.filter(with_role(person, organisation=filters.organisation))
        if filters.goal:
            found = found.filter(_through(self.model.goals, activity=OuterRef("pk"), effectgoal=filters.goal))
        if filters.live_only:
            found = found.live()
        if filters.status:
            found = found.filter(status=filters.status)
        if filters.year:
            found = found.filter(touching_year(filters.year))
        if filters.area or filters.level:
            found = found.filter(_placed(filters.area, filters.level))
        words = stems(filters.words)
        if filters.words and not words:
            return self.none()
        for stem in words:
            found = found.filter(Q(search__contains=stem) | Q(pk__in=naming(person, stem)))
        return found

    def placed(self) -> list[Placed]:
        """Each activity once for each of its cells, and once without where it has none: one query."""
        rows = self.values_list(
            "pk", "title", "status", "published_as", "review", "placements__level", "placements__focus_area"
        )
        return [Placed(*row) for row in rows.order_by()]

    def with_news_at(self) -> ActivityQuerySet:
        """With `news_at`: when what one sees last changed. A waiting change to something live is no news."""
        live = Greatest(Coalesce("published_at", "created_at"), "facts_at")
        return self.annotate(news_at=Case(When(published_as=Audience.NOTHING, then=F("changed_at")), default=live))

    def with_first_news(self) -> ActivityQuerySet:
        """With `first_news`: whether what one sees last changed when it was published, and not all who read it now had
        another text to read before.
        """
        from activities.models import ReviewEvent

        events = ReviewEvent.objects.standing().exclude(kind=Kind.UNDONE)
        since = events.filter(activity=OuterRef("pk")).exclude(before_live=None)
        read = since.filter(Q(before_published_as=OuterRef("published_as")) | Q(before_published_as=Audience.PUBLIC))
        other = read.exclude(before_live=OuterRef("live_version"))
        live = ~Q(published_as=Audience.NOTHING) & Q(published_at__gte=F("facts_at"))
        return self.annotate(first_news=Case(When(live & ~Q(Exists(other)), then=True), default=False))

    def newest_first(self) -> ActivityQuerySet:
        """With `news_at`, the latest first."""
        return self.with_news_at().order_by("-news_at", "-pk")

    def in_order(self, sort: str) -> ActivityQuerySet:
        """With `news_at`, in an order that the database knows: "status", "start", "narmast", else the newest first."""
        found = self.newest_first()
        if sort == "narmast":
            return found.order_by("-near", "-news_at", "-pk")
        if sort == "status":
            return found.annotate(rank=status_rank()).order_by("rank", "-news_at", "-pk")
        if sort == "start":
            return found.order_by(F("start_date").desc(nulls_last=True), "-news_at", "-pk")
        return found

    def years(self) -> tuple[int, int] | None:
        """The first and the last year that their dates name."""
        ends = self.aggregate(
            *(extreme(field) for extreme in (models.Min, models.Max) for field in ("start_date", "end_date"))
        )
        years = [day.year for day in ends.values() if day]
        return (min(years), max(years)) if years else None

    def alike(
        self, person: Person, places: Iterable[tuple[int, int]], besides: int | None
    ) -> list[tuple[int, str, str]]:
        """Live ones of others in the same cells, the newest first: id, title, lead. At most three."""
        from activities.models import ActivityOrganisation, Placement

        spots = [Q(level=level, focus_area=area) for level, area in places]
        there = Placement.objects.filter(functools.reduce(operator.or_, spots), activity=OuterRef("pk"))
        lead = ActivityOrganisation.objects.filter(activity=OuterRef("pk"), role=Role.LEAD)
        rows = self.visible_to(person).live().filter(Exists(there)).exclude(pk=besides)
        rows = rows.exclude(pk__in=self.model.objects.owned_by(person).values("pk"))
        names = rows.annotate(lead=models.Subquery(lead.values("organisation__name")[:1]))
        return list(names.order_by("-published_at", "pk").values_list("pk", "title", "lead")[:3])

    def answering(self, need: int) -> ActivityQuerySet:
        """Those that answer a need, or one that is joined into it."""
        links = self.model.needs.through.objects.filter(activity=OuterRef("pk"))
        return self.filter(Exists(links.filter(Q(need=need) | Q(need__canonical=need))))

    def not_answering(self, need: int) -> ActivityQuerySet:
        """Those that do not."""
        return self.exclude(pk__in=self.model.objects.answering(need).values("pk"))

    def with_withdrawn_from(self) -> ActivityQuerySet:
        """With `withdrawn_from`: for whom it was live when it was withdrawn last."""
        from activities.models import ReviewEvent

        last = ReviewEvent.objects.filter(activity=OuterRef("pk"), kind=Kind.WITHDRAWN).standing().order_by("-id")
        return self.annotate(withdrawn_from=last.values("before_published_as")[:1])

    def with_change_answering(self, needs: Collection[int]) -> set[int]:
        """Ids of those whose waiting change answers one of the needs: one query, over what waits alone."""
        waiting = self.exclude(review=Review.SETTLED).exclude(published_as=Audience.NOTHING).order_by()
        rows = waiting.values_list("pk", "newest_version__content__needs")
        return {pk for pk, answered in rows if not set(needs).isdisjoint(answered or ())}

    def with_near(self, category: int) -> ActivityQuerySet:
        """With `near`: whether it answers a need of the category."""
        links = self.model.needs.through.objects.filter(activity=OuterRef("pk"), need__category=category)
        return self.annotate(near=Exists(links))

    def with_external_party(self, person: Person) -> ActivityQuerySet:
        """Those that an external party takes part in whose name `person` may see."""
        return self.filter(with_role(person, role=Role.EXTERNAL))

    def count_with_needs(self) -> tuple[int, int]:
        """How many there are, and how many different needs they answer: one query."""
        need = Coalesce("needs__canonical", "needs")
        found = self.order_by().aggregate(
            activities=models.Count("pk", distinct=True), answered=models.Count(need, distinct=True)
        )
        return found["activities"], found["answered"]

    def count_by_goal(self) -> dict[int, int]:
        """How many serve each goal."""
        links = self.model.goals.through.objects.filter(activity__in=self.order_by().values("pk"))
        return dict(links.order_by().values_list("effectgoal").annotate(n=models.Count("*")))

    def count_by_organisation(self, person: Person) -> dict[int, int]:
        """How many each organisation takes part in, as far as `person` may see that it does."""
        return dict(roles_in(self, person).order_by().values_list("organisation").annotate(n=models.Count("*")))

    def without_need(self) -> ActivityQuerySet:
        """Those that answer no need."""
        return self.filter(~_through(self.model.needs, activity=OuterRef("pk")))

    def without_goal(self) -> ActivityQuerySet:
        """Those that serve no goal."""
        return self.filter(~_through(self.model.goals, activity=OuterRef("pk")))

    def past_end(self) -> ActivityQuerySet:
        """Past their end date and still planned, ongoing or an idea."""
        return self.listed().filter(past_end())


def past_end() -> Q:
    """Activities past their end date that still stand as planned, ongoing or an idea."""
    return Q(end_date__lt=timezone.localdate(), status__in=UNDER_WAY)


def touching_year(year: int) -> Q:
    """Activities whose dates touch `year`. Without an end date they still go on; without a start date they began when
    they were logged, or in the year they ended in, if that was before.
    """
    unsaid = Q(start_date=None) & (Q(created_at__year__lte=year) | Q(end_date__year__lte=year))
    return (Q(start_date__year__lte=year) | unsaid) & (Q(end_date=None) | Q(end_date__year__gte=year))


def _placed(area: int | None, level: int | None) -> Exists:
    from activities.models import Placement

    places: dict[str, Any] = {"focus_area": area, "level": level}
    wanted = {name: value for name, value in places.items() if value}
    return Exists(Placement.objects.filter(activity=OuterRef("pk"), **wanted))


def _through(relation: Any, **lookup: Any) -> Exists:
    return Exists(relation.through.objects.filter(**lookup))


def status_rank() -> models.Case:
    """The place of a status in lists: ongoing first, cancelled last."""
    whens = [models.When(status=status, then=Value(rank)) for rank, status in enumerate(STATUS_ORDER)]
    return models.Case(*whens, default=Value(len(STATUS_ORDER)))
