from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """The app "needs"."""

    name = "needs"
    verbose_name = "Behov"
