"""Pages that tell about the initiative and about this portal."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from activities.matrix import public_matrix
from activities.models import Activity, Level, Method, MethodStep
from activities.reference import Reference, reference
from activities.rows import Row, rows_of
from activities.wording import activities_in_words
from needs.models import Need
from needs.reference import need_reference
from needs.rows import NeedRow
from needs.rows import rows_of as need_rows_of
from needs.views.overview import listed_names, ways_in_words
from network.access import allowed, anyone, unchanged
from network.change import Stamped, kept
from network.filters import address
from network.models import Body, Organisation
from network.person import ANYONE
from network.request import Request
from skolaforst.asks import Ask, asks
from skolaforst.context import public_counts
from skolaforst.views.start import facts

EXAMPLES = 3  # activities shown as examples
VOICES = 4  # needs that companies can do something about
# What a need speaks of where a workplace can answer it
OF_COMPANIES = ("företag", "arbetsplats", "arbetsgivare", "praktik", "prao", "jobb", "yrke")
NOT_OF_COMPANIES = ("jobbig", "jobba", "styrke")


class Own(NamedTuple):
    """A company of the group, and where it shows what it does."""

    name: str
    address: str
    told: str


class Companies(NamedTuple):
    """What the page for companies shows: public, the same for everybody."""

    asks: list[Ask]
    voices: list[NeedRow]
    examples: list[Row]
    all_examples: tuple[str, str] | None
    own: list[Own]


@unchanged
@allowed(anyone)
def about(request: Request) -> HttpResponse:
    """What the initiative is, the collaboration model, the methods, and how the needs were collected."""
    stamp = Stamped(*request.stamp)
    ref, needs = reference(stamp), need_reference(stamp)
    groups = [row.name for row in needs.groups.values() if row.active]
    shown = {
        "facts": kept(("about facts",), stamp, lambda: facts(ref, public_counts(stamp), public_matrix(stamp))),
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
    """What a company can do, what is asked for right now, and how to get in touch."""
    stamp = Stamped(*request.stamp)
    shown = {
        "page": kept(("companies",), stamp, lambda: _companies(stamp)),
        "subject": quote(_("Vi vill vara med")),
        "subject_contact": quote(_("Vem är vår kontaktperson?")),
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
    ref, public = reference(stamp), Activity.objects.public()
    together = public.with_external_party(ANYONE).newest_first()
    voices = Need.objects.visible_to(ANYONE).standing().naming(OF_COMPANIES, but=NOT_OF_COMPANIES)
    return Companies(
        asks=asks(public_matrix(stamp), ref),
        voices=need_rows_of(voices.unanswered_first(public)[:VOICES], ANYONE, need_reference(stamp), public),
        examples=rows_of(together[:EXAMPLES], ANYONE, ref),
        all_examples=_all_outward(ref),
        own=_own(ref, public.count_by_organisation(ANYONE)),
    )


def _all_outward(ref: Reference) -> tuple[str, str] | None:
    """Where all on the level that demands somebody from outside stand (address, words)."""
    level = next((row for row in ref.active_levels() if row.demand == Level.Demand.EXTERNAL), None)
    words = _("Se allt på nivån {level}")
    return (address("/aktiviteter/", {"niva": level.key}), words.format(level=level.label)) if level else None


def _own(ref: Reference, counts: dict[int, int]) -> list[Own]:
    rows = [row for row in ref.of_group() if row.kind == Organisation.Kind.COMPANY and row.confirmed]
    return [
        Own(row.name, address("/aktiviteter/", {"organisation": row.key}), activities_in_words(counts[row.pk]))
        if counts.get(row.pk)
        else Own(row.name, f"/natverk/#v-{row.key}", _("inget ännu"))
        for row in rows
    ]
