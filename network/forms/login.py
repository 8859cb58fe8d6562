"""Forms for logging in: django-allauth's, in our words."""

from typing import Any

from allauth.account import forms as allauth_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ADDRESS_FAULTS = {
    "required": _("Skriv e-postadressen."),
    "invalid": _("Det där ser inte ut som en e-postadress. Skriv den så här: namn@exempel.se."),
}
PASSWORD_HELP = _("Minst 12 tecken. Några ord i rad är lättast att minnas.")


class PlainForm:
    """Our own words on another library's form: labels, help and faults; no hint inside the field."""

    words: dict[str, dict[str, Any]] = {}
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
            own = self.words.get(name, {})
            field.label = own.get("label", field.label)
            field.help_text = own.get("help", "")
            field.error_messages.update(own.get("faults", {}))
            field.widget.attrs.update(own.get("attrs", {}))


ADDRESS = {"label": _("E-postadress"), "faults": ADDRESS_FAULTS}
USERNAME = {**ADDRESS, "attrs": {"autocomplete": "username"}}
NEW_PASSWORD = {
    "label": _("Nytt lösenord"), "help": PASSWORD_HELP, "faults": {"required": _("Skriv ett nytt lösenord.")}
}  # fmt: skip
AGAIN = {"label": _("Nytt lösenord en gång till"), "faults": {"required": _("Skriv lösenordet en gång till.")}}


class LoginForm(PlainForm, allauth_forms.LoginForm):
    """Address and password; the same page also sends a code (RequestLoginCodeForm)."""

    words = {
        "login": USERNAME,
        "password": {
            "label": _("Lösenord"),
            "faults": {"required": _("Skriv ditt lösenord, eller välj Skicka en kod.")},
        },
    }


class RequestLoginCodeForm(PlainForm, allauth_forms.RequestLoginCodeForm):
    """Address only. Its field has the login form's name, so that one page serves both ways without scripts."""

    words = {"email": USERNAME}
    limited = False  # too many codes were asked for: the page leads on to the one that was mailed

    def add_prefix(self, field_name: str) -> str:
        """Call the address as the login form does."""
        return "login" if field_name == "email" else super().add_prefix(field_name)

    def clean_email(self) -> str:
        """Say of codes what is true of codes: the limit is another one than that of passwords."""
        try:
            return super().clean_email()
        except ValidationError as error:
            if error.code != "too_many_login_attempts":
                raise
            self.limited = True
            told = _("För många försök. Vänta en stund och försök igen.")
            raise ValidationError(told) from error


class ConfirmLoginCodeForm(PlainForm, allauth_forms.ConfirmLoginCodeForm):
    """The code from the mail."""

    words = {
        "code": {
            "label": _("Kod"),
            "help": _("Stora eller små bokstäver spelar ingen roll."),
            "faults": {"required": _("Skriv koden som står i mejlet.")},
            "attrs": {"autocapitalize": "characters", "spellcheck": "false"},
        }
    }


class ResetPasswordForm(PlainForm, allauth_forms.ResetPasswordForm):
    """Asks for a link to choose a new password."""

    words = {"email": USERNAME}


class ResetPasswordKeyForm(PlainForm, allauth_forms.ResetPasswordKeyForm):
    """A new password, from the link of the mail."""

    words = {"password1": NEW_PASSWORD, "password2": AGAIN}


class SetPasswordForm(PlainForm, allauth_forms.SetPasswordForm):
    """A first password, for one who has logged in by code."""

    words = {"password1": NEW_PASSWORD, "password2": AGAIN}


class ChangePasswordForm(PlainForm, allauth_forms.ChangePasswordForm):
    """Another password."""

    words = {
        "oldpassword": {
            "label": _("Lösenordet du har nu"), "faults": {"required": _("Skriv lösenordet som du har nu.")}
        },
        "password1": NEW_PASSWORD,
        "password2": AGAIN,
    }  # fmt: skip
