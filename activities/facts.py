"""Facts of an activity that need no review: how far it has come, when, and how many it has reached."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from activities.models import Activity


@dataclass(frozen=True)
class Facts:
    """Status, dates, step (an id) and the number of people reached, as one form showed or sent them."""

    status: str = Activity.Status.IDEA
    start_date: datetime.date | None = None
    end_date: datetime.date | None = None
    step: int | None = None
    reached: int | None = None

    MOST_REACHED: ClassVar[int] = 1_000_000  # more children there are not

    @classmethod
    def of(cls, activity: Activity) -> Facts:
        """What stands now."""
        return cls(activity.status, activity.start_date, activity.end_date, activity.step_id, activity.reached)

    def changed_from(self, base: Facts) -> dict[str, Any]:
        """Field → value for what differs from `base`."""
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != getattr(base, field.name)
        }
