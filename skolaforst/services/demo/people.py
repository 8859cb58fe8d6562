"""Accounts, roles and seats of the demo."""

from __future__ import annotations

import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from network.models import ContactPerson, Organisation, User
from network.roles import ADMIN, OFFICE
from skolaforst.services.demo.files import Row, by_key, day


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
            shown=seat.get("shown", ContactPerson.Shown.NOTHING),
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
