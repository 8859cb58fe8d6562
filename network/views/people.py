"""The office's list of people: who has which duty, invitations, and the ends of duties."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from network import rules
from network.access import allowed
from network.dates import long_date
from network.forms import DutyForm, InviteForm, PersonForm, ServiceForm
from network.models import ContactPerson, Organisation, User
from network.paging import cut, page_number, pager
from network.request import Request
from network.roles import ROLES
from network.services import people as services
from network.views import people_list

PER_PAGE = 50


@allowed(rules.may_edit_people)
def people(request: Request) -> HttpResponse:
    """Everybody, by name; organisations without contact person; filters in the address."""
    choice = people_list.Choice.read(request.GET)
    found = User.objects.visible_to(request.person).matching(**choice._asdict()).with_duties()
    count = found.count()
    page = cut(count, page_number(request.GET), PER_PAGE)
    organisations = list(Organisation.objects.needing_contact().order_by("name"))
    context = {
        "rows": [people_list.row_of(user) for user in found.order_by("name", "pk")[page.rows]],
        "count": count,
        "fields": people_list.filter_fields(choice, organisations),
        "chips": people_list.chips(choice),
        "pager": pager(page.number, page.pages, lambda n: people_list.page_address(choice, n)),
        "organisation": choice.organisation,
        "missing": Organisation.objects.without_contact().order_by("name"),
    }
    return render(request, "network/people.html", context)


@allowed(rules.may_edit_people)
def invite(request: Request) -> HttpResponse:
    """Invite somebody; ?organisation= fills the organisation in."""
    initial = {"organisation": people_list.organisation_named(request.GET.get("organisation", ""))}
    form = InviteForm(request.POST or None, by=request.person, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            invited = services.invite(by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            _tell_invited(request, invited)
            return redirect("people")
    return render(request, "network/people_invite.html", {"form": form})


@allowed(rules.may_edit_people)
def person_edit(request: Request, pk: int) -> HttpResponse:
    """One person: name and address, duties and roles, and what can be done about them."""
    who = _who(request, pk)
    form = PersonForm(request.POST or None, initial={"name": who.name, "email": who.email})
    if request.method == "POST" and form.is_valid():
        mailed = _try(form, services.update_person, who.pk, by=request.person, **form.cleaned_data)
        if not form.errors:
            messages.success(request, _("Ändringen är sparad."))
            _tell_mailed(request, mailed)
            return redirect("person_edit", pk)
    return render(request, "network/people_edit.html", _person_context(request, who, form, DutyForm()))


@allowed(rules.may_edit_people)
@require_POST
def duty_start(request: Request, pk: int) -> HttpResponse:
    """Give one more duty."""
    who = _who(request, pk)
    form = DutyForm(request.POST)
    if form.is_valid():
        seat = _try(form, services.start_duty, who.pk, by=request.person, **form.cleaned_data)
        if seat:
            messages.success(request, _("%s har fått uppdraget.") % who)
            return redirect("person_edit", pk)
    shown = PersonForm(initial={"name": who.name, "email": who.email})
    return render(request, "network/people_edit.html", _person_context(request, who, shown, form))


@allowed(rules.may_edit_people)
@require_POST
def duty_end(request: Request, pk: int) -> HttpResponse:
    """Take a duty away at once."""
    seat = get_object_or_404(ContactPerson.objects.visible_to(request.person), pk=pk)
    done = _("Uppdraget är avslutat. %(name)s kan inte längre skriva för %(organisation)s; aktiviteterna finns kvar.")
    names = {"name": seat.person, "organisation": seat.organisation}
    return _act(request, seat.person_id, partial(services.end_duty, seat.pk), done % names)


@allowed(rules.may_edit_people)
@require_POST
def role_end(request: Request, pk: int) -> HttpResponse:
    """Take a role away at once."""
    who = _who(request, pk)
    end = partial(services.end_role, who.pk, request.POST.get("role", ""))
    return _act(request, pk, end, _("Rollen är borttagen."))


@allowed(rules.may_edit_people)
@require_POST
def invitation_resend(request: Request, pk: int) -> HttpResponse:
    """Send a new link; the old one stops working."""
    who = _who(request, pk)
    try:
        _tell_mailed(request, services.resend_invitation(who.pk, by=request.person))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("person_edit", pk)


@allowed(rules.may_edit_people)
def person_anonymise(request: Request, pk: int) -> HttpResponse:
    """Ask first, since it cannot be undone; then take name and address away."""
    who = _who(request, pk)
    if request.method == "POST":
        return _act(request, pk, partial(services.anonymise, pk), _("Personens namn och adress är borttagna."))
    if not rules.may_anonymise(request.person, who):
        return redirect("person_edit", pk)
    return render(request, "network/people_anonymise.html", {"who": who})


def _who(request: Request, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.person).with_duties(), pk=pk)


def _act(request: Request, pk: int, service: Callable[..., Any], done: str) -> HttpResponse:
    """Run a service that is about a person, tell what came of it, and show the person again."""
    try:
        service(by=request.person)
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


def _tell_invited(request: Request, invited: services.Invited) -> None:
    if invited.mailed is None:
        messages.success(
            request, _("%s hade redan ett konto och har fått uppdraget. Inget mejl har skickats.") % invited.user
        )
        return
    if not invited.is_new:
        messages.info(request, _("%s var redan inbjuden. Den nya länken ersätter den förra.") % invited.user)
    _tell_mailed(request, invited.mailed)


def _tell_mailed(request: Request, mailed: bool | None) -> None:
    if mailed:
        last = long_date(timezone.localdate() + timedelta(days=settings.INVITATION_DAYS))
        messages.success(request, _("Inbjudan är skickad. Länken gäller till och med %s.") % last)
    elif mailed is False:
        messages.error(request, _("Mejlet gick inte att skicka. Inbjudan är sparad: välj Skicka igen om en stund."))


def _person_context(request: Request, who: User, form: PersonForm, duty_form: DutyForm) -> dict[str, Any]:
    keys = {group.name for group in who.groups.all()}
    return {
        "who": who,
        "row": people_list.row_of(who),
        "roles": [(role.key, role.name) for role in ROLES if role.key in keys],
        "held": [(seat.pk, people_list.duty_of(seat)) for seat in who.seats.all() if seat.ended is None],
        "ended": [(people_list.duty_of(seat), long_date(seat.ended)) for seat in who.seats.all() if seat.ended],
        "form": form,
        "duty_form": duty_form,
        "may_edit": rules.may_edit_user(request.person, who) and not rules.is_anonymous(who),
        "may_anonymise": rules.may_anonymise(request.person, who),
        "is_self": who.pk == request.person.user_id,
    }
