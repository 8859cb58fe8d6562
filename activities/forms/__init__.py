"""The forms people write activities in."""

from .activity import ActivityForm
from .facts import FactsForm

__all__ = ["ActivityForm", "FactsForm"]
