"""The office's list of people: who has which duty, one person's page, and the ends of duties."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from network import rules, standing
from network.access import allowed
from network.dates import long_date
from network.forms import DutyForm, PersonEditForm
from network.models import ContactPerson, Organisation, User
from network.paging import cut, page_number, pager
from network.request import Request
from network.roles import ROLES
from network.service_form import ServiceForm
from network.services import people as services
from network.text import by_name
from network.views import people_list, people_undo
from network.views.people_invite import tell_mailed

PER_PAGE = 50


@allowed(rules.may_edit_people)
def people(request: Request) -> HttpResponse:
    """Everybody, by name; organisations without contact person; filters in the address."""
    choice = people_list.Choice.read(request.GET)
    found = User.objects.visible_to(request.person).matching(**choice._asdict()).with_duties()
    ordered = found.ids_by_name()
    page = cut(len(ordered), page_number(request.GET), PER_PAGE)
    users = found.in_bulk(ordered[page.rows])
    organisations = by_name(Organisation.objects.needing_contact())
    waiting = standing.waited_for()
    missing = by_name(Organisation.objects.without_contact())
    context = {
        "rows": [people_list.row_of(users[pk]) for pk in ordered[page.rows] if pk in users],
        "count": len(ordered),
        "fields": people_list.filter_fields(choice, organisations),
        "chips": people_list.chips(choice),
        "pager": pager(page.number, page.pages, lambda n: people_list.page_address(choice, n)),
        "organisation": choice.organisation,
        "missing": [(row, waiting.get(row.pk)) for row in missing],
    }
    return render(request, "network/people.html", context)


@allowed(rules.may_edit_people)
def person_edit(request: Request, pk: int) -> HttpResponse:
    """One person: name and address, duties and roles, and what can be done about them."""
    who = _who(request, pk)
    form = PersonEditForm(request.POST or None, who=who)
    if request.method == "POST" and form.is_valid():
        sent = {name: form.cleaned_data[name] for name in ("name", "email")}
        mailed = _try(form, services.update_person, who.pk, by=request.person, **sent, shown=form.shown())
        if not form.errors:
            if mailed is None:
                moved = sent["email"].strip().lower() != who.email and sent["email"] != form.shown().get("email")
                messages.success(request, _told_saved(request, who, moved=moved))
            else:
                tell_mailed(request, mailed, _("Ändringen är sparad, och en ny länk är skickad till den nya adressen."))
            return redirect("person_edit", pk)
        form.show_anew(_who(request, pk))
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
            messages.success(request, _told_given(request, who, seat))
            return redirect("person_edit", pk)
    return render(request, "network/people_edit.html", _person_context(request, who, PersonEditForm(who=who), form))


@allowed(rules.may_edit_people)
@require_POST
def duty_end(request: Request, pk: int) -> HttpResponse:
    """Take a duty away at once; it can be given back for a while."""
    seat = get_object_or_404(ContactPerson.objects.visible_to(request.person), pk=pk)
    ended = people_undo.Ended(people_undo.SEAT, seat.pk)
    return _end(request, seat.person_id, partial(services.end_duty, seat.pk), ended)


@allowed(rules.may_edit_people)
@require_POST
def role_end(request: Request, pk: int) -> HttpResponse:
    """Take a role away at once; it can be given back for a while."""
    key = request.POST.get("role", "")
    _who(request, pk)
    return _end(request, pk, partial(services.end_role, pk, key), people_undo.Ended(people_undo.ROLE, key))


@allowed(rules.may_edit_people)
@require_POST
def person_undo(request: Request, pk: int) -> HttpResponse:
    """Give back the seat or role that one took from the person a moment ago."""
    _who(request, pk)
    ended = people_undo.forget(request, pk)
    if ended is None:
        messages.error(request, _("Det går inte att ångra längre. Lägg till uppdraget på nytt."))
        return redirect("person_edit", pk)
    give_back = services.resume_duty if ended.kind == people_undo.SEAT else partial(services.give_role, pk)
    done = _("Ångrat. Rätten är tillbaka, och inget mejl har skickats.")
    return _act(request, pk, partial(give_back, ended.what), done)


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
    who = get_object_or_404(User.objects.visible_to(request.person).with_duties(), pk=pk)
    if request.method == "POST" and not rules.may_edit_user(request.person, who):
        raise PermissionDenied(_("Bara en administratör kan ändra en administratörs konto."))
    return who


def _act(request: Request, pk: int, service: Callable[..., Any], done: str) -> HttpResponse:
    """Run a service that is about a person, tell what came of it, and show the person again."""
    try:
        service(by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("person_edit", pk)


def _told_saved(request: Request, who: User, *, moved: bool) -> str:
    if not who.is_active or who.pk == request.person.user_id or not moved:
        return _("Ändringen är sparad.")
    return _("Ändringen är sparad. %(name)s får veta det i ett mejl till den gamla och den nya adressen.") % {
        "name": who
    }


def _told_given(request: Request, who: User, seat: ContactPerson) -> str:
    mailed = who.is_active and who.pk != request.person.user_id
    told = _("%(name)s är nu %(what)s och får veta det i ett mejl.") if mailed else _("%(name)s är nu %(what)s.")
    return told % {"name": who, "what": standing.as_what(rules.CONTACT, seat.organisation, seat.role)}


def _end(request: Request, pk: int, service: Callable[..., Any], ended: people_undo.Ended) -> HttpResponse:
    """As _act, but what was done stands on the page with a button that undoes it."""
    try:
        service(by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        people_undo.remember(request, pk, ended)
    return redirect("person_edit", pk)


def _try(form: ServiceForm, service: Any, *args: Any, **given: Any) -> Any:
    """What a service gives; what it refuses is shown in the form."""
    try:
        return service(*args, **given)
    except ValidationError as error:
        form.refuse(error)
        return None


def _person_context(request: Request, who: User, form: PersonEditForm, duty_form: DutyForm) -> dict[str, Any]:
    by = request.person
    may_edit = rules.may_edit_user(by, who) and not rules.is_anonymous(who)
    is_self = who.pk == by.user_id
    held = [(seat.pk, standing.duty_of(seat)) for seat in who.seats.all() if seat.ended is None]
    roles = [(key, name, may_edit and not is_self and rules.may_give(by, key)) for key, name in standing.roles_of(who)]
    return {
        "who": who,
        "row": people_list.row_of(who),
        "roles": roles,
        "held": held,
        "may_end": (may_edit and bool(held)) or any(may_end for _key, _name, may_end in roles),
        "ended": [(standing.duty_of(seat), long_date(seat.ended)) for seat in who.seats.all() if seat.ended],
        "form": form,
        "duty_form": duty_form,
        "may_edit": may_edit,
        "may_give": may_edit
        and any(rules.may_give(by, role.key) and not rules.has_role(who, role.key) for role in ROLES),
        "may_invite": may_edit and not who.is_active and who.has_duty and rules.may_open(by, who),
        "may_anonymise": rules.may_anonymise(by, who),
        "undo": people_undo.told(request, who),
    }
