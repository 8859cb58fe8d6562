"""Inviting somebody, asking first where the address has an account, and sending a link again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from network import rules, standing
from network.access import allowed, page_before
from network.addresses import key_of
from network.dates import long_date
from network.forms import InviteForm
from network.models import User
from network.request import Request
from network.services import people as services
from network.views import people_list

BACK = "andra"  # the button that leads back to what was typed


@allowed(rules.may_edit_people)
def invite(request: Request) -> HttpResponse:
    """Invite somebody; ?organisation= fills the organisation in, ?person= somebody who has an account."""
    initial = {"organisation": people_list.organisation_named(request.GET.get("organisation", ""))}
    known = User.objects.visible_to(request.person).filter(pk=key_of(request.GET.get("person"))).first()
    initial |= {"name": known.name, "email": known.email} if known else {}
    form = InviteForm(request.POST or None, by=request.person, initial=initial)
    if request.method == "POST" and BACK not in request.POST and form.is_valid():
        try:
            return _invite(request, form.cleaned_data)
        except services.AccountExists as exists:
            return render(request, "network/people_invite_known.html", _known(exists.user.pk, form))
        except ValidationError as error:
            form.refuse(error)
    return render(request, "network/people_invite.html", {"form": form})


@allowed(rules.may_edit_people)
@require_POST
def invitation_resend(request: Request, pk: int) -> HttpResponse:
    """Send a new link; the old one stops working. Back to where the button was pressed."""
    who = get_object_or_404(User.objects.visible_to(request.person), pk=pk)
    try:
        mailed = services.resend_invitation(who.pk, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        tell_mailed(request, mailed, _("En ny länk till %s är skickad. Den förra gäller inte längre.") % named(who))
    return redirect(page_before(request, otherwise=f"/kontor/personer/{pk}/"))


def tell_mailed(request: Request, mailed: bool, sent: str) -> None:
    """Say that a link went, and until when it works; or that it did not."""
    if mailed:
        last = long_date(standing.last_day_from(timezone.now()))
        next_step = _("Länken går ut %s. Tills den är använd står personen som inbjuden.") % last
        messages.success(request, f"{sent} {next_step}")
    else:
        messages.error(request, _("Mejlet gick inte att skicka. Inbjudan är sparad: välj Skicka igen om en stund."))


def named(user: User) -> str:
    """A person by name and address."""
    return f"{user.name} ({user.email})"


def _invite(request: Request, given: dict[str, Any]) -> HttpResponse:
    invited = services.invite(by=request.person, account=key_of(request.POST.get("account")), **given)
    what = {"name": named(invited.user), "what": _as_what(given)}
    if invited.mailed is None:
        messages.success(request, _("%(name)s är nu %(what)s och får veta det i ett mejl.") % what)
    else:
        tell_mailed(request, invited.mailed, _("Inbjudan till %(name)s som %(what)s är skickad.") % what)
    return redirect("people")


def _known(pk: int, form: InviteForm) -> dict[str, Any]:
    """Whose account the address is, and what will be added to it. The names that were typed are not used."""
    user = User.objects.with_duties().get(pk=pk)
    return {
        "form": form,
        "row": people_list.row_of(user),
        "is_open": user.is_active,
        "what": _as_what(form.cleaned_data),
        "typed": form.cleaned_data["name"] if form.cleaned_data["name"].strip() != user.name else "",
        "back": BACK,
    }


def _as_what(given: dict[str, Any]) -> str:
    return standing.as_what(given["kind"], given["organisation"], given["role"])
