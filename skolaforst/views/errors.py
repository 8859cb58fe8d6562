"""Pages for what went wrong, in the same look as all others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same page whether the thing does not exist or may not be seen."""
    return render(request, "404.html", status=404)


def no_permission(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, for a page that the role may not use."""
    return render(request, "403.html", status=403)


def gone(request: HttpRequest) -> HttpResponse:
    """410, only where something was public and no longer is."""
    return render(request, "410.html", status=410)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, for a form that was sent from an old page or from elsewhere; shows the text to copy."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; reads nothing from the database, which may be what is broken."""
    return render(request, "500.html", status=500)
