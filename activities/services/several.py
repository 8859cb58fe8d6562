"""Several submissions published at once, from the office's list: what nobody needs to look at closer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from activities.content import Content
from activities.models import ActivityVersion, Participation, ReviewEvent
from activities.parties import unwilling_in
from activities.reference import Reference
from activities.services.locking import Stale
from activities.services.review import publish
from network.change import change
from network.person import Person, author_name
from network.text import capital, listed


class Failure(NamedTuple):
    """One of many that could not be published, and why."""

    version: ActivityVersion
    reason: str


def publish_each(
    versions: Iterable[ActivityVersion],
    *,
    audience: str | None,
    by: Person,
    reference: Reference,
    read: Mapping[int, int] = MappingProxyType({}),
) -> tuple[list[ReviewEvent], list[Failure]]:
    """Publish several, one transaction each; what failed is listed with why, the others are published. `read` says
    which submission of each version the list showed.
    """
    done, failed = [], []
    for version in versions:
        try:
            done.append(_publish(version, audience, by, reference, read.get(version.pk)))
        except Stale as stale:
            failed.append(Failure(version, _why_stale(version, stale)))
        except PermissionDenied:
            failed.append(Failure(version, _("Den väntar inte längre på granskning.")))
        except ValidationError as error:
            failed.append(Failure(version, " ".join(error.messages)))
    return done, failed


def _publish(
    version: ActivityVersion, audience: str | None, by: Person, reference: Reference, submission: int | None
) -> ReviewEvent:
    with change():
        event = publish(version, audience=audience, by=by, submission=submission)
        _require_nobody_unwilling(version, reference)
    return event


def _require_nobody_unwilling(version: ActivityVersion, reference: Reference) -> None:
    """Raise ValidationError where its text names who has not agreed to it: for that the checklist is read first."""
    answers = Participation.objects.filter(activity=version.activity_id)
    names = unwilling_in(Content.from_json(version.content), answers, reference)
    if names:
        text = _("I texten står {names}, som inte har sagt ja till att nämnas. Öppna den och granska den för sig.")
        raise ValidationError(text.format(names=listed(names)))


def _why_stale(version: ActivityVersion, stale: Stale) -> str:
    newest = stale.activity.newest_version
    if newest == version:
        return _("Den skickades in på nytt sedan du öppnade listan. Läs den igen.")
    who = capital(author_name(newest.author if newest else None))
    return _("{who} har ändrat den sedan du öppnade listan. Läs den igen.").format(who=who)
