"""Answers of the organisations that an activity names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from activities.states import Answer

if TYPE_CHECKING:
    from network.person import Person


class ParticipationQuerySet(models.QuerySet):
    """Answers of organisations that were named."""

    def open_for(self, person: Person) -> ParticipationQuerySet:
        """Invitations that the person's organisations have not answered, the oldest first."""
        return self.filter(
            state=Answer.INVITED, organisation__in=person.organisations, activity__archived_at=None
        ).order_by("invited_at")

    def asked_of(self, person: Person) -> ParticipationQuerySet:
        """Invitations of the person's organisations, whatever they answered."""
        return self.filter(organisation__in=person.organisations).exclude(state=Answer.NONE)

    def declined(self) -> ParticipationQuerySet:
        """Refusals."""
        return self.filter(state=Answer.DECLINED)

    def with_what_is_asked(self) -> ParticipationQuerySet:
        """With the organisation, the activity and the version that one is asked about."""
        return self.select_related("activity", "organisation", "version")

    def external(self) -> ParticipationQuerySet:
        """The external parties, by name."""
        return self.filter(organisation__kind="extern").select_related("organisation").order_by("organisation__name")

    def answered(self) -> ParticipationQuerySet:
        """Those that an organisation answered, the latest first, with who did."""
        said = self.exclude(answered_at=None).select_related("organisation", "answered_by")
        return said.order_by("-answered_at", "-pk")

    def greetings(self) -> dict[int, str]:
        """What organisations wrote with their answers."""
        return dict(self.exclude(answer="").values_list("organisation", "answer"))
