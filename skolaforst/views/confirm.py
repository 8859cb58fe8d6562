"""Units and external parties that somebody typed: the office confirms them, says which they are the same as, or strikes
the name.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from activities.querysets.gaps import uses_of
from activities.reference import Reference, reference
from network.access import allowed, office
from network.models import Organisation
from network.paging import cut, page_number, pager
from network.person import author_name
from network.request import Request
from network.services.locking import what_became_of
from network.services.organisations import confirm, strike, unstrike
from network.text import by_name, one_line
from skolaforst.alike import Choice, Names, names
from skolaforst.forms import ConfirmForm, MergeForm
from skolaforst.services.merge import merge, picture

MOST = 50  # that wait, shown at once; the next come when these are dealt with
PER_PAGE = 50  # struck ones
NAMED = 5  # activities told of each of two that are called the same


class Row(NamedTuple):
    """A typed name: what it is, who typed it, where it is used, the form that confirms it, what it may be too, and
    whose name it is where that is none to type: then it is mended in the activity, and the name struck.
    """

    pk: int
    name: str
    what: str
    by: str
    uses: list[tuple[int, str]]
    nowhere: str  # what is told where it is used nowhere
    form: ConfirmForm
    alike: list[Choice]
    inside: str


class Namesake(NamedTuple):
    """One of two that are called the same: who typed it ("" where nobody did), and where it stands."""

    confirmed: bool
    by: str
    uses: list[tuple[int, str]]
    more: int


@allowed(office)
def confirm_organisations(request: Request) -> HttpResponse:
    """All typed names that wait."""
    return _page(request)


@allowed(office)
@require_POST
def confirm_organisation(request: Request, pk: int) -> HttpResponse:
    """*Bekräfta*."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.person), pk=pk)
    form = ConfirmForm(request.POST, organisation=organisation)
    try:
        if form.is_valid():
            named = confirm(organisation.pk, name=form.cleaned_data["name"], by=request.person)
            messages.success(request, _("Namnet {name} är bekräftat.").format(name=named.name))
            return _to_list()
    except ValidationError as error:
        form.refuse(error)
    typed = one_line(request.POST.get("name", ""))
    return _settled_already(request, organisation, typed) or _page(request, organisation.pk, form)


@allowed(office)
@require_POST
def strike_organisation(request: Request, pk: int) -> HttpResponse:
    """*Stryk namnet*."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.person), pk=pk)
    try:
        strike(organisation.pk, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        text = _("Namnet {name} är struket och väntar inte längre. Står det i en aktivitet är det kvar där.")
        messages.success(request, text.format(name=organisation.name))
    return _to_list()


@allowed(office)
@require_POST
def unstrike_organisation(request: Request, pk: int) -> HttpResponse:
    """*Ångra* beside a name that was struck."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.person), pk=pk)
    unstrike(organisation.pk, by=request.person)
    messages.success(request, _("{name} väntar på att bekräftas igen.").format(name=organisation.name))
    return _to_list()


@allowed(office)
def merge_organisation(request: Request, pk: int) -> HttpResponse:
    """*Samma som …*: choose which, read what changes, and only then say so."""
    found = Organisation.objects.visible_to(request.person).select_related("parent", "created_by")
    organisation = get_object_or_404(found, pk=pk)
    given = request.POST if request.method == "POST" else request.GET if "into" in request.GET else None
    form = MergeForm(given, options=_options(organisation, names(request.stamp)))
    if form.is_valid() and request.method == "POST":
        try:
            kept = merge(organisation.pk, form.cleaned_data["into"], by=request.person, seen=given.get("seen", ""))
        except ValidationError as error:
            form.refuse(error)
            organisation.refresh_from_db()
        else:
            text = _("{name} räknas nu som {kept}, överallt där namnet stod.")
            if organisation.name == kept.name:
                text = _("De två som heter {name} är nu en.")
            messages.success(request, text.format(name=organisation.name, kept=kept.name))
            return _to_list()
    return _settled_already(request, organisation) or _merge_page(request, organisation, form)


def _merge_page(request: Request, organisation: Organisation, form: MergeForm) -> HttpResponse:
    chosen = form.cleaned_data.get("into") if form.is_bound else None
    kept = Organisation.objects.choosable().select_related("created_by").filter(pk=chosen).first()
    shown = {
        "organisation": organisation,
        "what": _what(organisation),
        "external": organisation.kind == Organisation.Kind.EXTERNAL,
        "form": form,
        "kept": kept,
        "picture": picture(organisation, kept) if kept else None,
        "same": _of_one_name(organisation, kept) if kept and kept.name == organisation.name else None,
    }
    return render(request, "network/confirm_merge.html", shown)


def _of_one_name(*rows: Organisation) -> list[Namesake]:
    uses = uses_of([row.pk for row in rows])
    return [
        Namesake(
            row.confirmed,
            author_name(row.created_by) if row.created_by else "",
            uses[row.pk][:NAMED],
            max(len(uses[row.pk]) - NAMED, 0),
        )
        for row in rows
    ]


def _settled_already(request: Request, organisation: Organisation, typed: str = "") -> HttpResponse | None:
    """A colleague was first: told, on the list of what is left, with the name it has by now and what was `typed`."""
    if not organisation.settled:
        return None
    text = what_became_of(organisation)
    if typed and typed != organisation.name:
        text += " " + _("Det du skrev är inte sparat: {typed}.").format(typed=typed)
    messages.error(request, text)
    return _to_list()


def _to_list() -> HttpResponse:
    return redirect(reverse("confirm_organisations") + "#meddelanden")


def _page(request: Request, faulty: int | None = None, form: ConfirmForm | None = None) -> HttpResponse:
    confirmed, ref = names(request.stamp), reference(request.stamp)
    waiting = list(Organisation.objects.to_confirm().select_related("created_by", "parent")[:MOST])
    uses = uses_of([row.pk for row in waiting])
    rows = [
        Row(
            pk=row.pk,
            name=row.name,
            what=_what(row),
            by=author_name(row.created_by),
            uses=uses[row.pk],
            nowhere=_nowhere(row),
            form=form if form and row.pk == faulty else ConfirmForm(organisation=row),
            alike=confirmed.alike(row),
            inside=_inside(row, ref),
        )
        for row in waiting
    ]
    found = by_name(Organisation.objects.struck_names())
    page = cut(len(found), page_number(request.GET), PER_PAGE)
    shown = {
        "rows": rows,
        "faulty": form,
        "struck": [(row, _what(row)) for row in found[page.rows]],
        "pager": pager(page.number, page.pages, lambda n: f"{reverse('confirm_organisations')}?sida={n}#struket"),
    }
    return render(request, "network/confirm_organisations.html", shown)


def _inside(row: Organisation, ref: Reference) -> str:
    if ref.is_ourselves(row.name):
        return _("{name} är vi själva.").format(name=row.name)
    inside = ref.inside_called(row.name, units=row.kind == Organisation.Kind.EXTERNAL)
    return _("{name} finns bland verksamheterna.").format(name=inside.name) if inside else ""


def _nowhere(row: Organisation) -> str:
    if row.kind == Organisation.Kind.EXTERNAL:
        return _("Står inte i någon aktivitet längre. Stryk namnet, om ingen ska använda det.")
    return _("Står inte i något som är publicerat. Det kan stå i en ändring som väntar.")


def _what(row: Organisation) -> str:
    if row.kind == Organisation.Kind.UNIT and row.parent:
        return _("Enhet under {parent}").format(parent=row.parent.name)
    return str(row.get_kind_display())


def _options(organisation: Organisation, confirmed: Names) -> list[tuple[Any, Any]]:
    """What it may be the same as, those with a name alike first."""
    alike = confirmed.alike(organisation)
    rest = [choice for choice in confirmed.all_for(organisation) if choice not in alike]
    if not alike:
        return rest
    return [(_("Liknande namn"), alike), (_("Övriga"), rest)]
