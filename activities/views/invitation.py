"""An invitation: the version one is asked about, read-only, and the answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from activities.content import Content
from activities.markdown import to_html
from activities.models import Activity, ActivityOrganisation, Participation, ReviewEvent
from activities.parties import as_read_by
from activities.querysets import ParticipationQuerySet
from activities.reference import reference
from activities.rules import may_read_asked, may_see_work
from activities.services.locking import Stale, kept_content_of
from activities.services.together import answer_invitation
from activities.wording import side_by_side
from network.access import allowed, logged_in
from network.addresses import key_of
from network.dates import figure
from network.person import Person
from network.request import Request
from network.text import swedish_order

Role, State, Kind = ActivityOrganisation.Role, Participation.State, ReviewEvent.Kind
LONGEST = 2000  # letters of a greeting
YES, HELP, NO = "ja", "medverka", "nej"  # what the buttons say; HELP: take part, but not own


class Asked(NamedTuple):
    """An organisation that was asked; `part` says what it says yes to, `stands` where its name is seen once it has.

    `greeting` is what stands in the field, with its `fault` where what was `sent` is too long.
    """

    row: Participation
    keep: str
    waits: bool
    part: str
    stands: str
    greeting: str
    fault: str
    sent: bool


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
    ref, person, about = reference(request.stamp), request.person, asked[0].activity
    named, owners = about.roles.organisations(), about.owners()
    content = _content(asked, person)
    lead = ref.organisations.get(content.lead) if content.lead else None
    unanswered = not about.archived_at and any(row.state == State.INVITED for row in asked)
    readable = Activity.objects.visible_to(person).filter(pk=pk).exists()
    rows = [_asked(request, row, content, named, owners) for row in asked]
    title = content.title or (about.title if readable else _title_asked_about(asked, about))
    shown = {
        "heading": _heading(asked, title, person),
        "unanswered": unanswered,
        "more": unanswered and all(row.asked_for_more for row in asked),
        "asked": rows,
        "description": to_html(content.description),
        "faulty": any(row.fault for row in rows),
        "title": title,
        "lead": lead.name if lead else "",
        "fields": side_by_side(None, content, ref),
        "readable": readable,
        "activity": about,
    }
    return render(request, "activities/activity_invitation.html", shown)


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


def _asked(request: Request, row: Participation, content: Content, named: set[int], owners: Collection[int]) -> Asked:
    """As it stands; what was sent for it and not stored is in the field."""
    sent = request.method == "POST" and key_of(request.POST.get("verksamhet")) == row.organisation_id
    greeting, fault = "" if row.asked_for_more else row.answer, ""  # another question, another greeting
    if sent:
        greeting = _greeting(request)
    if len(greeting) > LONGEST:
        told = _("Hälsningen är för lång. Skriv högst {most} tecken, nu är det {n}.")
        fault = told.format(most=figure(LONGEST), n=figure(len(greeting)))
    left = bool(row.accepted_as) and _left_out(row, named)
    part = _part(request.person, row, content, owners, left=left)
    return Asked(row, _keep(row), row.state == State.INVITED, part, _stands(row, named), greeting, fault, sent)


def _part(person: Person, row: Participation, content: Content, owners: Collection[int], *, left: bool) -> str:
    """What one says yes to, or has said yes to; the office answers for somebody else. `left`: the draft names it no
    more.
    """
    named, owns = content.co_owners | content.participants, row.organisation_id in content.co_owners
    if row.state == State.DECLINED or row.organisation_id not in named:
        return ""
    if row.accepted_as:  # what it has said yes to, whatever it is asked besides
        owns = owns and row.accepted_as == Role.CO_OWNER
    words = _OWN if row.organisation_id in person.organisations else _OF_OTHERS
    begins = words.taking_part if row.accepted_as else words.invited
    if left:
        part = words.left
    elif row.asked_for_more and not row.activity.archived_at:
        part = words.more
    elif not owns:
        part = words.helper
    else:
        part = words.soon if row.accepted_as and row.organisation_id not in owners else words.owner
    return str(part).format(begins=str(begins).format(name=row.organisation.name))


class _Words(NamedTuple):
    """What is said of a part: how it begins, and how it goes on; `soon` where the right comes with the publication,
    `left` where a draft that was never published names it no more.
    """

    invited: str
    taking_part: str
    owner: str
    soon: str
    left: str
    helper: str
    more: str


_OWN = _Words(
    _l("Ni är inbjudna"),
    _l("Ni är med"),
    _l("{begins} som medägare: då kan ni också ändra aktiviteten och skicka in den."),
    _l("{begins} som medägare. När ändringen är publicerad kan ni också ändra aktiviteten och skicka in den."),
    _l("Ni har tackat ja, men ni är borttagna i utkastet. Skickas det in så är ni inte med."),
    _l("{begins} som medverkande: då står ert namn på aktiviteten. Ansvarig verksamhet skriver."),
    _l(
        "{begins} som medverkande, och får nu frågan om att bli medägare: då kan ni också ändra aktiviteten och skicka "
        "in den. Namnet står kvar medan ni tänker."
    ),
)
_OF_OTHERS = _Words(
    _l("{name} är inbjuden"),
    _l("{name} är med"),
    _l("{begins} som medägare."),
    _l("{begins} som medägare."),
    _l("{begins}, men borttagen i utkastet."),
    _l("{begins} som medverkande."),
    _l("{begins} som medverkande, och får nu frågan om att bli medägare."),
)


def _greeting(request: Request) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n").strip()


def _content(asked: list[Participation], person: Person) -> Content:
    """What one may read of what one is asked about; empty for who said no.

    Where the own organisations were asked about different versions, the one that waits for an answer, and the latest.
    """
    read = [(row.state == State.INVITED, row.version) for row in asked if row.version and may_read_asked(person, row)]
    if not read:
        return Content()
    _waits, version = max(read, key=lambda one: (one[0], one[1].number))
    activity, content = asked[0].activity, kept_content_of(version)
    return as_read_by(person, content, activity.participations.agreed(), work=may_see_work(person, activity))


def _title_asked_about(asked: list[Participation], activity: Activity) -> str:
    """To who said no, of what nobody else can read: what it was called when they answered, and no more. Nothing where
    the office has withdrawn it since: the title may be why.
    """
    answered = max((row.answered_at for row in asked if row.answered_at), default=None)
    if answered is None or activity.events.standing().filter(kind=Kind.WITHDRAWN, at__gt=answered).exists():
        return ""
    read = activity.events.filter(at__lte=answered).last_submission()
    return read.version.content["title"] if read else ""


def _heading(asked: list[Participation], title: str, person: Person) -> str:
    """A question to who has not answered; to others what they said."""
    states = {row.state for row in asked}
    if not title:
        return _("Inbjudan")
    if states == {State.DECLINED} and not person.is_office:
        return _("Ni har tackat nej till {title}").format(title=title)
    if person.is_office or asked[0].activity.archived_at or (len(states) > 1 and State.INVITED not in states):
        return _("Inbjudan: {title}").format(title=title)
    words = _("Ni är med i {title}") if states == {State.ACCEPTED} else _("Är ni med i {title}?")
    if all(row.asked_for_more for row in asked):
        words = _("Blir ni medägare i {title}?")
    return words.format(title=title)


def _stands(row: Participation, named: set[int]) -> str:
    """Where the name of an organisation that has answered is seen; `named` are those in the activity's tables."""
    if row.state == State.DECLINED or _left_out(row, named):
        return _("Namnet visas inte.")
    if not row.activity.is_live:
        return _("Namnet visas när aktiviteten är publicerad.")
    if row.organisation_id in named:
        return _("Namnet står på aktivitetens sida.")
    return _("Namnet visas när ändringen är publicerad.")


def _left_out(row: Participation, named: set[int]) -> bool:
    """Whether a draft that was never published names it no more; what waits of something live may name it still."""
    return not row.activity.is_live and row.organisation_id not in named


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
        answer_invitation(participation, accept=accept, owning=said != HELP, by=request.person, **given)
    except Stale:
        text = _("Inget är sparat: inbjudan eller svaret har ändrats sedan du öppnade sidan. Läs och svara igen.")
        messages.error(request, text)
        return None
    except PermissionDenied as error:
        if text:  # given back (403.html)
            told = _("Svaret är inte sparat: aktiviteten har kommit vidare, och det går inte längre att svara.")
            raise PermissionDenied(told) from error
        messages.error(request, _("Det går inte längre. Aktiviteten har kommit vidare, se vad som står nu."))
        return redirect("activity", pk=participation.activity_id)
    name = participation.organisation.name
    if accept:
        participation.state = State.ACCEPTED
        text = _("{name} är med. Den som ansvarar får veta det nu.") + " "
        text += _stands(participation, participation.activity.roles.organisations())
    else:
        text = _("{name} har tackat nej. Den som ansvarar får veta det nu. Du kan ändra svaret här.")
    messages.success(request, text.format(name=name), extra_tags=f"saved-{_keep(participation)}")
    return redirect("activity_invitation", pk=participation.activity_id)


def _keep(participation: Participation) -> str:
    """What the browser calls a greeting that the server has not got (static/js/keep.mjs)."""
    return f"inbjudan-{participation.pk}"
