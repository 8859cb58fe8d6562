"""Every query about activities, by name."""

from __future__ import annotations

from django.db import models


class ActivityQuerySet(models.QuerySet):
    """Activities."""


class ParticipationQuerySet(models.QuerySet):
    """Answers of organisations that were named."""


class ReviewEventQuerySet(models.QuerySet):
    """What happened in review."""
