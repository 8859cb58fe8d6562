"""What every answer carries, and Django's own bare or English pages replaced by ours."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from skolaforst.views.errors import bad_request, not_found, only_a_button

GetResponse = Callable[[HttpRequest], HttpResponse]
ANSWERED = ["GET", "HEAD", "POST", "OPTIONS"]
# Nothing here looks, listens or asks where one is: no script that got in could either.
UNUSED = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


class PermissionsPolicyMiddleware:
    """Tells browsers which of their abilities the portal never asks for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the header."""
        response = self.get_response(request)
        response["Permissions-Policy"] = UNUSED
        return response


class ReadableMiddleware:
    """Refuses what cannot be read (too many fields, a strange host or coding) with our page, in development too: there
    Django's technical page would try to read it again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read it first."""
        try:
            request.get_host()
            _given = request.GET, request.POST
        except (SuspiciousOperation, BadRequest) as error:
            logging.getLogger(f"django.security.{type(error).__name__}").error("%s", error)
            return bad_request(request)
        return self.get_response(request)


class OwnPagesMiddleware:
    """Shows our 404 in development too, where Django has a technical page, and a page where a method is not answered:
    POST alone is at the address of a button, and nothing of ours knows TRACE or PUT.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Our page in place of Django's."""
        known = request.method in ANSWERED
        response = self.get_response(request) if known else HttpResponseNotAllowed(ANSWERED)
        if response.status_code == 404 and settings.DEBUG:
            return not_found(request)
        if response.status_code == 405:
            page = only_a_button(request)
            page["Allow"] = response["Allow"]
            return page
        return response
