from django.db import models
from django.utils.translation import gettext_lazy as _


class ReferenceRow(models.Model):
    """What another city would change: rows loaded from its reference file by key, then edited by the office.

    A row is never deleted; the office makes it inactive, and loading the file again does not bring it back.
    """

    key = models.SlugField(_("nyckel"), max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(_("ordning"), default=0)
    active = models.BooleanField(_("används"), default=True)

    class Meta:
        abstract = True
        ordering = ["order", "key"]
