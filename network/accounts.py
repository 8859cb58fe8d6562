"""Django-allauth, fitted to the portal: no sign-up, answers that reveal nothing, and mails that go past the outbox."""

from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from network.access import tell_nothing_done
from network.mail import send_directly
from network.models import User

SALT = "network.invitation"
MAILS = {"account/email/login_code": "login_code", "account/email/password_reset_key": "password_link"}


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up; mails that open an account are stored nowhere; who is not let in learns nothing about why."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "E-postadressen eller lösenordet stämmer inte. Försök igen, eller välj Skicka en kod."
        ),
        "too_many_login_attempts": _("För många försök. Vänta fem minuter, eller välj Skicka en kod."),
        "incorrect_code": _("Koden stämmer inte. Kontrollera att det är koden i det senaste mejlet."),
        "enter_current_password": _("Lösenordet stämmer inte. Skriv det som du har nu."),
        "invalid_password_reset": _("Länken gäller inte längre."),
        "rate_limited": _("För många försök. Vänta en stund och försök igen."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited by the office."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The one whom address and password open; an inactive account answers as an unknown one."""
        user = super().authenticate(request, **credentials)
        return user if user and user.is_active else None  # type: ignore[return-value]

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:  # type: ignore[override]
        """Refuse a code that went to an address the account no longer has."""
        email = kwargs.get("email")
        if email and email.lower() != user.email:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: User) -> None:  # type: ignore[override]
        """Log in until the browser is closed, whichever way was taken."""
        super().login(request, user)
        request.session.set_expiry(0)
        tell_nothing_done(request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:  # type: ignore[override]
        """Back to the login, for an account closed while its code was on its way."""
        messages.error(request, _("Koden gäller inte längre. Logga in på nytt."))
        return redirect("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the own account."""
        return "/konto/"

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send past the outbox, which would keep the code in clear. The mails are ours, written like all others."""
        user = User.objects.filter(email=email).first()
        if user:
            path = urlsplit(context.get("password_reset_url", "")).path  # the host is SITE_URL's, not the request's
            _send(MAILS[template_prefix], user, {"path": path, "code": context.get("code", "")})


def _send(template: str, user: User, context: dict[str, Any]) -> None:
    """Send; in the background where a mail server is slow, so that the answer does not tell who has an account."""
    if not settings.DIRECT_EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        send_directly(template, user, context)
        return

    def run() -> None:
        try:
            send_directly(template, user, context)
        finally:
            connection.close()  # each thread has its own

    Thread(target=run).start()


def invitation_token(user: User) -> str:
    """What the link of an invitation carries: who, and a fingerprint that dies when it is used or sent again."""
    return signing.dumps({"user": user.pk, "mark": _fingerprint(user)}, salt=SALT)


def invited_id(token: str) -> int | None:
    """The id of the one invited, while the link has not expired."""
    try:
        return signing.loads(token, salt=SALT, max_age=settings.INVITATION_DAYS * 24 * 60 * 60)["user"]
    except (signing.BadSignature, KeyError, TypeError):
        return None


def opens(token: str, user: User) -> bool:
    """Is `token` the newest, unused and unexpired invitation of `user`, and is there a duty to open the account for?"""
    if invited_id(token) != user.pk or user.is_active or user.invited_at is None or not user.has_duty:
        return False
    return constant_time_compare(signing.loads(token, salt=SALT).get("mark", ""), _fingerprint(user))


def _fingerprint(user: User) -> str:
    state = f"{user.pk}|{user.email}|{user.invited_at and user.invited_at.isoformat()}|{user.password}"
    return salted_hmac(SALT, state, algorithm="sha256").hexdigest()[:32]
