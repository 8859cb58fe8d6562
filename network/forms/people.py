"""Forms for the office's list of people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network import rules
from network.models import ContactPerson, Organisation, User
from network.person import Person
from network.roles import ADMIN, OFFICE, READER
from network.service_form import ServiceForm

from .fields import NameField, OrganisationField
from .login import ADDRESS_FAULTS


def _organisation(*, required: bool) -> OrganisationField:
    return OrganisationField(
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

    name = NameField(label=_("Namn"), max_length=120)
    email = forms.EmailField(
        label=_("E-postadress"),
        max_length=254,
        error_messages=ADDRESS_FAULTS,
        help_text=_("Arbetsadressen. Med den loggar personen in."),
    )


class PersonEditForm(PersonForm):
    """Name and address of somebody who is there; carries what it showed, so that only what was changed is written."""

    shown_name = forms.CharField(required=False, widget=forms.HiddenInput)
    shown_email = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, who: User) -> None:
        shown = {"shown_name": who.name, "shown_email": who.email}
        super().__init__(data, initial={"name": who.name, "email": who.email} | shown)

    def shown(self) -> dict[str, str]:
        """What the form showed; an address or a name is never empty."""
        return {name: was for name in ("name", "email") if (was := self.cleaned_data[f"shown_{name}"])}

    def show_anew(self, who: User) -> None:
        """After a refusal: what was not touched stands as it is by now, and saving once more is about that."""
        assert self.data is not None
        self.data = self.data.copy()  # type: ignore[attr-defined]
        for name, was in self.shown().items():
            now = getattr(who, name)
            self.data[f"shown_{name}"] = now
            if self.data.get(name) == was:
                self.data[name] = now


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
        self.by = by
        choices = [(key, label) for key, label in self.KINDS if rules.may_give(by, key)]
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

    def clean_email(self) -> str:
        """Refuse, beside the field, the address of an account that the one who invites may not change."""
        email = self.cleaned_data["email"]
        known = User.objects.filter(email=email.strip().lower()).first()
        if known and not rules.may_edit_user(self.by, known):
            text = _("Adressen hör till %(name)s, som är administratör. Bara en administratör kan ge fler uppdrag dit.")
            raise forms.ValidationError(text % {"name": known.name})
        return email

    def clean(self) -> dict[str, Any]:
        """A contact person needs an organisation and a part in it; others have none."""
        given = self.cleaned_data
        if given.get("kind") != rules.CONTACT:
            if given.get("organisation"):
                told = _(
                    "Bara en kontaktperson hör till en verksamhet. Ta bort verksamheten, eller välj Kontaktperson."
                )
                self.add_error("organisation", told)
            return given | {"organisation": None, "role": ContactPerson.Role.ORDINARY}
        if not given.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Välj verksamhet. En kontaktperson företräder alltid en."))
        if not given.get("role"):
            self.add_error("role", _("Välj ordinarie eller ersättare."))
        return given
