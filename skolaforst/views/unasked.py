"""What browsers and search engines ask for unasked."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static

from network.access import allowed, anyone
from network.request import Request

# Behind the login, or of no use to a reader. What begins with one of these is no page for a search engine.
CLOSED = ("/admin/", "/konto/", "/kontor/", "/min-sida/", "/komponenter/", "/halsa/", "/behov/*/koppla/")
CLOSED_BELOW = ("ny", "valj", "*/redigera", "*/lage", "*/inbjudan", "*/historik", "*/ta-bort")  # /aktiviteter/


@allowed(anyone)
def favicon(request: Request) -> HttpResponse:
    """The address browsers look for: leads to the mark."""
    return redirect(static("mark.svg"))


@allowed(anyone)
def robots(request: Request) -> HttpResponse:
    """What search engines may list: the public pages."""
    closed = [*CLOSED, *(f"/aktiviteter/{place}/" for place in CLOSED_BELOW)]
    lines = ["User-agent: *", *(f"Disallow: {place}" for place in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
