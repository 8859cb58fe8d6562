"""An invitation: the version one is asked about, read-only, and the answer."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities.invited import LONGEST, invitation_of, keep_of, stands_of
from activities.models import Activity, Participation
from activities.querysets import ParticipationQuerySet
from activities.reference import reference
from activities.services.locking import Stale
from activities.services.together import News, answer_invitation
from network.access import allowed, logged_in
from network.addresses import key_of
from network.request import Request
from network.text import swedish_order

State = Participation.State
YES, HELP, NO = "ja", "medverka", "nej"  # what the buttons say; HELP: take part, but not own


@allowed(logged_in)
@require_http_methods(["GET", "HEAD", "POST"])
def activity_invitation(request: Request, pk: int) -> HttpResponse:
    """Read what one is invited to and say yes or no, for each own organisation that was asked; the office for any."""
    found = Participation.objects.read_by(request.person).filter(activity=pk)
    asked = _rows(found)
    if asked and request.method == "POST":
        participation = found.filter(organisation=key_of(request.POST.get("verksamhet"))).first()
        if participation is None:
            raise _unknown(request)
        answer = _answer(request, participation)
        if answer:
            return answer
        asked = _rows(found)  # as it is by now
    if not asked:
        return _no_longer_asked(request, pk)
    sent = {key_of(request.POST.get("verksamhet")): _greeting(request)} if request.method == "POST" else {}
    shown = invitation_of(asked, request.person, reference(request.stamp), sent)
    return render(request, "activities/activity_invitation.html", shown._asdict())


def _rows(found: ParticipationQuerySet) -> list[Participation]:
    return sorted(found.with_what_is_asked(), key=lambda row: swedish_order(row.organisation.name))


def _no_longer_asked(request: Request, pk: int) -> HttpResponse:
    """Who owns it is led to it; who was asked once is told so, with what was written (403.html); nobody else learns
    that it is there.
    """
    if Activity.objects.owned_by(request.person).filter(pk=pk).exists():
        if request.method == "POST":
            raise PermissionDenied(_("Inbjudan gäller inte längre: ni ansvarar för aktiviteten nu."))
        return redirect("activity", pk=pk)
    if Participation.objects.filter(activity=pk, organisation__in=request.person.organisations).exists():
        raise PermissionDenied(_("Inbjudan gäller inte längre: aktiviteten räknar inte längre med er."))
    raise _unknown(request)


def _unknown(request: Request) -> Exception:
    """404; with what was written, since the right may have ended meanwhile. Answered alike where there is nothing."""
    told = _("Inbjudan gäller inte längre, eller så har ditt uppdrag upphört.")
    return PermissionDenied(told) if _greeting(request) else Http404()


def _greeting(request: Request) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n").strip()


def _answer(request: Request, participation: Participation) -> HttpResponse | None:
    """Store what was said; None where the page must be shown again, with the greeting and why."""
    said, text = request.POST.get("svar"), _greeting(request)
    if len(text) > LONGEST:  # told beside the field
        return None
    if said not in (YES, HELP, NO):
        messages.error(request, _("Välj Tacka ja eller Tacka nej."))
        return None
    accept = said != NO
    if accept == (participation.state == State.DECLINED) and text == participation.answer:
        text = ""  # what was said with a no is not said with a yes, nor the other way round
    given = {"text": text, "seen": request.POST.get("sett")}
    try:
        news = answer_invitation(participation, accept=accept, owning=said != HELP, by=request.person, **given)
    except Stale:
        text = _("Inget är sparat: inbjudan eller svaret har ändrats sedan du öppnade sidan. Läs och svara igen.")
        messages.error(request, text)
        return None
    except PermissionDenied as error:
        return _too_late(request, participation, text, error)
    if news is News.ANSWER:
        participation.state = State.ACCEPTED if accept else State.DECLINED
    tell = messages.info if news is News.NOTHING else messages.success
    tell(request, _told(participation, news, greeting=text), extra_tags=f"saved-{keep_of(participation)}")
    return redirect("activity_invitation", pk=participation.activity_id)


def _too_late(request: Request, participation: Participation, text: str, error: PermissionDenied) -> HttpResponse:
    """What was written is given back (403.html)."""
    if text:
        told = _("Svaret är inte sparat: aktiviteten har kommit vidare, och det går inte längre att svara.")
        raise PermissionDenied(told) from error
    messages.error(request, _("Det går inte längre. Aktiviteten har kommit vidare, se vad som står nu."))
    return redirect("activity", pk=participation.activity_id)


def _told(participation: Participation, news: News, *, greeting: str) -> str:
    """What became of the answer, and who hears of it."""
    if news is News.NOTHING:
        return _("Inget är ändrat.")
    if news is News.GREETING:
        text = _("Hälsningen är sparad.") if greeting else _("Hälsningen är borttagen.")
        return f"{text} {_('Den som ansvarar får veta det nu.')}"
    name = participation.organisation.name
    if participation.state != State.ACCEPTED:
        text = _("{name} har tackat nej. Den som ansvarar får veta det nu. Du kan ändra svaret här.")
        return text.format(name=name)
    stands = stands_of(participation, participation.activity.roles.organisations())
    return f"{_('{name} är med. Den som ansvarar får veta det nu.').format(name=name)} {stands}"
