"""Logging in, the own account, and the invitation's link. What is not here is django-allauth's."""

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from network import accounts, standing
from network.access import allowed, anyone, logged_in
from network.forms import InvitationForm, NameForm, ShownForm
from network.models import User
from network.request import Request
from network.services import people

SHOWN = "visas"  # which of the two forms of the own account was sent


class LoginView(allauth.LoginView):
    """The login, also for one who has asked for a code and thought better of it."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: object) -> None:
        return None


class RequestLoginCodeView(allauth.RequestLoginCodeView):
    """Asks for a code; asking again sends another, to the address that is written now."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: object) -> None:
        return None


class ConfirmLoginCodeView(allauth.ConfirmLoginCodeView):
    """The code. After some wrong ones another is asked for, and the login still leads where it would have."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Tell it beside the field, or on the page where another code is asked for."""
        if self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        messages.error(self.request, _("Koden gäller inte längre efter så många fel. Skicka en ny."))
        return redirect(self.passthrough_next_url(reverse("account_request_login_code")))


login = allowed(anyone)(LoginView.as_view())
request_login_code = allowed(anyone)(RequestLoginCodeView.as_view())
confirm_login_code = allowed(anyone)(ConfirmLoginCodeView.as_view())


@allowed(anyone)
def not_used(request: Request, **kwargs: str) -> HttpResponse:
    """404 for addresses of django-allauth that the portal has no use for; their names must stay reversible."""
    raise Http404


@allowed(logged_in)
def profile(request: Request) -> HttpResponse:
    """The own account: name, what everybody sees of one, duties, and the ways to log in."""
    user: User = request.person.user  # type: ignore[assignment]
    seats = list(user.seats.held().with_organisation())
    choosing = SHOWN in request.POST
    form = NameForm(None if choosing else request.POST or None, initial={"name": user.name})
    shown_form = ShownForm(request.POST if choosing else None, seats=seats) if seats else None
    if form.is_valid():
        people.update_own_name(form.cleaned_data["name"], by=request.person)
        messages.success(request, _("Ditt namn är sparat."))
        return redirect("account_profile")
    if shown_form and shown_form.is_valid():
        people.choose_shown(shown_form.chosen, by=request.person)
        messages.success(request, _("Ditt val är sparat och gäller från och med nu."))
        return redirect("account_profile")
    context = {"form": form, "shown_form": shown_form, "seats": seats, "part": SHOWN}
    return render(request, "network/account_profile.html", context)


@allowed(logged_in)
def after_login(request: Request) -> HttpResponse:
    """Where one's work lies: the office's desk, or Min sida."""
    return redirect(request.person.desk)


@sensitive_post_parameters("password1", "password2")
@allowed(anyone)
def invitation(request: Request, token: str) -> HttpResponse:
    """The link of an invitation. Looking opens nothing: mail programs look too. Only the button does, once."""
    user = User.objects.filter(pk=accounts.invited_id(token)).first()
    if user is None or not accounts.opens(token, user):
        return render(request, "network/account_invitation_expired.html")
    form = InvitationForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            user = people.accept_invitation(token, password=form.cleaned_data["password1"])
        except ValidationError:
            return render(request, "network/account_invitation_expired.html")
        get_adapter().login(request, user)
        messages.success(request, _("Välkommen! Ditt konto är öppnat."))
        return redirect("after_login")
    context = {"form": form, "invited": user, "offered": standing.offered_to(user)}
    return render(request, "network/account_invitation.html", context)
