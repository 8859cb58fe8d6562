from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """The app "goals"."""

    name = "goals"
    verbose_name = "Mål och fokusområden"

    def ready(self) -> None:
        """Keep a log of who changed what."""
        from network import audit

        audit.keep(self.get_model("FocusArea"))
        audit.keep(self.get_model("EffectGoal"))
