from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models import ReferenceRow


class Level(ReferenceRow):
    """A row of the matrix (report, 2.4). The code knows what a level demands; what it is called is data."""

    class Demand(models.TextChoices):
        NONE = "ingen", _("Inget särskilt")
        UNIT = "enhet", _("En enhet i rutan")
        TWO_OF_GROUP = "tva", _("Minst två verksamheter i koncernen")
        EXTERNAL = "extern", _("Minst en extern part")

    label = models.CharField(_("namn"), max_length=80)
    hyphenated = models.CharField(
        _("namn med mjuka bindestreck"),
        max_length=120,
        blank=True,
        help_text=_("Visas i matrisen i stället för namnet, så att långa ord delas rätt. Tomt: namnet visas."),
    )
    short_label = models.CharField(_("kort namn"), max_length=40)
    explanation = models.CharField(_("förklaring"), max_length=160)
    hole = models.CharField(_("text i en tom ruta"), max_length=160, help_text=_("Ett skäl att göra något."))
    demand = models.CharField(_("krav"), max_length=10, choices=Demand, default=Demand.NONE)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("nivå")
        verbose_name_plural = _("nivåer")

    def __str__(self) -> str:
        return self.label


class Method(ReferenceRow):
    """A way of working, with steps (report, 2.4; the steps from each method's own guide)."""

    name = models.CharField(_("namn"), max_length=80)
    description = models.TextField(_("beskrivning"), blank=True)
    url = models.URLField(_("webbadress"), blank=True)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("metod")
        verbose_name_plural = _("metoder")

    def __str__(self) -> str:
        return self.name


class MethodStep(ReferenceRow):
    """A step of a method, and what it gives."""

    method = models.ForeignKey(Method, models.PROTECT, related_name="steps", verbose_name=_("metod"))
    name = models.CharField(_("namn"), max_length=60)
    gives = models.CharField(_("vad steget ger"), max_length=120, blank=True)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("steg")
        verbose_name_plural = _("steg")

    def __str__(self) -> str:
        return self.name
