"""What the review page shows: the activity as the public will see it, what differs, and why it is here."""

from __future__ import annotations

from typing import NamedTuple

from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from activities import checklist, queue
from activities.content import FIELDS, Content, difference, merged_among
from activities.facts import FACTS, Facts
from activities.forms.review import ReviewForm
from activities.happened import latest
from activities.marked import Sides, plain, sides
from activities.models import Activity, ActivityVersion, ReviewEvent
from activities.preview import Preview, preview
from activities.querysets.queue import ids_in_order
from activities.reference import Reference
from activities.services.locking import content_of
from activities.story import Corrected, Earlier, Story, corrected, story_of
from activities.wording import LABELS, FieldWords, differences, facts_in_words, side_by_side
from needs.models import Need
from network.dates import long_date
from network.person import Person
from network.text import capital


class Arrival(NamedTuple):
    """Why it is here, who submitted it and when, whether that was who reads it now, and what they wrote with it."""

    why: queue.Why
    by: str
    day: str
    waited: str
    own: bool
    note: str


class Place(NamedTuple):
    """Where it stands in the queue, and the one that opens when it is skipped."""

    number: int
    total: int
    skip: int | None


class Texts(NamedTuple):
    """What waits, and what it is compared with: what is live, or else was returned or withdrawn; what was returned;
    submitted.
    """

    newest: Content
    base: Content | None
    returned: Content | None
    submitted: Content

    @property
    def needs(self) -> frozenset[int]:
        """Every need that one of them names."""
        return frozenset().union(*(text.needs for text in self if text))


class Page(NamedTuple):
    """The review page."""

    activity: Activity
    version: ActivityVersion
    title: str
    arrival: Arrival
    place: Place
    compared: bool
    before_word: str
    after_word: str
    sides: list[Sides]
    facts: list[Sides]  # of what was never published: these are what everybody will read too
    mended: frozenset[str]
    corrected: Corrected | None
    corrections: list[Sides]
    earlier: list[Earlier]
    withdrawn_for: str  # the reason for which what is submitted again was withdrawn
    regretted: ReviewEvent | None
    preview: Preview
    checks: checklist.Checklist
    keep: str  # what the browser calls what is typed here and not sent (static/js/keep.mjs)

    @property
    def returned(self) -> bool:
        """Whether it was sent back and nothing has settled it since: the return tells all there is."""
        return any(not item.settled for item in self.earlier)


class FieldRow(NamedTuple):
    """A field of the comparison, with its comment, what was said about it last, and whether it was mended since."""

    sides: Sides
    comment: BoundField
    said: str
    mended: bool

    @property
    def filled(self) -> bool:
        """Whether it holds something, on either side."""
        return bool(self.sides.live or self.sides.proposed)

    @property
    def talked_about(self) -> bool:
        """Whether a comment on it is being written, or was written last."""
        return bool(self.comment.value() or self.comment.errors or self.said)


class Fields(NamedTuple):
    """Every field: those to show at once, and the unchanged and the empty ones, which are folded. Beside what was
    compared the `facts` stand apart: of them no version says how they were.
    """

    shown: list[FieldRow]
    same: list[FieldRow]
    empty: list[FieldRow]
    facts: list[FieldRow]


def page(activity: Activity, person: Person, reference: Reference) -> Page:
    """Everything about a submission. The number of queries does not grow with it."""
    version = activity.newest_version
    assert version is not None
    story = story_of(activity)
    texts = _texts(activity, version, story)
    answers = list(activity.participations.all())
    needs = Need.objects.worded(texts.needs)
    words = {row.need: row.text for row in needs}
    view = checklist.public_view(activity, texts.newest, answers, reference, needs)
    return Page(
        activity=activity,
        version=version,
        title=texts.newest.title,
        arrival=_arrival(activity, story, person),
        place=_place(activity.pk),
        compared=texts.base is not None,
        before_word=_before_word(activity, story),
        after_word=_("Föreslaget") if activity.is_live else _("Nu"),
        sides=(sides if texts.base else plain)(side_by_side(texts.base, texts.newest, reference, words)),
        facts=[] if activity.is_live else plain(facts_in_words(Facts.of(activity), reference)),
        mended=_mended(texts),
        corrected=corrected(activity, story.submission),
        corrections=sides(differences(texts.submitted, texts.newest, reference, words)),
        earlier=story.earlier,
        withdrawn_for=story.withdrawn.comment if story.withdrawn and not activity.is_live else "",
        regretted=story.regretted_by(person),
        preview=preview(activity, texts.newest, view, needs, reference),
        checks=checklist.checks(activity, texts.newest, answers, reference, view),
        keep=f"granska-{activity.pk}",
    )


def fields(page: Page, form: ReviewForm) -> Fields:
    """Every field with its comment, for what is missing is commented on too; what is talked about is never folded."""
    every = _rows(page, form)
    of_facts = [row for row in every if page.compared and row.sides.field in FACTS]
    apart = [row for row in of_facts if row.filled or row.talked_about]
    rows = [row for row in every if row not in apart]
    shown = [row for row in rows if row.talked_about or (row.filled and (row.sides.changed or not page.compared))]
    folded = [row for row in rows if row not in shown]
    return Fields(shown, [row for row in folded if row.filled], [row for row in folded if not row.filled], apart)


def what_happened(activity: Activity, last: ReviewEvent | None) -> str:
    """Why an activity does not wait for review."""
    if last is None:
        return _("{title} är ett utkast och har inte skickats in.").format(title=activity.title)
    return _("{title} väntar inte på granskning. {latest}").format(title=activity.title, latest=latest(last))


def _rows(page: Page, form: ReviewForm) -> list[FieldRow]:
    last = page.earlier[0] if page.earlier else None
    said = last.comments if last and not last.settled else {}
    filled = {row.field: row for row in (*page.sides, *page.facts)}
    empty = {row.field: row for row in plain(FieldWords(name, str(LABELS[name]), [], [], False) for name in FIELDS)}
    return [
        FieldRow(filled.get(name) or empty[name], form.comment(name), said.get(name, ""), name in page.mended)
        for name in (*FIELDS, *(row.field for row in page.facts))
    ]


def _texts(activity: Activity, version: ActivityVersion, story: Story) -> Texts:
    newest, submitted = Content.from_json(version.content), story.submitted
    returned = content_of(story.returned.version) if story.returned else None
    withdrawn = content_of(story.withdrawn.version) if story.withdrawn else None
    base = content_of(activity.live_version) if activity.is_live else returned or withdrawn
    read = [text for text in (newest, submitted, returned, base) if text]
    ids = merged_among(frozenset().union(*(text.typed for text in read)))
    return Texts(
        newest=newest.with_ids(ids),
        base=base and base.with_ids(ids),
        returned=returned and returned.with_ids(ids),
        submitted=submitted.with_ids(ids),
    )


def _arrival(activity: Activity, story: Story, person: Person) -> Arrival:
    submission = story.submission
    return Arrival(
        why=queue.why(activity.is_live, story.before),
        by=queue.who(submission),
        day=long_date(submission.at),
        waited=capital(queue.waited(queue.days_waited(submission.at))),
        own=submission.by_id == person.user_id,
        note=submission.comment,
    )


def _before_word(activity: Activity, story: Story) -> str:
    if activity.is_live:
        return _("Publicerat")
    return _("När den togs bort") if story.withdrawn else _("När den skickades tillbaka")


def _place(pk: int) -> Place:
    ids = ids_in_order()
    return Place(ids.index(pk) + 1 if pk in ids else 1, max(len(ids), 1), queue.next_after(pk, ids))


def _mended(texts: Texts) -> frozenset[str]:
    """The fields that were changed since the return that is answered."""
    if texts.returned is None:
        return frozenset()
    return frozenset(change.field for change in difference(texts.returned, texts.newest))
