"""Accounts, roles and seats, in the administration."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from network.models import ContactPerson, User
from network.roles import ROLES
from network.rules import is_anonymous
from network.services import people
from network.standing import offered_to

from .forms import RowForm
from .rows import ChangeAdmin, ReadOnlyAdmin


@admin.register(ContactPerson)
class ContactPersonAdmin(ReadOnlyAdmin):
    """Seats, to look at; the list of people changes them."""

    list_display = ["person", "organisation", "role", "starts", "ended"]
    list_select_related = ["person", "organisation"]
    list_filter = ["role"]


class UserForm(RowForm):
    """An account and its roles; the last of the office and the last administrator stay."""

    def clean(self) -> dict[str, Any]:
        """Refuse what would leave the portal without anybody who holds a role that it needs."""
        given = super().clean()
        stays = given.get("is_active", False)
        kept = {group.name for group in given.get("groups", ())} if stays else set()
        try:
            people.check_roles_left(self.instance, kept, stays=stays)
        except ValidationError as error:
            self.add_error("groups" if stays else "is_active", error)
        return given


class RolesField(forms.ModelMultipleChoiceField):
    """Groups under the names that the table of roles gives them."""

    def label_from_instance(self, obj: Model) -> str:
        """The role's name."""
        return next((str(role.name) for role in ROLES if role.key == obj.name), str(obj))  # type: ignore[attr-defined]


@admin.register(User)
class UserAdmin(ChangeAdmin):
    """Accounts and roles, for administrators. New people are invited on the portal's own page.

    That one changes names and addresses too: an invited person gets a new link there.
    """

    form = UserForm
    readonly_fields = ["name", "email", "handled", "is_staff", "date_joined", "last_login", "invited_at"]
    fields = ["name", "email", "handled", "groups", "is_active", *readonly_fields[3:], "shown"]
    list_display = ["name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["name", "email"]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:  # type: ignore[override]
        """Not what would tell a password's hash letter by letter."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People are invited, so that they choose their own password."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who was made anonymous stays without account and roles, as the page that did it promised."""
        return super().has_change_permission(request, obj) and not (isinstance(obj, User) and is_anonymous(obj))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The roles first, as in the services: the last two never take them from each other."""
        if request.method == "POST":
            people.hold_roles()
        return super().get_object(request, object_id, from_field)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Roles as checkboxes."""
        kwargs |= {"form_class": RolesField, "widget": forms.CheckboxSelectMultiple}
        kwargs |= {"label": _("Roller"), "help_text": "", "queryset": Group.objects.order_by("name")}
        return db_field.formfield(**kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The flag for the administration follows from the roles."""
        super().save_related(request, form, formsets, change)
        people.keep_staff_in_step(form.instance)
        if "is_active" in form.changed_data and not form.instance.is_active:
            _tell_what_is_left(request, form.instance)

    @admin.display(description=_("ändra"))
    def handled(self, user: User) -> str:
        """Where name, address and duties are changed."""
        link = '<a href="{}">{}</a>'
        return format_html(link, reverse("person_edit", args=[user.pk]), _("Ändra namn, adress och uppdrag"))


def _tell_what_is_left(request: HttpRequest, user: User) -> None:
    """A closed account ends no duty: what it still holds, and where that is ended."""
    if duties := offered_to(user):
        told = _("{} kan inte logga in längre, men är fortfarande {}. {} så att någon annan kan ta över.")
        link = format_html(
            '<a href="{}">{}</a>', reverse("person_edit", args=[user.pk]), _("Avsluta det på personens sida")
        )
        messages.warning(request, format_html(told, user.name, duties, link))
