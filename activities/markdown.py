"""A description as HTML: Markdown without pictures and raw HTML, cleaned as if it had them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

FIRST_HEADING = 3  # the page has its h1 and the section its h2
ALLOWED = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "h5", "h6",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_WIDE = re.compile("<(/?)(table|pre)>")
_REGIONS = {"table": _("Tabell {n}, går att rulla i sidled"), "pre": _("Ruta med text {n}, går att rulla i sidled")}
SCHEMES = {"http", "https", "mailto", "tel"}


def to_html(text: str) -> SafeString:
    """`text` as safe HTML; empty for none. Headings begin at h3, links tell search engines nothing."""
    if not text.strip():
        return SafeString("")
    tokens = _parser.parse(text)
    _demote([token for token in tokens if token.type in ("heading_open", "heading_close")])
    html = _parser.renderer.render(tokens, _parser.options, {})
    cleaned = nh3.clean(
        html,
        tags=ALLOWED,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )
    return mark_safe(_scrolling(cleaned))  # noqa: S308  cleaned by nh3 just above


def _scrolling(html: str) -> str:
    """What may be wider than a phone gets a region of its own to scroll in, which keys reach and readers call by name.

    The tags are the parser's own: what a writer types is escaped.
    """
    numbers = {tag: count(1) for tag in _REGIONS}

    def framed(found: re.Match[str]) -> str:
        closing, tag = found.groups()
        if closing:
            return f"</{tag}></div>"
        label = _REGIONS[tag].format(n=next(numbers[tag]))
        return f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><{tag}>'

    return _WIDE.sub(framed, html)


def _demote(headings: list[Token]) -> None:
    """Whatever level the writer began with becomes h3, the next h4 and so on."""
    top = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - top + FIRST_HEADING, 6)}"


def _picture_as_text(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return escapeHtml(tokens[idx].content)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    parser.add_render_rule("image", _picture_as_text)
    # A reference would be written once and repeated in every link: a short text would become a page of megabytes.
    return parser.enable(["table", "strikethrough", "linkify"]).disable(["html_block", "html_inline", "reference"])


_parser = _make_parser()
