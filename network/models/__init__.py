"""People and organisations, and the one row that says which initiative this is."""

from .initiative import Initiative, Stamp
from .organisations import Body, Organisation
from .people import ContactPerson, User
from .reference import ReferenceRow

__all__ = ["Body", "ContactPerson", "Initiative", "Organisation", "ReferenceRow", "Stamp", "User"]
