"""What one may not see answers with our own page, in development too."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from skolaforst.views.errors import not_found


class NotFoundMiddleware:
    """Shows our own 404 where a view found nothing to show: with DEBUG on, Django shows its technical page.

    An address that no view answers still gives Django's list of addresses in development.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Our page in place of Django's."""
        response = self.get_response(request)
        return not_found(request) if response.status_code == 404 and request.resolver_match else response
