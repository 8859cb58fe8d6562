from django.db import models
from django.utils.translation import gettext_lazy as _

from goals.querysets import GoalQuerySet
from network.models import Body, ReferenceRow


class FocusArea(ReferenceRow):
    """One of the initiative's focus areas; its key is its address.

    It has two wordings in the report: `name` in the text (2.2), `heading` in the matrix (2.4).
    """

    class Slot(models.TextChoices):
        A = "a", _("mörk")
        B = "b", _("ljus")
        C = "c", _("mellan")

    name = models.CharField(_("namn"), max_length=120)
    heading = models.CharField(_("rubrik i matrisen"), max_length=120)
    hyphenated = models.CharField(
        _("rubrik med mjuka bindestreck"),
        max_length=160,
        blank=True,
        help_text=_("Visas i matrisen i stället för rubriken, så att långa ord delas rätt. Tomt: rubriken visas."),
    )
    short_name = models.CharField(_("kort namn"), max_length=40)
    description = models.TextField(_("beskrivning"), blank=True)
    slot = models.CharField(_("färg"), max_length=1, choices=Slot, unique=True)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("fokusområde")
        verbose_name_plural = _("fokusområden")

    def __str__(self) -> str:
        return self.name


class EffectGoal(ReferenceRow):
    """An effect goal in the words it was adopted in (report, 1.1)."""

    number = models.PositiveSmallIntegerField(_("nummer"), unique=True)
    text = models.TextField(_("antagen lydelse"))
    note = models.TextField(_("anmärkning"), blank=True)
    adopted_by = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, verbose_name=_("antaget av"), related_name="goals"
    )

    objects = GoalQuerySet.as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("effektmål")
        verbose_name_plural = _("effektmål")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"
