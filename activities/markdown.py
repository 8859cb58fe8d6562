"""A description as HTML: Markdown without pictures and raw HTML, cleaned as if it had them."""

from __future__ import annotations

from collections.abc import Sequence

import nh3
from django.utils.safestring import SafeString, mark_safe
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
    return mark_safe(cleaned)  # noqa: S308  cleaned by nh3 just above


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
    return parser.enable(["table", "strikethrough", "linkify"]).disable(["html_block", "html_inline"])


_parser = _make_parser()
