from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Pages that belong to no single app: start, my page, the office's desk."""

    name = "skolaforst"
    verbose_name = "Portalen"
