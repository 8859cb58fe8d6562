"""A form whose service may refuse what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class ServiceForm(forms.Form):
    """Shows what a service refused beside the field it is about; where it has none, on top with the field's name."""

    use_required_attribute = False
    labels: ClassVar[Mapping[str, Any]] = {}  # what fields are called that the service knows and this form has not

    def refuse(self, error: ValidationError) -> None:
        """Show the faults of a service."""
        faults = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, texts in faults.items():
            if name in self.fields:
                self.add_error(name, texts)
            else:
                self.add_error(
                    None, [f"{self.labels[name]}: {text}" if name in self.labels else text for text in texts]
                )
