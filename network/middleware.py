"""What every request carries: the person who asks, the stamp, the actor of the audit log, and 304 for the unchanged."""

from collections.abc import Callable
from contextlib import nullcontext

from auditlog.context import set_actor
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from network.change import read_stamp
from network.person import ANYONE, Person, person_of

GetResponse = Callable[[HttpRequest], HttpResponse]
NUL = "\0"
SAFE = ("GET", "HEAD", "OPTIONS")
PRIVATE = {settings.SESSION_COOKIE_NAME, "messages"}  # with one of these a page may be somebody's own


def _person(request: HttpRequest) -> Person:
    # Without a session cookie nobody is logged in: no session and no user is read.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return ANYONE
    return person_of(request.user, request.stamp)  # type: ignore[attr-defined]


class NoNullMiddleware:
    """Takes the NUL character out of what is sent: no text holds one, and PostgreSQL refuses it with an error.

    It stands before the session, whose key is a cookie: one with such a sign is none of ours.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Clean what the address, the form and the cookies hold, where there is anything to clean."""
        if NUL in "".join(request.COOKIES.values()):
            request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        if "%00" in request.META.get("QUERY_STRING", "") or NUL in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        if request.method == "POST" and any(NUL in value for _name, values in request.POST.lists() for value in values):
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def _without_nul(sent: QueryDict) -> QueryDict:
    cleaned = sent.copy()
    for name, values in sent.lists():
        cleaned.setlist(name, [value.replace(NUL, "") for value in values])
    return cleaned


class PersonMiddleware:
    """Gives each request `person` and `stamp`, both read when first asked for.

    A view or template that shows stored data asks for `request.stamp` before it reads anything.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach both and go on."""
        request.stamp = SimpleLazyObject(read_stamp)  # type: ignore[attr-defined]
        request.person = SimpleLazyObject(lambda: _person(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class AuditMiddleware:
    """Tells the audit log who acts, for requests that may write only."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request with the actor known to the audit log."""
        writes = request.method not in SAFE and request.user.is_authenticated
        with set_actor(request.user) if writes else nullcontext():
            return self.get_response(request)


class UnchangedPageMiddleware:
    """Answers 304 to an anonymous reader whose copy of a public page is still true.

    Only views marked with `network.access.unchanged`; the stamp is read before the view reads any data.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, marked for the browser: anonymous pages by their stamp, others never kept."""
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-cache" if response.has_header("ETag") else "no-store"
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: list, kwargs: dict) -> HttpResponse | None:
        """Look for a copy that still holds, else let the view answer and mark what it gives."""
        if not getattr(view, "unchanged", False) or request.method not in SAFE or PRIVATE & request.COOKIES.keys():
            return None
        stamp = request.stamp  # type: ignore[attr-defined]
        seen = f"{settings.RELEASE}|{stamp.content}|{stamp.reference}|{timezone.localdate()}|{request.get_full_path()}"
        # Of this address, and telling nothing of how much is written behind it.
        etag = f'W/"{salted_hmac("network.middleware.etag", seen).hexdigest()[:20]}"'
        response = get_conditional_response(request, etag=etag) or view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response["ETag"] = etag
            patch_vary_headers(response, ["Cookie"])
        return response
