from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """The app "activities"."""

    name = "activities"
    verbose_name = "Aktiviteter"

    def ready(self) -> None:
        """Keep a log of who changed the levels and methods; activities have versions of their own."""
        from network import audit

        for name in ("Level", "Method", "MethodStep"):
            audit.keep(self.get_model(name))
