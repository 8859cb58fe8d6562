"""Django's administration: plain, in Swedish, and never a way past the portal's own rules."""

from importlib import import_module

from allauth.account.models import EmailAddress
from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from post_office.models import Attachment, Email, EmailTemplate, Log

admin.site.site_header = admin.site.site_title = _("Administration")  # type: ignore[assignment]
admin.site.index_title = _("Uppgifter som portalen bygger på")  # type: ignore[assignment]
# Registered first, so that what does not belong here can be taken away again, whatever the order of the apps:
# roles are a table in the code, mails have the outbox page, and User.email is the only address of an account.
for app in ("allauth.account", "auditlog", "django.contrib.auth", "post_office"):
    import_module(f"{app}.admin")
admin.site.unregister([Group, EmailAddress, LogEntry, Attachment, Email, EmailTemplate, Log])

from . import log, organisations, people  # noqa: E402, F401  (they register, after the above)
from .forms import MatrixForm, NamedForm, RowForm, RowsFormSet  # noqa: E402
from .rows import ChangeAdmin, ReadOnlyAdmin  # noqa: E402

__all__ = ["ChangeAdmin", "MatrixForm", "NamedForm", "ReadOnlyAdmin", "RowForm", "RowsFormSet"]
