"""What the form for an activity does with what was sent: save, tell facts and submit, all or nothing."""

from __future__ import annotations

from uuid import UUID

from activities.content import Content
from activities.facts import Facts
from activities.models import Activity, ActivityVersion
from activities.services import greeting
from activities.services.facts import change_facts
from activities.services.locking import Stale, kept_content_of, lock
from activities.services.writing import Beside, create, named, save, submit
from network.change import change
from network.person import Person

Review = Activity.Review


class Unchanged(Exception):
    """Nothing differs from what is published: there is nothing to hand in."""


def send_new(
    content: Content,
    facts: Facts,
    *,
    form_key: UUID,
    by: Person,
    beside: Beside | None = None,
    submits: bool = False,
) -> Activity:
    """Make an activity and, when told, submit it.

    Raises Stale where the form has made one already and now, after the browser's Back, says something else.
    """
    with change():
        activity, made = create(content, facts, form_key=form_key, by=by, beside=beside)
        version = activity.newest_version
        assert version is not None
        if not made:
            content, _consents = named(content, beside)
            same = (content, facts) == (kept_content_of(version), Facts.of(activity))
            if not same or activity.review not in (Review.EDITING, Review.SUBMITTED):
                raise Stale(activity)
            greeting.keep(lock(activity.pk), beside and beside.greeting)
        if submits and activity.review == Review.EDITING:  # else a double tap
            submit(version, by=by)
    return activity


def send(
    version: ActivityVersion,
    content: Content,
    *,
    by: Person,
    beside: Beside | None = None,
    facts: tuple[Facts, Facts] | None = None,
    submits: bool = False,
    corrects: bool = False,
) -> ActivityVersion:
    """Save, tell facts (shown, sent) and, when told, submit what is to be reviewed.

    Facts and consents count at once: where nothing else is changed of what is published, they are stored, and there
    is nothing to submit. Raises Unchanged where nothing at all is changed but the greeting, which is kept all the same.
    """
    told = bool(beside and beside.consents) or bool(facts and facts[0] != facts[1])
    with change():
        saved = save(version, content, by=by, beside=beside, corrects=corrects)
        if facts:
            change_facts(saved.activity, *facts, by=by)
        settled = submits and _is_settled(saved)
        if submits and not settled:
            submit(saved, by=by)
    if settled and not told and saved.pk == version.pk:
        raise Unchanged
    return saved


def _is_settled(version: ActivityVersion) -> bool:
    return Activity.objects.filter(pk=version.activity_id, review=Review.SETTLED).exists()
