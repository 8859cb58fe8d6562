"""How a view names its rule: `@allowed(rule)` asks a predicate about the person before the view runs."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from network.person import Person
from network.request import Request

NOTHING_DONE = "nothing_done"  # in the session, from a button pressed when logged out until the login
Rule = Callable[[Person], bool]
View = Callable[..., HttpResponse]


def anyone(person: Person) -> bool:
    """Open to all; what one sees is decided by `visible_to`."""
    return True


def logged_in(person: Person) -> bool:
    """Anybody with an account."""
    return person.logged_in


def internal(person: Person) -> bool:
    """Readers, contact persons and the office."""
    return person.may_read_internal


def contact_or_office(person: Person) -> bool:
    """Those who write: contact persons and the office."""
    return person.is_contact or person.is_office


def office(person: Person) -> bool:
    """The project office and administrators."""
    return person.is_office


def allowed(rule: Rule) -> Callable[[View], View]:
    """Let the view run only for those whom `rule` lets in: others are led to the login, or answered 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if rule(request.person):
                return view(request, *args, **kwargs)
            if request.person.logged_in:
                raise PermissionDenied
            if request.headers.get("HX-Request"):  # a part of a page: the script says so there (writing.mjs)
                return HttpResponse(status=401)
            return redirect_to_login(_way_back(request))

        guarded.rule = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def _way_back(request: Request) -> str:
    """Where the login leads: the page itself, or the one whose button was pressed, which says that nothing was done."""
    if request.method == "GET":
        return request.get_full_path()
    messages.info(request, _("Du var utloggad när du tryckte på knappen. Inget är gjort: logga in och försök igen."))
    request.session[NOTHING_DONE] = True
    return page_before(request)


def tell_nothing_done(request: HttpRequest) -> None:
    """After the login, where the button stands, once more: what was pressed before it did nothing."""
    if request.session.pop(NOTHING_DONE, False):
        messages.info(request, _("Du var utloggad när du tryckte på knappen. Inget skickades: tryck igen."))


def page_before(request: HttpRequest, otherwise: str = "/") -> str:
    """The page of ours whose button was pressed, or `otherwise` where the browser does not tell."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()}):
        parts = urlsplit(before)
        path = parts.path.lstrip("/\\")  # // and /\ would lead to another host
        return f"/{path}{'?' if parts.query else ''}{parts.query}"
    return otherwise


def unchanged(view: View) -> View:
    """Mark a public view whose page depends on nothing but its address, the stored data and the day.

    UnchangedPageMiddleware then answers 304 to an anonymous reader who already has it.
    """
    view.unchanged = True  # type: ignore[attr-defined]
    return view
