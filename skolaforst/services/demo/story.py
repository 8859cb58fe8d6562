"""What happened to each demo activity, told through the services and then moved to the day it happened."""

from __future__ import annotations

import datetime
from uuid import uuid4

from activities.content import Content
from activities.models import Activity, ActivityVersion, Participation
from activities.services import greeting, review, together, writing
from needs.models import Need
from network.models import User
from network.person import Person
from skolaforst.services.demo.cast import Cast
from skolaforst.services.demo.clock import Clock
from skolaforst.services.demo.files import Row, day
from skolaforst.services.demo.reader import Reader

Audience = Activity.Audience
AUDIENCES = {"published_internal": Audience.INTERNAL}  # all others that are published are public
ALIKE = {
    "old_draft": "draft",
    "answered": "submitted",
    "published_public": "published",
    "published_internal": "published",
}


def tell(data: Row, people: Row, users: dict[str, User], needs: dict[str, Need]) -> int:
    """Make all activities of the file; how many."""
    cast = Cast(people["seat"], users)
    reader = Reader(data, needs, cast)
    clock = Clock()
    for row in data["activity"]:
        Story(row, reader, cast, clock).tell()
    clock.store()
    return len(data["activity"])


class Story:
    """One activity, from its first draft to where it stands today."""

    def __init__(self, row: Row, reader: Reader, cast: Cast, clock: Clock) -> None:
        self.row, self.reader, self.cast, self.clock = row, reader, cast, clock
        self.key = str(row["key"])
        self.at: datetime.datetime | None = None
        self.asked: set[int] = set()  # organisations that have been invited
        self.activity: Activity
        self.version: ActivityVersion

    def tell(self) -> None:
        """Everything that happened to it, in order."""
        earlier = self.row.get("earlier", [])
        first = {**self.row, **earlier[0]} if earlier else self.row
        self._create(first, self._first_day(earlier))
        for told in earlier:
            self._earlier(told)
        getattr(self, f"_{ALIKE.get(self.row['state'], self.row['state'])}")()
        self._answer_late()
        self.clock.move(self.activity, changed_at=self.at, facts_at=self.at)

    def _first_day(self, earlier: list[Row]) -> int:
        if earlier:
            return int(earlier[0]["at"]) - 9
        drafts = ("draft", "old_draft")
        return int(self.row["live_at"] if "live_at" in self.row else self.row["at"]) - (
            0 if self.row["state"] in drafts else 9
        )

    def _earlier(self, told: Row) -> None:
        when = told["at"]
        self._save({**self.row, **told}, when - 4)
        if told["then"] != "saved":
            self._submit(when - 3)
        if told["then"] == "published":
            self._publish(when)
        elif told["then"] == "sent_back":
            self._send_back(when, told)
        elif told["then"] == "taken_back":
            event = writing.take_back(self.version, by=self._writer(when))
            self.clock.move(event, at=self._go(when))

    # What a state of the file means, after all that is told in `earlier`.

    def _draft(self) -> None:
        self._save(self.row, self.row["at"])

    def _submitted(self) -> None:
        self._save(self.row, self.row["at"] - 1)
        self._submit(self.row["at"], note=self.row.get("note", ""))

    def _sent_back(self) -> None:
        self._save(self.row, self.row["at"] - 3)
        self._submit(self.row["at"] - 2)
        self._send_back(self.row["at"], self.row)

    def _published(self, when: int | None = None) -> None:
        when = self.row["at"] if when is None else when
        self._save(self.row, when - 5)
        self._submit(when - 4)
        self._publish(when)

    def _waiting_change(self) -> None:
        self._published(self.row["live_at"])
        self._save({**self.row, **self.row["change"]}, self.row["at"])

    def _submitted_changed(self) -> None:
        self._published(self.row["live_at"])
        self._save({**self.row, **self.row["change"]}, self.row["at"] - 1)
        self._submit(self.row["at"], note=self.row.get("note", ""))

    def _sent_back_changed(self) -> None:
        self._published(self.row["live_at"])
        self._save({**self.row, **self.row["change"]}, self.row["at"] - 3)
        self._submit(self.row["at"] - 2)
        self._send_back(self.row["at"], self.row)

    def _archived(self) -> None:
        self._published(self.row["live_at"])
        self.activity.refresh_from_db()
        event = review.archive(self.activity, by=self._office())
        at = self._go(self.row["at"])
        self.clock.move_decision(event, at)
        self.clock.move(self.activity, archived_at=at)

    def _withdrawn(self) -> None:
        self._published(self.row["live_at"])
        self.activity.refresh_from_db()
        event = review.withdraw(self.activity, reason=self.row["reason"], by=self._office())
        self.clock.move_decision(event, self._go(self.row["at"]))

    # Single acts, each moved to its day.

    def _create(self, row: Row, when: int) -> None:
        consents = self.reader.consents(row)
        self.activity, _made = writing.create(
            self.reader.content(row), self.reader.facts(self.row), form_key=uuid4(), by=self._writer(when),
            beside=writing.Beside(consents),
        )  # fmt: skip
        version = self.activity.newest_version
        assert version is not None  # a new activity has one
        self.version = version
        at = self._go(when)
        self.clock.move(version, at=at)
        self.clock.move(self.activity, created_at=at)

    def _save(self, row: Row, when: int) -> None:
        content = self.reader.content(row)
        if content == Content.from_json(self.version.content):
            return
        consents = self.reader.consents(row)
        self.version = writing.save(self.version, content, by=self._writer(when), beside=writing.Beside(consents))
        self.clock.move(self.version, at=self._go(when))

    def _submit(self, when: int, note: str = "") -> None:
        greeting.keep(self.activity, greeting.Greeting("", note))
        event = writing.submit(self.version, by=self._writer(when))
        at = self._go(when)
        self.clock.move(event, at=at)
        self.clock.mails_until_now(at)
        self._answer_soon(at)

    def _publish(self, when: int) -> None:
        audience = AUDIENCES.get(self.row["state"], Audience.PUBLIC)
        event = review.publish(self.version, audience=audience, by=self._office())
        at = self._go(when)
        self.clock.move_decision(event, at)
        self.clock.move(self.activity, published_at=at)

    def _send_back(self, when: int, told: Row) -> None:
        comments = told.get("comments", {})
        event = review.send_back(self.version, reason=told["reason"], by=self._office(), field_comments=comments)
        self.clock.move_decision(event, self._go(when))

    def _answer_soon(self, asked: datetime.datetime) -> None:
        """Those just invited say yes, but who is told of in the file."""
        told = {answer["organisation"] for answer in self.row.get("answer", ())}
        for key, invitation in self._new_invitations().items():
            self.clock.move(invitation, invited_at=asked)
            if invitation.state == Participation.State.ACCEPTED:  # the submitter holds that seat too
                self.clock.move(invitation, answered_at=asked)
            elif key not in told:
                self._answer(invitation, key, True, "", asked + datetime.timedelta(hours=3))

    def _new_invitations(self) -> dict[str, Participation]:
        content = Content.from_json(self.version.content)
        new = (content.co_owners | content.participants) - self.asked
        self.asked |= new
        if not new:
            return {}
        keys = {pk: key for key, pk in self.reader.organisations.items()}
        rows = self.activity.participations.filter(organisation__in=new)
        return {keys[row.organisation_id]: row for row in rows}

    def _answer_late(self) -> None:
        for told in self.row.get("answer", ()):
            if told["says"] != "invited":
                asked = self.activity.participations.get(organisation=self.reader.organisations[told["organisation"]])
                at = self.clock.moment(told["at"], None)
                self._answer(asked, told["organisation"], told["says"] == "yes", told.get("text", ""), at)

    def _answer(self, asked: Participation, key: str, accept: bool, text: str, at: datetime.datetime) -> None:
        at = min(at, self.clock.latest)
        by = self.cast.of(key, (at.date() - day(0)).days, self.key)
        together.answer_invitation(asked, accept=accept, by=by, text=text)
        self.clock.move(asked, answered_at=at)
        self.clock.mails_until_now(at)

    def _go(self, when: int) -> datetime.datetime:
        """The moment of the next act."""
        self.at = self.clock.moment(when, self.at)
        return self.at

    def _writer(self, when: int) -> Person:
        by_office = self.row.get("office", False)
        return self.cast.office(self.key) if by_office else self.cast.of(self.row["lead"], when, self.key)

    def _office(self) -> Person:
        return self.cast.office(f"review {self.key}")
