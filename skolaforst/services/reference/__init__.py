"""A city's reference file: read, checked against itself and the database, and what is missing created."""

from .load import Loaded, load_reference

__all__ = ["Loaded", "load_reference"]
