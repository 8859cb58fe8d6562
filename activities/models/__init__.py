"""Activities, where they stand in the matrix, who takes part, their versions and their review."""

from .activity import Activity, ActivityOrganisation, Participation, Placement
from .levels import Level, Method, MethodStep
from .review import ActivityVersion, ReviewEvent

__all__ = [
    "Activity",
    "ActivityOrganisation",
    "ActivityVersion",
    "Level",
    "Method",
    "MethodStep",
    "Participation",
    "Placement",
    "ReviewEvent",
]
