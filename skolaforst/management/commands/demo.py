from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from skolaforst.services import demo


class Command(BaseCommand):
    """Fills an empty database with demo data, once."""

    help = "Läser in exempeldata i en tom databas: personer, behov och aktiviteter. Gör ingenting om de redan finns."
    requires_system_checks: list[str] = []  # `start` runs them; nothing here needs the addresses

    def handle(self, *, verbosity: int, **options: Any) -> None:
        """Load, or say why not; tell the accounts."""
        try:
            loaded = demo.load()
        except demo.Refused as refused:
            raise CommandError(str(refused)) from None
        if verbosity:
            self.stdout.write("\n".join([_told(loaded), *_accounts()]))
            if not settings.DEBUG:
                self.stderr.write("Varning: alla kan läsa vilket lösenord exempelkontona har. Använd dem inte skarpt.")


def _told(loaded: demo.Loaded | None) -> str:
    if loaded is None:
        return "Exempeldata finns redan. Ingenting är ändrat."
    return f"Exempeldata är inläst: {loaded.activities} aktiviteter, {loaded.needs} behov, {loaded.people} personer."


def _accounts() -> list[str]:
    rows = [f"  {account.email:<29} {account.description}" for account in demo.accounts()]
    return [f"Konton, alla med lösenordet {demo.password()}:", *rows]
