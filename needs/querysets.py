"""Every query about needs, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from network.text import stems

if TYPE_CHECKING:
    from network.person import Person


class NeedQuerySet(models.QuerySet):
    """Needs and obstacles."""

    def with_public_wording(self) -> NeedQuerySet:
        """Those whose public wording a second person has approved: the only ones anybody may read."""
        return self.exclude(public_approved_by=None)

    def visible_to(self, person: Person) -> NeedQuerySet:
        """All needs for readers, contact persons and the office; else those with an approved public wording."""
        return self if person.may_read_internal else self.with_public_wording()

    def standing(self) -> NeedQuerySet:
        """Those not joined into another."""
        return self.filter(canonical=None)

    def search(self, query: str) -> NeedQuerySet:
        """Needs in whose words every word of `query` stands, in some form."""
        found = Q()
        for stem in stems(query):
            found &= Q(search__contains=stem)
        return self.filter(found)
