"""Pages for what went wrong, in the same look as all others, each with a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from skolaforst.context import page_without_database

# What must not be shown again, whatever it is called.
SECRET = ("csrfmiddlewaretoken", "password", "code")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same page whether the thing does not exist or may not be seen."""
    return render(request, "404.html", status=404)


def no_permission(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, for a page that the role may not use."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def gone(request: HttpRequest) -> HttpResponse:
    """410, only where something was public and no longer is."""
    return render(request, "410.html", status=410)


def posted_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and text of all that was sent, but for what is secret: so that the writer can copy it."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if not any(word in name for word in SECRET)
        for value in values
        if value.strip()
    ]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, for a form that was sent from an old page or from elsewhere; shows the text to copy."""
    return render(request, "403_csrf.html", {"texts": posted_texts(request)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; reads nothing from the database, which may be what is broken."""
    return HttpResponse(render_to_string("500.html", page_without_database()), status=500)
