"""Writes the mails that are due and sends what waits: a timer in production, beside the server in development."""

import fcntl
import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils.translation import gettext as _
from post_office.mail import get_queued, send_queued

from network import outbox

log = logging.getLogger(__name__)
PAUSE = 2.0  # seconds between two looks of --watch
HOUR = 60 * 60  # seconds
DAY = 24 * HOUR
TIDIED = "mail_sender_tidied"  # in the cache for a day, which every machine reads


class Command(BaseCommand):
    """Send what waits, once or for as long as the process that started it lives."""

    help = "Skriver mejlen om beslut som inte längre kan ångras, skickar det som väntar och städar en gång om dygnet."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--watch PID` is what `manage.py start` uses."""
        parser.add_argument("--watch", type=int, metavar="PID", help=_("Fortsätt tills processen PID är borta."))

    def handle(self, *args: Any, watch: int | None, **options: Any) -> None:
        """Once, or again and again."""
        if watch is None:
            send()
            return
        # Started from a script with `&`, SIGINT would be ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            self._watch(watch)

    def _watch(self, parent: int) -> None:
        while os.getppid() == parent:
            try:
                send()
            except Exception:  # a fault in one mail, or in code being written, ends no sender
                log.exception("Mails could not be sent; trying again")
            close_old_connections()
            time.sleep(PAUSE)


def send() -> None:
    """Write what is due and send what waits, and tidy up once a day; unless another process here does so already."""
    from activities.services.mailing import write_due_mails

    with _alone() as alone:
        if not alone:
            return
        try:
            write_due_mails()
        finally:
            # What fails is put back for later, so that this ends.
            while get_queued().exists():
                send_queued()
        outbox.sender_got_through()
        if cache.add(TIDIED, True, timeout=DAY):
            try:
                tidy_up()
            except Exception:
                cache.touch(TIDIED, HOUR)  # tried again today, but not at every sending
                raise


def tidy_up() -> None:
    """What nobody needs any more: the texts of old mails, and logins that have expired."""
    outbox.forget_old_texts()
    call_command("clearsessions")


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process holds the lock. The kernel drops it with the process, which post_office's own does not."""
    lock = Path(settings.SEND_MAIL_LOCK)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
