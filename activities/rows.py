"""Activities as rows of a list, with every value ready to be written: four queries, however many rows."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Activity, Placement
from activities.parties import lead_of, others, sees_work
from activities.querysets import ActivityQuerySet, Named, named_in
from activities.reference import Reference
from activities.states import Answer, Role
from network.dates import long_date
from network.paging import cut
from network.person import Person
from network.text import listed, shorten, swedish_order

Audience, Review = Activity.Audience, Activity.Review
PER_PAGE = 15
SHORT = 180  # letters of a summary in a list
SORTS = {
    "nyast": gettext_lazy("Senast ändrade först"),
    "titel": gettext_lazy("Rubrik"),
    "status": gettext_lazy("Status"),
    "start": gettext_lazy("Startdatum"),
}

States = list[tuple[str, str]]  # word, tone


class Row(NamedTuple):
    """A row of components/_item.html; a table has the levels too."""

    pk: int
    date_word: str
    date_iso: str
    date: str
    address: str
    title: str
    text: str
    owner: str
    chips: list[tuple[str, str]]
    status: str
    states: States
    levels: list[str]
    start: datetime.date | None


class Page(NamedTuple):
    """A page of a list: its rows, how many there are in all, which page it is and of how many."""

    rows: list[Row]
    hits: int
    number: int
    pages: int


def page_of(found: ActivityQuerySet, person: Person, ref: Reference, *, sort: str = "nyast", number: int = 1) -> Page:
    """Page `number` of what was found; a number past the last gives the last."""
    ids = _ids_by_title(found) if sort == "titel" else None
    count = len(ids) if ids is not None else found.order_by().count()
    page = cut(count, number, PER_PAGE)
    if ids is not None:
        chosen = ids[page.rows]
        rows = sorted(rows_of(found.filter(pk__in=chosen), person, ref), key=lambda row: chosen.index(row.pk))
    else:
        rows = rows_of(found.in_order(sort)[page.rows], person, ref)
    if sort == "start":
        rows = [_started(row) for row in rows]
    return Page(rows, count, page.number, page.pages)


def rows_of(found: ActivityQuerySet, person: Person, ref: Reference) -> list[Row]:
    """Rows for `found`, in its order and as it is cut."""
    return rows_of_each([found], person, ref)[0]


def rows_of_each(lists: Iterable[ActivityQuerySet], person: Person, ref: Reference) -> list[list[Row]]:
    """Rows for several lists of one page: who takes part and where they stand is read once for all."""
    facts = [_facts(found) for found in lists]
    ids = {fact.pk for found in facts for fact in found}
    named, places = _named(ids), _places(ids)
    return [[_row(fact, named[fact.pk], places[fact.pk], person, ref) for fact in found] for found in facts]


def _started(row: Row) -> Row:
    """In an order of start dates these stand there instead."""
    day = row.start
    if day is None:
        return row
    return row._replace(date_word=_("Startdatum"), date_iso=f"{day:%Y-%m-%d}", date=long_date(day))


def _facts(found: ActivityQuerySet) -> list[_Fact]:
    columns = ("pk", "title", "summary", "status", "published_as", "review", "start_date", "news_at", "first_news")
    dated = found if "news_at" in found.query.annotations else found.with_news_at()
    return [_Fact(*row) for row in dated.with_first_news().values_list(*columns)]


def states(published_as: str, review: str, *, person: Person, work: bool) -> States:
    """What stands beside a title: how far it has come, for those who may know."""
    told: States = []
    if published_as == Audience.INTERNAL and person.may_read_internal:
        told.append((_("Publicerad internt"), ""))
    if work and published_as == Audience.NOTHING:
        told.append((str(Review(review).label), _TONES.get(review, "")))
    elif work and review != Review.SETTLED:
        told.append((str(_WAITING[review]), _TONES.get(review, "")))
    return told


class _Fact(NamedTuple):
    pk: int
    title: str
    summary: str
    status: str
    published_as: str
    review: str
    start: datetime.date | None
    news_at: datetime.datetime
    first_news: bool


_TONES: dict[str, str] = {Review.SUBMITTED: "solid", Review.SENT_BACK: "warn"}
_WAITING: dict[str, Any] = {
    Review.EDITING: gettext_lazy("Ändring väntar"),
    Review.SUBMITTED: gettext_lazy("Ändring inskickad"),
    Review.SENT_BACK: gettext_lazy("Ändring tillbakaskickad"),
}


def _row(fact: _Fact, named: list[Named], places: set[tuple[int, int]], person: Person, ref: Reference) -> Row:
    levels, areas = ({pair[side] for pair in places} for side in (0, 1))
    at = timezone.localtime(fact.news_at)
    return Row(
        pk=fact.pk,
        date_word=_("Publicerad") if fact.first_news else _("Ändrad"),
        date_iso=f"{at:%Y-%m-%d}",
        date=long_date(at),
        address=f"/aktiviteter/{fact.pk}/",
        title=fact.title,
        text=shorten(fact.summary, SHORT),
        owner=_owner(named, person, ref),
        chips=[(row.slot, row.short_name) for row in ref.areas.values() if row.pk in areas],
        status=fact.status,
        states=states(fact.published_as, fact.review, person=person, work=sees_work(person, named)),
        levels=[row.short_label for row in ref.levels.values() if row.pk in levels],
        start=fact.start,
    )


def _owner(named: list[Named], person: Person, ref: Reference) -> str:
    """The lead first and how many more take part, as far as `person` may see. Who leads is in, whatever it said."""
    lead = lead_of(named, ref)
    counted = [row for row in named if row.role == Role.LEAD or row.state != Answer.DECLINED]
    names = [*([lead] if lead else []), *(row.name for row in others(counted, person, ref))]
    if len(names) < 3:
        return listed(names)
    return _("{first} och {n} till").format(first=names[0], n=len(names) - 1)


def _named(ids: Iterable[int]) -> dict[int, list[Named]]:
    found: dict[int, list[Named]] = defaultdict(list)
    for row in named_in(ids):
        found[row.activity].append(row)
    return found


def _places(ids: Iterable[int]) -> dict[int, set[tuple[int, int]]]:
    """Level and area of the cells each stands in."""
    held: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for activity, *place in Placement.objects.filter(activity__in=ids).values_list("activity", "level", "focus_area"):
        held[activity].add((place[0], place[1]))
    return held


def _ids_by_title(found: ActivityQuerySet) -> list[int]:
    # In Python: the two databases do not agree on Swedish.
    titles = found.order_by().values_list("pk", "title")
    return [pk for pk, _title in sorted(titles, key=lambda row: (swedish_order(row[1]), row[0]))]
