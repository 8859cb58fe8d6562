"""Units and external parties that somebody typed: the office confirms them, or says which they are the same as."""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from activities.querysets.gaps import uses_of
from activities.reference import OrganisationRow, Reference, reference
from network.access import allowed, office
from network.models import Organisation
from network.person import author_name
from network.request import Request
from network.services.organisations import confirm
from network.text import normalise
from skolaforst.forms import ConfirmForm
from skolaforst.services.merge import merge

MOST = 50  # shown at once; the next come when these are dealt with


class Row(NamedTuple):
    """A typed name: what it is, who typed it, where it is used, and the form that settles it."""

    pk: int
    name: str
    what: str
    by: str
    uses: list[tuple[int, str]]
    form: ConfirmForm


@allowed(office)
def confirm_organisations(request: Request) -> HttpResponse:
    """All typed names that wait."""
    return _page(request)


@allowed(office)
@require_POST
def confirm_organisation(request: Request, pk: int) -> HttpResponse:
    """*Bekräfta*, or *Är samma som*."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.person), pk=pk)
    pressed = request.POST.get("gor", "")
    if pressed not in ("bekrafta", "samma"):
        raise Http404
    ref = reference(request.stamp)
    form = ConfirmForm(request.POST, organisation=organisation, options=_options(organisation, ref))
    try:
        form.full_clean()
        done = _settle(request, organisation, pressed, form)
    except ValidationError as error:
        form.refuse(error)
    else:
        if done:
            messages.success(request, done)
            return redirect(reverse("confirm_organisations") + "#meddelanden")
    if organisation.confirmed or organisation.successor_id:
        messages.error(request, _("{name} är redan hanterad av någon annan.").format(name=organisation.name))
        return redirect(reverse("confirm_organisations") + "#meddelanden")
    return _page(request, organisation.pk, form)


def _settle(request: Request, organisation: Organisation, pressed: str, form: ConfirmForm) -> str:
    """Do what was pressed; what came of it in words, or nothing where the form holds a fault."""
    if form.errors:
        return ""
    if pressed == "bekrafta":
        named = confirm(organisation.pk, name=form.cleaned_data["name"], by=request.person)
        return _("{name} är bekräftad. Nu kan alla välja den.").format(name=named.name)
    if not form.cleaned_data["into"]:
        raise ValidationError({"into": _("Välj vilken den är samma som.")})
    kept = merge(organisation.pk, form.cleaned_data["into"], by=request.person)
    return _("{name} räknas nu som {kept}. Aktiviteterna har flyttats.").format(name=organisation.name, kept=kept.name)


def _page(request: Request, faulty: int | None = None, form: ConfirmForm | None = None) -> HttpResponse:
    ref = reference(request.stamp)
    waiting = list(Organisation.objects.to_confirm().select_related("created_by", "parent")[:MOST])
    uses = uses_of([row.pk for row in waiting])
    rows = [
        Row(
            pk=row.pk,
            name=row.name,
            what=_what(row),
            by=author_name(row.created_by),
            uses=uses[row.pk],
            form=form if form and row.pk == faulty else ConfirmForm(organisation=row, options=_options(row, ref)),
        )
        for row in waiting
    ]
    return render(request, "network/confirm_organisations.html", {"rows": rows, "faulty": form})


def _what(row: Organisation) -> str:
    if row.kind == Organisation.Kind.UNIT and row.parent:
        return _("Enhet under {parent}").format(parent=row.parent.name)
    return str(row.get_kind_display())


def _options(organisation: Organisation, ref: Reference) -> list[tuple[Any, Any]]:
    """What it may be the same as, those with a name alike first."""
    rows = [row for row in ref.organisations.values() if _may_be(organisation, row)]
    by_words: dict[str, list[OrganisationRow]] = defaultdict(list)
    for row in rows:
        by_words[normalise(row.name)].append(row)
    alike = [row for words in get_close_matches(normalise(organisation.name), by_words, 5) for row in by_words[words]]
    rest = [(row.pk, row.name) for row in rows if row not in alike]
    if not alike:
        return rest
    return [(_("Liknande namn"), [(row.pk, row.name) for row in alike]), (_("Övriga"), rest)]


def _may_be(organisation: Organisation, row: OrganisationRow) -> bool:
    """As services.merge.may_be, asked of a row already read."""
    same_place = organisation.kind != Organisation.Kind.UNIT or row.parent == organisation.parent_id
    return row.confirmed and row.current and row.kind == organisation.kind and same_place
