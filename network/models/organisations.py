from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from network.querysets import OrganisationQuerySet
from network.text import normalise, spoken

from .reference import ReferenceRow


class Organisation(models.Model):
    """A department, company, committee, unit or external party. Never deleted: it ends, or points to its successor."""

    class Kind(models.TextChoices):
        DEPARTMENT = "forvaltning", _("Förvaltning")
        COMPANY = "bolag", _("Bolag")
        COMMITTEE = "namnd", _("Nämnd")
        ASSOCIATION = "kommunalforbund", _("Kommunalförbund")
        UNIT = "enhet", _("Enhet")
        EXTERNAL = "extern", _("Extern part")

    # The kinds that must have a contact person (report, 2.5): others are no gap.
    WITH_CONTACT = (Kind.DEPARTMENT, Kind.COMPANY)
    # The kinds that come to be by typing in a form, and are then confirmed.
    TYPED = (Kind.UNIT, Kind.EXTERNAL)

    key = models.SlugField(_("nyckel"), max_length=80, unique=True)
    name = models.CharField(_("namn"), max_length=160)
    short_name = models.CharField(_("kort namn"), max_length=60, blank=True)
    kind = models.CharField(_("typ"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("hör till")
    )
    in_group = models.BooleanField(_("ingår i koncernen"), default=False)
    valid_from = models.DateField(_("från och med"), null=True, blank=True)
    valid_to = models.DateField(_("till och med"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("efterföljare")
    )
    confirmed = models.BooleanField(_("bekräftad av projektkontoret"), default=True)
    struck = models.BooleanField(_("struken av projektkontoret"), default=False, editable=False)  # a typed name
    created_by = models.ForeignKey(
        "network.User", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    search = models.TextField(editable=False, default="")
    name_search = models.TextField(editable=False, default="")  # longer than the name: «ß» becomes «ss»

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("verksamhet")
        verbose_name_plural = _("verksamheter")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(successor=F("id")), name="not_own_successor"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="not_own_parent"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
                name="organisation_from_before_to",
            ),
            models.CheckConstraint(
                condition=~Q(kind="extern", in_group=True),
                name="external_outside_group",
                violation_error_message=_("En extern part ingår inte i koncernen."),
            ),
            # What all may choose by its name. The reference file makes units before it says whose they are.
            models.UniqueConstraint(
                fields=["parent", "name_search"],
                condition=Q(kind="enhet", confirmed=True, successor=None),
                name="one_unit_of_a_name",
            ),
            models.UniqueConstraint(
                fields=["name_search"],
                condition=Q(kind="extern", confirmed=True, successor=None),
                name="one_party_of_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save with the words it is searched by."""
        if update_fields is None or {"name", "short_name"} & set(update_fields):
            self.set_search_words()
            update_fields = update_fields and {*update_fields, "search", "name_search"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def clean(self) -> None:
        """One unit under the same organisation, and one external party, has a name: so says Django's administration."""
        if self.confirmed and not self.successor_id and Organisation.objects.alike(self).exists():
            raise ValidationError({"name": _("Namnet finns redan.")})

    def set_search_words(self) -> None:
        """Write the words it is searched by, normalised. What saves in bulk does this itself."""
        self.search = normalise(f"{self.name} {self.short_name}")
        self.name_search = normalise(self.name)

    @property
    def label(self) -> str:
        """The name where room is short."""
        return self.short_name or self.name

    def is_called(self, name: str) -> bool:
        """Whether it has the name, or has it for short."""
        return spoken(name) in {spoken(self.name), spoken(self.short_name)} - {""}

    @property
    def settled(self) -> bool:
        """Whether the office has confirmed it, merged it, or struck its name; reference data always are."""
        return self.confirmed or self.struck or bool(self.successor_id)

    @property
    def place(self) -> tuple[str, int | None]:
        """What two names must share to mean the same: the kind and, of units, whose they are."""
        return self.kind, self.parent_id if self.kind == self.Kind.UNIT else None


class Body(ReferenceRow):
    """A body of the collaboration model (report, 2.3) and its part in it."""

    class Part(models.TextChoices):
        ADOPTED_GOALS = "antog", _("Antog målen")
        CLIENT = "bestallare", _("Beställer")
        WILL = "viljeinriktning", _("Står bakom")
        STEERING = "styrgrupp", _("Styr")
        REFERENCE = "referensgrupp", _("Ger råd")
        OFFICE = "kontor", _("Driver arbetet")
        NETWORK = "natverk", _("Samlar alla")

    name = models.CharField(_("namn"), max_length=120)
    part = models.CharField(_("del i samverkansmodellen"), max_length=20, choices=Part)
    description = models.TextField(_("beskrivning"), blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("verksamhet"), related_name="bodies"
    )

    class Meta(ReferenceRow.Meta):
        verbose_name = _("organ")
        verbose_name_plural = _("organ i samverkansmodellen")

    def __str__(self) -> str:
        return self.name
