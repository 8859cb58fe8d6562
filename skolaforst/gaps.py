"""What is missing along the red thread, each gap with the button that begins to close it.

A gap is counted for the desk and listed on a page of its own. Only what is live closes a gap: a draft does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.matrix import Cell, Matrix, build
from activities.models import Activity, ActivityOrganisation, Level, Participation, Placement
from activities.querysets import ActivityQuerySet
from activities.reference import Reference, reference
from goals.models import EffectGoal
from needs.models import Need
from network.change import Stamped, kept
from network.dates import long_date, word
from network.models import Organisation, User
from network.outbox import failed_lately
from network.text import capital, listed

OUTBOX = "/kontor/utskick/?lage=fel"
CONFIRM = "/kontor/verksamheter/"
NEW = "/aktiviteter/ny/"
NAMED = 3  # names told on the desk before "och n till"


class Row(NamedTuple):
    """One missing thing: what, something about it, where it is seen, and the button that begins to close it."""

    title: str
    detail: str
    address: str
    act: str
    verb: str


@dataclass(frozen=True)
class Gap:
    """A gap as components/_gap.html shows it."""

    slug: str
    count: int
    title: str
    text: str
    address: str
    verb: str


class Kind(NamedTuple):
    """A kind of gap: its name in the address, its words, what is counted, how a row is told, and a word on the desk.

    `found` gives a queryset or a list; `rows` tells a page of it; `tell` says which, in a sentence.
    """

    slug: str
    title: Any
    lead: Any
    verb: Any
    found: Callable[[Reference], Any]
    rows: Callable[[Sequence[Any], Reference], list[Row]]
    tell: Callable[[Any, int, Reference], str] = lambda found, count, ref: ""
    closed_at: str = ""  # another page that closes it, instead of a list here
    more: tuple[str, Any] | None = None  # a page that shows the same as a whole


class Desk(NamedTuple):
    """The gaps that are open, how many in all, and the matrix of today."""

    gaps: list[Gap]
    total: int
    matrix: Matrix


class Counted(Subquery):
    """How many rows a queryset gives, as a part of another statement."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def desk(stamp: Stamped) -> Desk:
    """The gaps of today. What the portal stores is kept under the stamp; the outbox is asked each time."""
    found = kept(("gaps", timezone.localdate()), stamp, lambda: _desk(reference(stamp)))
    mails = failed_lately()
    gaps = [*found.gaps, *([_gap(MAILS, mails, "")] if mails else [])]
    return found._replace(gaps=gaps, total=found.total + mails)


def kind(slug: str) -> Kind | None:
    """The kind of gap with this name in the address."""
    return next((kind for kind in KINDS if kind.slug == slug), None)


def matrix_today(ref: Reference) -> Matrix:
    """The matrix of what is live, internally or publicly. One query."""
    return build(
        Activity.objects.live().placed(),
        ref,
        all_in=lambda level, area: f"/aktiviteter/?omrade={area.key}&niva={level.key}",
        add=lambda level, area: f"{NEW}?ruta={level.key}.{area.key}",
        hole=lambda level, area: level.hole,
    )


def empty_cells(ref: Reference) -> list[tuple[str, Cell]]:
    """The cells in which nothing live stands, area by area, each with its level's words."""
    return [(area.short, cell) for area in matrix_today(ref).areas for _level, cell in area.cells if not cell.count]


def goals_without_activity(ref: Reference) -> QuerySet[EffectGoal]:
    """Goals that nothing live serves."""
    serving = Activity.objects.live().filter(goals=OuterRef("pk"))
    return EffectGoal.objects.filter(~Exists(serving), active=True).order_by("number")


def needs_without_activity(ref: Reference) -> QuerySet[Need]:
    """Needs that nothing live answers, neither themselves nor those joined into them; set aside ones wait for none."""
    waiting = Need.objects.standing().exclude(state=Need.State.SET_ASIDE).unanswered_by(Activity.objects.live())
    return waiting.select_related("category").order_by("category__order", "pk")


def broken_by_refusal(ref: Reference) -> ActivityQuerySet:
    """Live ones on a level that demands two of the group, of which refusals have left fewer."""
    demanding = Placement.objects.filter(activity=OuterRef("pk"), level__demand=Level.Demand.TWO_OF_GROUP)
    answers = Participation.objects.filter(activity=OuterRef("activity"), organisation=OuterRef("organisation"))
    named = ActivityOrganisation.objects.filter(activity=OuterRef("pk"), organisation__in_group=True)
    refused = ~Q(role="ansvarig") & Q(Exists(answers.declined()))
    # As demands.broken_demands, for all at once; a test holds the two together.
    return (
        Activity.objects.live()
        .filter(Exists(demanding), Exists(named.filter(refused)))
        .annotate(left=Counted(named.filter(~refused).values("pk")))
        .filter(left__lt=2)
        .order_by("title")
    )


def to_confirm() -> QuerySet[Organisation]:
    """Units and external parties that somebody typed and nobody has confirmed, the oldest first."""
    return Organisation.objects.filter(confirmed=False, successor=None).order_by("pk")


def uses_of(organisations: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """Where each organisation is named or stands in a cell: id and title of the activities. Two queries."""
    ids = list(organisations)
    # An external party has an answer for every activity whose versions ever named it, drafts of changes too.
    named = Participation.objects.filter(organisation__in=ids).values_list(
        "organisation", "activity", "activity__title"
    )
    placed = Placement.objects.filter(unit__in=ids).values_list("unit", "activity", "activity__title")
    found: dict[int, dict[int, str]] = {pk: {} for pk in ids}
    for organisation, activity, title in (*named, *placed):
        found[organisation][activity] = title
    return {pk: list(titles.items()) for pk, titles in found.items()}


def _desk(ref: Reference) -> Desk:
    matrix = matrix_today(ref)
    holes = [(area.short, cell) for area in matrix.areas for _level, cell in area.cells if not cell.count]
    found = {kind.slug: holes if kind is CELLS else kind.found(ref) for kind in KINDS if kind is not MAILS}
    counts = _counts(found)
    gaps = [
        _gap(kind, counts[kind.slug], kind.tell(found[kind.slug], counts[kind.slug], ref))
        for kind in KINDS
        if counts.get(kind.slug)
    ]
    return Desk(gaps, sum(counts.values()), matrix)


def _gap(kind: Kind, count: int, text: str) -> Gap:
    address = kind.closed_at or f"/kontor/luckor/{kind.slug}/"
    return Gap(kind.slug, count, str(kind.title), text or str(kind.lead), address, str(kind.verb))


def _counts(found: dict[str, Any]) -> dict[str, int]:
    """How many each holds: all querysets in one statement, on a row that is there whenever somebody asks."""
    queries = {slug: rows.order_by().values("pk") for slug, rows in found.items() if isinstance(rows, QuerySet)}
    one = User.objects.order_by("pk").values_list(*(Counted(query) for query in queries.values()))[:1]
    counted = next(iter(one), (0,) * len(queries))
    lists = {slug: len(rows) for slug, rows in found.items() if slug not in queries}
    return dict(zip(queries, counted, strict=True)) | lists


# How each kind is told


def _cell_rows(cells: Sequence[tuple[str, Cell]], ref: Reference) -> list[Row]:
    return [Row(cell.name, cell.hole, f"/matris/#{cell.anchor}", cell.add, _("Lägg till")) for _area, cell in cells]


def _tell_cells(cells: list[tuple[str, Cell]], count: int, ref: Reference) -> str:
    counts: dict[str, int] = {}
    for area, _cell in cells:
        counts[area] = counts.get(area, 0) + 1
    area, most = max(counts.items(), key=lambda item: item[1])
    name = area.replace("\u00ad", "")
    if len(counts) == 1:
        return _("Alla gäller {area}.").format(area=name) if count > 1 else _("Den gäller {area}.").format(area=name)
    return _("{n} av dem gäller {area}.").format(n=word(most).capitalize(), area=name)


def _goal_rows(goals: Sequence[EffectGoal], ref: Reference) -> list[Row]:
    return [
        Row(_("Mål {n}").format(n=g.number), g.text, f"/mal/{g.number}/", f"{NEW}?mal={g.number}", _("Lägg till"))
        for g in goals
    ]


def _tell_goals(goals: QuerySet[EffectGoal], count: int, ref: Reference) -> str:
    return _("Mål {numbers}.").format(numbers=listed([str(n) for n in goals.values_list("number", flat=True)]))


def _need_rows(needs: Sequence[Need], ref: Reference) -> list[Row]:
    return [
        Row(f"”{n.text}”", n.category.name, f"/behov/{n.pk}/", f"{NEW}?behov={n.pk}", _("Lägg till aktivitet"))
        for n in needs
    ]


def _tell_needs(needs: QuerySet[Need], count: int, ref: Reference) -> str:
    rows = needs.order_by().values("category").annotate(n=Count("pk")).order_by("-n", "category__order")
    top = rows.values_list("category__name", flat=True).first()
    return _("Flest i {category}.").format(category=top) if top else ""


def _activity_rows(act: str, verb: Any, detail: Callable[[Activity], str]) -> Callable[..., list[Row]]:
    """Rows of activities whose button leads to `act` below the activity's address."""

    def rows(activities: Sequence[Activity], ref: Reference) -> list[Row]:
        return [
            Row(row.title, detail(row), f"/aktiviteter/{row.pk}/", f"/aktiviteter/{row.pk}/{act}", str(verb))
            for row in activities
        ]

    return rows


def _lead_of(activity: Any) -> str:
    return activity.lead_name or ""


def _ended(activity: Any) -> str:
    return _("Slutade {day}, står som {status}.").format(
        day=long_date(activity.end_date), status=activity.get_status_display().lower()
    )


def _consents(activities: Sequence[Activity], ref: Reference) -> list[Row]:
    names: dict[int, list[str]] = {activity.pk: [] for activity in activities}
    unwilling = Participation.objects.filter(activity__in=names, organisation__kind="extern", consent=False)
    for pk, name in unwilling.filter(activity__search__contains=F("organisation__name_search")).values_list(
        "activity", "organisation__name"
    ):
        names[pk].append(name)
    return [
        Row(
            row.title,
            _("I texten står {names}.").format(names=listed(names[row.pk])) if names[row.pk] else "",
            f"/aktiviteter/{row.pk}/",
            f"/aktiviteter/{row.pk}/redigera/",
            _("Rätta texten"),
        )
        for row in activities
    ]


def _organisation_rows(organisations: Sequence[Organisation], ref: Reference) -> list[Row]:
    return [
        Row(
            row.name,
            str(row.get_kind_display()),
            f"/kontor/personer/?organisation={row.key}",
            f"/kontor/personer/bjud-in/?organisation={row.key}",
            _("Bjud in"),
        )
        for row in organisations
    ]


def _tell_organisations(organisations: QuerySet[Organisation], count: int, ref: Reference) -> str:
    names = list(organisations.order_by("name").values_list("name", flat=True)[:NAMED])
    rest = count - len(names)
    if rest > 0:
        return _("{names} och {n} till.").format(names=", ".join(names), n=word(rest))
    return f"{listed(names)}."


def _tell_kinds(organisations: QuerySet[Organisation], count: int, ref: Reference) -> str:
    units = organisations.filter(kind=Organisation.Kind.UNIT).count()
    parts = [
        *([_("en enhet") if units == 1 else _("{n} enheter").format(n=word(units))] if units else []),
        *(
            [_("en extern part") if count - units == 1 else _("{n} externa parter").format(n=word(count - units))]
            if count > units
            else []
        ),
    ]
    written = _("skriven för hand") if count == 1 else _("skrivna för hand")
    return f"{capital(listed(parts))}, {written}."


def _with_lead(activities: ActivityQuerySet) -> ActivityQuerySet:
    lead = ActivityOrganisation.objects.filter(activity=OuterRef("pk"), role="ansvarig")
    return activities.annotate(lead_name=Subquery(lead.values("organisation__name")[:1])).order_by("title", "pk")


def _no_rows(found: Any, ref: Reference) -> list[Row]:
    return []


# The kinds, those nearest to the child first


NEEDS = Kind(
    "behov-utan-aktivitet", _l("Behov utan aktivitet"), _l("Någon har sagt det, men ingen svarar på det."),
    _l("Koppla"), needs_without_activity, _need_rows, _tell_needs,
)  # fmt: skip
CELLS = Kind(
    "tomma-rutor", _l("Tomma rutor i matrisen"), _l("Rutor där inget är publicerat."), _l("Fyll"),
    empty_cells, _cell_rows, _tell_cells, more=("/matris/", _l("Öppna matrisen")),
)  # fmt: skip
GOALS = Kind(
    "mal-utan-aktivitet", _l("Mål utan aktivitet"), _l("Effektmål som ingen publicerad aktivitet bidrar till."),
    _l("Lägg till"), goals_without_activity, _goal_rows, _tell_goals, more=("/mal/", _l("Se alla mål")),
)  # fmt: skip
WITHOUT_NEED = Kind(
    "aktiviteter-utan-behov", _l("Aktiviteter utan behov"), _l("Publicerade, men inget behov är kopplat."),
    _l("Koppla"), lambda ref: _with_lead(Activity.objects.live().without_need()),
    _activity_rows("redigera/#del-4", _l("Koppla behov"), _lead_of),
)  # fmt: skip
WITHOUT_GOAL = Kind(
    "aktiviteter-utan-mal", _l("Aktiviteter utan mål"), _l("Publicerade, men inget effektmål är kopplat."),
    _l("Koppla"), lambda ref: _with_lead(Activity.objects.live().without_goal()),
    _activity_rows("redigera/#del-4", _l("Koppla mål"), _lead_of),
)  # fmt: skip
CONTACTS = Kind(
    "utan-kontaktperson", _l("Verksamheter utan kontaktperson"),
    _l("Varje förvaltning och bolag i koncernen ska ha en ordinarie kontaktperson."), _l("Bjud in"),
    lambda ref: Organisation.objects.without_contact().order_by("name"), _organisation_rows, _tell_organisations,
    more=("/kontor/personer/", _l("Alla personer")),
)  # fmt: skip
REFUSALS = Kind(
    "brutna-krav", _l("Krav som ett nej har brutit"),
    _l("Publicerade på en nivå som kräver två verksamheter, men någon har tackat nej."), _l("Laga"),
    lambda ref: _with_lead(broken_by_refusal(ref)), _activity_rows("redigera/#del-3", _l("Lägg till någon"), _lead_of),
)  # fmt: skip
NAMES = Kind(
    "namn-utan-samtycke", _l("Namn i texter utan samtycke"),
    _l("I texten står en extern part som inte har sagt ja till att nämnas."), _l("Rätta"),
    lambda ref: Activity.objects.naming_without_consent().order_by("title", "pk"), _consents,
)  # fmt: skip
CONFIRMED = Kind(
    "att-bekrafta", _l("Enheter och externa parter att bekräfta"), _l("Skrivna för hand."), _l("Bekräfta"),
    lambda ref: to_confirm(), _no_rows, _tell_kinds, closed_at=CONFIRM,
)  # fmt: skip
ENDED = Kind(
    "passerat-slutdatum", _l("Slutdatum har passerat"), _l("Är de genomförda, eller fortsätter de?"), _l("Uppdatera"),
    lambda ref: Activity.objects.live().past_end().order_by("end_date", "pk"),
    _activity_rows("lage/", _l("Ändra status"), _ended),
)  # fmt: skip
MAILS = Kind(
    "mejl", _l("Mejl som inte gick fram"), _l("Portalen har försökt flera gånger och gett upp."), _l("Visa"),
    lambda ref: [], _no_rows, closed_at=OUTBOX,
)  # fmt: skip
KINDS = (NEEDS, CELLS, GOALS, WITHOUT_NEED, WITHOUT_GOAL, CONTACTS, REFUSALS, NAMES, CONFIRMED, ENDED, MAILS)
