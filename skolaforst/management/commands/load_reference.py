import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from skolaforst.services.reference import Loaded, load_reference


class Command(BaseCommand):
    """Loads a city's reference file: creates what is missing and touches nothing that exists."""

    help = "Läser in en stads faktafil: skapar det som saknas och rör inget som redan finns."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, else the city's own."""
        own = Path(os.path.relpath(settings.REFERENCE_FILE))
        parser.add_argument(
            "file",
            metavar="FIL",
            type=Path,
            nargs="?",
            default=own,
            help=f"om den utelämnas läses {own} (REFERENCE_FILE)",
        )

    def handle(self, *, file: Path, verbosity: int, **options: Any) -> None:
        """Load, and say what was created; or say all that is wrong."""
        try:
            loaded = load_reference(file)
        except ValidationError as error:
            raise CommandError("\n".join([_how_many(error.messages), *error.messages]))
        if verbosity:
            self.stdout.write("\n".join(_summary(file, loaded)))


def _how_many(faults: list[str]) -> str:
    count = "ett fel" if len(faults) == 1 else f"{len(faults)} fel"
    return f"Inget är sparat: {count} att rätta. Läs sedan in filen igen."


def _summary(file: Path, loaded: list[Loaded]) -> list[str]:
    created = sum(kind.created for kind in loaded)
    first = f"{file} är inläst." if created else f"{file} är läst. Allt fanns redan."
    rows = [f"  {kind.created:4} {kind.existing:12}  {kind.name}" for kind in loaded if kind.created or kind.existing]
    return [first, "   nya  fanns redan", *rows]
