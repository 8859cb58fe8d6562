"""Gaps along the red thread: needs, cells and goals without activity, activities without need or goal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.matrix import Cell, Matrix, build
from activities.models import Activity
from activities.querysets.gaps import with_lead_name
from activities.reference import Reference
from goals.models import EffectGoal
from goals.querysets import GoalQuerySet
from needs.models import Need
from needs.querysets import NeedQuerySet
from network.dates import word
from network.text import listed

from .activities import activity_rows, lead_of
from .shape import NEW, Kind, Row


def matrix_today(ref: Reference) -> Matrix:
    """The matrix of what is live, internally or publicly. One query."""
    return build(
        Activity.objects.live().placed(),
        ref,
        all_in=lambda level, area: f"/aktiviteter/?fokusomrade={area.key}&niva={level.key}",
        add=lambda level, area: f"{NEW}?ruta={level.key}.{area.key}",
        hole=lambda level, area: level.hole,
    )


def empty_cells(matrix: Matrix) -> list[tuple[str, Cell]]:
    """The cells in which nothing stands, area by area, each with its area's short name."""
    return [(area.short, cell) for area in matrix.areas for _row, cell in area.cells if cell.hole]


def _cell_rows(cells: Sequence[tuple[str, Cell]], ref: Reference) -> list[Row]:
    return [Row(cell.name, cell.hole, f"/matris/#{cell.anchor}", cell.add, _("Lägg till")) for _area, cell in cells]


def _tell_cells(cells: list[tuple[str, Cell]], count: int, ref: Reference) -> str:
    counts = Counter(area for area, _cell in cells)
    ((area, most),) = counts.most_common(1)
    name = area.replace("\u00ad", "")
    if len(counts) == 1:
        return _("Alla gäller {area}.").format(area=name) if count > 1 else _("Den gäller {area}.").format(area=name)
    return _("{n} av dem gäller {area}.").format(n=word(most).capitalize(), area=name)


def _goal_rows(goals: Sequence[EffectGoal], ref: Reference) -> list[Row]:
    return [
        Row(_("Mål {n}").format(n=g.number), g.text, f"/mal/{g.number}/", f"{NEW}?mal={g.number}", _("Lägg till"))
        for g in goals
    ]


def _tell_goals(goals: GoalQuerySet, count: int, ref: Reference) -> str:
    return _("Mål {numbers}.").format(numbers=listed([str(goal.number) for goal in goals]))


def _need_rows(needs: Sequence[Need], ref: Reference) -> list[Row]:
    return [_need_row(f"/behov/{need.pk}/", f"{NEW}?behov={need.pk}", need) for need in needs]


def _need_row(page: str, new: str, need: Need) -> Row:
    """An activity that is there may answer it, or a new one."""
    words, connect = f"”{need.text}”", f"{page}koppla/"
    return Row(words, need.category.name, page, connect, _("Koppla"), other=new, other_verb=_("Lägg till ny"))


def _tell_needs(needs: NeedQuerySet, count: int, ref: Reference) -> str:
    top = needs.fullest_category()
    return _("Flest i {category}.").format(category=top) if top else ""


NEEDS = Kind(
    "behov-utan-aktivitet", _l("Behov utan aktivitet"), _l("Någon har sagt det, men ingen svarar på det."),
    _l("Koppla"), lambda ref: Need.objects.waiting(Activity.objects.live()).in_category_order(),
    _need_rows, _tell_needs,
)  # fmt: skip
CELLS = Kind(
    "tomma-rutor", _l("Tomma rutor i matrisen"), _l("Rutor där inget är publicerat."), _l("Fyll"),
    lambda ref: empty_cells(matrix_today(ref)), _cell_rows, _tell_cells, more=("/matris/", _l("Öppna matrisen")),
)  # fmt: skip
GOALS = Kind(
    "mal-utan-aktivitet", _l("Mål utan aktivitet"), _l("Effektmål som ingen publicerad aktivitet bidrar till."),
    _l("Lägg till"), lambda ref: EffectGoal.objects.not_served_by(Activity.objects.live()).order_by("number"),
    _goal_rows, _tell_goals, more=("/mal/", _l("Se alla mål")),
)  # fmt: skip
WITHOUT_NEED = Kind(
    "aktiviteter-utan-behov", _l("Aktiviteter utan behov"), _l("Publicerade, men inget behov är kopplat."),
    _l("Koppla"), lambda ref: with_lead_name(Activity.objects.live().without_need()),
    activity_rows("redigera/#del-4", _l("Koppla behov"), lead_of),
)  # fmt: skip
WITHOUT_GOAL = Kind(
    "aktiviteter-utan-mal", _l("Aktiviteter utan mål"), _l("Publicerade, men inget effektmål är kopplat."),
    _l("Koppla"), lambda ref: with_lead_name(Activity.objects.live().without_goal()),
    activity_rows("redigera/#del-4", _l("Koppla mål"), lead_of),
)  # fmt: skip
