"""What django-auditlog keeps of people and organisations: who changed what and when. Each app registers its own.

Passwords, times and invitations are left out; activities have their versions instead. What organisations answer to
invitations, and consents, are noted by hand (`note`).
"""

from collections.abc import Collection, Mapping
from itertools import chain

from django.db.models import Model, Q, QuerySet


def keep(model: type[Model], *, exclude: Collection[str] = (), many: Collection[str] = ()) -> None:
    """Keep every change of `model`, of its relations to `many` too, but not of `exclude`."""
    from auditlog.registry import auditlog

    auditlog.register(model, exclude_fields=list(exclude), m2m_fields=set(many))


def register() -> None:
    """Register this app's models; called once, when the app is ready."""
    from network.models import Body, ContactPerson, Initiative, Organisation, User

    keep(User, exclude=("password", "last_login", "date_joined", "invited_at"), many=("groups",))
    keep(ContactPerson)
    keep(Organisation, exclude=("search", "name_search"))
    keep(Body)
    keep(Initiative)


def earlier(user: Model, field: str) -> set[str]:
    """What the account has had as `field` (email, name), as far as the log knows."""
    from auditlog.models import LogEntry

    entries = LogEntry.objects.get_for_object(user)
    return {value for entry in entries for value in (entry.changes or {}).get(field, ()) if value not in ("", "None")}


def forget(user: Model) -> None:
    """Take name and address of one who was made anonymous out of the log; that something happened stays."""
    from auditlog.models import LogEntry

    seats = user.seats.all()  # type: ignore[attr-defined]
    for entry in chain(LogEntry.objects.get_for_object(user), LogEntry.objects.get_for_objects(seats)):
        entry.object_repr = str(user)
        entry.changes = {key: value for key, value in (entry.changes or {}).items() if key not in ("name", "email")}
        entry.changes_text = ""
        entry.save(update_fields=["object_repr", "changes", "changes_text"])
    LogEntry.objects.filter(Q(actor=user) & ~Q(actor_email=None)).update(actor_email=None)


def note(row: Model, changes: Mapping[str, tuple[object, object]], *, by: Model | None) -> None:
    """Write down a change of a model that is not kept as a whole: field → what it was, what it is."""
    from auditlog.models import LogEntry

    told = {field: [str(was), str(now)] for field, (was, now) in changes.items()}
    LogEntry.objects.log_create(row, force_log=True, action=LogEntry.Action.UPDATE, changes=told, actor=by)


def updates_of(*rows: Model) -> QuerySet:
    """What was changed in these rows, or noted of them, the latest first, with who did it. One query for all."""
    from auditlog.models import LogEntry
    from django.contrib.contenttypes.models import ContentType

    about = Q(pk__in=())
    for model in {type(row) for row in rows}:
        ids = [row.pk for row in rows if type(row) is model]
        about |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=ids)
    updates = LogEntry.objects.filter(about, action=LogEntry.Action.UPDATE)
    return updates.select_related("actor").order_by("-timestamp", "-pk")
