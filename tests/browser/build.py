"""Makes the data of a portal for the browser, in its own environment: python -m tests.browser.build FOLDER."""

import json
import sys
from pathlib import Path

import django
from django.core.management import call_command

from tests.browser.addresses import find


def build(folder: Path) -> None:
    """Database, reference, demo data, static files, and the examples of pages found in them."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_reference", "reference/vasteras.toml", verbosity=0)
    call_command("demo", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)

    rows = [example._asdict() for example in find()]
    (folder / "examples.json").write_text(json.dumps(rows, ensure_ascii=False))


if __name__ == "__main__":
    django.setup()
    build(Path(sys.argv[1]))
