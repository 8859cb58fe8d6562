"""Forms for logging in, for the own account, and for the office's list of people."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from network import rules
from network.models import ContactPerson, Organisation, User
from network.person import Person
from network.roles import ADMIN, OFFICE, READER

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

    def add_prefix(self, field_name: str) -> str:
        """Call the address as the login form does."""
        return "login" if field_name == "email" else super().add_prefix(field_name)


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


class ServiceForm(forms.Form):
    """A form that can show what a service refused, beside the field it is about."""

    use_required_attribute = False

    def refuse(self, error: ValidationError) -> None:
        """Show the faults of a service; those about no field of this form stand on top."""
        faults = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error}
        for field, errors in faults.items():
            self.add_error(field if field in self.fields else None, errors)


class NameForm(ServiceForm):
    """The own name."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=120,
        help_text=_("Så som kollegor och projektkontoret ser det."),
        error_messages={"required": _("Skriv ditt namn.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


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


def _organisation(*, required: bool) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=_("Verksamhet"),
        queryset=Organisation.objects.needing_contact(),
        required=required,
        empty_label=_("Välj verksamhet"),
        error_messages={
            "required": _("Välj verksamhet."), "invalid_choice": _("Välj en förvaltning eller ett bolag i koncernen.")
        },
    )  # fmt: skip


def _role() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Uppdrag"),
        choices=ContactPerson.Role.choices,
        initial=ContactPerson.Role.ORDINARY,
        widget=forms.RadioSelect,
        help_text=_("Varje verksamhet har en ordinarie kontaktperson. Ersättare kan vara flera."),
        error_messages={"required": _("Välj ordinarie eller ersättare.")},
    )


class DutyForm(ServiceForm):
    """One more duty for someone who has an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {"organisation": _organisation(required=True), "role": _role()}


class PersonForm(ServiceForm):
    """Name and address."""

    name = forms.CharField(label=_("Namn"), max_length=120, error_messages={"required": _("Skriv namnet.")})
    email = forms.EmailField(
        label=_("E-postadress"),
        max_length=254,
        error_messages=ADDRESS_FAULTS,
        help_text=_("Arbetsadressen. Med den loggar personen in."),
    )


class InviteForm(PersonForm):
    """Who is invited, as what, and for which organisation."""

    KINDS = (
        (rules.CONTACT, _("Kontaktperson: skriver för sin verksamhet")),
        (READER.key, _("Läsare: styrgrupp och referensgrupp")),
        (OFFICE.key, _("Projektkontoret: granskar och publicerar")),
        (ADMIN.key, _("Administratör: allt, också konton och roller")),
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, label) for key, label in self.KINDS if rules.may_invite(by, key)]
        kind = forms.ChoiceField(
            label=_("Roll"), choices=choices, initial=rules.CONTACT, widget=forms.RadioSelect,
            error_messages={"required": _("Välj en roll.")},
        )  # fmt: skip
        organisation = _organisation(required=False)
        organisation.help_text = _("Bara för kontaktpersoner.")
        role = _role()
        role.required = False
        organisation.optional_mark = role.optional_mark = False  # type: ignore[attr-defined]
        self.fields |= {"kind": kind, "organisation": organisation, "role": role}

    def clean(self) -> dict[str, Any]:
        """A contact person needs an organisation and a part in it; others have none."""
        given = self.cleaned_data
        if given.get("kind") != rules.CONTACT:
            return given | {"organisation": None, "role": ContactPerson.Role.ORDINARY}
        if not given.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Välj verksamhet. En kontaktperson företräder alltid en."))
        if not given.get("role"):
            self.add_error("role", _("Välj ordinarie eller ersättare."))
        return given
