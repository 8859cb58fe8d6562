"""What waits for a contact person, and what is around them."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from activities.states import Audience, Kind, Review

from .activities import UNDER_WAY, ActivityQuerySet, past_end
from .gaps import with_what_it_lacks

if TYPE_CHECKING:
    from network.person import Person


class Call(StrEnum):
    """Why an own activity waits for its owners."""

    SENT_BACK = "sent back"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken back"
    LIES = "lies"  # a draft that nobody has touched for long


class Work(NamedTuple):
    """An own activity: how it stands, whether others take part in it, and what is to be done. `call` says what with
    the text, `event` what happened to it, `ended` that its end has passed, and `lacks` which demand of
    its levels it does not meet though it is live, which the owners can mend.
    """

    pk: int
    title: str
    status: str
    published_as: str
    start: datetime.date | None
    end: datetime.date | None
    changed_at: datetime.datetime
    together: bool
    call: str
    ended: bool
    lacks: str
    about: int | None
    event: Any = None

    @property
    def under_way(self) -> bool:
        """Ongoing, planned or still an idea."""
        return self.status in UNDER_WAY

    @property
    def is_live(self) -> bool:
        """Published, internally or publicly."""
        return self.published_as != Audience.NOTHING

    @property
    def is_public(self) -> bool:
        """Seen by everybody."""
        return self.published_as == Audience.PUBLIC

    def reaches(self, year: int) -> bool:
        """Under way, with dates that touch `year`; without dates nobody has planned it."""
        begins, ends = (day.year if day else year for day in (self.start, self.end))
        return self.under_way and bool(self.start or self.end) and begins <= year <= ends


def own_work(person: Person, untouched: datetime.timedelta) -> list[Work]:
    """Every own activity; a draft `untouched` for so long lies. Two queries."""
    from activities.models import Activity, ActivityOrganisation, ReviewEvent

    events = ReviewEvent.objects.turns().filter(activity=OuterRef("pk")).order_by("-pk")
    last, back = (Subquery(found.values("pk")[:1]) for found in (events, events.filter(kind=Kind.SENT_BACK)))
    withdrawn = Q(turn=Kind.WITHDRAWN, published_as=Audience.NOTHING) & ~Q(review=Review.SUBMITTED)
    call = Case(
        When(withdrawn, then=Value(Call.WITHDRAWN)),
        When(review=Review.SENT_BACK, then=Value(Call.SENT_BACK)),
        When(review=Review.EDITING, turn=Kind.TAKEN_BACK, then=Value(Call.TAKEN_BACK)),
        When(review=Review.EDITING, changed_at__lt=timezone.now() - untouched, then=Value(Call.LIES)),
        default=Value(""),
    )
    told = Case(
        When(call=Call.SENT_BACK, then=back), When(call__in=(Call.WITHDRAWN, Call.TAKEN_BACK), then=last), default=None
    )
    ended = ExpressionWrapper(past_end() & ~Q(published_as=Audience.NOTHING), BooleanField())
    shown = ~Q(published_as=Audience.NOTHING) & Q(review=Review.SETTLED)  # only what is live must meet them now
    lacking = Case(When(shown, then=F("lacks")), default=Value(""))
    others = ActivityOrganisation.objects.joined_in().exclude(organisation__in=person.organisations)
    others = others.filter(activity=OuterRef("pk"))
    own = with_what_it_lacks(Activity.objects.owned_by(person).listed())
    own = own.annotate(turn=Subquery(events.values("kind")[:1])).annotate(call=call)
    rows = own.annotate(about=told, ended=ended, lacking=lacking, together=Exists(others)).values_list(
        "pk", "title", "status", "published_as", "start_date", "end_date", "changed_at", "together", "call", "ended",
        "lacking", "about",
    )  # fmt: skip
    work = [Work(*row) for row in rows.order_by("pk")]
    wanted = {row.about for row in work} - {None}
    happened = {event.pk: event for event in ReviewEvent.objects.filter(pk__in=wanted).with_people()}
    return [row._replace(event=happened.get(row.about)) for row in work]


def own_activities(person: Person) -> ActivityQuerySet:
    """The own organisations' activities, what was changed last first, in a draft too."""
    from activities.models import Activity

    return (
        Activity.objects.owned_by(person)
        .listed()
        .annotate(news_at=Greatest("changed_at", "facts_at"))
        .order_by("-news_at", "-pk")
    )


def news(person: Person) -> ActivityQuerySet:
    """What is new from others: the latest change first, as on the start page and in the list."""
    from activities.models import Activity

    others = Activity.objects.visible_to(person).live().exclude(pk__in=Activity.objects.owned_by(person).values("pk"))
    return others.newest_first()
