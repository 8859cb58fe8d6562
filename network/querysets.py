"""Every query about people and organisations, by name."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from network.person import Person


class OrganisationQuerySet(models.QuerySet):
    """Organisations, units and external parties."""

    def current(self, day: datetime.date | None = None) -> OrganisationQuerySet:
        """Those valid on `day`, today unless told."""
        day = day or timezone.localdate()
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day), successor=None
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

        held = ContactPerson.objects.active().filter(organisation=models.OuterRef("pk"), role="ordinarie")
        return self.needing_contact().filter(~models.Exists(held))


class ContactPersonQuerySet(models.QuerySet):
    """Seats of the network."""

    def active(self) -> ContactPersonQuerySet:
        """Seats that give a right today."""
        return self.filter(ended=None, starts__lte=timezone.localdate(), person__is_active=True)

    def held(self) -> ContactPersonQuerySet:
        """Seats that have not ended, those of invited persons included."""
        return self.filter(ended=None)
