"""The request as views know it: with the person who asks and the change stamp (network/middleware.py)."""

from django.http import HttpRequest

from network.change import Stamped
from network.person import Person


class Request(HttpRequest):
    """For type checkers: every request carries these two."""

    person: Person
    stamp: Stamped
