"""The greeting to the office: kept with the activity until it is submitted, and then with the submission."""

from __future__ import annotations

from typing import NamedTuple

from activities.models import Activity, ReviewEvent
from network.text import without_hidden


class Greeting(NamedTuple):
    """The greeting as a form showed it, and as it was sent."""

    shown: str
    sent: str

    @property
    def is_new(self) -> bool:
        """Whether somebody wrote in it."""
        return self.sent != self.shown

    def onto(self, kept: str) -> str:
        """What is kept from now on. What nobody wrote in overwrites nothing; where two wrote at once, both stand."""
        if not self.is_new:
            return kept
        if kept in ("", self.shown):
            return self.sent
        return kept if self.stands_in(kept) else f"{kept}\n\n{self.sent}"

    def stands_in(self, kept: str) -> bool:
        """Whether what was sent is kept: alone, or below what another wrote. A double tap finds it so."""
        return not self.sent or f"\n\n{kept}".endswith(f"\n\n{self.sent}")


def keep(activity: Activity, greeting: Greeting | None) -> None:
    """Keep what a form sent, where it has a greeting; the activity is locked. What waits for the office has sent its
    own.
    """
    if greeting and activity.review != Activity.Review.SUBMITTED:
        _store(activity, Greeting(*map(without_hidden, greeting)).onto(activity.note))


def put_back(activity: Activity, submission: ReviewEvent | None) -> None:
    """Let the greeting of a submission that was taken back wait again, with what was written in between: after a
    decision that the office has undone.
    """
    if submission:
        _store(activity, Greeting("", activity.note).onto(submission.comment))


def forget(activity: Activity) -> None:
    """Keep it no longer: it was submitted."""
    _store(activity, "")


def _store(activity: Activity, text: str) -> None:
    if text != activity.note:
        activity.note = text
        activity.save(update_fields=["note"])
