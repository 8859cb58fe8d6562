"""The gallery: every component in every state, for those who build and for the office."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from network.access import allowed, anyone
from network.person import Person
from network.request import Request
from skolaforst.gallery import examples


def builder_or_office(person: Person) -> bool:
    """Anybody in development, else the office."""
    return settings.DEBUG or person.is_office


@allowed(builder_or_office)
def components(request: Request) -> HttpResponse:
    """All components under their names."""
    return render(request, "skolaforst/components.html", examples())


@allowed(anyone)
def favicon(request: Request) -> HttpResponse:
    """The address browsers ask for unasked: leads to the mark."""
    return redirect(static("mark.svg"))
