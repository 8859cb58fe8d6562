"""Every query about people and organisations, by name."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from network.roles import ADMIN
from network.text import normalise, swedish_order

if TYPE_CHECKING:
    from django.db.models import Model

    from network.models import Organisation
    from network.person import Person


class OrganisationQuerySet(models.QuerySet):
    """Organisations, units and external parties."""

    def current(self, day: datetime.date | None = None) -> OrganisationQuerySet:
        """Those valid on `day`, today unless told; no name that was struck."""
        day = day or timezone.localdate()
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_to=None) | Q(valid_to__gte=day),
            successor=None,
            struck=False,
        )

    def visible_to(self, person: Person) -> OrganisationQuerySet:
        """Confirmed ones for all; what is typed and not yet confirmed only for who typed it and the office."""
        if person.is_office:
            return self
        own = Q(created_by=person.user_id) if person.user_id else Q(pk__in=[])
        return self.filter(Q(confirmed=True) | own)

    def needing_contact(self) -> OrganisationQuerySet:
        """The group's departments and companies: each has a contact person (report, 2.5)."""
        return self.current().filter(in_group=True, kind__in=self.model.WITH_CONTACT)

    def without_contact(self) -> OrganisationQuerySet:
        """Those that must have an active contact person and have none."""
        from network.models import ContactPerson

        held = ContactPerson.objects.active().filter(
            organisation=models.OuterRef("pk"), role=ContactPerson.Role.ORDINARY
        )
        return self.needing_contact().filter(~models.Exists(held))

    def to_confirm(self) -> OrganisationQuerySet:
        """Units and external parties that somebody typed and nobody has confirmed or struck, the oldest first."""
        return self.filter(confirmed=False, struck=False, successor=None).order_by("pk")

    def struck_names(self) -> OrganisationQuerySet:
        """Typed names that the office has struck."""
        return self.filter(struck=True).select_related("parent")

    def merged(self) -> OrganisationQuerySet:
        """Typed names that were found to be another one's: the row stays and points to the one kept."""
        return self.filter(confirmed=False).exclude(successor=None)

    def choosable(self) -> OrganisationQuerySet:
        """Units and external parties that all may choose: what a typed name may turn out to be the same as."""
        return self.current().filter(confirmed=True, kind__in=self.model.TYPED)

    def confirmed_names(self) -> OrganisationQuerySet:
        """Units and external parties whose names the database keeps apart (Organisation.Meta.constraints)."""
        return self.filter(confirmed=True, successor=None, kind__in=self.model.TYPED)

    def alike(self, organisation: Organisation) -> OrganisationQuerySet:
        """Other units or external parties that all may choose, with the name and in the place of `organisation`."""
        return self.confirmed_names()._called_as(organisation)

    def alike_to_confirm(self, organisation: Organisation) -> OrganisationQuerySet:
        """As `alike`, of those that somebody typed and that wait."""
        return self.to_confirm()._called_as(organisation)

    def _called_as(self, organisation: Organisation) -> OrganisationQuerySet:
        kind, parent = organisation.place
        named = self.filter(kind=kind, name_search=normalise(organisation.name))
        same = named.filter(parent=parent) if kind == self.model.Kind.UNIT else named
        return same.exclude(pk=organisation.pk)

    def called(self, words: str, kind: str, by: Model | None, homes: frozenset[int]) -> OrganisationQuerySet:
        """Those of a kind and name that `by` may find: under one of `homes` first, else under nobody.

        Not what the office has struck: who types it again asks again.
        """
        own = Q(confirmed=True) | Q(created_by=by)
        place = Q(parent=None) | Q(parent__in=homes)
        named = self.filter(own, place, name_search=words, kind=kind, struck=False)
        return named.order_by(models.F("parent").asc(nulls_last=True), "-confirmed", "pk")

    def of_group(self) -> OrganisationQuerySet:
        """Departments, companies and other bodies of the group that can lead or take part today."""
        return self.current().filter(in_group=True, confirmed=True).exclude(kind=self.model.Kind.UNIT)

    def that_can_take_part(self) -> OrganisationQuerySet:
        """Those that can lead an activity or take part today: of the group, and municipal associations beside it."""
        beside = self.current().filter(confirmed=True, kind=self.model.Kind.ASSOCIATION)
        return self.of_group() | beside

    def inside(self, *, units: bool) -> OrganisationQuerySet:
        """Those that are chosen and never typed as external party: all that can take part, and their `units`."""
        inside = self.that_can_take_part()
        return inside | self.current().filter(in_group=True, confirmed=True) if units else inside

    def inside_called(self, name: str, *, units: bool) -> Organisation | None:
        """What of those `inside` is called `name`."""
        return next((row for row in self.inside(units=units).order_by("pk") if row.is_called(name)), None)

    def units_not_under(self, homes: frozenset[int]) -> OrganisationQuerySet:
        """Units of anybody else; one under nobody may be anybody's."""
        return self.units().exclude(parent=None).exclude(parent__in=homes)

    def that_may_be_above(self) -> OrganisationQuerySet:
        """Those that others belong to or may come to; a unit is among them only while something is below it."""
        above = Q(pk__in=self.model.objects.exclude(parent=None).values("parent"))
        kinds = self.model.Kind
        return self.filter(above | ~Q(kind=kinds.UNIT), confirmed=True).exclude(kind=kinds.EXTERNAL)

    def units(self) -> OrganisationQuerySet:
        """Schools, departments and other parts of an organisation."""
        return self.filter(kind=self.model.Kind.UNIT)


class ContactPersonQuerySet(models.QuerySet):
    """Seats of the network."""

    def active(self) -> ContactPersonQuerySet:
        """Seats that give a right today."""
        return self.filter(ended=None, starts__lte=timezone.localdate(), person__is_active=True)

    def held(self) -> ContactPersonQuerySet:
        """Seats that have not ended, those of invited persons included."""
        return self.filter(ended=None)

    def in_ended(self) -> ContactPersonQuerySet:
        """Seats still held in organisations that have ended, or become another one."""
        ended = Q(organisation__valid_to__lt=timezone.localdate()) | ~Q(organisation__successor=None)
        return self.held().filter(ended)

    def held_by_role(self) -> dict[str, set[int]]:
        """Role → the organisations with a seat of it that gives a right today."""
        found: dict[str, set[int]] = {role: set() for role in self.model.Role.values}
        for role, organisation in self.active().values_list("role", "organisation"):
            found[role].add(organisation)
        return found

    def with_organisation(self) -> ContactPersonQuerySet:
        """With the organisation, by its name."""
        return self.select_related("organisation").order_by("organisation__name")

    def ordinary_first(self) -> ContactPersonQuerySet:
        """Ordinary ones before deputies, those who have sat longest first."""
        return self.order_by("-role", "starts", "pk")

    def waited_for(self) -> ContactPersonQuerySet:
        """Ordinary seats of those who cannot use them yet: invited, closed, or begun another day; two statements."""
        able = Q(person__is_active=True, starts__lte=timezone.localdate())
        found = self.held().filter(~able, role=self.model.Role.ORDINARY)
        return found.select_related("person").prefetch_related("person__groups")

    def invited_to(self, organisations: OrganisationQuerySet) -> ContactPersonQuerySet:
        """The ordinary seats of `organisations` whose persons have a link and have not opened their account."""
        invited = Q(person__is_active=False) & ~Q(person__invited_at=None)
        return self.held().filter(invited, role=self.model.Role.ORDINARY, organisation__in=organisations)

    def visible_to(self, person: Person) -> ContactPersonQuerySet:
        """The office sees every seat; those within the active ones; others only who chose to be shown."""
        if person.is_office:
            return self
        seats = self.active()
        return seats if person.may_read_internal else seats.exclude(shown=self.model.Shown.NOTHING)


class UserQuerySet(models.QuerySet):
    """People with an account, or invited to one."""

    def visible_to(self, person: Person) -> UserQuerySet:
        """The office sees all; those within the contact persons (name and organisation); each one oneself."""
        from network.models import ContactPerson

        if person.is_office:
            return self
        seats = ContactPerson.objects.visible_to(person).filter(person=models.OuterRef("pk"))
        own = Q(pk=person.user_id) if person.user_id else Q(pk__in=[])
        return self.filter(models.Exists(seats) | own)

    def matching(self, *, search: str = "", organisation: Model | None = None, state: str = "") -> UserQuerySet:
        """Those whom the filters of the office's list ask for; who is anonymous only among those that ended."""
        found = self.filter(_STATES[state]()) if state in _STATES else self.exclude(email__endswith=ANONYMOUS)
        for word in search.split():
            # SQLite folds the case of a–z only: «åsa» would miss «Åsa».
            names = Q(name__icontains=word) | Q(name__icontains=word.lower()) | Q(name__icontains=word.capitalize())
            found = found.filter(names | Q(email__icontains=word))
        if organisation:
            found = found.filter(models.Exists(_seats().filter(organisation=organisation)))
        return found

    def able_to_log_in_as(self, *keys: str) -> UserQuerySet:
        """Those with one of the roles whose account is open; Django's own superuser is an administrator."""
        from django.contrib.auth.models import Group

        groups = Group.user_set.through.objects.filter(user=models.OuterRef("pk"), group__name__in=keys)
        holds = Q(models.Exists(groups))
        return self.filter(holds | Q(is_superuser=True) if ADMIN.key in keys else holds, is_active=True)

    def no_one_elses(self, addresses: set[str], user: Model) -> set[str]:
        """Those of the addresses that no other account has today."""
        return addresses - set(self.filter(email__in=addresses).exclude(pk=user.pk).values_list("email", flat=True))

    def ids_by_name(self) -> list[int]:
        """Their ids in the order of the Swedish alphabet; in Python, since the two databases do not agree on it."""
        names = self.order_by().values_list("pk", "name")
        return [pk for pk, _name in sorted(names, key=lambda row: (swedish_order(row[1]), row[0]))]

    def with_duties(self) -> UserQuerySet:
        """With roles and seats read: two statements, however many people."""
        from network.models import ContactPerson

        seats = ContactPerson.objects.select_related("organisation").order_by("organisation__name", "starts")
        return self.prefetch_related("groups", models.Prefetch("seats", queryset=seats))


ANONYMOUS = "@anonym.invalid"


def _seats() -> ContactPersonQuerySet:
    from network.models import ContactPerson

    return ContactPerson.objects.held().filter(person=models.OuterRef("pk"))


def _on_duty() -> Q:
    from django.contrib.auth.models import Group

    groups = Group.user_set.through.objects.filter(user=models.OuterRef("pk"))
    return Q(models.Exists(_seats())) | Q(models.Exists(groups)) | Q(is_superuser=True)


_STATES = {
    "aktiv": lambda: _on_duty() & Q(is_active=True),
    "inbjuden": lambda: _on_duty() & Q(is_active=False) & ~Q(invited_at=None),
    "upphort": lambda: ~_on_duty(),
}
