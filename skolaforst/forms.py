"""Forms of the pages that belong to no single app."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.forms.review import RefusingForm
from network.forms.fields import NameField
from network.models import Organisation


class ConfirmForm(RefusingForm):
    """The name as it should stand."""

    name = NameField(label=_l("Namn"), max_length=160)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{organisation.pk}_%s", initial={"name": organisation.name}, **kwargs)
        self.fields["name"].optional_mark = False  # type: ignore[attr-defined]


class MergeForm(RefusingForm):
    """Which confirmed name a typed one is the same as."""

    into = forms.TypedChoiceField(
        label=_l("Är samma som"),
        coerce=int,
        error_messages={"required": _l("Välj i listan."), "invalid_choice": _l("Välj i listan.")},
    )

    def __init__(self, *args: Any, options: list[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", _("Välj i listan")), *options]
