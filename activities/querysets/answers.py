"""Answers of the organisations that an activity names."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef

from activities.states import Answer, Role

if TYPE_CHECKING:
    from activities.models import ReviewEvent
    from network.person import Person


class ParticipationQuerySet(models.QuerySet):
    """Answers of organisations that were named."""

    def open_for(self, person: Person) -> ParticipationQuerySet:
        """Invitations that the person's organisations have not answered, the oldest first."""
        mine = self.answerable_by(person).filter(organisation__in=person.organisations)
        return mine.unanswered().order_by("invited_at")

    def nobody_answers(self, held: Collection[int]) -> ParticipationQuerySet:
        """Invitations that wait, of organisations not among `held` (activities/reference.py): the office asks them."""
        waiting = self.asked().unanswered().filter(activity__archived_at=None).exclude(organisation__in=held)
        return waiting.with_what_is_asked().order_by("invited_at", "pk")

    def unanswered(self) -> ParticipationQuerySet:
        """Those that have been asked and not answered, also for more than they take part in."""
        return self.filter(state=Answer.INVITED)

    def asked_of(self, person: Person) -> ParticipationQuerySet:
        """Invitations of the person's organisations, whatever they answered."""
        return self.asked().filter(organisation__in=person.organisations)

    def read_by(self, person: Person) -> ParticipationQuerySet:
        """Invitations that the person may read, also of what rests: the own ones; the office any."""
        return self.asked() if person.is_office else self.asked_of(person)

    def answerable_by(self, person: Person) -> ParticipationQuerySet:
        """As rules.may_answer: the own ones; the office answers for any, such as one without a contact person."""
        return self.read_by(person).filter(activity__archived_at=None)

    def asked(self) -> ParticipationQuerySet:
        """Invitations, whatever was answered; who leads by now is not asked."""
        from activities.models import ActivityOrganisation

        same = {"activity": OuterRef("activity"), "organisation": OuterRef("organisation")}
        return self.counting().filter(~Exists(ActivityOrganisation.objects.filter(role=Role.LEAD, **same)))

    def counting(self) -> ParticipationQuerySet:
        """Those that were asked, and that what counts still names."""
        return self.exclude(state=Answer.NONE)

    def drop(self, event: ReviewEvent | None) -> None:
        """Let them count for nothing, from `event` on."""
        self.counting().update(before_dropped=F("state"), state=Answer.NONE, dropped_by=event)

    def give_back(self) -> None:
        """Let those that were dropped count again, as they stood."""
        dropped = self.filter(state=Answer.NONE).exclude(before_dropped=Answer.NONE)
        dropped.update(state=F("before_dropped"), before_dropped=Answer.NONE, dropped_by=None)

    def owning(self) -> ParticipationQuerySet:
        """Those that said yes to being co-owner: where that is their role, they write."""
        return self.filter(state=Answer.ACCEPTED, accepted_as=Role.CO_OWNER)

    def only_helping(self) -> ParticipationQuerySet:
        """Those that take part, and have not said whether they would own."""
        return self.taking_part().filter(helps_only=False).exclude(accepted_as=Role.CO_OWNER)

    def taking_part(self) -> ParticipationQuerySet:
        """Those that said yes, also where they are asked for more by now: their names are shown."""
        return self.counting().exclude(accepted_as="")

    def owning_in(self, activities: Collection[int]) -> dict[int, frozenset[int]]:
        """Activity → the organisations that said yes to being co-owner: one query, none for no activities."""
        found: dict[int, set[int]] = {}
        rows = self.owning().filter(activity__in=activities).values_list("activity", "organisation")
        for activity, organisation in rows:
            found.setdefault(activity, set()).add(organisation)
        return {activity: frozenset(accepted) for activity, accepted in found.items()}

    def declined(self) -> ParticipationQuerySet:
        """Refusals."""
        return self.filter(state=Answer.DECLINED)

    def with_what_is_asked(self) -> ParticipationQuerySet:
        """With the organisation, the activity and the version that one is asked about."""
        return self.select_related("activity", "organisation", "version")

    def of_parties(self) -> ParticipationQuerySet:
        """External parties; what stayed on a name that was merged is another one's by now."""
        from network.models import Organisation

        external = self.filter(organisation__kind=Organisation.Kind.EXTERNAL)
        return external.exclude(organisation__in=Organisation.objects.merged())

    def external(self) -> ParticipationQuerySet:
        """The external parties, with their names."""
        return self.of_parties().select_related("organisation").order_by("pk")

    def agreed(self) -> frozenset[int]:
        """Ids of the external parties that agreed to be named."""
        return frozenset(self.of_parties().filter(consent=True).values_list("organisation", flat=True))

    def in_history(self) -> ParticipationQuerySet:
        """With the organisation and who answered last for it (happened.answer_rows)."""
        return self.select_related("organisation", "answered_by")

    def greetings(self) -> dict[int, str]:
        """What organisations wrote with their answers."""
        return dict(self.counting().exclude(answer="").values_list("organisation", "answer"))
