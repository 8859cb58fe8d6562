from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """The app "activities"."""

    name = "activities"
    verbose_name = "Aktiviteter"
