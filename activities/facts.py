"""Facts of an activity that need no review: how far it has come, when, and how many it has reached."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Activity
from network.dates import long_date


@dataclass(frozen=True)
class Facts:
    """Status, dates, step (an id) and the number of people reached, as one form showed or sent them."""

    status: str = Activity.Status.IDEA
    start_date: datetime.date | None = None
    end_date: datetime.date | None = None
    step: int | None = None
    reached: int | None = None

    MOST_REACHED: ClassVar[int] = 1_000_000  # more children there are not
    # writing.mjs asks only the others whom they reached
    NOT_BEGUN: ClassVar[tuple[str, ...]] = (Activity.Status.IDEA, Activity.Status.PLANNED)

    def faults(self) -> dict[str, str]:
        """Field → what is wrong, whoever asks: the form before it sends, and the service before it stores."""
        faults = {}
        if self.status not in Activity.Status.values:
            faults["status"] = _("Välj en status i listan.")
        elif self.status == Activity.Status.COMPLETED and self.start_date and self.start_date > timezone.localdate():
            told = _("Den börjar först {day}. Ändra startdatum, eller välj en annan status.")
            faults["status"] = told.format(day=long_date(self.start_date))
        if self.reached is not None and self.reached < 0:
            faults["reached"] = _("Skriv ett tal som är 0 eller större.")
        elif self.reached is not None and self.reached > self.MOST_REACHED:
            faults["reached"] = _("Så många finns det inte. Skriv ett mindre tal.")
        elif self.reached and self.status in self.NOT_BEGUN:
            faults["reached"] = _("Aktiviteten har inte börjat än. Ändra status, eller ta bort antalet.")
        if self.start_date and self.end_date and self.end_date < self.start_date:
            faults["end_date"] = _("Slutdatum kan inte vara före startdatum.")
        elif self.status == Activity.Status.COMPLETED and self.end_date and self.end_date > timezone.localdate():
            faults["end_date"] = _("Den är genomförd men slutar först längre fram. Skriv dagen då den slutade.")
        return faults

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


FACTS = tuple(field.name for field in fields(Facts))
