"""Forms for the own account: the name, what is shown in public, and the invitation's choice of password."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from network.models import ContactPerson, User
from network.service_form import ServiceForm

from .fields import NameField
from .login import PASSWORD_HELP


class NameForm(ServiceForm):
    """The own name."""

    name = NameField(
        label=_("Namn"),
        max_length=120,
        help_text=_("Så som kollegor och projektkontoret ser det."),
        error_messages={"required": _("Skriv ditt namn.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class ShownForm(ServiceForm):
    """What everybody reads about one: a choice for each own seat."""

    def __init__(self, *args: Any, seats: Iterable[ContactPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for seat in seats:
            self.fields[str(seat.pk)] = forms.ChoiceField(
                label=_("För %(organisation)s") % {"organisation": seat.organisation.name},
                choices=ContactPerson.Shown.choices,
                initial=seat.shown,
                widget=forms.RadioSelect,
                error_messages={"required": _("Välj vad som ska visas.")},
            )

    @property
    def chosen(self) -> dict[int, str]:
        """Seat (id) → what it shows."""
        return {int(name): value for name, value in self.cleaned_data.items()}


class InvitationForm(ServiceForm):
    """What one chooses when the invitation's link is used: a password, or none."""

    password1 = forms.CharField(
        label=_("Lösenord"),
        required=False,
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Lösenord en gång till"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for field in self.fields.values():
            field.optional_mark = False  # type: ignore[attr-defined]

    @property
    def without_password(self) -> bool:
        """Was the button pressed that chooses a code by mail every time?"""
        return self.data.get("way") == "code"

    def clean(self) -> dict[str, Any]:
        """Look at the passwords only where one was wanted."""
        given = self.cleaned_data
        if self.without_password:
            return {"password1": ""}
        if not given.get("password1"):
            self.add_error("password1", _("Skriv ett lösenord, eller välj Fortsätt utan lösenord."))
        elif given["password1"] != given.get("password2"):
            self.add_error("password2", _("Lösenorden är inte lika. Skriv samma lösenord två gånger."))
        else:
            try:
                validate_password(given["password1"], self.user)
            except ValidationError as error:
                self.add_error("password1", error)
        return given
