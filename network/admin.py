"""Django's administration: plain, in Swedish, and never a way past the portal's own rules."""

from importlib import import_module
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from auditlog.models import LogEntry
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from post_office.models import Attachment, Email, EmailTemplate, Log

from network.change import change
from network.dates import moment
from network.models import Body, ContactPerson, Initiative, Organisation, User
from network.roles import ADMIN, ROLES
from network.services import people

LONGEST = 200  # entries that the history of a row shows

admin.site.site_header = admin.site.site_title = _("Administration")  # type: ignore[assignment]
admin.site.index_title = _("Uppgifter som portalen bygger på")  # type: ignore[assignment]
# Registered first, so that what does not belong here can be taken away again, whatever the order of the apps:
# roles are a table in the code, mails have the outbox page, and User.email is the only address of an account.
for app in ("allauth.account", "auditlog", "django.contrib.auth", "post_office"):
    import_module(f"{app}.admin")
admin.site.unregister([Group, EmailAddress, LogEntry, Attachment, Email, EmailTemplate, Log])


class Entry(NamedTuple):
    """Something the log keeps of a row, in words."""

    at: str
    actor: str
    action: str
    changes: str


class LoggedAdmin(admin.ModelAdmin):
    """Rows whose history is what the log keeps of them, wherever they were changed."""

    actions = None

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The log's entries about the row, newest first."""
        row = self.get_object(request, unquote(object_id))
        kept = LogEntry.objects.get_for_object(row).select_related("actor") if row else LogEntry.objects.none()
        entries = [_told(entry) for entry in kept.order_by("-timestamp")[:LONGEST]]
        return super().history_view(request, object_id, {"entries": entries, **(extra_context or {})})


class ChangeAdmin(LoggedAdmin):
    """Rows that are edited here: each save raises the change stamp, nothing is deleted, a key stays as it is."""

    fixed = ("key",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted: rows are made inactive, or end."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """What the reference file finds a row by is chosen once."""
        given = list(super().get_readonly_fields(request, obj))
        return given + [name for name in self.fixed if hasattr(obj, name)] if obj else given

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save in a transaction that raises the stamp."""
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        with change(reference=True):
            return super().changeform_view(request, *args, **kwargs)


class ReadOnlyAdmin(LoggedAdmin):
    """Rows that are only looked at here: the portal's own pages change them."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


class OrganisationForm(forms.ModelForm):
    """An organisation, whose successors never lead back to itself."""

    def clean_successor(self) -> Organisation | None:
        """Follow the successors to the end."""
        successor = step = self.cleaned_data["successor"]
        while step:
            if step.pk == self.instance.pk and self.instance.pk:
                raise ValidationError(_("Verksamheten kan inte efterträda sig själv."))
            step = step.successor
        return successor


@admin.register(Organisation)
class OrganisationAdmin(ChangeAdmin):
    """Departments, companies, committees, units and external parties."""

    form = OrganisationForm
    list_display = ["name", "kind", "parent", "in_group", "confirmed"]
    list_filter = ["kind", "in_group", "confirmed"]
    list_select_related = ["parent"]
    search_fields = ["search"]


@admin.register(Body)
class BodyAdmin(ChangeAdmin):
    """The bodies of the collaboration model."""

    list_display = ["name", "part", "organisation", "order", "active"]
    list_select_related = ["organisation"]


@admin.register(Initiative)
class InitiativeAdmin(ChangeAdmin):
    """The one row about the initiative itself."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one already, and only one."""
        return False


@admin.register(ContactPerson)
class ContactPersonAdmin(ReadOnlyAdmin):
    """Seats, to look at; the list of people changes them."""

    list_display = ["person", "organisation", "role", "starts", "ended"]
    list_select_related = ["person", "organisation"]
    list_filter = ["role"]


class UserForm(forms.ModelForm):
    """An account and its roles; the last administrator stays one."""

    def clean(self) -> dict[str, Any]:
        """Refuse what would leave the portal without an administrator."""
        given = super().clean() or self.cleaned_data
        stays = given.get("is_active") and any(group.name == ADMIN.key for group in given.get("groups", ()))
        others = people.others_hold(ADMIN.key, self.instance.pk)
        if not (stays or self.instance.is_superuser or others):
            raise ValidationError(_("Det måste finnas minst en administratör. Utse en till först."))
        return given


class RolesField(forms.ModelMultipleChoiceField):
    """Groups under the names that the table of roles gives them."""

    def label_from_instance(self, obj: Model) -> str:
        """The role's name."""
        return next((str(role.name) for role in ROLES if role.key == obj.name), str(obj))  # type: ignore[attr-defined]


@admin.register(User)
class UserAdmin(ChangeAdmin):
    """Accounts and roles, for administrators. New people are invited on the portal's own page."""

    form = UserForm
    fields = ["name", "email", "groups", "is_active", "is_staff", "date_joined", "last_login", "invited_at"]
    readonly_fields = ["is_staff", "date_joined", "last_login", "invited_at"]
    list_display = ["name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["name", "email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People are invited, so that they choose their own password."""
        return False

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Roles as checkboxes."""
        kwargs |= {"form_class": RolesField, "widget": forms.CheckboxSelectMultiple}
        kwargs |= {"label": _("Roller"), "help_text": "", "queryset": Group.objects.order_by("name")}
        return db_field.formfield(**kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The flag for the administration follows from the roles."""
        super().save_related(request, form, formsets, change)
        people.keep_staff_in_step(form.instance)


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """Who changed what, for administrators."""

    list_display = ["timestamp", "actor", "kind", "object_repr", "action", "fields_changed"]
    list_display_links = ["object_repr"]
    list_select_related = ["actor", "content_type"]
    list_filter = ["action"]
    search_fields = ["object_repr", "actor__name"]
    fields = ["timestamp", "actor", "kind", "object_repr", "action", "changes_in_words"]

    @admin.display(description=_("slag"))
    def kind(self, entry: LogEntry) -> str:
        """What sort of row it was."""
        return entry.content_type.name

    @admin.display(description=_("uppgifter"))
    def fields_changed(self, entry: LogEntry) -> str:
        """The fields that changed; of a new row all would be told, so none are."""
        return "" if entry.action == LogEntry.Action.CREATE else ", ".join(name for name, _values in _changes(entry))

    @admin.display(description=_("ändringar"))
    def changes_in_words(self, entry: LogEntry) -> str:
        """Each field with what it was and what it became."""
        return format_html_join("", "{}: {}<br>", _changes(entry))


def _told(entry: LogEntry) -> Entry:
    """An entry as the history of a row shows it; of a new row all fields would be told, so none are."""
    changes = "" if entry.action == LogEntry.Action.CREATE else format_html_join("; ", "{}: {}", _changes(entry))
    return Entry(moment(entry.timestamp), str(entry.actor or ""), entry.get_action_display().capitalize(), changes)


def _changes(entry: LogEntry) -> list[tuple[str, str]]:
    """The fields of an entry under their Swedish names, each with what it was and became, or what was added."""
    model = entry.content_type.model_class()
    names = {
        field.name: str(field.verbose_name) for field in model._meta.get_fields() if hasattr(field, "verbose_name")
    }
    told = []
    for field, values in (entry.changes or {}).items():
        text = " → ".join(map(str, values)) if isinstance(values, list) else _relation(values)
        told.append((names.get(field, field), text))
    return told


def _relation(values: dict[str, Any]) -> str:
    sign = "+" if values.get("operation") == "add" else "–"
    return f"{sign} {', '.join(map(str, values.get('objects', ())))}"
