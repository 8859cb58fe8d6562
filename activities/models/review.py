from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.querysets import ReviewEventQuerySet
from activities.states import Kind

from .activity import Activity
from .levels import MethodStep


class ActivityVersion(models.Model):
    """What an activity said at one moment. Append-only; only `Content` reads and writes what is in it."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("nummer"))
    content = models.JSONField(_("innehåll"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("sparad"), default=timezone.now)
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    restored_from = models.PositiveIntegerField(_("återställd från version"), null=True, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versioner")
        ordering = ["activity", "-number"]
        constraints = [models.UniqueConstraint(fields=["activity", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.activity}, version {self.number}"


class ReviewEvent(models.Model):
    """Something that happened in the review of a version, with what was before, so that it can be undone."""

    Kind = Kind
    # Decisions can be undone for ten minutes; the mails of those in MAILED are written after that.
    DECISIONS = (Kind.SENT_BACK, Kind.PUBLISHED, Kind.WITHDRAWN, Kind.BROUGHT_BACK, Kind.AUDIENCE, Kind.ARCHIVED)
    MAILED = (Kind.SENT_BACK, Kind.PUBLISHED, Kind.WITHDRAWN, Kind.BROUGHT_BACK)

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="events", verbose_name=_("aktivitet"))
    kind = models.CharField(_("vad"), max_length=12, choices=Kind)
    version = models.ForeignKey("ActivityVersion", models.RESTRICT, related_name="events", verbose_name=_("version"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("av"))
    at = models.DateTimeField(_("när"), default=timezone.now)
    comment = models.TextField(_("kommentar"), blank=True)
    field_comments = models.JSONField(_("kommentarer per fält"), default=dict, blank=True)
    before_live = models.ForeignKey("ActivityVersion", models.RESTRICT, null=True, blank=True, related_name="+")
    before_published_as = models.CharField(max_length=8, choices=Activity.Audience, blank=True)
    before_review = models.CharField(max_length=10, choices=Activity.Review, blank=True)
    # The step belongs to a method: where a decision changes the method, the step goes, and undoing brings it back.
    before_step = models.ForeignKey(MethodStep, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("ångrad"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mejlen skrivna"), null=True, blank=True)

    objects = ReviewEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("beslut eller händelse")
        verbose_name_plural = _("beslut och händelser")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["activity", "-id"], name="event_of_activity"),
            models.Index(fields=["at"], condition=Q(mailed_at=None, undone_at=None), name="event_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.activity}"
