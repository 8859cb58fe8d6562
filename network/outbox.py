"""The outbox as the office sees it: what waits, what was sent, what failed; whole mails in development only."""

import datetime
import email
import hashlib
import re
import time
from collections.abc import Collection, Iterator
from email.message import EmailMessage
from email.policy import default as modern
from functools import reduce
from operator import or_
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from post_office.models import STATUS, Email, Log

from network.addresses import key_of
from network.dates import moment

SENDER = "mail_sender"  # in the cache, which every machine reads: when the sender last got through all that waited
NOTED_EVERY, SILENT_AFTER = 60, 15 * 60  # seconds
LATELY = datetime.timedelta(days=30)
FILES = 100  # the newest files of development that are looked into
END_OF_MAIL = b"\n" + b"-" * 79 + b"\n"  # how Django's file backend parts mails
TEXTS = ("subject", "message", "html_message")
STATES = {
    "": (STATUS.sent, STATUS.failed, STATUS.queued, STATUS.requeued),
    "vantar": (STATUS.queued, STATUS.requeued),
    "fel": (STATUS.failed,),
}


class Row(NamedTuple):
    """A mail as it is listed. `text` is empty in production: nobody reads others' mail there.

    `html` is where its HTML stands alone; `note` a sentence on what becomes of it; `about` an address it concerns.
    """

    to: str
    subject: str
    iso: str
    at: str
    state: str
    tone: str
    text: str = ""
    html: str = ""
    note: str = ""
    about: str = ""


def matching(state: str, words: str = "") -> QuerySet[Email]:
    """Mails of the outbox in a state of STATES whose receiver or subject holds every word, newest first."""
    found = Email.objects.filter(status__in=STATES.get(state, STATES[""]))
    for word in words.split():
        # SQLite knows no å in another case: the ways in which a word is written stand beside each other.
        ways = {word, word.lower(), word.capitalize()}
        found = found.filter(reduce(or_, (Q(to__icontains=way) | Q(subject__icontains=way) for way in ways)))
    return found.order_by("-created", "-id")


def holding(words: str, rows: list[Row]) -> list[Row]:
    """Those whose receiver or subject holds every word, of rows that stand in no table."""
    wanted = words.casefold().split()
    return [row for row in rows if all(word in f"{row.to} {row.subject}".casefold() for word in wanted)]


def failed_lately() -> int:
    """How many mails of the last 30 days were given up."""
    return Email.objects.filter(_failed_lately()).count()


def countable() -> dict[str, QuerySet]:
    """Mails by what the page counts: each state of STATES, and those given up lately («lately»)."""
    return {**{state: matching(state) for state in STATES}, "lately": Email.objects.filter(_failed_lately())}


def _failed_lately() -> Q:
    return Q(status=STATUS.failed, last_updated__gte=timezone.now() - LATELY)


def forget(addresses: Collection[str], names: Collection[str], *, email: str, name: str) -> None:
    """Stop what waits for the addresses, and leave of what was sent only when, about what, and how it went.

    The mails greet by name, and a mail server's refusal tells the address. `email` and `name` are what stands instead.
    """
    mails = Email.objects.filter(to__in=addresses)
    mails.filter(status__in=STATES["vantar"]).delete()
    Log.objects.filter(email__in=mails).update(message="")
    mails.update(to=[email], message="", html_message="")
    _forget_told(addresses, names, name)


def _forget_told(addresses: Collection[str], names: Collection[str], instead: str) -> None:
    """Empty what others were sent that tells a name or address; what waits for others says `instead`, and is sent."""
    words = {*addresses, *names, *map(escape, names)}
    holds = [Q(**{f"{field}__icontains": word}) for field in TEXTS for word in words]
    # a longer one first; an address in whatever case it was typed
    spelt = [
        f"(?i:{re.escape(word)})" if word in addresses else re.escape(word) for word in sorted(words, key=len)[::-1]
    ]
    told = re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})(?=s?(?!\w))")  # «Ulf Granströms» too
    for mail in Email.objects.filter(reduce(or_, holds, Q(pk=None))):
        if not any(told.search(getattr(mail, field)) for field in TEXTS):
            continue
        waits = mail.status in STATES["vantar"]
        Email.objects.filter(pk=mail.pk).update(
            subject=told.sub(lambda _found: instead, mail.subject),
            message=told.sub(lambda _found: instead, mail.message) if waits else "",
            html_message=told.sub(lambda _found: escape(instead), mail.html_message) if waits else "",
        )


def forget_old_texts() -> int:
    """Leave of what was sent or given up 30 days ago only receiver, subject, time and state; how many mails."""
    old = Email.objects.filter(status__in=(STATUS.sent, STATUS.failed), last_updated__lt=timezone.now() - LATELY)
    return old.exclude(message="", html_message="").update(message="", html_message="")


def sender_got_through() -> None:
    """Note that everything due was written and all that waited was tried; a minute's precision is enough."""
    now = time.time()
    if now - cache.get(SENDER, 0) > NOTED_EVERY:
        cache.set(SENDER, now, timeout=None)


def sender_is_silent() -> bool:
    """Whether no sender has got through the outbox for a while: its timer is off, or something stops it."""
    return time.time() - cache.get(SENDER, 0) > SILENT_AFTER


def rows(mails: QuerySet[Email], *, whole: bool) -> list[Row]:
    """A page of mails of the outbox; their text is read only where it may be shown."""
    fields = ("pk", "to", "subject", "created", "status", "scheduled_time", *(("message",) if whole else ()))
    return [
        Row(", ".join(to), subject, created.isoformat(), moment(created), *_state(status, again), *_whole(pk, *text))
        for pk, to, subject, created, status, again, *text in mails.values_list(*fields)
    ]


def _whole(pk: int, text: str = "") -> tuple[str, str]:
    """The text, and where the HTML stands; without a text neither."""
    return text, html_address("mejl", pk) if text else ""


def html_address(kind: str, key: object) -> str:
    """Where the HTML of a mail stands alone; `kind` and `key` as `html_of` and the office's page know them."""
    return f"/kontor/utskick/{kind}/{key}/"


def html_of(kind: str, key: str, *, but: Collection[str] = ()) -> str:
    """The HTML of a mail of the outbox («mejl») or of one that went past it («direkt»), not to the addresses `but`;
    empty where there is none.
    """
    if kind == "mejl":
        return Email.objects.filter(pk=key_of(key)).values_list("html_message", flat=True).first() or ""
    wanted = (mail for mail in _kept_files(but) if kind == "direkt" and _file_key(mail) == key)
    return _body(next(wanted, None), "html")


def _state(status: int, again: datetime.datetime | None) -> tuple[str, str]:
    if status == STATUS.sent:
        return _("Skickat"), ""
    if status == STATUS.failed:
        return _("Kunde inte skickas"), "warn"
    if status == STATUS.requeued and again:
        return _("Gick inte fram, nytt försök %(when)s") % {"when": moment(again)}, "warn"
    return _("Väntar på att skickas"), "solid"


def direct_rows(limit: int = 25, *, but: Collection[str] = ()) -> list[Row]:
    """Codes and links that went past the outbox and lie as files, without those to the addresses `but`."""
    mails = _kept_files(but)
    in_outbox = set(
        Email.objects.filter(message_id__in=[mail["Message-ID"] for mail in mails]).values_list("message_id", flat=True)
    )
    return [_row_of(mail) for mail in mails if mail["Message-ID"] not in in_outbox][:limit]


def _kept_files(but: Collection[str]) -> list[EmailMessage]:
    """The newest mails in files; only development keeps such files."""
    if not (settings.DEBUG and settings.DIRECT_EMAIL_BACKEND.endswith("filebased.EmailBackend")):
        return []
    return [mail for mail in _mails_in_files(Path(settings.EMAIL_FILE_PATH)) if str(mail["To"]) not in but]


def _mails_in_files(folder: Path) -> Iterator[EmailMessage]:
    files = sorted(folder.glob("*.log"), reverse=True)[:FILES]  # the name begins with date and time
    for file in files:
        for source in reversed(file.read_bytes().split(END_OF_MAIL)):
            if source.strip():
                yield email.message_from_bytes(source, policy=modern)


def _row_of(mail: EmailMessage) -> Row:
    at = mail["Date"].datetime
    at = at if at.tzinfo else at.replace(tzinfo=datetime.UTC)  # Django writes «-0000»: UTC without saying so
    html = html_address("direkt", _file_key(mail)) if _body(mail, "html") else ""
    state = (_("Skickat direkt"), "")
    return Row(
        str(mail["To"]), str(mail["Subject"]), at.isoformat(), moment(at), *state, text=_body(mail, "plain"), html=html
    )


def _body(mail: EmailMessage | None, kind: str) -> str:
    part = mail.get_body((kind,)) if mail else None
    return part.get_content() if part else ""


def _file_key(mail: EmailMessage) -> str:
    return hashlib.sha256(str(mail["Message-ID"]).encode()).hexdigest()[:16]
