"""What the mail of a decision says, and to whom: as it would be written now, for one decision or a page of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.urls import reverse

from activities.content import Content
from activities.happened import pages_left
from activities.models import Activity, ActivityOrganisation, Participation, ReviewEvent
from activities.querysets import ReviewEventQuerySet
from network.dates import long_date
from network.mail import Mail, Seats, compose
from network.models import Initiative, User
from network.person import author_name
from network.roles import ADMIN, OFFICE
from network.text import capital

Kind = ReviewEvent.Kind
TEMPLATES = {
    Kind.PUBLISHED: "published",
    Kind.BROUGHT_BACK: "published",
    Kind.SENT_BACK: "sent_back",
    Kind.WITHDRAWN: "withdrawn",
}
# Why somebody of the office reads a mail that is for an organisation: nobody holds its seat, or the reader sent it in.
EMPTY_SEAT, OWN_SUBMISSION = "seat", "sent"


class Told(NamedTuple):
    """Who hears of something: those it is for, the office in place of an empty seat, and who of it sent it in."""

    holders: list[User]
    stand_ins: list[User] = []
    submitter: list[User] = []

    def but(self, user_id: int | None) -> Told:
        """Without the one who acts."""
        return Told(*([user for user in users if user.pk != user_id] for users in self))

    def voices(self) -> Iterable[tuple[str, list[User]]]:
        """Each group with what `office_reads` is in its mails; nobody stands in two."""
        return zip(("", EMPTY_SEAT, OWN_SUBMISSION), self, strict=True)


class DecisionMail(NamedTuple):
    """The mail of a decision: whom it tells, what its template is given, and whether the decision still holds."""

    event: ReviewEvent
    told: Told
    about: dict[str, Any]
    holds: bool
    may_be_overtaken: bool  # a later decision can still be undone: what the mail says may change again

    @property
    def waits(self) -> bool:
        """Whether it is written once nothing can be undone any more, as far as one knows now."""
        return bool(self.receivers()) and (self.holds or self.may_be_overtaken)

    @property
    def template(self) -> str:
        """The name of the template of mails that it is written from."""
        return TEMPLATES[Kind(self.event.kind)]

    def receivers(self) -> list[User]:
        """All who get it."""
        return [user for users in self.told for user in users if user.is_active]

    def composed(self, initiative: Initiative | None) -> Mail | None:
        """As the first of its receivers will read it; None where nobody gets one."""
        for voice, users in self.told.voices():
            for user in users:
                if user.is_active:
                    return compose(self.template, user, initiative, self.about | {"office_reads": voice})
        return None


def mails_of(events: ReviewEventQuerySet) -> list[DecisionMail]:
    """The mails of decisions, in the order of `events`. Seven queries at most, however many they are."""
    found = list(events.with_outcome().select_related("activity", "by", "version"))
    owners = _owners(found)
    seats = Seats(frozenset().union(*owners.values()))
    holders = {event.pk: {user.pk for user in seats.holders(owners[event.pk])} for event in found}
    office = _of_the_office({event.submitter for event in found if event.submitter not in holders[event.pk]})
    return [_mail_of(event, owners[event.pk], seats, office) for event in found]


def concerned(owners: frozenset[int], seats: Seats, submitter: User | None) -> Told:
    """The seats of lead and accepted co-owners, and of the office who submitted.

    Anybody else who submitted hears as long as the seat is theirs: mail belongs to the seat.
    """
    holders, stand_ins = seats.holders(owners), seats.stand_ins(owners)
    named = {user.pk for user in (*holders, *stand_ins)}
    return Told(holders, stand_ins, [submitter] if submitter and submitter.pk not in named else [])


def about(event: ReviewEvent) -> dict[str, Any]:
    """What mails about a decision or submission are given."""
    return {
        "title": event.version.content["title"],
        "comment": event.comment,
        "comments": bool(event.field_comments),
        "by": capital(author_name(event.by)),
        "date": long_date(event.at),
        "path": event.activity.get_absolute_url(),
        "pages": pages_left(event),
    }


def _owners(events: Iterable[ReviewEvent]) -> dict[int, frozenset[int]]:
    """Event → whose it is: of a withdrawal theirs too whose page it was, for the tables hold the newest draft now."""
    now = ActivityOrganisation.objects.owners_of({event.activity_id for event in events})
    withdrawn = {event.activity_id for event in events if event.kind == Kind.WITHDRAWN}
    accepted = Participation.objects.owning_in(withdrawn)
    found = {}
    for event in events:
        owners = now.get(event.activity_id, frozenset())
        if event.kind == Kind.WITHDRAWN:
            content, said_yes = Content.from_json(event.version.content), accepted.get(event.activity_id, frozenset())
            owners |= {pk for pk in (content.lead, *content.co_owners & said_yes) if pk}
        found[event.pk] = owners
    return found


def _mail_of(event: Any, owners: frozenset[int], seats: Seats, office: dict[int, User]) -> DecisionMail:
    told = concerned(owners, seats, office.get(event.submitter))
    by_office = event.submitter in office.keys() - {user.pk for user in told.holders}
    internal = _shown(event) == Activity.Audience.INTERNAL  # only those who log in read it
    seen = {"corrected": _corrected(event), "by_office": by_office, "internal": internal, "changed": _changed(event)}
    seen["archived"] = event.activity.archived_at is not None
    given = about(event) | _place_to_act(event) | seen
    answered = event.kind == Kind.SENT_BACK and event.resubmitted  # whatever is decided or undone then
    return DecisionMail(event, told.but(event.by_id), given, _holds(event), event.may_be_overtaken and not answered)


def _of_the_office(users: set[int]) -> dict[int, User]:
    """Those of `users` (ids) who may what the office may today."""
    return User.objects.able_to_log_in_as(OFFICE.key, ADMIN.key).in_bulk(users)


def _place_to_act(event: ReviewEvent) -> dict[str, str]:
    """What was sent back is mended in the form; everything else is read."""
    return {"path": reverse("activity_edit", args=[event.activity_id])} if event.kind == Kind.SENT_BACK else {}


def _shown(event: Any) -> str:
    """To whom: as it is shown now, else as the decision showed it, which may be again."""
    return event.activity.published_as if event.activity.is_live else event.shown_as


def _changed(event: Any) -> bool:
    """Whether it publishes a change of what the same readers could read already, and its owners had heard of that."""
    was_live = event.before_live_id is not None and event.before_published_as == _shown(event)
    return event.kind == Kind.PUBLISHED and was_live and event.known


def _corrected(event: Any) -> bool:
    """Whether the decision is about another text than the one that was submitted: the office has corrected it."""
    decides = event.kind in (Kind.PUBLISHED, Kind.SENT_BACK)
    return decides and event.submitted_version not in (None, event.version_id)


def _holds(event: Any) -> bool:
    """Whether a later decision has not overtaken this one: a mail must not say what no longer holds, nor twice. Of what
    was archived since no mail asks for more; should it be taken out again, the contact person's own page does.
    """
    activity = event.activity
    if event.told_again:
        return False
    if event.kind == Kind.BROUGHT_BACK and _was_away_unheard(event):
        return False
    if event.kind == Kind.SENT_BACK:
        return activity.review == Activity.Review.SENT_BACK and not activity.archived_at
    if event.kind == Kind.WITHDRAWN:
        return not activity.is_live
    return activity.live_version_id == event.version_id


def _was_away_unheard(back: Any) -> bool:
    """Whether they had heard that it was published, and not that it was withdrawn: then nothing is new.

    What is overtaken counts as mailed when that is seen, which is after the one that overtook it.
    """
    heard = back.told_at is not None and back.told_at < back.withdrawn_at
    return heard and (back.withdrawal_mailed_at is None or back.withdrawal_mailed_at > back.at)
