"""The states and roles of an activity, its review and its participants: the words that tables, queries and rules share.

The values are stored; the labels are the glossary's.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """How far the work has come."""

    IDEA = "ide", _("Idé")
    PLANNED = "planerad", _("Planerad")
    ONGOING = "pagaende", _("Pågående")
    PAUSED = "pausad", _("Pausad")
    COMPLETED = "genomford", _("Genomförd")
    CANCELLED = "avbruten", _("Avbruten")


class Audience(TextChoices):
    """Whom an activity is published for."""

    NOTHING = "inget", _("Inte publicerad")
    INTERNAL = "internt", _("Publicerad internt")
    PUBLIC = "publikt", _("Publicerad")


class Review(TextChoices):
    """How far the review of the newest version has come."""

    EDITING = "utkast", _("Utkast")
    SUBMITTED = "inskickad", _("Inskickad")
    SENT_BACK = "tillbaka", _("Tillbakaskickad")
    SETTLED = "klar", _("Granskad")


class Role(TextChoices):
    """What an organisation is in an activity."""

    LEAD = "ansvarig", _("Ansvarig verksamhet")
    CO_OWNER = "medagare", _("Medägare")
    PARTICIPANT = "medverkande", _("Medverkande")
    EXTERNAL = "extern", _("Extern part")


class Answer(TextChoices):
    """What an organisation answered to an invitation; external parties have none."""

    NONE = "", _("Ingen inbjudan")
    INVITED = "inbjuden", _("Inbjuden")
    ACCEPTED = "ja", _("Tackat ja")
    DECLINED = "nej", _("Tackat nej")


class Kind(TextChoices):
    """What happened in a review."""

    SUBMITTED = "inskickad", _("Skickade in")
    TAKEN_BACK = "tagen", _("Tog tillbaka")
    SENT_BACK = "tillbaka", _("Skickade tillbaka")
    PUBLISHED = "publicerad", _("Publicerade")
    UNDONE = "angrad", _("Ångrade")
    WITHDRAWN = "borttagen", _("Tog bort från sidorna")
    BROUGHT_BACK = "ater", _("Publicerade igen")
    AUDIENCE = "publik", _("Ändrade vem som ser den")
    ARCHIVED = "arkiverad", _("Arkiverade")
    UNARCHIVED = "avarkiverad", _("Hämtade ur arkivet")
    DISCARDED = "slangd", _("Slängde ändringen")
