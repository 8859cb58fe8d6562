"""Forms of the pages that belong to no single app."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.forms.review import RefusingForm
from network.models import Organisation


class ConfirmForm(RefusingForm):
    """The name as it should stand, and what it may be the same as."""

    name = forms.CharField(label=_l("Namn"), max_length=160, required=False)
    into = forms.TypedChoiceField(label=_l("Är samma som"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, organisation: Organisation, options: list[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{organisation.pk}_%s", initial={"name": organisation.name}, **kwargs)
        self.fields["into"].choices = [("", _("Välj i listan")), *options]
        self.fields["into"].error_messages["invalid_choice"] = _("Välj i listan.")
        for field in self.fields.values():
            field.optional_mark = False  # type: ignore[attr-defined]
