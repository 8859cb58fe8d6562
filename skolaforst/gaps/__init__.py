"""What is missing along the red thread, each gap with the button that begins to close it.

A gap is counted for the desk and listed on a page of its own. Only what is live closes a gap: a draft does not.
"""

from .desk import KINDS, Desk, desk, kind, open_gaps
from .paper import PaperGap, on_paper
from .shape import Gap, Kind, Row

__all__ = ["KINDS", "Desk", "Gap", "Kind", "PaperGap", "Row", "desk", "kind", "on_paper", "open_gaps"]
