"""Every query about needs, by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, Length, Lower, Replace, RowNumber

from network.text import stems

if TYPE_CHECKING:
    from network.person import Person

QUOTE = 75  # letters that still fit a large quotation

# An activities' queryset comes from above: this app does not know of activities.
Activities = models.QuerySet


@dataclass(frozen=True)
class NeedFilters:
    """What a list of needs is narrowed to; empty values narrow nothing. Ids, except kind and wording."""

    words: str = ""
    category: int | None = None
    area: int | None = None
    goal: int | None = None
    group: int | None = None
    kind: str = ""
    answered: bool | None = None
    wording: str = ""


class Quote(NamedTuple):
    """An approved public wording of a need in a focus area."""

    need: int
    area: int
    text: str
    said_by: str


class Worded(NamedTuple):
    """A need as it was said, and its public wording, empty until a second person has approved it."""

    need: int
    text: str
    public: str
    said_by: str


class NeedQuerySet(models.QuerySet):
    """Needs and obstacles."""

    def with_public_wording(self) -> NeedQuerySet:
        """Those whose public wording a second person has approved: the only ones anybody may read."""
        return self.exclude(public_approved_by=None)

    def worded(self, needs: Iterable[int]) -> list[Worded]:
        """These needs, as they were said and as everybody reads them. One query."""
        return self.filter(pk__in=needs).in_words()

    def in_words(self) -> list[Worded]:
        """As they were said and as everybody reads them. One query."""
        told = self.order_by("pk").values_list("pk", "text", "public_text", "said_by", "public_approved_by")
        return [Worded(pk, text, public if approved else "", by) for pk, text, public, by, approved in told]

    def visible_to(self, person: Person) -> NeedQuerySet:
        """All needs for readers, contact persons and the office; else those with an approved public wording."""
        return self if person.may_read_internal else self.with_public_wording()

    def standing(self) -> NeedQuerySet:
        """Those not joined into another."""
        return self.filter(canonical=None)

    def search(self, query: str) -> NeedQuerySet:
        """Needs in whose words every word of `query` stands, in some form; none where it holds no word."""
        found = Q()
        for stem in stems(query):
            found &= Q(search__contains=stem)
        return self.filter(found) if found else self.none()

    def search_public(self, query: str) -> NeedQuerySet:
        """As `search`, in the public wordings only: a hit must not tell what the words behind them are."""
        found = Q()
        for stem in stems(query):
            # SQLite folds the case of a–z only: «ång» would miss «Ångest».
            for_each = Q()
            for form in {stem, stem.capitalize()}:
                for_each |= Q(public_text__icontains=form) | Q(said_by__icontains=form)
            found &= for_each
        return self.filter(found) if found else self.none()

    def naming(self, words: Iterable[str], but: Iterable[str] = ()) -> NeedQuerySet:
        """Those in whose public wording any of `words` stands, alone or in a compound; not only as part of one of
        `but`, which look alike and mean something else.
        """
        text: Any = Lower("public_text")
        for word in but:
            text = Replace(text, Value(word), Value(""), output_field=models.TextField())
        found = Q(pk__in=[])
        for word in words:
            found |= Q(said__contains=word)
        return self.alias(said=text).filter(found)

    def matching(self, filters: NeedFilters, person: Person, activities: Activities) -> NeedQuerySet:
        """Those that fit `filters`; answered by any of `activities`, which are those that `person` may see."""
        found = self
        if filters.words:
            found = found.search(filters.words) if person.may_read_internal else found.search_public(filters.words)
        wanted = {"category": filters.category, "respondent_group": filters.group, "kind": filters.kind}
        found = found.filter(**{name: value for name, value in wanted.items() if value})
        if filters.area:
            areas = self.model.focus_areas.through.objects.filter(need=OuterRef("pk"), focusarea=filters.area)
            found = found.filter(Exists(areas))
        if filters.goal:
            found = found.answered_by(activities.filter(goals=filters.goal))
        if filters.answered is not None:
            found = found.answered_by(activities) if filters.answered else found.waiting(activities)
        return found.filter(_WORDINGS[filters.wording]) if filters.wording else found

    def answered_by(self, activities: Activities) -> NeedQuerySet:
        """Those that any of `activities` answers, or answers one that is joined into them."""
        return self.filter(self._answered_by(activities))

    def unanswered_by(self, activities: Activities) -> NeedQuerySet:
        """Those that none of `activities` answers, neither themselves nor those joined into them."""
        return self.filter(~self._answered_by(activities))

    def waiting(self, activities: Activities) -> NeedQuerySet:
        """Those that wait for an answer: none of `activities` gives one, and they are not set aside."""
        return self.standing().exclude(state=self.model.State.SET_ASIDE).unanswered_by(activities)

    def in_category_order(self) -> NeedQuerySet:
        """Category by category, with the category read."""
        return self.select_related("category").order_by("category__order", "pk")

    def fullest_category(self) -> str | None:
        """The name of the category that most of them stand in."""
        rows = self.order_by().values("category").annotate(n=Count("*")).order_by("-n", "category__order")
        return rows.values_list("category__name", flat=True).first()

    def unanswered_first(self, activities: Activities) -> NeedQuerySet:
        """Those that none of `activities` answers before the others, the latest told first."""
        rank = Case(When(self._answered_by(activities), then=Value(1)), default=Value(0))
        return self.annotate(answered=rank).order_by("answered", "-collection__date", "-pk")

    def in_order(self, sort: str, activities: Activities) -> NeedQuerySet:
        """In an order of the list: "obesvarade" first, by "behovsomrade", else the latest told first."""
        if sort == "obesvarade":
            return self.unanswered_first(activities)
        order = ("category__order", "category") if sort == "behovsomrade" else ()
        return self.order_by(*order, "-collection__date", "-pk")

    def hits(self, query: str, besides: Iterable[int], most: int) -> list[tuple[int, str]]:
        """Id and words of at most `most` that a search finds `besides` those already chosen."""
        found = self.standing().search(query).exclude(pk__in=besides).order_by("pk")
        return list(found.values_list("pk", "text")[:most])

    def by_category(self) -> list[tuple[int, str, int]]:
        """How many of each kind in each category: id, kind, count."""
        return list(self.order_by().values_list("category", "kind").annotate(n=Count("*")))

    def by_area(self) -> dict[int, int]:
        """How many in each focus area; a need may be in several, or in none."""
        rows = self.model.focus_areas.through.objects.filter(need__in=self.values("pk"))
        return dict(rows.order_by().values_list("focusarea").annotate(n=Count("*")))

    def areas_of(self, needs: Iterable[int]) -> list[tuple[int, int]]:
        """The focus areas of these needs: need, area."""
        return list(self.model.focus_areas.through.objects.filter(need__in=needs).values_list("need", "focusarea"))

    def quotes(self, each: int = 1) -> list[Quote]:
        """The first `each` approved wordings of every focus area, always the same.

        Those of one area alone come before those of several, short ones before long ones.
        """
        areas = self.model.focus_areas.through.objects.filter(need=OuterRef("pk")).order_by().values("need")
        rank = Case(When(length__gt=QUOTE, then=Value(10)), default=Value(0)) + F("areas")
        told = self.with_public_wording().standing().exclude(state=self.model.State.SET_ASIDE).exclude(focus_areas=None)
        numbered = told.annotate(
            length=Length("public_text"),
            area=F("focus_areas"),
            areas=Subquery(areas.annotate(n=Count("*")).values("n")),
            rank=rank,
        ).annotate(place=Window(RowNumber(), partition_by=F("focus_areas"), order_by=["rank", "pk"]))
        rows = numbered.filter(place__lte=each).order_by("area", "place")
        return [Quote(*row) for row in rows.values_list("pk", "area", "public_text", "said_by")]

    def count_answers(self, needs: Iterable[int], activities: Activities) -> dict[int, int]:
        """How many of `activities` answer each of these needs, counting those joined into them."""
        ids = list(needs)
        links = self._links(activities).filter(Q(need__in=ids) | Q(need__canonical__in=ids))
        rows = links.annotate(root=Coalesce("need__canonical", "need")).order_by().values_list("root")
        return dict(rows.annotate(n=Count("activity", distinct=True)))

    def count_by_goal(self, activities: Activities) -> dict[int, int]:
        """How many different needs the `activities` that serve each goal answer."""
        rows = self._links(activities).exclude(activity__goals=None).annotate(root=Coalesce("need__canonical", "need"))
        return dict(rows.order_by().values_list("activity__goals").annotate(n=Count("root", distinct=True)))

    def _answered_by(self, activities: Activities) -> Q:
        # Two sets read once each; EXISTS would read every answer for every need.
        links = self._links(activities)
        joined = links.exclude(need__canonical=None).values("need__canonical")
        return Q(pk__in=links.values("need")) | Q(pk__in=joined)

    def _links(self, activities: Activities) -> Any:
        return self.model.activities.through.objects.filter(activity__in=activities.order_by().values("pk"))


_WORDINGS = {
    "godkand": ~Q(public_approved_by=None),
    "vantar": Q(public_approved_by=None) & ~Q(public_text=""),
    "saknas": Q(public_text=""),
}
