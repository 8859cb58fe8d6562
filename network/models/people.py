from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.querysets import ContactPersonQuerySet, UserQuerySet

from .organisations import Organisation


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users; the address is always stored in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who logs in with `email`; without a password only a code by mail opens."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user whom Django's own command gives every right."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with this address, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in, by e-mail address. Invited means inactive until the link of the mail is used."""

    email = models.EmailField(
        _("e-postadress"),
        unique=True,
        error_messages={"unique": _("Det finns redan ett konto med den e-postadressen.")},
    )
    name = models.CharField(_("namn"), max_length=120)
    is_staff = models.BooleanField(_("når administrationen"), default=False)
    is_active = models.BooleanField(_("kan logga in"), default=True)
    date_joined = models.DateTimeField(_("skapad"), default=timezone.now, editable=False)
    invited_at = models.DateTimeField(_("senast inbjuden"), null=True, blank=True, editable=False)

    objects = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("användare")
        verbose_name_plural = _("användare")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="email_in_lower_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Store the address in lower case, so that it is unique whatever its case."""
        super().clean()
        self.email = self.email.strip().lower()

    @property
    def has_duty(self) -> bool:
        """Holds a seat or a role, begun or only invited to."""
        return self.is_superuser or self.groups.exists() or self.seats.held().exists()  # type: ignore[attr-defined]

    def get_full_name(self) -> str:
        """The name, for allauth's mails."""
        return self.name

    def get_short_name(self) -> str:
        """The name, by which Django's administration greets."""
        return str(self)


class ContactPerson(models.Model):
    """A seat: who is contact person of which organisation, from when to when (report, 2.5).

    It is no group: the right to write follows from an active row, so that a hand-over leaves none behind.
    """

    class Role(models.TextChoices):
        ORDINARY = "ordinarie", _("Ordinarie")
        DEPUTY = "ersattare", _("Ersättare")

    class Shown(models.TextChoices):
        """What everybody reads on the network's page; the person chooses, and begins with nothing."""

        NOTHING = "inget", _("Inget: bara att verksamheten har en kontaktperson")
        NAME = "namn", _("Ditt namn")
        ADDRESS = "adress", _("Ditt namn och din e-postadress i arbetet")

    person = models.ForeignKey(User, models.PROTECT, related_name="seats", verbose_name=_("person"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="seats", verbose_name=_("verksamhet"))
    role = models.CharField(_("roll"), max_length=20, choices=Role, default=Role.ORDINARY)
    starts = models.DateField(_("från och med"), default=timezone.localdate)
    # The day the right is gone, not the last day with it: ending a duty works at once.
    ended = models.DateField(_("upphörde"), null=True, blank=True)
    shown = models.CharField(_("visas för alla"), max_length=10, choices=Shown, default=Shown.NOTHING)

    objects = ContactPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("kontaktperson")
        verbose_name_plural = _("kontaktpersoner")
        ordering = ["organisation__name", "role", "starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(role="ordinarie", ended=None),
                name="one_ordinary_contact",
                violation_error_message=_(
                    "Verksamheten har redan en ordinarie kontaktperson. "
                    "Avsluta det uppdraget först, eller välj Ersättare."
                ),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ended=None),
                name="one_seat_each",
                violation_error_message=_("Personen är redan kontaktperson för verksamheten."),
            ),
            models.CheckConstraint(
                condition=Q(ended=None) | Q(ended__gte=F("starts")), name="contact_starts_before_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}"
