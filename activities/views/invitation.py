"""An invitation: the version one is asked about, read-only, and the answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities.content import Content
from activities.models import Activity, Participation
from activities.reference import reference
from activities.rules import may_read_asked
from activities.services.together import answer_invitation
from activities.wording import side_by_side
from network.access import allowed, logged_in
from network.addresses import key_of
from network.request import Request

YES, NO = "ja", "nej"  # what the buttons say


@allowed(logged_in)
@require_http_methods(["GET", "HEAD", "POST"])
def activity_invitation(request: Request, pk: int) -> HttpResponse:
    """Read what one is invited to and say yes or no, for each own organisation that was asked; the office for any."""
    found = Participation.objects.answerable_by(request.person).filter(activity=pk)
    asked = list(found.with_what_is_asked().order_by("organisation__name"))
    if not asked:
        raise Http404
    if request.method == "POST":
        return _answer(request, asked)
    ref = reference(request.stamp)
    version = next((row.version for row in asked if may_read_asked(request.person, row)), None)
    content = Content.from_json(version.content) if version else Content()
    lead = ref.organisations.get(content.lead) if content.lead else None
    shown = {
        "asked": [(row, _keep(row), row.state == Participation.State.INVITED) for row in asked],
        "content": content,
        "lead": lead.name if lead else "",
        "fields": side_by_side(None, content, ref),
        "readable": Activity.objects.visible_to(request.person).filter(pk=pk).exists(),
        "pk": pk,
    }
    return render(request, "activities/activity_invitation.html", shown)


def _answer(request: Request, asked: list[Participation]) -> HttpResponse:
    wanted = key_of(request.POST.get("verksamhet"))
    participation = get_object_or_404(Participation, pk__in=[row.pk for row in asked], organisation=wanted)
    if request.POST.get("svar") not in (YES, NO):
        messages.error(request, _("Välj Tacka ja eller Tacka nej."))
        return redirect("activity_invitation", pk=participation.activity_id)
    accept = request.POST["svar"] == YES
    answer_invitation(participation, accept=accept, by=request.person, text=request.POST.get("text", "")[:2000])
    name = participation.organisation.name
    if accept:
        text = _("{name} är med. Den som ansvarar får veta det nu, och namnet visas när aktiviteten är publicerad.")
    else:
        text = _("{name} har tackat nej. Den som ansvarar får veta det nu. Du kan ändra svaret här.")
    messages.success(request, text.format(name=name), extra_tags=f"saved-{_keep(participation)}")
    return redirect("activity_invitation", pk=participation.activity_id)


def _keep(participation: Participation) -> str:
    """What the browser calls a greeting that the server has not got (static/js/keep.mjs)."""
    return f"inbjudan-{participation.pk}"
