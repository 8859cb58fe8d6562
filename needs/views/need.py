"""One need and what came of it: /behov/<id>/."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities import rules as activity_rules
from activities.models import Activity
from activities.reference import reference
from activities.rows import Page, Row, page_of
from activities.wording import activities_in_words
from goals.models import EffectGoal, FocusArea
from needs.models import Need
from needs.reference import NeedReference, need_reference
from needs.rules import may_read_words
from network.access import allowed, anyone, unchanged
from network.change import Stamped
from network.dates import long_date
from network.filters import address
from network.paging import page_number, pager
from network.person import Person
from network.request import Request
from network.text import shorten, uncapital

IN_THREAD = 6  # activities in the thread; all of them stand below it
LIST = "#aktiviteterna"
Fact = tuple[str, str]  # label, value
Link = tuple[str, str]  # address, words


class Wording(NamedTuple):
    """The public wording and how far it has come: a word, its tone, and what it means."""

    text: str
    state: str
    tone: str
    told: str


class NeedPage(NamedTuple):
    """All that the page of a need shows."""

    words: str
    title: str
    by: str
    kind: str
    category: str
    more: str
    category_address: str
    areas: list[tuple[str, str, str]]
    activities: list[Row]
    thread: list[Row]
    more_activities: str
    pager: dict[str, Any]
    goals: list[tuple[str, int, str]]
    facts: list[Fact]
    wording: Wording | None
    canonical: Link | None
    joined: list[str]
    set_aside: str
    add: str
    connect: str


@unchanged
@allowed(anyone)
def need(request: Request, pk: int) -> HttpResponse:
    """For those within what was said, where and by whom; for others the approved wording. Then what answers it."""
    stamp, person = Stamped(*request.stamp), request.person
    found = Need.objects.visible_to(person).select_related("collection", "canonical").filter(pk=pk).first()
    if found is None:
        raise Http404
    return render(request, "needs/need.html", {"page": _page(found, person, stamp, page_number(request.GET))})


def _page(need: Need, person: Person, stamp: Stamped, number: int) -> NeedPage:
    ref, inside, may_add = need_reference(stamp), may_read_words(person), _may_add(need, person)
    answering = Activity.objects.visible_to(person).listed().answering(need.canonical_id or need.pk)
    shown = page_of(answering, person, reference(stamp), number=number)
    words = need.text if inside else need.public_text
    category, path = ref.categories[need.category_id], f"/behov/{need.pk}/"
    return NeedPage(
        words=words,
        title=shorten(words, 60),
        by=need.said_by or ref.groups[need.respondent_group_id].name,
        kind=need.get_kind_display(),
        category=category.name,
        more=_("Fler behov om {category}").format(category=uncapital(category.name)),
        category_address=f"/behov/?behovsomrade={category.key}#lista",
        areas=[(row.slot, row.short_name, f"/fokusomraden/{row.key}/") for row in _areas(need, ref)],
        activities=shown.rows,
        thread=shown.rows[:IN_THREAD] if shown.number == 1 else [],
        more_activities=_more(shown),
        pager=pager(shown.number, shown.pages, lambda n: address(path, {"sida": str(n)} if n > 1 else {}) + LIST),
        goals=[(f"/mal/{goal.number}/", goal.number, goal.text) for goal in EffectGoal.objects.served_by(answering)],
        facts=_facts(need, ref) if inside else [],
        wording=_wording(need) if inside else None,
        canonical=_canonical(need, person),
        joined=list(need.joined.order_by("pk").values_list("text", flat=True)) if inside else [],
        set_aside=need.set_aside_reason if inside and need.state == Need.State.SET_ASIDE else "",
        add=f"/aktiviteter/ny/?behov={need.pk}" if may_add else "",
        connect=f"/behov/{need.pk}/koppla/" if may_add else "",
    )


def _more(page: Page) -> str:
    """How many activities the thread leaves out; empty where it names all. Those that come first stand on page 1."""
    if page.number > 1:
        return activities_in_words(page.hits)
    left = page.hits - min(IN_THREAD, len(page.rows))
    return ngettext("Och en aktivitet till.", "Och {n} aktiviteter till.", left).format(n=left) if left else ""


def _areas(need: Need, ref: NeedReference) -> list[FocusArea]:
    held = {area for _need, area in Need.objects.areas_of([need.pk])}
    return [row for row in ref.areas.values() if row.active and row.pk in held]


def _may_add(need: Need, person: Person) -> bool:
    return activity_rules.may_create(person) and need.canonical_id is None


def _facts(need: Need, ref: NeedReference) -> list[Fact]:
    where = need.collection
    told = [where.title, long_date(where.date), where.place]
    question = ref.questions.get(need.question_id or 0)
    parent = ref.questions.get(question.parent_id or 0) if question else None
    asked = " ".join(row.text for row in (parent, question) if row)
    facts = [
        (_("Vem sa det"), ref.groups[need.respondent_group_id].name),
        (_("Informationsinhämtning"), ", ".join(part for part in told if part)),
        (_("Frågeställning"), asked or _("Ingen bestämd fråga")),
    ]
    return facts if need.state == Need.State.OPEN else [*facts, (_("Läge"), need.get_state_display())]


def _wording(need: Need) -> Wording:
    if need.public_approved_by_id:
        return Wording(need.public_text, _("Godkänd"), "", _("Alla kan läsa den här lydelsen."))
    if need.public_text:
        told = _("Någon annan än den som skrev lydelsen ska godkänna den. Tills dess ser bara inloggade behovet.")
        return Wording(need.public_text, _("Väntar på godkännande"), "warn", told)
    told = _("Projektkontoret har inte skrivit någon lydelse som får visas för alla. Bara inloggade ser behovet.")
    return Wording("", _("Saknas"), "solid", told)


def _canonical(need: Need, person: Person) -> Link | None:
    """The need it is joined into, where the person may see that one."""
    other = need.canonical
    if other is None or not (may_read_words(person) or other.public_approved_by_id):
        return None
    return f"/behov/{other.pk}/", other.text if may_read_words(person) else other.public_text
