"""A portal of its own for the browser: demo data made once, static files hashed, one server on a port of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from urllib.error import URLError

from tests.browser.addresses import Example

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PASSWORD = "skolaforst-demo"
PATIENCE = 60  # seconds until the server must answer


class Portal:
    """Made by `start()`, ended by `stop()`. Between tests `restore()` brings the data back to what they were."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-browser-"))
        self.door = socket.create_server((HOST, 0))  # held until the end: nobody else gets the port meanwhile
        self.url = f"http://{HOST}:{self.door.getsockname()[1]}"
        self.database = self.folder / "portal.sqlite3"
        self.snapshot = self.folder / "snapshot.sqlite3"
        self.restored = 0
        self.touched = False  # may have been written in since the data were brought back
        self.postgres = _postgres_of_our_own()
        self.server: subprocess.Popen | None = None

    @property
    def environment(self) -> dict[str, str]:
        """As in production, but for what http on the own machine needs."""
        ours = {
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "DEBUG": "0",
            "SECRET_KEY": "only-for-the-browser-only-for-the-browser-only-for-the-browser",
            "SITE_URL": self.url,
            "DEFAULT_FROM_EMAIL": "skolaforst@skolaforst.example",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.postgres or f"sqlite:///{self.database}",
            "EMAIL_URL": f"filemail:///{self.folder / 'mail'}",
            "RELEASE": "browser",
        }
        return {**os.environ, **ours}

    def start(self) -> Portal:
        """Make the data and serve them."""
        self.run("-m", "tests.browser.build", str(self.folder))
        door = self.door.fileno()
        serve = f"-m gunicorn skolaforst.wsgi --bind fd://{door} --threads 8 --no-control-socket".split()
        with (self.folder / "server.log").open("w") as log:
            self.server = subprocess.Popen(
                [sys.executable, *serve], cwd=ROOT, env=self.environment, stdout=log, stderr=log, pass_fds=[door]
            )
        self._wait()
        return self

    def run(self, *command: str) -> None:
        """Run Python in the portal's environment."""
        subprocess.run([sys.executable, *command], cwd=ROOT, env=self.environment, check=True)

    def examples(self) -> list[Example]:
        """The examples of pages that were found in the demo data."""
        return [Example(**row) for row in json.loads((self.folder / "examples.json").read_text())]

    def keep(self) -> None:
        """Remember the data as they are now: that is what `restore` brings back."""
        if not self.postgres:
            self.snapshot.unlink(missing_ok=True)
            _copy(self.database, self.snapshot)

    def restore(self) -> None:
        """Bring the remembered data back, under a stamp that no process has seen."""
        self.touched = False
        if self.postgres or not self.snapshot.exists():
            return
        self.restored += 1
        _copy(self.snapshot, self.database)
        with closing(sqlite3.connect(self.database)) as base, base:
            higher = 10_000 * self.restored
            base.execute("UPDATE network_stamp SET content = content + ?, reference = reference + ?", (higher, higher))

    def mails(self) -> list[str]:
        """Send what waits; all mails that have gone, the newest last, as written."""
        self.run("manage.py", "send_mail")
        files = sorted((self.folder / "mail").glob("*"), key=lambda file: file.stat().st_mtime)
        return [mail for file in files for mail in file.read_text().split(f"\n{'-' * 79}\n") if mail.strip()]

    def log(self) -> str:
        """What the server has said."""
        return (self.folder / "server.log").read_text()

    def stop(self) -> None:
        """End the server and leave nothing behind."""
        if self.server:
            self.server.terminate()
            self.server.wait()
        self.door.close()
        if self.postgres:
            _on_server(self.postgres, "DROP DATABASE IF EXISTS {}")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.server and self.server.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/kakor/", timeout=5):
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise RuntimeError(f"The portal does not answer.\n{self.log()}")


def _copy(source: Path, target: Path) -> None:
    """As SQLite itself copies: whoever reads or writes meanwhile is waited for."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, timeout=20)) as new:
        old.backup(new)


def _postgres_of_our_own() -> str:
    """The address of an empty database on the server of DATABASE_URL; nothing where that is SQLite."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        return ""
    address = f"{given}_browser"
    _on_server(address, "DROP DATABASE IF EXISTS {}")
    _on_server(address, "CREATE DATABASE {}")
    return address


def _on_server(address: str, statement: str) -> None:
    import psycopg2
    from psycopg2.sql import SQL, Identifier

    server, _slash, name = address.rpartition("/")
    with closing(psycopg2.connect(f"{server}/postgres")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(SQL(statement).format(Identifier(name)))
