"""Every query about activities, by name: one file a concept."""

from .activities import STATUS_ORDER, UNDER_WAY, ActivityQuerySet, Filters, Placed, past_end, status_rank, touching_year
from .answers import ParticipationQuerySet
from .parties import Named, RoleQuerySet, named_in, owners_among, roles_in
from .review import TURNS, UNDO_TIME, ReviewEventQuerySet

__all__ = [
    "STATUS_ORDER",
    "TURNS",
    "UNDER_WAY",
    "UNDO_TIME",
    "ActivityQuerySet",
    "Filters",
    "Named",
    "ParticipationQuerySet",
    "Placed",
    "ReviewEventQuerySet",
    "RoleQuerySet",
    "named_in",
    "owners_among",
    "past_end",
    "roles_in",
    "status_rank",
    "touching_year",
]
