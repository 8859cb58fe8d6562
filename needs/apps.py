from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """The app "needs"."""

    name = "needs"
    verbose_name = "Behov"

    def ready(self) -> None:
        """Keep a log of who changed what."""
        from network import audit

        for name in ("Category", "GuidingQuestion", "RespondentGroup", "Collection"):
            audit.keep(self.get_model(name))
        audit.keep(self.get_model("Need"), exclude=["search"], many=["focus_areas"])
