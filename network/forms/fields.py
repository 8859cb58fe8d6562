"""Fields for text as people paste it: nothing is cut in silence, and faults are told in our words."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from network.text import one_line, swedish_order


class TextField(forms.CharField):
    """Text as people paste it; optional unless told."""

    default_error_messages = {
        "max_length": _("Texten är för lång. Skriv högst %(limit_value)d tecken, nu är det %(show_value)d.")
    }

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)

    def to_python(self, value: Any) -> str:
        """A line break counts as one letter, not as the two that browsers send."""
        return super().to_python(value).replace("\r\n", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: a browser cuts what is pasted and says nothing. Where a form has mend.mjs, it counts."""
        return {"data-most": self.max_length} if self.max_length else {}


class NameField(TextField):
    """A name, on one line as it is stored; what nobody can see is none."""

    default_error_messages = {
        "required": _("Skriv namnet."),
        "max_length": _("Namnet är för långt. Skriv högst %(limit_value)d tecken, nu är det %(show_value)d."),
    }

    def __init__(self, *, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)

    def to_python(self, value: Any) -> str:
        """As every service stores it."""
        return one_line(super().to_python(value))


class InSwedishOrder(ModelChoiceIterator):
    """Rows by name, å, ä and ö last: the databases do not agree on it."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        """The empty choice first."""
        rows = list(super().__iter__())
        empty = 0 if self.field.empty_label is None else 1
        yield from rows[:empty]
        yield from sorted(rows[empty:], key=lambda row: swedish_order(row[1]))


class OrganisationField(forms.ModelChoiceField):
    """An organisation, chosen from a list."""

    iterator = InSwedishOrder
