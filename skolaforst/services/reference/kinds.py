"""What a reference file can hold: one line a table, the rest is read from the models."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from activities.models import Level, Method, MethodStep
from goals.models import EffectGoal, FocusArea
from needs.models import Category, GuidingQuestion, RespondentGroup
from network.models import Body, Initiative, Organisation


@dataclass(frozen=True)
class Kind:
    """A table of the file and the model its rows become. A row is known by its `key`; a single table has none.

    `owner` is the field that holds the row it stands under: «method.step» stands under a «method». `prepare` does
    what the model's own save would: rows are stored in bulk.
    """

    table: str
    model: type[models.Model]
    names: str  # the fields of the file, apart from `key`
    owner: str = ""
    single: bool = False
    prepare: Callable[[Any], None] = lambda row: None

    @property
    def head(self) -> str:
        """How the table's head is written in the file."""
        return f"[{self.table}]" if self.single else f"[[{self.table}]]"

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The model's field for each name of the file."""
        names = self.names.split() if self.single else ["key", *self.names.split()]
        return {name: self.model._meta.get_field(name) for name in names}

    @cached_property
    def required(self) -> list[str]:
        """The fields a row cannot do without."""
        return [n for n, field in self.fields.items() if not (field.blank or field.null or field.has_default())]

    @cached_property
    def unique(self) -> list[str]:
        """The fields of which no two rows have the same value."""
        return [n for n, field in self.fields.items() if field.unique]

    @cached_property
    def references(self) -> dict[str, type[models.Model]]:
        """The fields that name another row by its key, and the model of that row."""
        return {n: field.related_model for n, field in self.fields.items() if field.is_relation}

    @cached_property
    def self_references(self) -> list[str]:
        """Those of the references that name a row of the same kind."""
        return [n for n, model in self.references.items() if model is self.model]


# In the order they are stored: what others refer to comes first.
KINDS = [
    Kind(
        "organisation",
        Organisation,
        "name short_name kind parent in_group valid_from valid_to successor",
        prepare=Organisation.set_search_words,
    ),
    Kind("body", Body, "name part description organisation"),
    Kind("goal", EffectGoal, "number text note adopted_by"),
    Kind("focus_area", FocusArea, "name heading hyphenated short_name description slot"),
    Kind("level", Level, "label hyphenated short_label explanation hole demand"),
    Kind("category", Category, "name description"),
    Kind("question", GuidingQuestion, "text parent"),
    Kind("respondent_group", RespondentGroup, "name"),
    Kind("method", Method, "name description url"),
    Kind("method.step", MethodStep, "name gives", owner="method"),
    Kind(
        "initiative",
        Initiative,
        "name full_name city group place headline pitch office office_email office_phone office_address"
        " answer_days company_headline company_pitch goal_number",
        single=True,
    ),
]
BY_TABLE = {kind.table: kind for kind in KINDS}
BY_MODEL = {kind.model: kind for kind in KINDS}
