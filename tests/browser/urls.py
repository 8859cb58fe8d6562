"""The portal's addresses, and one that breaks: the page for that has no address of its own."""

from typing import NoReturn

from django.http import HttpRequest
from django.urls import path

from skolaforst.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def broken(request: HttpRequest) -> NoReturn:
    raise RuntimeError("meant to break")


urlpatterns = [path("prov/trasig/", broken), *urlpatterns]
