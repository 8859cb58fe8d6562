"""The office's list of people: who has which duty, invitations, and the ends of duties."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from network import rules
from network.access import allowed
from network.dates import long_date
from network.forms import DutyForm, InviteForm, PersonForm, ServiceForm
from network.models import ContactPerson, Organisation, User
from network.person import Person
from network.roles import ROLES
from network.services import people as services

STATES = (
    ("aktiv", gettext_lazy("Aktiva")),
    ("inbjuden", gettext_lazy("Inbjudna")),
    ("upphort", gettext_lazy("Uppdraget upphört")),
)
PAGE = 50


class Row(NamedTuple):
    """A person as the list shows them."""

    id: int
    name: str
    email: str
    roles: list[str]
    seats: list[ContactPerson]
    state: str
    is_open: bool


@allowed(rules.may_edit_people)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, by name; organisations without contact person; filters in the address."""
    organisation = _organisation(request.GET.get("organisation", ""))
    chosen = {
        "search": request.GET.get("q", "").strip()[:100],
        "organisation": organisation.pk if organisation else None,
        "state": request.GET.get("state", ""),
    }
    found = User.objects.visible_to(_person(request)).matching(**chosen).with_duties().order_by("name", "pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("sida"))
    context = {
        "rows": [_row(user) for user in page],
        "page": page,
        "search": chosen["search"],
        "state": chosen["state"],
        "states": STATES,
        "organisation": organisation,
        "organisations": Organisation.objects.needing_contact().order_by("name"),
        "missing": Organisation.objects.without_contact().order_by("name"),
    }
    return render(request, "network/people.html", context)


@allowed(rules.may_edit_people)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; ?organisation= fills the organisation in."""
    person = _person(request)
    initial = {"organisation": _organisation(request.GET.get("organisation", ""))}
    form = InviteForm(request.POST or None, by=person, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            invited = services.invite(by=person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            _tell_invited(request, invited)
            return redirect("people")
    return render(request, "network/people_invite.html", {"form": form})


@allowed(rules.may_edit_people)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: name and address, duties and roles, and what can be done about them."""
    who = _who(request, pk)
    form = PersonForm(request.POST or None, initial={"name": who.name, "email": who.email})
    if request.method == "POST" and form.is_valid():
        mailed = _try(form, services.update_person, who.pk, by=_person(request), **form.cleaned_data)
        if not form.errors:
            messages.success(request, _("Ändringen är sparad."))
            _tell_mailed(request, mailed)
            return redirect("person_edit", pk)
    return render(request, "network/people_edit.html", _person_context(request, who, form, DutyForm()))


@allowed(rules.may_edit_people)
@require_POST
def duty_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one more duty."""
    who = _who(request, pk)
    form = DutyForm(request.POST)
    if form.is_valid():
        seat = _try(form, services.start_duty, who.pk, by=_person(request), **form.cleaned_data)
        if seat:
            messages.success(request, _("%s har fått uppdraget.") % who)
            return redirect("person_edit", pk)
    shown = PersonForm(initial={"name": who.name, "email": who.email})
    return render(request, "network/people_edit.html", _person_context(request, who, shown, form))


@allowed(rules.may_edit_people)
@require_POST
def duty_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a duty away at once."""
    seat = get_object_or_404(ContactPerson.objects.visible_to(_person(request)), pk=pk)
    services.end_duty(seat.pk, by=_person(request))
    messages.success(
        request,
        _("Uppdraget är avslutat. %(name)s kan inte längre skriva för %(organisation)s; aktiviteterna finns kvar.")
        % {"name": seat.person, "organisation": seat.organisation},
    )
    return redirect("person_edit", seat.person_id)


@allowed(rules.may_edit_people)
@require_POST
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away at once."""
    return _act(request, pk, services.end_role, request.POST.get("role", ""), done=_("Rollen är borttagen."))


@allowed(rules.may_edit_people)
@require_POST
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new link; the old one stops working."""
    who = _who(request, pk)
    try:
        _tell_mailed(request, services.resend_invitation(who.pk, by=_person(request)))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("person_edit", pk)


@allowed(rules.may_edit_people)
def person_anonymise(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, since it cannot be undone; then take name and address away."""
    who = _who(request, pk)
    if request.method == "POST":
        return _act(request, pk, services.anonymise, done=_("Personens namn och adress är borttagna."))
    if not rules.may_anonymise(_person(request), who):
        return redirect("person_edit", pk)
    return render(request, "network/people_anonymise.html", {"who": who})


def _person(request: HttpRequest) -> Person:
    return request.person  # type: ignore[attr-defined]


def _who(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(_person(request)).with_duties(), pk=pk)


def _organisation(text: str) -> Organisation | None:
    """The organisation that an address names by key or id."""
    by = {"pk": int(text)} if text.isdecimal() and len(text) < 10 else {"key": text}
    return Organisation.objects.needing_contact().filter(**by).first()


def _act(request: HttpRequest, pk: int, service: Any, *args: Any, done: str) -> HttpResponse:
    """Run a service on a person, tell what came of it, and show the person again."""
    who = _who(request, pk)
    try:
        service(who.pk, *args, by=_person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("person_edit", pk)


def _try(form: ServiceForm, service: Any, *args: Any, **given: Any) -> Any:
    """What a service gives; what it refuses is shown in the form."""
    try:
        return service(*args, **given)
    except ValidationError as error:
        form.refuse(error)
        return None


def _tell_invited(request: HttpRequest, invited: services.Invited) -> None:
    if invited.mailed is None:
        messages.success(
            request, _("%s hade redan ett konto och har fått uppdraget. Inget mejl har skickats.") % invited.user
        )
        return
    if not invited.is_new:
        messages.info(request, _("%s var redan inbjuden. Den nya länken ersätter den förra.") % invited.user)
    _tell_mailed(request, invited.mailed)


def _tell_mailed(request: HttpRequest, mailed: bool | None) -> None:
    if mailed:
        last = long_date(timezone.localdate() + timedelta(days=settings.INVITATION_DAYS))
        messages.success(request, _("Inbjudan är skickad. Länken gäller till och med %s.") % last)
    elif mailed is False:
        messages.error(request, _("Mejlet gick inte att skicka. Inbjudan är sparad: välj Skicka igen om en stund."))


def _row(user: User) -> Row:
    roles = {group.name for group in user.groups.all()} | ({"administrator"} if user.is_superuser else set())
    return Row(
        id=user.pk,
        name=user.name,
        email="" if rules.is_anonymous(user) else user.email,
        roles=[str(role.name) for role in ROLES if role.key in roles],
        seats=[seat for seat in user.seats.all() if seat.ended is None],
        state=_state(user),
        is_open=user.is_active,
    )


def _state(user: User) -> str:
    """How things stand with a person, in words."""
    if rules.is_anonymous(user):
        return _("Borttagen ur registret")
    on_duty = user.is_superuser or user.groups.all() or any(seat.ended is None for seat in user.seats.all())
    if not user.is_active:
        if user.invited_at is None:
            return _("Kontot är stängt") if on_duty else _("Uppdraget upphört")
        last = timezone.localdate(user.invited_at) + timedelta(days=settings.INVITATION_DAYS)
        if user.invited_at + timedelta(days=settings.INVITATION_DAYS) < timezone.now():
            return _("Inbjuden, länken gick ut %s") % long_date(last)
        return _("Inbjuden, länken går ut %s") % long_date(last)
    if on_duty:
        return _("Aktiv")
    ended = [seat.ended for seat in user.seats.all() if seat.ended]
    return _("Uppdraget upphörde %s") % long_date(max(ended)) if ended else _("Inget uppdrag")


def _person_context(request: HttpRequest, who: User, form: PersonForm, duty_form: DutyForm) -> dict[str, Any]:
    person = _person(request)
    held = {group.name for group in who.groups.all()}
    return {
        "who": who,
        "row": _row(who),
        "roles": [(role.key, role.name) for role in ROLES if role.key in held],
        "ended": [(seat, long_date(seat.ended)) for seat in who.seats.all() if seat.ended],
        "form": form,
        "duty_form": duty_form,
        "may_edit": rules.may_edit_user(person, who) and not rules.is_anonymous(who),
        "may_anonymise": rules.may_anonymise(person, who),
        "is_self": who.pk == person.user_id,
    }
