"""Collections and needs of the demo."""

from __future__ import annotations

from goals.models import FocusArea
from needs.models import Category, Collection, GuidingQuestion, Need, RespondentGroup
from network.models import User
from network.text import normalise
from skolaforst.services.demo.files import Row, by_key, day, workday


def make_needs(data: Row, users: dict[str, User]) -> dict[str, Need]:
    """Collections and needs; the need's key in the file → need."""
    rows: list[Row] = data["need"]
    collections = _make_collections(data["collection"])
    categories = by_key(Category, {row["category"] for row in rows})
    questions = by_key(GuidingQuestion, {row["question"] for row in rows})
    groups = by_key(RespondentGroup, {row["group"] for row in rows})
    writer, reader = users["kontor@skolaforst.example"], users["kontor2@skolaforst.example"]
    made = Need.objects.bulk_create(
        Need(
            text=row["text"],
            kind=row["kind"],
            category=categories[row["category"]],
            collection=collections[row["collection"]],
            question=questions[row["question"]],
            respondent_group=groups[row["group"]],
            said_by=row["said_by"],
            state=row.get("state", Need.State.OPEN),
            set_aside_reason=row.get("reason", ""),
            public_text=row.get("public", ""),
            public_by=writer if "public" in row else None,
            public_approved_by=reader if row.get("approved") else None,
            search=normalise(f"{row['text']} {row['said_by']}"),  # bulk_create calls no save()
        )
        for row in rows
    )
    needs = {row["key"]: need for row, need in zip(rows, made, strict=True)}
    _join_and_place(rows, needs)
    return needs


def _make_collections(rows: list[Row]) -> dict[str, Collection]:
    made = Collection.objects.bulk_create(
        Collection(
            key=row["key"],
            kind=row["kind"],
            date=workday(day(-round(row["months_ago"] * 30.4) + index % 7)),
            place=row["place"],
            title=row["title"],
        )
        for index, row in enumerate(rows)
    )
    return {collection.key: collection for collection in made}


def _join_and_place(rows: list[Row], needs: dict[str, Need]) -> None:
    areas = by_key(FocusArea, {key for row in rows for key in row.get("areas", ())})
    through = Need.focus_areas.through
    through._default_manager.bulk_create(
        through(need_id=needs[row["key"]].pk, focusarea_id=areas[key].pk)
        for row in rows
        for key in row.get("areas", ())
    )
    joined = [row for row in rows if "canonical" in row]
    for row in joined:
        needs[row["key"]].canonical = needs[row["canonical"]]
    Need.objects.bulk_update([needs[row["key"]] for row in joined], ["canonical"])
