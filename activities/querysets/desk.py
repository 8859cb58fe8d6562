"""What waits for a contact person, and what is around them."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from activities.states import Audience, Kind, Review

from .activities import UNDER_WAY, ActivityQuerySet, past_end

if TYPE_CHECKING:
    from network.person import Person


class Call(StrEnum):
    """Why an own activity waits for its owners."""

    SENT_BACK = "sent back"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken back"
    LIES = "lies"  # a draft that nobody has touched for long


class Standing(NamedTuple):
    """How an own activity stands, and whether others take part in it."""

    status: str
    published_as: str
    start: datetime.date | None
    end: datetime.date | None
    together: bool

    @property
    def under_way(self) -> bool:
        """Ongoing, planned or still an idea."""
        return self.status in UNDER_WAY

    @property
    def is_public(self) -> bool:
        """Seen by everybody."""
        return self.published_as == Audience.PUBLIC

    def reaches(self, year: int) -> bool:
        """Under way, with dates that touch `year`; without dates nobody has planned it."""
        begins, ends = (day.year if day else year for day in (self.start, self.end))
        return self.under_way and bool(self.start or self.end) and begins <= year <= ends


def calling(person: Person, untouched: datetime.timedelta) -> list[Any]:
    """The own activities with which something is to be done: `call` says what with the text, `event` what happened to
    it, and `ended` that its end has passed. Two queries.
    """
    from activities.models import Activity, ReviewEvent

    events = ReviewEvent.objects.turns().filter(activity=OuterRef("pk")).order_by("-pk")
    told = {"turn": events, "last": events, "back": events.filter(kind=Kind.SENT_BACK)}
    columns = {name: Subquery(found.values("kind" if name == "turn" else "pk")[:1]) for name, found in told.items()}
    withdrawn = Q(turn=Kind.WITHDRAWN, published_as=Audience.NOTHING) & ~Q(review=Review.SUBMITTED)
    call = Case(
        When(withdrawn, then=Value(Call.WITHDRAWN)),
        When(review=Review.SENT_BACK, then=Value(Call.SENT_BACK)),
        When(review=Review.EDITING, turn=Kind.TAKEN_BACK, then=Value(Call.TAKEN_BACK)),
        When(review=Review.EDITING, changed_at__lt=timezone.now() - untouched, then=Value(Call.LIES)),
        default=Value(""),
    )
    ended = ExpressionWrapper(past_end() & ~Q(published_as=Audience.NOTHING), BooleanField())
    own = Activity.objects.owned_by(person).listed().annotate(**columns).annotate(call=call, ended=ended)
    rows: list[Any] = list(own.filter(~Q(call="") | Q(ended=True)).order_by("pk"))
    about = {row.pk: row.back if row.call == Call.SENT_BACK else row.last for row in rows if row.call != Call.LIES}
    found = {event.pk: event for event in ReviewEvent.objects.filter(pk__in=set(about.values()) - {None}).with_people()}
    for row in rows:
        row.event = found.get(about.get(row.pk))
    return rows


def own_activities(person: Person) -> ActivityQuerySet:
    """The own organisations' activities, what was changed last first."""
    from activities.models import Activity

    return Activity.objects.owned_by(person).listed().order_by("-changed_at", "-pk")


def news(person: Person) -> ActivityQuerySet:
    """What others have published lately."""
    from activities.models import Activity

    others = Activity.objects.visible_to(person).live().exclude(pk__in=Activity.objects.owned_by(person).values("pk"))
    return others.order_by("-published_at", "-pk")


def own_standing(person: Person) -> list[Standing]:
    """How each own activity stands. One query."""
    from activities.models import Activity, ActivityOrganisation

    others = ActivityOrganisation.objects.filter(activity=OuterRef("pk")).exclude(organisation__in=person.organisations)
    own = Activity.objects.owned_by(person).listed()
    return [
        Standing(*row) for row in own.values_list("status", "published_as", "start_date", "end_date", Exists(others))
    ]
