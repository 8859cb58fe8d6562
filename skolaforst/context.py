"""What every page shows."""

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    """The initiative, the person who asks, the counts of the navigation."""
    return {}
