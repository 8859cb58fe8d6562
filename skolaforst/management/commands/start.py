"""`make run`: sets up database and data, then serves, with the mail sender beside it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from network.models import Initiative, User
from skolaforst.services import demo

HOST = "127.0.0.1"
FILE = os.path.relpath(settings.REFERENCE_FILE)


class Command(BaseCommand):
    """Everything a developer needs to see the portal, in one process and its children."""

    help = "Startar portalen för utveckling: databas, uppgifter, exempeldata, webbserver och mejlsändare."
    requires_system_checks: list[str] = []  # runserver makes them

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up, tell where everything is, serve until Ctrl-C."""
        port = os.environ.get("PORT") or "8000"
        # Started from a script with `&`, SIGINT would be ignored, here and in the children.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            self._check(port)
            self._set_up()
            self._greet(port)
            os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
            with mail_sender():
                # The reloader starts what stands in argv anew; runserver survives a syntax error, start would not.
                sys.argv = [sys.argv[0], "runserver", f"{HOST}:{port}"]
                call_command("runserver", f"{HOST}:{port}")

    def _check(self, port: str) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "«start» är till för utveckling och behöver DEBUG=1 i .env. Hur portalen driftsätts står i README.md."
            )
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise CommandError(f"PORT={port} är inget portnummer. Prova till exempel: make run PORT=8001")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, int(port)))
            except OSError:
                raise CommandError(
                    f"Port {port} används redan eller får inte användas. Välj en annan: make run PORT={int(port) + 1}"
                ) from None

    def _set_up(self) -> None:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_reference", verbosity=0)
        if not User.objects.exists():
            self._load_demo()
        connection.close()  # the children open their own

    def _load_demo(self) -> None:
        self.stdout.write("Läser in exempeldata …")
        try:
            demo.load()
        except demo.Refused as refused:
            self.stdout.write(f"{refused}\nPortalen startar utan exempeldata.")

    def _greet(self, port: str) -> None:
        site = f"http://{HOST}:{port}"
        lines = ["", f"Portalen:     {site}/", f"Mejl:         {site}/kontor/utskick/  (logga in som projektkontoret)"]
        lines += [f"Faktafil:     {FILE}", ""]
        if Initiative.objects.filter(is_demo=True).exists():
            lines += _accounts()
        elif not User.objects.exists():
            lines += _first_account()
        self.stdout.write("\n".join([*lines, "", "Avsluta med Ctrl-C.", ""]))
        self.stdout.flush()


def _accounts() -> Iterator[str]:
    yield f"Exempelkonton, alla med lösenordet {demo.password()}:"
    for account in demo.accounts():
        yield f"  {account.email:<29} {account.description}"


def _first_account() -> Iterator[str]:
    yield "Ingen kan logga in än. Gör det första kontot så här, i ett annat fönster:"
    yield f"  REFERENCE_FILE={FILE} .venv/bin/python manage.py create_office namn@dinstad.example"
    yield f"Koden att logga in med läggs som en fil i {os.path.relpath(settings.EMAIL_FILE_PATH)}."


@contextmanager
def mail_sender() -> Iterator[None]:
    """The mail sender as a child; it ends with this process, however that ends."""
    child = subprocess.Popen([sys.executable, sys.argv[0], "send_mail", "--watch", str(os.getpid())])  # noqa: S603
    try:
        yield
    finally:
        child.terminate()
        child.wait()
