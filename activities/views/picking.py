"""Finding organisations and needs for the form: with its own button, or while one types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from activities.forms.activity import ActivityForm
from activities.forms.fields import Hit, Picker
from activities.reference import OrganisationRow, Reference, reference
from needs.models import Need
from network.access import allowed, contact_or_office
from network.addresses import key_of
from network.models import Organisation
from network.person import Person
from network.request import Request
from network.text import listed, normalise, stems

MOST = 12  # hits shown
PICKERS = ("co_owners", "participants", "needs")
ROLES = ("lead", "co_owners", "participants")  # an organisation has one of them


@allowed(contact_or_office)
def pick_organisations(request: Request) -> HttpResponse:
    """What is chosen and what the search finds among the group's organisations, as a part of the form."""
    return _picked(request, ("co_owners", "participants"))


@allowed(contact_or_office)
def pick_needs(request: Request) -> HttpResponse:
    """What is chosen and what the search finds among the needs, as a part of the form."""
    return _picked(request, ("needs",))


def fill_pickers(form: ActivityForm, person: Person, ref: Reference) -> None:
    """Give each picker of `form` the rows it shows: what is ticked, and the hits of what was searched for."""
    for name in PICKERS:
        ticked = _ids(form[name].value() or ())
        query = form.data.get(f"sok_{name}", "") if form.is_bound else ""
        pressed = form.is_bound and form.data.get("gor") == f"sok-{name}"
        taken = _taken(name, lambda other: _values(form[other].value()))
        _fill(form.fields[name].widget, name, ticked, query, person, ref, taken)
        if pressed and not query.strip():
            _show_all(form.fields[name].widget, name, ticked | taken, ref)


def _show_all(widget: Picker, name: str, ticked: set[int], ref: Reference) -> None:
    """What the button shows where nothing is written: every organisation; needs are too many."""
    if name == "needs":
        widget.told = _("Skriv ett ord ur behovet, och sök igen.")
        return
    widget.hits = [_hit(row, ref) for row in ref.that_can_take_part() if row.pk not in ticked]
    widget.told = _("Här är alla. Bocka för dem du vill ha med.")


def _picked(request: Request, names: tuple[str, ...]) -> HttpResponse:
    name = request.GET.get("falt", names[0])
    name = name if name in names else names[0]
    widget = Picker(search_label="", url="")
    query = request.GET.get(f"sok_{name}", "")
    ref = reference(request.stamp)
    taken = _taken(name, request.GET.getlist)
    _fill(widget, name, _ids(request.GET.getlist(name)), query, request.person, ref, taken)
    shown = {
        "chosen": widget.chosen,
        "hits": widget.hits,
        "more": widget.more,
        "query": widget.query,
        "told": widget.told,
    }
    return render(request, "activities/form/_picked.html", {"name": name, **shown})


def _fill(
    widget: Picker, name: str, ticked: set[int], query: str, person: Person, ref: Reference, taken: set[int]
) -> None:
    """What is `taken` is no hit."""
    query = query.strip()
    find = _needs if name == "needs" else _organisations
    chosen, hits = find(ticked, query, person, ref)
    widget.chosen, widget.query = chosen, query
    elsewhere = [ref.organisations[hit.pk].name for hit in hits if hit.pk in taken]
    hits = [hit for hit in hits if hit.pk not in taken]
    widget.hits, widget.more = hits[:MOST], len(hits) > MOST
    if elsewhere:
        widget.told = _("{names} är redan med i en annan roll. Ändra den rollen först.").format(names=listed(elsewhere))


def _organisations(ticked: set[int], query: str, person: Person, ref: Reference) -> tuple[list[Hit], list[Hit]]:
    # Not the external parties: an id in the address must not tell a name that is held back.
    known = (row for row in ref.organisations.values() if row.confirmed and row.kind != Organisation.Kind.EXTERNAL)
    chosen = [_hit(row, ref) for row in known if row.pk in ticked]
    words = stems(query)
    found = [
        _hit(row, ref)
        for row in ref.that_can_take_part()
        if words and row.pk not in ticked and all(word in _searched(row) for word in words)
    ]
    return chosen, found


def _hit(row: OrganisationRow, ref: Reference) -> Hit:
    """Its name, and who answers where nobody holds its seat: some organisations need nobody there."""
    if row.pk in ref.held:
        return Hit(row.pk, row.name)
    lacks = row.kind in Organisation.WITH_CONTACT
    words = (
        _("{name} (saknar kontaktperson, så projektkontoret frågar)") if lacks else _("{name} (projektkontoret frågar)")
    )
    return Hit(row.pk, words.format(name=row.name))


def _searched(row: OrganisationRow) -> str:
    """What it is found by: its names and its kind."""
    return normalise(f"{row.name} {row.label} {Organisation.Kind(row.kind).label}")


def _needs(ticked: set[int], query: str, person: Person, ref: Reference) -> tuple[list[Hit], list[Hit]]:
    visible = Need.objects.visible_to(person)
    chosen = visible.filter(pk__in=ticked).order_by("pk").values_list("pk", "text") if ticked else []
    hits = visible.hits(query, ticked, MOST + 1) if query else []
    return [Hit(*row) for row in chosen], [Hit(*row) for row in hits]


def _taken(name: str, values: Callable[[str], Iterable[object]]) -> set[int]:
    """Organisations that lead, or stand in another role than `name`. Needs have no roles."""
    others = [role for role in ROLES if role != name] if name in ROLES else []
    return _ids(value for role in others for value in values(role))


def _values(value: Any) -> list[object]:
    """Of a field with one value or several."""
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def _ids(values: Iterable[object]) -> set[int]:
    return {key for key in map(key_of, values) if key}
