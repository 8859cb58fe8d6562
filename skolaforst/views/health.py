"""Health, for the machine that watches the portal."""

from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from network import outbox
from network.access import allowed, anyone
from network.models import User
from network.roles import OFFICE

# Set once the tables were those of the code; both stay so for as long as the process lives. Reading all migrations
# takes a second that no watching machine should cost.
_migrated_once: list[bool] = []


def _answers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrated() -> None:
    if not _migrated_once:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise RuntimeError
        _migrated_once.append(True)


def _mails_leave() -> None:
    if outbox.sender_is_silent():
        raise RuntimeError


def _somebody_reads() -> None:
    # Where nobody has an account yet there is nobody to write to the office either.
    if User.objects.exists() and not User.objects.able_to_log_in_as(OFFICE.key).exists():
        raise RuntimeError


CHECKS: dict[str, Callable[[], object]] = {
    "database": _answers,
    "migrations": _migrated,
    "cache": lambda: cache.get("health"),
    "mail": _mails_leave,
    "office": _somebody_reads,
}


@allowed(anyone)
def health(request: HttpRequest) -> JsonResponse:
    """200 when the portal serves, its mails leave and are read, else 503; one word a part, never how."""
    found = {name: _try(check) for name, check in CHECKS.items()}
    return JsonResponse(found, status=200 if set(found.values()) == {"ok"} else 503)


def _try(check: Callable[[], object]) -> str:
    try:
        check()
    except Exception:  # whatever it is, the machine that watches must hear of it
        return "fault"
    return "ok"
