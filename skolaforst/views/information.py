"""Pages that tell about the initiative and about this portal."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from activities.matrix import Matrix, public_matrix
from activities.models import Activity, Level, Method, MethodStep
from activities.reference import OrganisationRow, Reference, reference
from activities.rows import Row, rows_of
from needs.reference import need_reference
from needs.views.overview import listed_names, ways_in_words
from network.access import allowed, anyone, unchanged
from network.change import Stamped, kept
from network.models import Body, Organisation
from network.person import ANYONE
from network.request import Request
from skolaforst.context import page
from skolaforst.views.start import facts

EXAMPLES = 4  # activities shown as examples


class Hole(NamedTuple):
    """An empty cell as the page for companies tells it."""

    slot: str
    area: str
    level: str
    reason: str


class Companies(NamedTuple):
    """What the page for companies shows: public, the same for everybody."""

    own: list[OrganisationRow]
    levels: list[Level]
    holes: list[Hole]
    examples: list[Row]
    done_by_companies: int


@unchanged
@allowed(anyone)
def about(request: Request) -> HttpResponse:
    """What the initiative is, the collaboration model, the methods, and how the needs were collected."""
    stamp = Stamped(*request.stamp)
    ref, needs = reference(stamp), need_reference(stamp)
    groups = [row.name for row in needs.groups.values() if row.active]
    shown = {
        "facts": kept(("about facts",), stamp, lambda: facts(ref, page(request)["nav"])),
        "bodies": kept(("bodies",), stamp.reference, lambda: list(Body.objects.filter(active=True))),
        "methods": _methods(ref),
        "questions": needs.asked(),
        "respondents": listed_names(groups),
        "ways": kept(("ways",), stamp, ways_in_words),
    }
    return render(request, "skolaforst/about.html", shown)


@unchanged
@allowed(anyone)
def companies(request: Request) -> HttpResponse:
    """What a company can do, the group's own first, and how to get in touch."""
    stamp = Stamped(*request.stamp)
    shown = {
        "page": kept(("companies",), stamp, lambda: _companies(stamp)),
        "subject": quote(_("Vi vill vara med")),
        "seated": request.person.is_contact,
    }
    return render(request, "skolaforst/companies.html", shown)


@unchanged
@allowed(anyone)
def accessibility(request: Request) -> HttpResponse:
    """The accessibility statement the law asks for (2018:1937)."""
    return render(request, "skolaforst/accessibility.html")


@unchanged
@allowed(anyone)
def personal_data(request: Request) -> HttpResponse:
    """What the portal keeps about people, why, how long, and whom to ask."""
    return render(request, "skolaforst/personal_data.html")


@unchanged
@allowed(anyone)
def cookies(request: Request) -> HttpResponse:
    """The cookies the portal sets, and what it keeps in the browser."""
    return render(request, "skolaforst/cookies.html")


def _methods(ref: Reference) -> list[tuple[Method, list[MethodStep]]]:
    steps = [step for step in ref.steps.values() if step.active]
    methods = [method for method in ref.methods.values() if method.active]
    return [(method, [step for step in steps if step.method_id == method.pk]) for method in methods]


def _companies(stamp: Stamped) -> Companies:
    ref = reference(stamp)
    public = Activity.objects.public()
    own = [row for row in ref.of_group() if row.kind == Organisation.Kind.COMPANY and row.confirmed]
    together = public.with_external_party(ANYONE).with_news_at().order_by("-news_at", "-pk")
    shown = public.count_by_organisation(ANYONE)
    return Companies(
        own=own,
        levels=ref.active_levels(),
        holes=_holes(public_matrix(stamp), ref),
        examples=rows_of(together[:EXAMPLES], ANYONE, ref),
        done_by_companies=sum(row.pk in shown for row in own),
    )


def _holes(matrix: Matrix, ref: Reference) -> list[Hole]:
    """The empty cells, those that ask for a party outside the group first."""
    outside = {level.label for level in ref.active_levels() if level.demand == Level.Demand.EXTERNAL}
    found = [
        Hole(cell.slot, area.short, level, cell.hole)
        for area in matrix.areas
        for level, cell in area.cells
        if not cell.count
    ]
    return sorted(found, key=lambda hole: hole.level not in outside)
