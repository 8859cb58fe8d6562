from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """The app "goals"."""

    name = "goals"
    verbose_name = "Mål och fokusområden"
