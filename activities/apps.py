from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """The app "activities"."""

    name = "activities"
    verbose_name = "Aktiviteter"

    def ready(self) -> None:
        """Keep a log of who changed what: of activities only the facts told at once, the rest has versions."""
        from auditlog.registry import auditlog

        from network import audit

        for name in ("Level", "Method", "MethodStep"):
            audit.keep(self.get_model(name))
        facts = ["status", "step", "start_date", "end_date", "reached"]
        auditlog.register(self.get_model("Activity"), include_fields=facts)
