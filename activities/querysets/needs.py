"""Needs that activities leave unanswered."""

from __future__ import annotations

from django.db import models

from .activities import ActivityQuerySet


def waiting_needs_by_area(activities: ActivityQuerySet) -> dict[int, int]:
    """How many needs of each focus area none of `activities` answers."""
    from needs.models import Need

    waiting = Need.objects.standing().exclude(state="avfort").unanswered_by(activities)
    links = Need.focus_areas.through.objects.filter(need__in=waiting.order_by().values("pk"))
    return dict(links.order_by().values_list("focusarea").annotate(n=models.Count("*")))
