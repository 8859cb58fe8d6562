"""The forms people write activities in."""

from .activity import ActivityForm, Shown
from .facts import FactsForm

__all__ = ["ActivityForm", "FactsForm", "Shown"]
