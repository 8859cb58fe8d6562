"""The gallery: every component in every state, for those who build and for the office."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from network.access import allowed
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
