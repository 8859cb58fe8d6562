"""Organisations in activities: which role, what they answered, who may know of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.db.models import Exists, OuterRef, Q

from activities.states import Answer, Role

if TYPE_CHECKING:
    from network.person import Person

    from .activities import ActivityQuerySet
    from .answers import ParticipationQuerySet


class Named(NamedTuple):
    """An organisation in an activity, and what it answered: how it stands, as what it said yes, whether it would rather
    not own, and whether it agreed to be named.
    """

    activity: int
    organisation: int
    role: str
    state: str = Answer.NONE
    accepted_as: str = ""
    consent: bool = False
    helps_only: bool = False

    @property
    def owns(self) -> bool:
        """As RoleQuerySet.of_owners."""
        agreed = self.state == Answer.ACCEPTED and self.accepted_as == Role.CO_OWNER
        return self.role == Role.LEAD or (self.role == Role.CO_OWNER and agreed)

    @property
    def takes_part(self) -> bool:
        """As ParticipationQuerySet.taking_part."""
        return self.state != Answer.NONE and self.accepted_as != ""


class RoleQuerySet(models.QuerySet):
    """The roles of organisations in activities."""

    def of_owners(self) -> RoleQuerySet:
        """Leads, and co-owners that accepted to be: their contact persons write the activity."""
        return self.filter(Q(role=Role.LEAD) | Q(Exists(_answers().owning()), role=Role.CO_OWNER))

    def owners_of(self, activities: Iterable[int]) -> dict[int, frozenset[int]]:
        """As Activity.owners, for many: one query."""
        found: dict[int, set[int]] = {}
        rows = self.filter(activity__in=activities).of_owners().values_list("activity", "organisation")
        for activity, organisation in rows:
            found.setdefault(activity, set()).add(organisation)
        return {activity: frozenset(owners) for activity, owners in found.items()}

    def joined_in(self) -> RoleQuerySet:
        """Leads, external parties, and those that said yes to own or take part."""
        return self.filter(Q(role__in=(Role.LEAD, Role.EXTERNAL)) | _said_yes())

    def visible_to(self, person: Person) -> RoleQuerySet:
        """As rules.may_see_party: those whose organisation `person` may know of."""
        if person.is_office:
            return self
        agreed = Q(Exists(_answers().filter(consent=True)), role=Role.EXTERNAL)
        shown = Q(role=Role.LEAD) | _said_yes() | agreed
        if person.organisations:
            asked = Q(Exists(_answers().counting())) & ~Q(role=Role.EXTERNAL)
            shown |= Q(organisation__in=person.organisations) & asked
            shown |= Q(activity__in=owned_by(person))
        return self.filter(shown)

    def without_refusals(self) -> RoleQuerySet:
        """Not those that said no: they are named still, and do not take part."""
        return self.exclude(Q(Exists(_answers().declined())) & ~Q(role=Role.LEAD))

    def organisations(self) -> set[int]:
        """Ids of the organisations that have them."""
        return set(self.order_by().values_list("organisation", flat=True).distinct())


def _answers() -> ParticipationQuerySet:
    from activities.models import Participation

    return Participation.objects.filter(activity=OuterRef("activity"), organisation=OuterRef("organisation"))


def _said_yes() -> Q:
    return Q(Exists(_answers().taking_part())) & ~Q(role=Role.EXTERNAL)


def owned_by(person: Person) -> models.QuerySet:
    """Ids of the activities that an own organisation owns. Read once in a query, where EXISTS would be for each row."""
    from activities.models import ActivityOrganisation

    own = ActivityOrganisation.objects.filter(organisation__in=person.organisations)
    return own.of_owners().values("activity")


def with_role(person: Person, **fits: object) -> Exists:
    """Activities in which an organisation that `fits` has a role, as far as `person` may know."""
    from activities.models import ActivityOrganisation

    roles = ActivityOrganisation.objects.filter(activity=OuterRef("pk"), **fits)
    return Exists(roles.visible_to(person).without_refusals())


def naming(person: Person, word: str) -> models.QuerySet:
    """Ids of the activities in which an organisation has a role whose name holds `word`, as far as `person` may know.

    Read once in a query: beside an OR, EXISTS would be asked for each row.
    """
    from activities.models import ActivityOrganisation

    roles = ActivityOrganisation.objects.filter(organisation__search__contains=word)
    return roles.visible_to(person).without_refusals().values("activity")


def named_in(activities: Iterable[int]) -> list[Named]:
    """Which organisations have which role in these activities, and what they answered: one query."""
    from activities.models import ActivityOrganisation

    said = ("state", "accepted_as", "consent", "helps_only")
    rows = ActivityOrganisation.objects.filter(activity__in=activities).annotate(
        **{field: _answers().values(field)[:1] for field in said}
    )
    return [
        Named(activity, organisation, role, state or Answer.NONE, accepted_as or "", bool(consent), bool(helps_only))
        for activity, organisation, role, state, accepted_as, consent, helps_only in rows.values_list(
            "activity", "organisation", "role", *said
        )
    ]


def owners_among(named: Iterable[Named]) -> frozenset[int]:
    """As Activity.owners, from rows already read."""
    return frozenset(row.organisation for row in named if row.owns)


def roles_in(activities: ActivityQuerySet, person: Person) -> RoleQuerySet:
    """The roles in `activities` that `person` may know of."""
    from activities.models import ActivityOrganisation

    roles = ActivityOrganisation.objects.filter(activity__in=activities.order_by().values("pk"))
    return roles.visible_to(person).without_refusals()
