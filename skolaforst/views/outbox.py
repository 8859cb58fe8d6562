"""The office's page of mails: what waits, what was sent, what failed."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from activities.models import ReviewEvent
from activities.querysets import UNDO_TIME
from activities.services.decision_mails import DecisionMail, mails_of
from network import outbox as mails
from network.access import allowed, office
from network.addresses import key_of
from network.counting import count_all
from network.dates import moment, word
from network.filters import LONGEST
from network.models import Initiative, User
from network.paging import cut, page_number, pager
from network.person import Person
from network.request import Request
from network.roles import ADMIN
from network.text import capital

PER_PAGE = 25
DECISIONS = 10  # shown on a page of their own
FIRST = 5  # decisions shown above the outbox
SEARCHED = 50  # decisions in which a word is searched: their mails are composed for it
FOUND = "found"  # what was searched for, among what is counted
DECIDED = "beslut"  # the state of a mail that is not written yet, and the kind of its HTML
# The mail's own style and nothing else: no script, no form, no frame; `sandbox` takes its origin away.
ALONE = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF],  # the browser asks for the portal's own sign
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "sandbox": True,
}


@allowed(office)
def outbox(request: Request) -> HttpResponse:
    """All mails, newest first: whole in development, elsewhere receiver, subject, time and state only."""
    state = request.GET.get("lage", "")
    state = state if state in _words() else ""
    words = request.GET.get("q", "").strip()[:LONGEST] if state != DECIDED else ""
    lists = _decided(request) if state == DECIDED else _written(request, state, words)
    shown = {"whole": settings.DEBUG, "states": _states(state, words), "state": state, "words": words, **lists}
    return render(request, "skolaforst/outbox.html", shown)


def _decided(request: Request) -> dict[str, Any]:
    """The mails of decisions that are not written yet, page by page."""
    waiting = _waiting()
    page = cut(len(waiting), page_number(request.GET), DECISIONS)
    return {
        "finding": _finding(count_all(mails.countable()), waiting),
        "decided": True,
        "decisions": _decision_rows(waiting[page.rows]),
        "total": len(waiting),
        **pager(page.number, page.pages, lambda number: _address(DECIDED, page=number)),
    }


def _written(request: Request, state: str, words: str) -> dict[str, Any]:
    """The outbox, page by page; above the first page what does not stand in it yet, or never will."""
    counts = count_all(mails.countable() | {FOUND: mails.matching(state, words)})
    waiting = _waiting()
    page = cut(counts[FOUND], page_number(request.GET), PER_PAGE)
    first = page.number == 1
    # A search counts what stands above the outbox on each of its pages.
    above = not state and (first or words)
    decisions, direct = _above(request.person, words, waiting) if above else ([], [])
    rows = mails.rows(mails.matching(state, words)[page.rows], whole=settings.DEBUG)
    return {
        "finding": _finding(counts, waiting),
        "decisions": decisions if first else [],
        "all_decisions": _address(DECIDED) if above and first and len(waiting) > _most(words) else "",
        "waiting": len(waiting),
        "direct": direct if first else [],
        "rows": rows,
        "lists_outbox": bool(rows or not words or not (decisions or direct)),
        "total": counts[FOUND] + (len(decisions) + len(direct) if words else 0),
        **pager(page.number, page.pages, lambda number: _address(state, words, number)),
    }


def _waiting() -> list[DecisionMail]:
    """All that is not written yet, the next first: while the sender runs, what was decided in ten minutes. As many
    queries however many.
    """
    return mails_of(ReviewEvent.objects.waiting_to_mail())


def _above(person: Person, words: str, waiting: list[DecisionMail]) -> tuple[list[mails.Row], list[mails.Row]]:
    """The mails of decisions that wait to be written, the next first, and those that went past the outbox; of a search
    those that hold its words.
    """
    decisions = _decision_rows(waiting[: _most(words)])
    return mails.holding(words, decisions), mails.holding(words, mails.direct_rows(but=_of_others(person)))


def _most(words: str) -> int:
    return SEARCHED if words else FIRST


@csp(ALONE)
@allowed(office)
def outbox_html(request: Request, kind: str, key: str) -> HttpResponse:
    """The HTML of one mail, alone, as a mail program shows it. In development only."""
    found = ""
    if settings.DEBUG:
        found = (
            _html_of_decision(key_of(key))
            if kind == DECIDED
            else mails.html_of(kind, key, but=_of_others(request.person))
        )
    if not found:
        raise Http404
    return HttpResponse(found)


def _of_others(person: Person) -> set[str]:
    """Addresses whose codes and links `person` may not use, not even in development: those of administrators."""
    if person.is_admin:
        return set()
    return set(User.objects.able_to_log_in_as(ADMIN.key).values_list("email", flat=True))


def _html_of_decision(pk: int) -> str:
    for mail in mails_of(ReviewEvent.objects.waiting_to_mail().filter(pk=pk)):
        composed = mail.composed(Initiative.objects.first())
        return composed.html if composed else ""
    return ""


def _decision_rows(waiting: list[DecisionMail]) -> list[mails.Row]:
    initiative = Initiative.objects.first() if waiting else None
    return [_decision_row(mail, initiative) for mail in waiting]


def _decision_row(mail: DecisionMail, initiative: Initiative | None) -> mails.Row:
    """The mail as it would be written now."""
    event, composed = mail.event, mail.composed(initiative)
    to = ", ".join(user.email for user in mail.receivers()) or _("ingen")
    return mails.Row(
        to,
        composed.subject if composed else event.activity.title,
        event.at.isoformat(),
        moment(event.at),
        *_becomes(mail),
        text=composed.text if composed and settings.DEBUG else "",
        html=mails.html_address(DECIDED, event.pk) if composed and settings.DEBUG else "",
        about=f"/kontor/aktivitet/{event.activity_id}/",
    )


def _becomes(mail: DecisionMail) -> tuple[str, str]:
    """What becomes of the mail of a decision, with its tone."""
    if not mail.receivers():
        return _("Ingen ska ha det"), ""
    if mail.may_be_overtaken:
        return _("Väntar på ett senare beslut, som ännu går att ångra"), "warn"
    if not mail.holds:
        return _overtaken(mail.event), ""
    due = mail.event.at + UNDO_TIME
    if due <= timezone.now():
        return _("Skickas strax"), "solid"
    return _("Skickas kl. {time}").format(time=f"{timezone.localtime(due):%H.%M}"), "solid"


def _overtaken(event: Any) -> str:
    """What made it needless to tell: another decision, or, of what was sent back, what its owners did with it."""
    if event.kind != ReviewEvent.Kind.SENT_BACK or event.told_again or event.activity.archived_at:
        return _("Ersatt av ett senare beslut")
    if event.resubmitted:
        return _("Behövs inte längre: aktiviteten har skickats in igen")
    return _("Behövs inte längre: ändringen finns inte kvar")


def _finding(counts: dict[str, int], waiting: list[DecisionMail]) -> str:
    """What the office most needs to know: what failed, else what waits."""
    if n := counts["lately"]:
        return _("Ett mejl gick inte fram") if n == 1 else _("{n} mejl gick inte fram").format(n=capital(word(n)))
    if n := counts["vantar"]:
        one, many = _("Ett mejl väntar på att skickas"), _("{n} mejl väntar på att skickas")
        return one if n == 1 else many.format(n=capital(word(n)))
    if n := sum(mail.waits for mail in waiting):
        return (
            _("Ett beslut väntar på att mejlas")
            if n == 1
            else _("{n} beslut väntar på att mejlas").format(n=capital(word(n)))
        )
    return _("Inget mejl väntar")


def _words() -> dict[str, str]:
    """What one can look at, in the address and in words."""
    return {"": _("Alla"), DECIDED: _("Beslut som ska mejlas"), "vantar": _("Väntar"), "fel": _("Kunde inte skickas")}


def _states(chosen: str, words: str) -> list[tuple[str, str, bool]]:
    return [(_address(key, words if key != DECIDED else ""), word, key == chosen) for key, word in _words().items()]


def _address(state: str, words: str = "", page: int = 1) -> str:
    asked = {name: value for name, value in (("lage", state), ("q", words)) if value}
    if page > 1:
        asked["sida"] = str(page)
    return f"?{urlencode(asked)}"
