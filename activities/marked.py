"""Two texts side by side, with what differs marked by <del> and <ins>: word by word. For review and history alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from activities.content import TEXTS
from activities.wording import FieldWords

MOST_WORDS = 1500  # of a changed passage: longer ones are marked line by line, which takes no time


class Sides(NamedTuple):
    """A field as the review page shows it: ready HTML."""

    label: str
    live: SafeString
    proposed: SafeString
    changed: bool
    field: str


def sides(rows: Iterable[FieldWords]) -> list[Sides]:
    """Each field, before and after, with the differences marked."""
    return [Sides(row.label, *marked(row), row.changed, row.field) for row in rows]


def plain(rows: Iterable[FieldWords]) -> list[Sides]:
    """Each field as it is now, where there is nothing to compare it with."""
    return sides(row._replace(before=row.after, changed=False) for row in rows)


def marked(row: FieldWords) -> tuple[SafeString, SafeString]:
    """A field before and after; unchanged ones are told plainly."""
    if not row.changed:
        same = _lines(escape(line) for line in row.after)
        return same, same
    if row.field in TEXTS:
        return _texts(row.before, row.after)
    return (
        _lines(_mark("del", line) if line not in row.after else escape(line) for line in row.before),
        _lines(_mark("ins", line) if line not in row.before else escape(line) for line in row.after),
    )


def _texts(before: list[str], after: list[str]) -> tuple[SafeString, SafeString]:
    first: list[str] = []
    second: list[str] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        old, new = "\n".join(before[i:j]), "\n".join(after[k:m])
        left, right = (escape(old), escape(new)) if kind == "equal" else _words(old, new)
        first += [left] if j > i else []
        second += [right] if m > k else []
    return _broken("\n".join(first)), _broken("\n".join(second))


def _words(old: str, new: str) -> tuple[str, str]:
    # A word takes the space before it along: spaces alone would match everywhere, and slowly.
    mine, theirs = (re.findall(r"\s*\w+|\s*[^\w\s]|\s+", text) for text in (old, new))
    if max(len(mine), len(theirs)) > MOST_WORDS:
        return _mark("del", old), _mark("ins", new)
    left: list[str] = []
    right: list[str] = []
    for kind, i, j, k, m in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        gone, come = "".join(mine[i:j]), "".join(theirs[k:m])
        if kind == "equal":
            left.append(escape(gone))
            right.append(escape(come))
        else:
            left.append(_mark("del", gone))
            right.append(_mark("ins", come))
    return "".join(left), "".join(right)


def _mark(tag: str, text: str) -> SafeString:
    """`text` within <tag>, the space before it outside."""
    words = text.lstrip()
    space = text[: len(text) - len(words)]
    return format_html("{}<{}>{}</{}>", space, mark_safe(tag), words, mark_safe(tag)) if words else escape(space)  # noqa: S308


def _lines(lines: Iterable[str]) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))


def _broken(text: str) -> SafeString:
    return mark_safe(text.replace("\n", "<br>"))  # noqa: S308  (escaped piece by piece above)
