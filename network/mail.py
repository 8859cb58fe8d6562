"""Mails: what they look like, who gets them, and the outbox they wait in.

A mail is one file, templates/mail/<template>.txt, which begins with `{% extends layout %}` and fills the blocks
`subject`, `text` (paragraphs) and `button`. The same file gives the subject, the plain text and the HTML. It may use
`receiver`, `initiative` and what the caller gives, of which `path` says where the button leads (no path, no button).
"""

import logging
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from email.utils import make_msgid
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template import Context, Engine
from django.utils.safestring import mark_safe
from post_office.models import PRIORITY, STATUS, Email

from network.models import ContactPerson, Initiative, Organisation, User
from network.roles import OFFICE

log = logging.getLogger(__name__)


class Mail(NamedTuple):
    """A mail as it will stand in somebody's inbox."""

    subject: str
    text: str
    html: str


def write(template: str, receivers: Iterable[User], context: dict[str, Any]) -> None:
    """Put one mail for each receiver into the outbox, in the caller's transaction: it is sent only if that commits.

    Whoever cannot log in gets none. Callers leave out the one who acts.
    """
    initiative = Initiative.objects.first()
    Email.objects.bulk_create(
        # Rows, not post_office's own send(): that one would run what people have typed as a template.
        Email(
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[receiver.email],
            subject=mail.subject,
            message=mail.text,
            html_message=mail.html,
            headers=_headers(initiative),
            message_id=_message_id(),
            status=STATUS.queued,
            priority=PRIORITY.medium,
        )
        for receiver in receivers
        if receiver.is_active
        for mail in [compose(template, receiver, initiative, context)]
    )


def send_directly(template: str, receiver: User, context: dict[str, Any]) -> bool:
    """Send at once, past the outbox: for links that open an account, which are stored nowhere.

    Says whether the mail server took it; a mail that failed fails no page. Not inside a transaction.
    """
    initiative = Initiative.objects.first()
    mail = compose(template, receiver, initiative, context)
    message = EmailMultiAlternatives(
        mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [receiver.email],
        headers=_headers(initiative) | {"Message-ID": _message_id()},
        connection=get_connection(settings.DIRECT_EMAIL_BACKEND),
    )  # fmt: skip
    message.attach_alternative(mail.html, "text/html")
    try:
        return bool(message.send())
    except OSError:  # smtplib's exceptions too
        log.exception("A mail of the kind %s could not be sent", template)
        return False


def compose(template: str, receiver: User, initiative: Initiative | None, context: dict[str, Any]) -> Mail:
    """The mail from its template: subject, plain text and HTML from one file with three layouts."""
    source = Engine.get_default().get_template(f"mail/{template}.txt")
    values = {**context, "receiver": receiver, "initiative": initiative, "site_url": settings.SITE_URL}
    values["url"] = _address(context["path"]) if context.get("path") else ""

    def render(layout: str, escape: bool) -> str:
        return source.render(Context({**values, "layout": f"mail/base.{layout}"}, autoescape=escape))

    subject = " ".join(render("subject", escape=False).split())
    text = _tidy(render("txt", escape=False))
    values["paragraphs"] = mark_safe(_tidy(render("paragraphs", escape=True)))  # noqa: S308  (escaped just before)
    return Mail(subject, text, render("html", escape=True).strip())


class Seats:
    """Who answers for `organisations` (ids) today, read once however many they are.

    The seat of an organisation's successor, to any depth, answers for it too.
    """

    def __init__(self, organisations: Iterable[int]) -> None:
        successor_of = dict(Organisation.objects.exclude(successor=None).values_list("pk", "successor_id"))
        self._chains = {pk: frozenset(_with_successors(pk, successor_of)) for pk in organisations}
        wanted = frozenset().union(*self._chains.values())
        seats = ContactPerson.objects.active().filter(organisation__in=wanted).select_related("person")
        self._held: dict[int, list[User]] = {}
        for seat in seats:
            self._held.setdefault(seat.organisation_id, []).append(seat.person)

    def holders(self, organisations: Collection[int]) -> list[User]:
        """Ordinary contact persons and deputies; nobody is named twice."""
        chains = (chain for pk in organisations for chain in self._chains[pk])
        return list({user.pk: user for pk in chains for user in self._held.get(pk, ())}.values())

    def is_empty(self, organisation: int) -> bool:
        """Whether nobody holds the seat: then the office answers."""
        return not self._chains[organisation] & self._held.keys()

    def stand_ins(self, organisations: Collection[int]) -> list[User]:
        """The office, where it answers for one of `organisations`; but not who holds the seat of another."""
        if not any(map(self.is_empty, organisations)):
            return []
        holders = {user.pk for user in self.holders(organisations)}
        return [user for user in self.office if user.pk not in holders]

    @cached_property
    def office(self) -> list[User]:
        """All of the project office who can log in."""
        return office_receivers()


def office_receivers() -> list[User]:
    """All of the project office who can log in. No act fails where nobody can, but the log and /halsa/ tell it."""
    found = list(User.objects.able_to_log_in_as(OFFICE.key).order_by("pk"))
    if not found:
        log.error("Nobody of the project office can log in: a mail to the office reaches nobody")
    return found


def _with_successors(organisation: int, successor_of: Mapping[int, int]) -> Iterator[int]:
    seen: set[int] = set()
    while organisation and organisation not in seen:
        seen.add(organisation)
        yield organisation
        organisation = successor_of.get(organisation, 0)


def _address(path: str) -> str:
    if not path.startswith("/") or urlsplit(path).netloc:
        raise ValueError(f"{path} is no path: the links of mails lead to SITE_URL")
    return f"{settings.SITE_URL}{path}"


def _message_id() -> str:
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname)  # else it tells the name of the machine


def _headers(initiative: Initiative | None) -> dict[str, str]:
    answers = {"Reply-To": initiative.office_email} if initiative else {}
    return {"Auto-Submitted": "auto-generated", **answers}


def _tidy(text: str) -> str:
    """Lines without blanks around them, at most one empty line in a row."""
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"
