"""Demo data worth looking at: people, needs and activities from skolaforst/demo/, dated from today.

Everything is made in one transaction and only in a database without work of its own. What is in the files is data;
what happens to an activity happens through the same services as in the browser (demo_stories.py).
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from auditlog.context import disable_auditlog
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Activity
from goals.models import FocusArea
from needs.models import Category, Collection, GuidingQuestion, Need, RespondentGroup
from network.change import change
from network.models import ContactPerson, Initiative, Organisation, User
from network.roles import ADMIN, OFFICE
from network.text import normalise

FOLDER = Path(__file__).resolve().parent.parent / "demo"
Row = dict[str, Any]
M = TypeVar("M", bound=models.Model)


class Refused(Exception):
    """The database is not one to fill with demo data; the text says why, and what to do."""


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


def read(name: str) -> dict[str, Any]:
    """One of the demo's files."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


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
    from skolaforst.services.demo_stories import tell

    with disable_auditlog(), change(reference=True):
        users = make_people(read("people"))
        needs = make_needs(read("needs"), users)
        told = tell(read("activities"), read("people"), users, needs)
        Initiative.objects.update(is_demo=True)
    return Loaded(len(users), len(needs), told)


def _check_empty() -> None:
    if not Initiative.objects.exists():
        raise Refused(_("Databasen saknar faktauppgifter. Kör först: manage.py load_reference reference/vasteras.toml"))
    held = [
        (Activity.objects.count(), _("aktiviteter")),
        (Need.objects.count(), _("behov")),
        (Collection.objects.count(), _("informationsinhämtningar")),
        (User.objects.count(), _("personer")),
    ]
    found = ", ".join(f"{count} {what}" for count, what in held if count)
    if found:
        raise Refused(
            _("Databasen innehåller redan egna uppgifter ({found}). Ingenting är ändrat. ").format(found=found)
            + _("Exempeldata läses bara in i en databas utan eget innehåll. Ange en annan med DATABASE_URL.")
        )


def by_key(model: type[M], wanted: Iterable[str]) -> dict[str, M]:
    """The rows of reference data with the `wanted` keys. Raises Refused where one is missing."""
    found: dict[str, M] = {row.key: row for row in model._default_manager.filter(key__in=set(wanted))}  # type: ignore[attr-defined]
    missing = ", ".join(sorted(set(wanted) - found.keys()))
    if missing:
        raise Refused(
            _("Exempeldata hör ihop med reference/vasteras.toml. I databasen saknas ({what}): {missing}.").format(
                what=model._meta.verbose_name_plural, missing=missing
            )
        )
    return found


def day(offset: int) -> datetime.date:
    """The day so many days from today."""
    return timezone.localdate() + datetime.timedelta(days=offset)


def make_people(data: Row) -> dict[str, User]:
    """Accounts, roles and seats; e-mail → user. The password is hashed once: argon2 is slow on purpose."""
    joined = timezone.now() - datetime.timedelta(days=600)
    shared, none = make_password(data["password"]), make_password(None)
    users = User.objects.bulk_create(_user(row, none if "invited" in row else shared, joined) for row in data["person"])
    of = {user.email: user for user in users}
    groups = {group.name: group for group in Group.objects.all()}
    for row in data["person"]:
        if "role" in row:
            of[row["email"]].groups.add(groups[row["role"]])
    organisations = by_key(Organisation, {seat["organisation"] for seat in data["seat"]})
    ContactPerson.objects.bulk_create(
        ContactPerson(
            person=of[seat["person"]],
            organisation=organisations[seat["organisation"]],
            role=seat.get("role", ContactPerson.Role.ORDINARY),
            starts=day(seat["since"]),
            ended=day(seat["ended"]) if "ended" in seat else None,
            show_publicly=seat.get("public", False),
        )
        for seat in data["seat"]
    )
    return of


def _user(row: Row, hashed: str, joined: datetime.datetime) -> User:
    invited = timezone.now() + datetime.timedelta(days=row["invited"]) if "invited" in row else None
    return User(
        email=row["email"],
        name=row["name"],
        password=hashed,
        is_active=invited is None,
        is_staff=row.get("role") in (OFFICE.key, ADMIN.key),
        date_joined=invited or joined,
        invited_at=invited,
    )


def make_needs(data: Row, users: dict[str, User]) -> dict[str, Need]:
    """Collections and needs; the need's key in the file → need."""
    rows: list[Row] = data["need"]
    collections = _make_collections(data["collection"])
    categories = by_key(Category, {row["category"] for row in rows})
    questions = by_key(GuidingQuestion, {row["question"] for row in rows})
    groups = by_key(RespondentGroup, {row["group"] for row in rows})
    writer, reader = users["kontor@skolaforst.example"], users["kontor2@skolaforst.example"]
    made = Need.objects.bulk_create(
        Need(
            text=row["text"],
            kind=row["kind"],
            category=categories[row["category"]],
            collection=collections[row["collection"]],
            question=questions[row["question"]],
            respondent_group=groups[row["group"]],
            said_by=row["said_by"],
            state=row.get("state", Need.State.OPEN),
            set_aside_reason=row.get("reason", ""),
            public_text=row.get("public", ""),
            public_by=writer if "public" in row else None,
            public_approved_by=reader if row.get("approved") else None,
            search=normalise(f"{row['text']} {row['said_by']}"),  # bulk_create calls no save()
        )
        for row in rows
    )
    needs = {row["key"]: need for row, need in zip(rows, made, strict=True)}
    _join_and_place(rows, needs)
    return needs


def _make_collections(rows: list[Row]) -> dict[str, Collection]:
    made = Collection.objects.bulk_create(
        Collection(
            key=row["key"],
            kind=row["kind"],
            date=_workday(day(-round(row["months_ago"] * 30.4) + index % 7)),
            place=row["place"],
            title=row["title"],
        )
        for index, row in enumerate(rows)
    )
    return {collection.key: collection for collection in made}


def _workday(date: datetime.date) -> datetime.date:
    return date - datetime.timedelta(days=max(date.weekday() - 4, 0))


def _join_and_place(rows: list[Row], needs: dict[str, Need]) -> None:
    areas = by_key(FocusArea, {key for row in rows for key in row.get("areas", ())})
    through = Need.focus_areas.through
    through._default_manager.bulk_create(
        through(need_id=needs[row["key"]].pk, focusarea_id=areas[key].pk) for row in rows for key in row.get("areas", ())
    )
    joined = [row for row in rows if "canonical" in row]
    for row in joined:
        needs[row["key"]].canonical = needs[row["canonical"]]
    Need.objects.bulk_update([needs[row["key"]] for row in joined], ["canonical"])
