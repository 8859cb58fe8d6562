"""The first line of every service: the activity, locked, and the version it must still be about."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from activities.content import Content
from activities.models import Activity, ActivityVersion, ReviewEvent
from network.person import Person
from network.text import without_hidden


class Stale(Exception):
    """Somebody else was first: the version one acted on is no longer the newest. Nothing was stored."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        super().__init__(f"activity {activity.pk} has moved on to version {activity.newest_version_id}")


def lock(activity_id: int) -> Activity:
    """The activity, read afresh and held until the transaction ends.

    Without the lock 13 of 15 simultaneous publications were lost on PostgreSQL, and none on SQLite, which hides it.
    """
    return Activity.objects.select_for_update().get(pk=activity_id)


def lock_version(version: ActivityVersion) -> Activity:
    """The locked activity of `version`. Raises Stale where `version` is no longer the newest."""
    activity = lock(version.activity_id)
    if activity.newest_version_id != version.pk:
        raise Stale(activity)
    return activity


def lock_submission(version: ActivityVersion, submission: int | None) -> Activity:
    """As `lock_version`; stale too where it was submitted anew since, with another greeting: `submission` is the id of
    the event that was read, none or 0 where that was not asked.
    """
    activity = lock_version(version)
    if submission:
        last = activity.events.last_submission()
        if last is None or last.pk != submission:
            raise Stale(activity)
    return activity


def lock_as_seen(activity: Activity) -> Activity:
    """The activity, locked. Raises Stale where it was published otherwise when the caller read `activity`."""
    locked = lock(activity.pk)
    if locked.stands != activity.stands:
        raise Stale(locked)
    return locked


def require(allowed: bool) -> None:
    """Raise PermissionDenied unless `allowed`."""
    if not allowed:
        raise PermissionDenied


def add_version(
    activity: Activity,
    content: Content,
    *,
    by: Person,
    based_on: int | None = None,
    restored: ActivityVersion | None = None,
) -> ActivityVersion:
    """Append a version and make it the newest. The activity is locked; the caller saves nothing else by this."""
    newest = activity.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = activity.versions.create(
        number=newest + 1,
        content=content.to_json(),
        author=by.user,
        based_on_id=based_on,
        restored_from=restored.number if restored else None,
    )
    activity.newest_version = version
    activity.changed_at = timezone.now()
    activity.save(update_fields=["newest_version", "changed_at"])
    return version


def content_of(version: ActivityVersion | None) -> Content | None:
    """The content of a version, None for none."""
    return Content.from_json(version.content) if version else None


def kept_content_of(version: ActivityVersion | None) -> Content:
    """The content of a version as it is compared and written on: with what was kept in place of what was merged.

    Empty for none.
    """
    return (content_of(version) or Content()).with_kept()


def record(
    activity: Activity, kind: str, version: ActivityVersion, *, by: Person, comment: str = "", **fields: object
) -> ReviewEvent:
    """Write down what happens, with what was before. Called before the activity changes."""
    return activity.events.create(
        kind=kind,
        version=version,
        by=by.user,
        comment=without_hidden(comment).strip(),
        before_live=activity.live_version,
        before_published_as=activity.published_as,
        before_review=activity.review,
        before_step=activity.step,
        **fields,
    )
