"""Health, for the machine that watches the portal."""

from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from network.access import allowed, anyone


def _answers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrated() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError


CHECKS: dict[str, Callable[[], object]] = {
    "database": _answers,
    "migrations": _migrated,
    "cache": lambda: cache.get("health"),
}


@allowed(anyone)
def health(request: HttpRequest) -> JsonResponse:
    """200 when the portal can serve, else 503; what is wrong in one word a part, never how."""
    found = {name: _try(check) for name, check in CHECKS.items()}
    return JsonResponse(found, status=200 if set(found.values()) == {"ok"} else 503)


def _try(check: Callable[[], object]) -> str:
    try:
        check()
    except Exception:  # whatever it is, the portal cannot serve
        return "fault"
    return "ok"
