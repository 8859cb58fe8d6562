"""The one table of roles: what each is called and what it may do in the administration.

`migrate` brings it to the database as groups. Contact person is no role: it follows from a seat (ContactPerson).
"""

from dataclasses import dataclass

from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_EDIT = ("view", "add", "change")


@dataclass(frozen=True)
class Role:
    """A group of users: its key in the database, its Swedish name, and the admin permissions it gives."""

    key: str
    name: str | Promise
    description: str | Promise
    permissions: tuple[str, ...] = ()


def _on(verbs: tuple[str, ...], *models: str) -> tuple[str, ...]:
    return tuple(f"{model.split('.')[0]}.{verb}_{model.split('.')[1]}" for model in models for verb in verbs)


_REFERENCE = (
    "network.organisation",
    "network.body",
    "goals.focusarea",
    "goals.effectgoal",
    "needs.category",
    "needs.guidingquestion",
    "needs.respondentgroup",
    "activities.level",
    "activities.method",
    "activities.methodstep",
)
# Only looked at there, by administrators: the portal's own pages show them to the office.
_LOOKED_AT = (
    "activities.activity",
    "activities.reviewevent",
    "needs.need",
    "needs.collection",
    "network.contactperson",
    "auditlog.logentry",
)
_OFFICE = (
    *_on(_EDIT, *_REFERENCE),
    *_on(("view", "change"), "network.initiative"),
)

OFFICE = Role("kontor", _("Projektkontoret"), _("Granskar, publicerar och sköter personer och uppgifter."), _OFFICE)
READER = Role("lasare", _("Läsare"), _("Läser allt som är publicerat, också internt."))
ADMIN = Role(
    "administrator",
    _("Administratör"),
    _("Allt, också användare och roller."),
    (*_OFFICE, *_on(("view", "change"), "network.user"), *_on(("view",), *_LOOKED_AT)),
)
ROLES = (OFFICE, READER, ADMIN)


def name_of(key: str) -> str:
    """The name of a role; empty for what is none."""
    return next((str(role.name) for role in ROLES if role.key == key), "")


def store_roles(sender: AppConfig, **kwargs: object) -> None:
    """Bring the table to the database; runs after each migrate."""
    from django.apps import apps
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    # Django makes permissions app by app after migrate; those of later apps are not there yet.
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0)
    for role in ROLES:
        group, _made = Group.objects.get_or_create(name=role.key)
        wanted = [
            Permission.objects.get(content_type__app_label=app, codename=code)
            for app, code in (permission.split(".") for permission in role.permissions)
        ]
        group.permissions.set(wanted)
