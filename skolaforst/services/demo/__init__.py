"""Demo data worth looking at: people, needs and activities from skolaforst/demo/, dated from today.

Everything is made in one transaction and only in a database without work of its own. What is in the files is data;
what happens to an activity happens through the same services as in the browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from auditlog.context import disable_auditlog
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from activities.models import Activity
from needs.models import Collection, Need
from network.change import change
from network.models import Initiative, User
from skolaforst.services.demo.files import Refused, belongs_to, read
from skolaforst.services.demo.needs import make_needs
from skolaforst.services.demo.people import make_people
from skolaforst.services.demo.story import tell

__all__ = ["Account", "Loaded", "Refused", "accounts", "load", "password"]


class Account(NamedTuple):
    """A login that the demo offers."""

    email: str
    name: str
    description: str


class Loaded(NamedTuple):
    """How much was made."""

    people: int
    needs: int
    activities: int


def password() -> str:
    """The password of every demo account."""
    return str(read("people")["password"])


def accounts() -> list[Account]:
    """The accounts to try, in the order to try them."""
    people = read("people")["person"]
    return [Account(person["email"], person["name"], person["shown"]) for person in people if "shown" in person]


def load() -> Loaded | None:
    """Fill the database with demo data and mark it so; None where that is done already.

    Raises Refused where the database holds work of its own, or no reference data.
    """
    if Initiative.objects.filter(is_demo=True).exists():
        return None
    _check_empty()
    try:
        with _no_query_log(), disable_auditlog(), change(reference=True):
            users = make_people(read("people"))
            needs = make_needs(read("needs"), users)
            told = tell(read("activities"), read("people"), users, needs)
            Initiative.objects.update(is_demo=True)
    except ValidationError as error:  # the levels of another city's file demand what this one's do not
        raise Refused(belongs_to(" ".join(error.messages))) from None
    return Loaded(len(users), len(needs), told)


@contextmanager
def _no_query_log() -> Iterator[None]:
    """In development Django notes every statement in clear: a fifth of the time that all this takes."""
    noting = connection.make_debug_cursor
    connection.make_debug_cursor = connection.make_cursor  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        connection.make_debug_cursor = noting  # type: ignore[method-assign]


def _check_empty() -> None:
    if not Initiative.objects.exists():
        raise Refused(_("Databasen saknar faktauppgifter. Kör först: manage.py load_reference"))
    held = [
        (Activity.objects.count(), _("aktiviteter")),
        (Need.objects.count(), _("behov")),
        (Collection.objects.count(), _("informationsinhämtningar")),
        (User.objects.count(), _("personer")),
    ]
    found = ", ".join(f"{what}: {count}" for count, what in held if count)
    if found:
        raise Refused(
            _("Databasen innehåller redan egna uppgifter ({found}). Ingenting är ändrat. ").format(found=found)
            + _("Exempeldata läses bara in i en databas utan eget innehåll. Ange en annan med DATABASE_URL.")
        )
