"""Pages for what went wrong, in the same look as all others, each with a way on."""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activities.content import TEXTS
from activities.reference import reference
from activities.sent import chosen_texts
from activities.wording import COMMENTED, LABELS
from network.access import page_before
from network.person import author_name
from network.request import Request
from skolaforst.context import page_without_database

# What people write in words, field by field. Nothing else that was sent is shown again: no password, code or id.
TYPED = {
    **{name: LABELS[name] for name in TEXTS},
    "externals": _("Extern part"),
    "units": _("Enhet"),
    "note": _("Hälsning till projektkontoret"),
    "text": _("Hälsning"),
    "reason": _("Skäl"),
    "name": _("Namn"),
    "email": _("E-postadress"),
    "login": _("E-postadress"),
}
PLACE = re.compile(r"_\d[\d-]*$")  # the row or cell of a field that stands several times


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, for what cannot be read: too much at once, a file that is broken off, a name that is not the portal's."""
    return HttpResponse(render_to_string("400.html", page_without_database()), status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same page whether the thing does not exist or may not be seen."""
    return render(request, "404.html", status=404)


def no_permission(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, for a page that the role may not use. What was sent to it is shown to copy: the role may just have ended."""
    shown = {"reason": str(exception or ""), "texts": posted_texts(request)}
    return render(request, "403.html", shown, status=403)


def only_a_button(request: HttpRequest) -> HttpResponse:
    """405, for the address of a button that was opened as a page."""
    return render(request, "405.html", status=405)


def gone(request: HttpRequest) -> HttpResponse:
    """410, only where something was public and no longer is."""
    return render(request, "410.html", status=410)


def posted_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """Label and text of all that somebody wrote, so that it can be copied."""
    return [
        (label, value)
        for name, values in request.POST.lists()
        if (label := _label(PLACE.sub("", name)))
        for value in values
        if value.strip()
    ]


def _label(name: str) -> str:
    """The Swedish name of a field that people write in; empty for all others."""
    about = COMMENTED.get(name.removeprefix("comment_")) if name.startswith("comment_") else None
    if about:
        return gettext("Kommentar till {field}").format(field=str(about).lower())
    return str(TYPED.get(name, ""))


def csrf_failure(request: Request, reason: str = "") -> HttpResponse:
    """403, for a form that was sent from an old page or from elsewhere; shows the text to copy.

    Who logs in and is in already, by way of another tab, is led on by the login itself.
    """
    if request.path.startswith(reverse("account_login")) and request.person.logged_in:
        name = author_name(request.person.user)
        messages.info(request, gettext("{name} är redan inloggad i den här webbläsaren.").format(name=name))
        where = request.POST.get("next") or request.GET.get("next")
        return redirect(reverse("account_login") + (f"?{urlencode({'next': where})}" if where else ""))
    shown = {
        "texts": posted_texts(request),
        "chosen": chosen_texts(request.POST, reference(request.stamp)),
        "page": page_before(request, request.get_full_path()),
    }
    return render(request, "403_csrf.html", shown, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; reads nothing from the database, which may be what is broken."""
    return HttpResponse(render_to_string("500.html", page_without_database()), status=500)
