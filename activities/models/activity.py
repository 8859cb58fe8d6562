from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities import states
from activities.querysets import ActivityQuerySet, ParticipationQuerySet, RoleQuerySet
from goals.models import EffectGoal, FocusArea
from needs.models import Need
from network.models import Organisation

from .levels import Level, Method, MethodStep


class Activity(models.Model):
    """Something one or several organisations do for children, placed in the matrix.

    The tables hold what is live, or the newest draft while nothing is live. Three facts are independent of each
    other: what it is published as, how far the review of its newest version has come, and whether it is archived.
    """

    Status, Audience, Review = states.Status, states.Audience, states.Review

    TITLE_LENGTH = 60  # so short that it fits in a cell
    TEXT_LENGTHS = {"summary": 600, "description": 20_000, "target_group": 160, "expected_reach": 120}

    # What is reviewed: written only by Content.apply_to
    title = models.CharField(_("rubrik"), max_length=TITLE_LENGTH)
    summary = models.TextField(_("sammanfattning"), blank=True)
    description = models.TextField(_("beskrivning"), blank=True)
    method = models.ForeignKey(Method, models.PROTECT, null=True, blank=True, verbose_name=_("metod"))
    target_group = models.CharField(_("målgrupp"), max_length=TEXT_LENGTHS["target_group"], blank=True)
    expected_reach = models.CharField(_("beräknad räckvidd"), max_length=TEXT_LENGTHS["expected_reach"], blank=True)
    goals = models.ManyToManyField(EffectGoal, blank=True, related_name="activities", verbose_name=_("effektmål"))
    needs = models.ManyToManyField(Need, blank=True, related_name="activities", verbose_name=_("behov"))
    organisations: models.ManyToManyField = models.ManyToManyField(
        Organisation, through="ActivityOrganisation", related_name="activities", verbose_name=_("verksamheter")
    )

    # Facts that need no review: told at once
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.IDEA)
    step = models.ForeignKey(MethodStep, models.PROTECT, null=True, blank=True, verbose_name=_("steg"))
    start_date = models.DateField(_("startdatum"), null=True, blank=True)
    end_date = models.DateField(_("slutdatum"), null=True, blank=True)
    reached = models.PositiveIntegerField(_("antal nådda"), null=True, blank=True)
    facts_at = models.DateTimeField(_("uppgifterna ändrade"), default=timezone.now)

    # The greeting written for the office with the next submission, until it is submitted (services/greeting.py). Shown
    # in the form alone.
    note = models.TextField(_("hälsning till projektkontoret"), blank=True, default="")

    # Where it stands
    published_as = models.CharField(_("publicerad som"), max_length=8, choices=Audience, default=Audience.NOTHING)
    review = models.CharField(_("granskning"), max_length=10, choices=Review, default=Review.EDITING)
    archived_at = models.DateTimeField(_("arkiverad"), null=True, blank=True)
    published_at = models.DateTimeField(_("senast publicerad"), null=True, blank=True)
    live_version = models.ForeignKey(
        "ActivityVersion",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("publicerad version"),
    )
    newest_version = models.ForeignKey(
        "ActivityVersion", models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("senaste version")
    )
    form_key = models.UUIDField(_("formulärets engångsnyckel"), unique=True, null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("skapad av")
    )
    created_at = models.DateTimeField(_("skapad"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("senast ändrad"), default=timezone.now, editable=False)
    search = models.TextField(editable=False, default="")

    objects = ActivityQuerySet.as_manager()

    _owners_read: frozenset[int] | None = None
    _keeps_owners = False

    class Meta:
        verbose_name = _("aktivitet")
        verbose_name_plural = _("aktiviteter")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(published_as=states.Audience.NOTHING) & Q(live_version=None))
                | (~Q(published_as=states.Audience.NOTHING) & ~Q(live_version=None)),
                name="live_exactly_when_published",
            ),
            models.CheckConstraint(
                condition=Q(start_date=None) | Q(end_date=None) | Q(start_date__lte=F("end_date")),
                name="activity_starts_before_end",
            ),
        ]
        indexes = [
            # Exactly what each audience's lists ask for, so that the index answers the count.
            models.Index(
                fields=["title"],
                condition=Q(published_as=states.Audience.PUBLIC, archived_at=None),
                name="activity_public",
            ),
            models.Index(
                fields=["title"],
                condition=Q(archived_at=None) & ~Q(published_as=states.Audience.NOTHING),
                name="activity_internal",
            ),
            models.Index(fields=["review"], condition=Q(review=states.Review.SUBMITTED), name="activity_queue"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return f"/aktiviteter/{self.pk}/"

    @property
    def is_live(self) -> bool:
        """Published, internally or publicly."""
        return self.published_as != self.Audience.NOTHING

    @property
    def is_over(self) -> bool:
        """No work goes on: completed, cancelled or archived."""
        return self.archived_at is not None or self.status in (self.Status.COMPLETED, self.Status.CANCELLED)

    @property
    def stands(self) -> str:
        """What a decision about what is published is taken on: what is live, and for whom."""
        return f"{self.published_as}.{self.live_version_id or ''}"

    def owners(self) -> frozenset[int]:
        """Ids of the lead and of the co-owners that accepted: their contact persons write it. One query."""
        if self._owners_read is not None:
            return self._owners_read
        found = frozenset(self.roles.of_owners().values_list("organisation", flat=True))
        if self._keeps_owners:
            self._owners_read = found
        return found

    def led_by(self, organisation: int) -> bool:
        """Whether it is the lead. One query."""
        return self.roles.filter(role=ActivityOrganisation.Role.LEAD, organisation=organisation).exists()

    def remember_owners(self, owners: frozenset[int] | None = None) -> None:
        """Spare the rules all queries but the first, or that too; for a page that only reads."""
        self._owners_read, self._keeps_owners = owners, True

    def was_submitted(self) -> bool:
        """Has ever been handed to the office: then it is archived, never deleted."""
        return self.events.filter(kind=states.Kind.SUBMITTED).exists()

    def submitter_id(self) -> int | None:
        """The id of the user who submitted it last."""
        return self.events.filter(kind=states.Kind.SUBMITTED).order_by("-id").values_list("by", flat=True).first()

    def was_withdrawn(self) -> bool:
        """Its last published version was withdrawn and can be brought back."""
        return self.events.filter(kind=states.Kind.WITHDRAWN, undone_at=None).exists()


class ActivityOrganisation(models.Model):
    """Which organisation has which role in an activity, as in the content that the tables hold."""

    Role = states.Role

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="roles")
    role = models.CharField(_("roll"), max_length=12, choices=Role)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("verksamhet i aktivitet")
        verbose_name_plural = _("verksamheter i aktiviteter")
        constraints = [
            models.UniqueConstraint(fields=["activity", "organisation"], name="one_role_each"),
            models.UniqueConstraint(fields=["activity"], condition=Q(role="ansvarig"), name="at_most_one_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_role_display()}"


class Participation(models.Model):
    """What an organisation answered when it was named, beside the versions and never deleted.

    One of the group is invited and accepts or declines; an external party has no state but consents, or not,
    to be named. Neither is content: no restored version brings a withdrawn consent back.
    """

    State = states.Answer

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="participations")
    state = models.CharField(_("svar"), max_length=10, choices=State, blank=True, default=State.NONE)
    # As what it has said yes: who takes part does not write, so a participant that is made co-owner is asked anew, and
    # takes part meanwhile (docs/decisions/0011).
    accepted_as = models.CharField(_("tackat ja som"), max_length=12, choices=states.Role, blank=True, default="")
    helps_only = models.BooleanField(_("vill inte vara medägare"), default=False)  # asked for more, it said that
    consent = models.BooleanField(_("får nämnas vid namn"), default=False)
    invited_at = models.DateTimeField(_("inbjuden"), null=True, blank=True)
    answered_at = models.DateTimeField(_("svarade"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(_("hälsning med svaret"), blank=True)
    # What was submitted when it was last asked: all that an organisation which has not accepted may read.
    version = models.ForeignKey("ActivityVersion", models.SET_NULL, null=True, blank=True, related_name="+")
    # What it had answered when nothing that counts named it any more, and the event through which that came, so that
    # it can be given back (docs/decisions/0010).
    before_dropped = models.CharField(max_length=10, choices=State, blank=True, default=State.NONE, editable=False)
    dropped_by = models.ForeignKey(
        "ReviewEvent", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("medverkan")
        verbose_name_plural = _("medverkan")
        constraints = [
            models.UniqueConstraint(fields=["activity", "organisation"], name="one_participation_each"),
            models.CheckConstraint(
                condition=~Q(state=states.Answer.ACCEPTED) | ~Q(accepted_as=""), name="accepted_as_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_state_display()}"

    @property
    def asked_for_more(self) -> bool:
        """It takes part already, and is asked to be co-owner too."""
        return self.state == self.State.INVITED and bool(self.accepted_as)

    @property
    def asked_role(self) -> str:
        """What the version that it was asked about makes of it."""
        content = self.version.content if self.version else {}
        owns = self.organisation_id in content.get("co_owners", ())
        return states.Role.CO_OWNER if owns else states.Role.PARTICIPANT

    @property
    def stands(self) -> str:
        """What an answer is given on: how it stands, when that was said, and the version that was asked about."""
        at = self.answered_at.timestamp() if self.answered_at else ""
        return f"{self.state}.{self.accepted_as}.{self.helps_only}.{self.version_id}.{at}"


class Placement(models.Model):
    """A cell of the matrix in which an activity stands, with the unit where the level demands one."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="placements")
    level = models.ForeignKey(Level, models.PROTECT, related_name="placements")
    focus_area = models.ForeignKey(FocusArea, models.PROTECT, related_name="placements")
    unit = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="placements")

    class Meta:
        verbose_name = _("plats i matrisen")
        verbose_name_plural = _("platser i matrisen")
        constraints = [models.UniqueConstraint(fields=["activity", "level", "focus_area"], name="once_in_a_cell")]

    def __str__(self) -> str:
        return f"{self.level} × {self.focus_area}"
