"""Counting several querysets in one statement."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

from django.db.models import IntegerField, QuerySet, Subquery

Name = TypeVar("Name", bound=Hashable)


class Counted(Subquery):
    """How many rows a queryset gives, as a part of another statement."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def count_all(queries: dict[Name, QuerySet]) -> dict[Name, int]:
    """How many each queryset holds: one statement, on the stamp's row, which every database has."""
    from network.models import Stamp

    counted = [Counted(rows.order_by().values("pk")) for rows in queries.values()]
    return dict(zip(queries, Stamp.objects.values_list(*counted).get(pk=1), strict=True))
