"""Things to test with: plain functions that make one saved row and take its fields as keyword arguments."""

import datetime
from collections.abc import Iterable
from itertools import count
from typing import Any, TypeVar

from django.utils import timezone

from activities.models import Activity, ActivityOrganisation, Level, Method, MethodStep, Placement
from goals.models import EffectGoal, FocusArea
from needs.models import Category, Collection, Need, RespondentGroup
from network.models import Body, ContactPerson, Initiative, Organisation, User

_numbers = count(1)
T = TypeVar("T", FocusArea, Level)
Kind = Organisation.Kind
Role = ActivityOrganisation.Role

# The five levels of the matrix, each with its demand (the report, 2.4).
LEVELS = (
    ("individ", "Individ", Level.Demand.NONE),
    ("enhet", "Enhet", Level.Demand.UNIT),
    ("forvaltning", "Förvaltning/bolag", Level.Demand.NONE),
    ("samarbete", "Förvaltningar/bolag i samarbete", Level.Demand.TWO_OF_GROUP),
    ("extern", "Extern samverkan", Level.Demand.EXTERNAL),
)
AREAS = (("relationer", "Relationer", "a"), ("arbetsliv", "Arbetsliv", "b"), ("fritid", "Fritid", "c"))


def initiative(**fields: Any) -> Initiative:
    """The one row that says which initiative this is."""
    given = {
        "name": "Skola först",
        "full_name": "Kraftsamling Skola först",
        "city": "Provstads stad",
        "group": "koncernen Provstads stad",
        "place": "Provstad",
        "headline": "Tillsammans för barnen",
        "pitch": "Hela staden hjälps åt.",
        "office": "Projektkontoret",
        "office_email": "kontoret@skolaforst.example",
    }
    row, _made = Initiative.objects.update_or_create(pk=1, defaults=given | fields)
    return row


def user(name: str = "", **fields: Any) -> User:
    """A person with an account, whom tests log in by force: no password."""
    number = next(_numbers)
    email = fields.pop("email", f"person{number}@skolaforst.example")
    return User.objects.create(email=email, name=name or f"Person {number}", password="!", **fields)


def organisation(name: str = "", **fields: Any) -> Organisation:
    """A department of the group unless told otherwise."""
    number = next(_numbers)
    given = {
        "key": f"verksamhet-{number}",
        "name": name or f"Verksamhet {number}",
        "kind": Kind.DEPARTMENT,
        "in_group": fields.get("kind") != Kind.EXTERNAL,
    }
    return Organisation.objects.create(**given | fields)


def unit(parent: Organisation, name: str = "", **fields: Any) -> Organisation:
    """A unit under `parent`."""
    return organisation(name or f"Enhet {next(_numbers)}", kind=Kind.UNIT, parent=parent, **fields)


def external(name: str = "", **fields: Any) -> Organisation:
    """An external party: outside the group."""
    return organisation(name or f"Förening {next(_numbers)}", kind=Kind.EXTERNAL, in_group=False, **fields)


def seat(person: User, organisation: Organisation, **fields: Any) -> ContactPerson:
    """`person` is contact person of `organisation` since a hundred days, as ordinary unless told."""
    given = {"starts": timezone.localdate() - datetime.timedelta(days=100)}
    return ContactPerson.objects.create(person=person, organisation=organisation, **given | fields)


def body(**fields: Any) -> Body:
    """A body of the collaboration model."""
    number = next(_numbers)
    return Body.objects.create(
        **{"key": f"organ-{number}", "name": f"Organ {number}", "part": Body.Part.NETWORK} | fields
    )


def focus_areas() -> list[FocusArea]:
    """The three areas, made once."""
    return _once(
        FocusArea(
            key=key, order=order, name=f"Bättre {name.lower()}", heading=f"Bättre {name.lower()} i matrisen",
            short_name=name, slot=slot,
        )
        for order, (key, name, slot) in enumerate(AREAS, 1)
    )  # fmt: skip


def levels() -> list[Level]:
    """The five levels with their demands, made once."""
    return _once(
        Level(
            key=key, order=order, label=label, short_label=label[:40], demand=demand,
            explanation=f"Vad som görs på nivån {label}.", hole=f"Här saknas något på nivån {label}.",
        )
        for order, (key, label, demand) in enumerate(LEVELS, 1)
    )  # fmt: skip


def _once(rows: Iterable[T]) -> list[T]:
    """The rows; those that are not there yet are made. Two statements, for hundreds of tests begin with them."""
    given = {row.key: row for row in rows}
    model = type(next(iter(given.values())))
    there = {row.key: row for row in model.objects.filter(key__in=given)}
    model.objects.bulk_create(row for key, row in given.items() if key not in there)
    return [there.get(key, row) for key, row in given.items()]


def goal(number: int | None = None, **fields: Any) -> EffectGoal:
    """An effect goal; the number given is taken, or the next one."""
    number = number or next(_numbers)
    given = {"order": number, "text": f"Alla elever ska nå mål {number}."}
    return EffectGoal.objects.get_or_create(number=number, defaults={"key": f"mal-{number}"} | given | fields)[0]


def method(*steps: str, **fields: Any) -> Method:
    """A method with steps."""
    number = next(_numbers)
    row = Method.objects.create(**{"key": f"metod-{number}", "name": f"Metod {number}", "order": number} | fields)
    for order, name in enumerate(steps or ("Planera", "Göra"), 1):
        MethodStep.objects.create(key=f"{row.key}-{order}", method=row, name=name, order=order)
    return row


def category(name: str = "", **fields: Any) -> Category:
    """A need category («behovsområde»)."""
    number = next(_numbers)
    return Category.objects.create(
        **{"key": f"omrade-{number}", "name": name or f"Behovsområde {number}", "order": number} | fields
    )


def collection(**fields: Any) -> Collection:
    """An occasion on which needs were collected."""
    number = next(_numbers)
    given = {
        "key": f"inhamtning-{number}",
        "kind": Collection.Kind.WORKSHOP,
        "date": datetime.date(2019, 3, 1),
        "title": f"Workshop {number}",
    }
    return Collection.objects.create(**given | fields)


def respondent_group(**fields: Any) -> RespondentGroup:
    """A group of respondents."""
    number = next(_numbers)
    return RespondentGroup.objects.create(**{"key": f"grupp-{number}", "name": f"Deltagargrupp {number}"} | fields)


def need(text: str = "", **fields: Any) -> Need:
    """A need without a public wording; category, collection and group are made unless given."""
    makers = {"category": category, "collection": collection, "respondent_group": respondent_group}
    given = {name: make() for name, make in makers.items() if name not in fields}
    given |= {"kind": Need.Kind.NEED, "text": text or f"Någon behöver något {next(_numbers)}."}
    return Need.objects.create(**given | fields)


def public_need(text: str = "", **fields: Any) -> Need:
    """A need whose public wording a second person has approved."""
    given = {
        "public_text": text or f"Vi vill ha mer {next(_numbers)}.",
        "public_by": user(),
        "public_approved_by": user(),
    }
    return need(**given | fields)


def activity(
    title: str = "",
    *,
    lead: Organisation | None = None,
    co_owners: Iterable[Organisation] = (),
    cells: Iterable[tuple[Level, FocusArea]] = (),
    **fields: Any,
) -> Activity:
    """A bare draft in the tables, without versions. Use the services to make one that has a history."""
    number = next(_numbers)
    row = Activity.objects.create(
        **{"title": title or f"Aktivitet {number}", "summary": f"Vad aktivitet {number} gör."} | fields
    )
    roles = [(lead, Role.LEAD)] if lead else []
    roles += [(owner, Role.CO_OWNER) for owner in co_owners]
    ActivityOrganisation.objects.bulk_create(
        ActivityOrganisation(activity=row, organisation=who, role=role) for who, role in roles
    )
    Placement.objects.bulk_create(Placement(activity=row, level=level, focus_area=area) for level, area in cells)
    return row
