from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NetworkConfig(AppConfig):
    """The app "network": people, organisations, and what every app needs."""

    name = "network"
    verbose_name = "Nätverk och personer"

    def ready(self) -> None:
        """Bring roles and stamp to the database after migrate; log who changes what; know numbers in addresses."""
        from network import addresses, audit
        from network.change import store_stamp
        from network.roles import store_roles

        post_migrate.connect(store_roles, sender=self, dispatch_uid="store_roles")
        post_migrate.connect(store_stamp, sender=self, dispatch_uid="store_stamp")
        audit.register()
        addresses.register()
