"""The reference data of needs as pages use it, kept under the change stamp."""

from __future__ import annotations

from typing import NamedTuple

from goals.models import FocusArea
from needs.models import Category, GuidingQuestion, RespondentGroup
from network.change import Stamped, kept


class NeedReference(NamedTuple):
    """What needs are sorted by. Dicts are in the order they are shown, with what is no longer used."""

    categories: dict[int, Category]
    groups: dict[int, RespondentGroup]
    questions: dict[int, GuidingQuestion]
    areas: dict[int, FocusArea]

    def asked(self) -> list[tuple[GuidingQuestion, list[GuidingQuestion]]]:
        """The guiding questions in use, each with its parts."""
        rows = [row for row in self.questions.values() if row.active]
        return [(row, [part for part in rows if part.parent_id == row.pk]) for row in rows if not row.parent_id]


def need_reference(stamp: Stamped) -> NeedReference:
    """The reference data under `stamp`, which was read before anything else of the page."""
    return kept(("need reference",), stamp.reference, _read)


def _read() -> NeedReference:
    return NeedReference(
        categories={row.pk: row for row in Category.objects.all()},
        groups={row.pk: row for row in RespondentGroup.objects.all()},
        questions={row.pk: row for row in GuidingQuestion.objects.all()},
        areas={row.pk: row for row in FocusArea.objects.all()},
    )
