"""What happened to each demo activity, told through the services and then moved to the day it happened."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import Any
from uuid import uuid4
from zlib import crc32

from django.db import models
from django.utils import timezone
from post_office.models import STATUS, Email

from activities.content import Cell, Content
from activities.facts import Facts
from activities.models import Activity, ActivityVersion, Level, Method, MethodStep, Participation, ReviewEvent
from activities.services import review, together, writing
from goals.models import EffectGoal, FocusArea
from needs.models import Need
from network.models import Organisation, User
from network.person import Person
from network.roles import OFFICE
from skolaforst.services.demo import Row, by_key, day

Audience = Activity.Audience
AUDIENCES = {"published_internal": Audience.INTERNAL}  # all others that are published are public
NOW = datetime.timedelta(minutes=4)  # how long ago what happened «today» happened: it can still be undone
MAILS_WAIT = datetime.timedelta(days=4)  # younger decisions have their mails written by send_mail
MAILS_SENT = datetime.timedelta(days=1)  # older mails in the outbox have been sent


def tell(data: Row, people: Row, users: dict[str, User], needs: dict[str, Need]) -> int:
    """Make all activities of the file; how many."""
    cast = Cast(people["seat"], users)
    reader = Reader(data, needs, cast)
    clock = Clock()
    for row in data["activity"]:
        Story(row, reader, cast, clock).tell()
    clock.store()
    return len(data["activity"])


class Cast:
    """Who acts: the one who held the seat on the day, or the office."""

    def __init__(self, seats: list[Row], users: dict[str, User]) -> None:
        self.organisations = by_key(Organisation, {seat["organisation"] for seat in seats})
        self._seats: dict[str, list[Row]] = defaultdict(list)
        for seat in seats:
            self._seats[seat["organisation"]].append({**seat, "user": users[seat["person"]]})
        role = frozenset({OFFICE.key})
        self._office = [
            Person(users[email], role) for email in ("kontor@skolaforst.example", "kontor2@skolaforst.example")
        ]

    def office(self, key: str) -> Person:
        """One of the office, always the same for the same activity."""
        return self._office[_pick(key, len(self._office))]

    def of(self, organisation: str, when: int, key: str) -> Person:
        """Who wrote for `organisation` that day: ordinary contact person or deputy; where none, the office."""
        seats = [s for s in self._seats[organisation] if s["since"] <= when < s.get("ended", 1)]
        seats = [s for s in seats if s["user"].is_active]
        if not seats:
            return self.office(key)
        user = seats[_pick(key, len(seats))]["user"]
        own = frozenset(
            self.organisations[key].pk for key, held in self._seats.items() if any(s["user"] == user for s in held)
        )
        return Person(user, frozenset(), own, own)


def _pick(key: str, count: int) -> int:
    return crc32(key.encode()) % count


class Reader:
    """From keys in the file to the ids that services want."""

    def __init__(self, data: Row, needs: dict[str, Need], cast: Cast) -> None:
        rows: list[Row] = [version for row in data["activity"] for version in (row, *row.get("earlier", ()))]
        self._needs = {key: need.pk for key, need in needs.items()}
        self._levels = _ids(Level, {cell[0] for row in rows for cell in row.get("cells", ())})
        self._areas = _ids(FocusArea, {cell[1] for row in rows for cell in row.get("cells", ())})
        self._methods = _ids(Method, {row["method"] for row in rows if "method" in row})
        self._steps = _ids(MethodStep, {row["step"] for row in rows if "step" in row})
        self._goals = {goal.number: goal.pk for goal in EffectGoal.objects.all()}
        typed = {row["key"] for row in data["typed"]}
        self.organisations = _ids(Organisation, {key for row in rows for key in _named(row)} - typed)
        self.organisations |= self._type(data, cast)

    def content(self, row: Row) -> Content:
        """What the row says."""
        organisations = self.organisations
        return Content(
            title=row["title"],
            summary=row.get("summary", ""),
            description=row.get("description", "").strip(),
            lead=organisations[row["lead"]],
            co_owners=frozenset(organisations[key] for key in row.get("co_owners", ())),
            participants=frozenset(organisations[key] for key in row.get("participants", ())),
            externals=frozenset(organisations[key] for key in row.get("externals", ())),
            cells=frozenset(self._cell(*cell) for cell in row.get("cells", ())),
            goals=frozenset(self._goals[number] for number in row.get("goals", ())),
            needs=frozenset(self._needs[key] for key in row.get("needs", ())),
            method=self._methods[row["method"]] if "method" in row else None,
            target_group=row.get("target_group", ""),
            expected_reach=row.get("expected_reach", ""),
        )

    def facts(self, row: Row) -> Facts:
        """How far it has come."""
        return Facts(
            status=row["status"],
            start_date=day(row["start"]) if "start" in row else None,
            end_date=day(row["end"]) if "end" in row else None,
            step=self._steps[row["step"]] if "step" in row else None,
            reached=row.get("reached"),
        )

    def consents(self, row: Row) -> dict[int, bool]:
        """Which external parties agreed to be named."""
        return {self.organisations[key]: agreed for key, agreed in row.get("externals", {}).items()}

    def _cell(self, level: str, area: str, unit: str | None = None) -> Cell:
        return Cell(self._levels[level], self._areas[area], self.organisations[unit] if unit else None)

    def _type(self, data: Row, cast: Cast) -> dict[str, int]:
        """Units and external parties, made by whoever first wrote their name."""
        parents = by_key(Organisation, {row["parent"] for row in data["typed"] if "parent" in row})
        made = {}
        for row in data["typed"]:
            first = next(story for story in data["activity"] if row["key"] in _named(story))
            made[row["key"]] = Organisation.objects.create(
                key=row["key"],
                name=row["name"],
                kind=row["kind"],
                parent=parents.get(row.get("parent")),
                in_group=row["kind"] == Organisation.Kind.UNIT,
                confirmed=row.get("confirmed", False),
                created_by=cast.of(first["lead"], first["at"], first["key"]).user,
            ).pk
        return made


def _named(row: Row) -> set[str]:
    units = {cell[2] for cell in row.get("cells", ()) if len(cell) > 2}
    lead = {row["lead"]} if "lead" in row else set()
    answers = {answer["organisation"] for answer in row.get("answer", ())}
    return units | lead | answers | {*row.get("co_owners", ()), *row.get("participants", ()), *row.get("externals", ())}


def _ids(model: type[models.Model], keys: set[str]) -> dict[str, int]:
    return {key: row.pk for key, row in by_key(model, keys).items()}


class Clock:
    """Moves what the services made just now to the moment it happened, all in the end."""

    def __init__(self) -> None:
        self._now = timezone.now()
        self._changed: dict[type[models.Model], dict[int, models.Model]] = defaultdict(dict)
        self._fields: dict[type[models.Model], set[str]] = defaultdict(set)
        self._last_mail = Email.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def moment(self, when: int, after: datetime.datetime | None) -> datetime.datetime:
        """A moment in office hours that day, on a weekday, later than `after` and never in the future."""
        if when >= 0:
            return self._now - NOW
        date = day(when)
        date -= datetime.timedelta(days=max(date.weekday() - 4, 0))
        minutes = 8 * 60 + _pick(f"{when}{after}", 480)
        at = timezone.make_aware(datetime.datetime.combine(date, datetime.time(minutes // 60, minutes % 60)))
        if after and at <= after:
            at = after + datetime.timedelta(minutes=17)
        return min(at, self._now - 2 * NOW)

    def move(self, row: models.Model, **times: Any) -> None:
        """Note the moments of a row."""
        kept = self._changed[type(row)].setdefault(row.pk, row)
        for name, value in times.items():
            setattr(kept, name, value)
        self._fields[type(row)] |= times.keys()

    def move_decision(self, event: ReviewEvent, at: datetime.datetime) -> None:
        """Note the moment of a decision; its mails were written ten minutes later, unless that was just now."""
        written = at + datetime.timedelta(minutes=10) if self._now - at > MAILS_WAIT else None
        self.move(event, at=at, mailed_at=written)

    def move_mails(self, at: datetime.datetime) -> None:
        """Date the mails written since the last call; old ones have been sent."""
        mails = Email.objects.filter(pk__gt=self._last_mail)
        last = mails.order_by("-pk").values_list("pk", flat=True).first()
        if last:
            sent = {"status": STATUS.sent} if self._now - at > MAILS_SENT else {}
            mails.update(created=at, last_updated=at, **sent)
            self._last_mail = last

    def store(self) -> None:
        """Write all moments, one statement a table."""
        for model, rows in self._changed.items():
            model._default_manager.bulk_update(rows.values(), sorted(self._fields[model]), batch_size=100)


class Story:
    """One activity, from its first draft to where it stands today."""

    def __init__(self, row: Row, reader: Reader, cast: Cast, clock: Clock) -> None:
        self.row, self.reader, self.cast, self.clock = row, reader, cast, clock
        self.key = str(row["key"])
        self.at: datetime.datetime | None = None
        self.activity: Activity
        self.version: ActivityVersion

    def tell(self) -> None:
        """Everything that happened to it, in order."""
        earlier = self.row.get("earlier", [])
        first = {**self.row, **earlier[0]} if earlier else self.row
        self._create(first, self._first_day(earlier))
        for told in earlier:
            self._earlier(told)
        getattr(self, f"_{_HOW.get(self.row['state'], self.row['state'])}")()
        self._answer_late()
        self.clock.move(self.activity, changed_at=self.at, facts_at=self.at)

    def _first_day(self, earlier: list[Row]) -> int:
        if earlier:
            return int(earlier[0]["at"]) - 9
        drafts = ("draft", "old_draft")
        return int(self.row.get("live_at", self.row["at"])) - (0 if self.row["state"] in drafts else 9)

    def _earlier(self, told: Row) -> None:
        when = told["at"]
        self._save({**self.row, **told}, when - 4)
        if told["then"] != "saved":
            self._submit(when - 3)
        if told["then"] == "published":
            self._publish(when)
        elif told["then"] == "sent_back":
            self._send_back(when, told)

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

    def _archived(self) -> None:
        self._published(self.row["live_at"])
        event = review.archive(self.activity, by=self._office())
        at = self._go(self.row["at"])
        self.clock.move_decision(event, at)
        self.clock.move(self.activity, archived_at=at)

    def _withdrawn(self) -> None:
        self._published(self.row["live_at"])
        event = review.withdraw(self.activity, reason=self.row["reason"], by=self._office())
        self.clock.move_decision(event, self._go(self.row["at"]))

    # Single acts, each moved to its day.

    def _create(self, row: Row, when: int) -> None:
        consents = self.reader.consents(row)
        self.activity, _made = writing.create(
            self.reader.content(row), self.reader.facts(self.row), form_key=uuid4(), by=self._writer(when),
            consents=consents,
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
        self.version = writing.save(self.version, content, by=self._writer(when), consents=consents)
        self.clock.move(self.version, at=self._go(when))

    def _submit(self, when: int, note: str = "") -> None:
        event = writing.submit(self.version, by=self._writer(when), note=note)
        at = self._go(when)
        self.clock.move(event, at=at)
        self.clock.move_mails(at)
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
        keys = {pk: key for key, pk in self.reader.organisations.items()}
        told = {answer["organisation"] for answer in self.row.get("answer", ())}
        for asked_one in self.activity.participations.filter(state=Participation.State.INVITED):
            self.clock.move(asked_one, invited_at=asked)
            if keys[asked_one.organisation_id] not in told:
                self._answer(asked_one, keys[asked_one.organisation_id], True, "", asked + datetime.timedelta(hours=3))

    def _answer_late(self) -> None:
        for told in self.row.get("answer", ()):
            if told["says"] != "invited":
                asked = self.activity.participations.get(organisation=self.reader.organisations[told["organisation"]])
                at = self.clock.moment(told["at"], None)
                self._answer(asked, told["organisation"], told["says"] == "yes", told.get("text", ""), at)

    def _answer(self, asked: Participation, key: str, accept: bool, text: str, at: datetime.datetime) -> None:
        at = min(at, timezone.now() - 2 * NOW)
        by = self.cast.of(key, (at.date() - day(0)).days, self.key)
        answer = together.answer_invitation(asked, accept=accept, by=by, text=text)
        self.clock.move(answer, answered_at=at)
        self.clock.move_mails(at)

    def _go(self, when: int) -> datetime.datetime:
        """The moment of the next act."""
        self.at = self.clock.moment(when, self.at)
        return self.at

    def _writer(self, when: int) -> Person:
        by_office = self.row.get("office", False)
        return self.cast.office(self.key) if by_office else self.cast.of(self.row["lead"], when, self.key)

    def _office(self) -> Person:
        return self.cast.office(f"review {self.key}")


_HOW = {
    "old_draft": "draft",
    "answered": "submitted",
    "published_public": "published",
    "published_internal": "published",
}
