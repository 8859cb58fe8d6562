from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from goals.models import FocusArea
from needs.querysets import NeedQuerySet
from network.models import ReferenceRow
from network.text import normalise


class Category(ReferenceRow):
    """One of the nine areas the needs were sorted into (report, 2.2): «behovsområde» on the screen."""

    name = models.CharField(_("namn"), max_length=80)
    description = models.TextField(_("beskrivning"), blank=True)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("behovsområde")
        verbose_name_plural = _("behovsområden")

    def __str__(self) -> str:
        return self.name


class GuidingQuestion(ReferenceRow):
    """A question asked when the needs were collected (report, 2.1); a part of one has it as parent."""

    text = models.TextField(_("frågeställning"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("del av")
    )

    class Meta(ReferenceRow.Meta):
        verbose_name = _("frågeställning")
        verbose_name_plural = _("frågeställningar")

    def __str__(self) -> str:
        return self.text


class RespondentGroup(ReferenceRow):
    """Who took part: teachers, children and young people, managers … (report, 2.1)."""

    name = models.CharField(_("namn"), max_length=80)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("deltagargrupp")
        verbose_name_plural = _("deltagargrupper")

    def __str__(self) -> str:
        return self.name


class Collection(models.Model):
    """One occasion on which needs were collected."""

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", _("Workshop")
        INTERVIEW = "intervju", _("Intervju")
        CONVERSATION = "samtal", _("Samtal")

    key = models.SlugField(_("nyckel"), max_length=60, unique=True)
    kind = models.CharField(_("typ"), max_length=20, choices=Kind)
    date = models.DateField(_("datum"))
    place = models.CharField(_("plats"), max_length=120, blank=True)
    title = models.CharField(_("rubrik"), max_length=160)

    class Meta:
        verbose_name = _("informationsinhämtning")
        verbose_name_plural = _("informationsinhämtningar")
        ordering = ["-date", "title"]

    def __str__(self) -> str:
        return self.title


class Need(models.Model):
    """What somebody said is needed or stands in the way. Its own words never change."""

    class Kind(models.TextChoices):
        NEED = "behov", _("Behov")
        OBSTACLE = "hinder", _("Hinder")

    class State(models.TextChoices):
        OPEN = "oppet", _("Öppet")
        ANALYSIS = "analys", _("Analyseras")
        SET_ASIDE = "avfort", _("Lagt åt sidan")

    text = models.TextField(_("det som sades"))
    kind = models.CharField(_("typ"), max_length=10, choices=Kind)
    category = models.ForeignKey(Category, models.PROTECT, related_name="needs", verbose_name=_("behovsområde"))
    focus_areas = models.ManyToManyField(FocusArea, blank=True, related_name="needs", verbose_name=_("fokusområden"))
    collection = models.ForeignKey(
        Collection, models.PROTECT, related_name="needs", verbose_name=_("informationsinhämtning")
    )
    question = models.ForeignKey(
        GuidingQuestion, models.PROTECT, null=True, blank=True, related_name="needs", verbose_name=_("frågeställning")
    )
    respondent_group = models.ForeignKey(
        RespondentGroup, models.PROTECT, related_name="needs", verbose_name=_("deltagargrupp")
    )
    # Role and rough age only: nothing that points to one person.
    said_by = models.CharField(_("roll och ungefärlig ålder"), max_length=60, blank=True)
    state = models.CharField(_("läge"), max_length=10, choices=State, default=State.OPEN)
    set_aside_reason = models.TextField(_("skäl att lägga åt sidan"), blank=True)
    canonical = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined", verbose_name=_("ihopslaget med")
    )
    public_text = models.TextField(_("publik lydelse"), blank=True)
    public_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("skrev den publika lydelsen"),
    )
    public_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("godkände den publika lydelsen"),
    )
    search = models.TextField(editable=False, default="")

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("behov")
        verbose_name_plural = _("behov")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(public_approved_by=None) | (~Q(public_text="") & ~Q(public_by=None)),
                name="approved_text_was_written",
            ),
            models.CheckConstraint(
                condition=Q(public_approved_by=None) | ~Q(public_approved_by=F("public_by")),
                name="two_different_people_approve",
                violation_error_message=_("Någon annan än den som skrev den publika lydelsen måste godkänna den."),
            ),
            models.CheckConstraint(
                condition=~Q(state="avfort") | ~Q(set_aside_reason=""),
                name="set_aside_with_reason",
                violation_error_message=_("Skriv varför behovet läggs åt sidan."),
            ),
            models.CheckConstraint(condition=~Q(canonical=F("id")), name="not_joined_into_itself"),
        ]
        indexes = [
            models.Index(fields=["category", "kind"], name="need_by_category"),
            models.Index(fields=["category"], condition=~Q(public_approved_by=None), name="need_approved"),
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, **kwargs) -> None:
        """Save with the words it is searched by."""
        self.search = normalise(f"{self.text} {self.said_by}")
        super().save(**kwargs)
