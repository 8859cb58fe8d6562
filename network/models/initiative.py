from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.text import spoken

_DAYS_TOLD = _("Skriv mellan 1 och 60 arbetsdagar.")


class Initiative(models.Model):
    """The initiative itself, in one row: names and addresses that every page takes from here."""

    name = models.CharField(_("namn"), max_length=80)
    full_name = models.CharField(_("fullständigt namn"), max_length=160)
    city = models.CharField(_("staden"), max_length=80)
    group = models.CharField(_("koncernen"), max_length=120)
    place = models.CharField(_("orten"), max_length=80, help_text=_("Så som orten skrivs i löpande text."))
    headline = models.CharField(_("rubrik på startsidan"), max_length=80)
    pitch = models.TextField(_("ingress på startsidan"))
    office = models.CharField(_("projektkontoret"), max_length=160)
    office_email = models.EmailField(_("projektkontorets e-postadress"))
    office_phone = models.CharField(_("projektkontorets telefon"), max_length=40, blank=True)
    office_address = models.CharField(_("projektkontorets postadress"), max_length=200, blank=True)
    answer_days = models.PositiveSmallIntegerField(
        _("svarstid"),
        default=5,
        help_text=_("Arbetsdagar tills projektkontoret svarar."),
        validators=[MinValueValidator(1, _DAYS_TOLD), MaxValueValidator(60, _DAYS_TOLD)],
    )
    company_headline = models.CharField(_("rubrik för företag"), max_length=120, blank=True)
    company_pitch = models.TextField(_("ingress för företag"), blank=True)
    # A number, not a foreign key: goals import network, never the other way round.
    goal_number = models.PositiveSmallIntegerField(
        _("målet där den röda linjen slutar"), default=1, validators=[MaxValueValidator(99)]
    )
    is_demo = models.BooleanField(_("exempeldata"), default=False, editable=False)

    class Meta:
        verbose_name = _("kraftsamling")
        verbose_name_plural = _("kraftsamlingen")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_initiative")]

    def __str__(self) -> str:
        return self.name

    @property
    def own_names(self) -> frozenset[str]:
        """The city, the group and the initiative as they are said (text.spoken): nobody outside, and no unit."""
        place = (self.place, f"{self.place} kommun", f"{self.place} stad")
        names = (self.city, self.group, *place, self.name, self.full_name)
        return frozenset(spoken(name) for name in names) - {""}


class Stamp(models.Model):
    """The change stamp: one row with two numbers that every change raises (see network/change.py)."""

    content = models.PositiveBigIntegerField(default=0)
    reference = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_stamp")]

    def __str__(self) -> str:
        return f"{self.content}.{self.reference}"
