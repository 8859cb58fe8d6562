"""What every page shows: made once per change of the stored data and kept, the same for everybody."""

from typing import Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from activities.models import Activity, Level, Placement
from goals.models import EffectGoal, FocusArea
from needs.models import Need
from network.change import Stamped, kept
from network.models import Initiative
from network.person import ANYONE


class Counts(NamedTuple):
    """The numbers under the stations, the same for all: what is public."""

    needs: int
    cells: int
    activities: int
    goals: int


class GoalEnd(NamedTuple):
    """The effect goal in which the red line ends."""

    number: int
    text: str


class Frame(NamedTuple):
    """What header and footer show."""

    initiative: dict[str, Any]
    nav: Counts | None
    goal_end: GoalEnd | None


def _nameless() -> dict[str, Any]:
    """An initiative nobody has told about yet: every field is there, all but the name empty."""
    fields = {field.name: "" for field in Initiative._meta.concrete_fields}
    return {**fields, "name": _("Portalen"), "is_demo": False}


# The frame as last read in this process: what an error page shows when the database is out of reach.
_last: list[Frame] = []


def _count() -> Counts:
    public = Activity.objects.public()
    shown = Placement.objects.filter(activity__in=public.values("pk"))
    # As the matrix draws them: one no longer used too, while an activity stands on it.
    levels = Level.objects.filter(Q(active=True) | Q(pk__in=shown.values("level")))
    areas = FocusArea.objects.filter(Q(active=True) | Q(pk__in=shown.values("focus_area")))
    return Counts(
        needs=Need.objects.standing().count(),
        cells=levels.count() * areas.count(),
        activities=public.count(),
        goals=EffectGoal.objects.filter(active=True).count(),
    )


def _read_frame() -> Frame:
    initiative = dict(Initiative.objects.filter(pk=1).values().first() or _nameless())
    goal = EffectGoal.objects.filter(number=initiative["goal_number"] or 0, active=True).first()
    frame = Frame(initiative, _count(), GoalEnd(goal.number, goal.text) if goal else None)
    _last[:] = [frame]
    return frame


def _variables(frame: Frame, person: Any) -> dict[str, Any]:
    return {
        "initiative": frame.initiative,
        "nav": frame.nav,
        "goal_end": frame.goal_end,
        "demo": frame.initiative["is_demo"],
        "person": person,
    }


def page(request: HttpRequest) -> dict[str, Any]:
    """The initiative, the person who asks, the counts of the navigation, the goal in the footer."""
    if not hasattr(request, "stamp"):  # an error before the middleware came so far
        return page_without_database()
    return _variables(_frame(Stamped(*request.stamp)), request.person)  # type: ignore[attr-defined]


def public_counts(stamp: Stamped) -> Counts:
    """How much of everything is public, as the navigation says it."""
    return _frame(stamp).nav or _count()


def _frame(stamp: Stamped) -> Frame:
    return kept(("frame",), stamp, _read_frame)


def page_without_database() -> dict[str, Any]:
    """The same for pages that may ask the database nothing: as last read in this process, else nameless."""
    frame = _last[0] if _last else Frame(_nameless(), None, None)
    return _variables(frame, ANYONE)
