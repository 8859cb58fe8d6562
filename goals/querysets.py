"""Every query about goals, by name."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef


class GoalQuerySet(models.QuerySet):
    """Effect goals."""

    def in_use(self) -> GoalQuerySet:
        """Those the office has not made inactive."""
        return self.filter(active=True)

    def served_by(self, activities: models.QuerySet) -> GoalQuerySet:
        """The goals in use that any of `activities` serves."""
        return self.in_use().filter(self._served_by(activities))

    def not_served_by(self, activities: models.QuerySet) -> GoalQuerySet:
        """The goals in use that none of `activities` serves."""
        return self.in_use().filter(~self._served_by(activities))

    def adopters(self) -> list[str]:
        """The names of the bodies that adopted the goals in use."""
        names = self.in_use().exclude(adopted_by=None).values_list("adopted_by__name", "adopted_by__order")
        return [name for name, _order in sorted(set(names), key=lambda row: (row[1], row[0]))]

    def _served_by(self, activities: models.QuerySet) -> Exists:
        links = self.model.activities.through.objects.filter(effectgoal=OuterRef("pk"))
        return Exists(links.filter(activity__in=activities.order_by().values("pk")))
