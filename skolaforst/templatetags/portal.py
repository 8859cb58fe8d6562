"""The vocabulary every template has without loading anything (an engine builtin).

Tags
    {% url 'name' %}            as Django's; without arguments the address is found once per node
    {% static 'file' %}         as Django's; found once per file
    {% translate "text" %}      as Django's; a constant text is translated once per node and language
    {% blocktranslate %}        as Django's (with its other spellings)
    {% icon "ok" %}             a sign from sprite.svg; `{% icon "e-a" "emblem" %}` with another class than "i"
    {% here "needs" %}          ` aria-current="page"` where one is, `"true"` below it, else nothing

Filters, each a look-up that costs some two microseconds
    {{ number|figure }}         12 345
    {{ days|workdays }}         fem arbetsdagar
    {{ day|long_date }}         24 november 2026 (rows of a list get their dates ready-made)
    {{ "pagaende"|sign }}       the sign of a status
    {{ "pagaende"|status }}     its sign and word
    {{ "a"|emblem }}            the emblem of a focus area's slot; `|emblem:"emblem"` with another class than "i"
    {{ "a"|chip:"Fritiden" }}   a focus area as a chip
    {{ "Ny"|state:"solid" }}    a review state as a small square tag: "" settled, "solid" new, "warn" needs you
    {{ text|bold:"Namn" }}      a text with some words of it in bold
    {{ form|faults }}           `heading` and `rows` of the error summary (form pack)
    {{ field|is_optional }}     whether a label says "(frivilligt)" (form pack; network/layout.py)
"""

import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm
from django.template import Context, Node
from django.template.base import FilterExpression, Parser, Token
from django.template.context import BaseContext
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.templatetags.i18n import TranslateNode, do_block_translate, do_translate
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities.models import Activity
from network import dates, layout

register = template.Library()

SIGNS = {
    Activity.Status.IDEA: "s-idea",
    Activity.Status.PLANNED: "s-planned",
    Activity.Status.ONGOING: "s-ongoing",
    Activity.Status.PAUSED: "s-paused",
    Activity.Status.COMPLETED: "s-done",
    Activity.Status.CANCELLED: "s-off",
}


# Tags


class KeptURLNode(Node):
    """An address without arguments, found once."""

    def __init__(self, node: URLNode) -> None:
        self.node = node
        self.found: dict[tuple, str] = {}

    def render(self, context: Context) -> str:
        """The address, as Django's tag gives it."""
        key = (get_urlconf(), get_script_prefix())
        if key not in self.found:
            self.found[key] = self.node.render(context)
        return self.found[key]


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """Django's tag, kept where nothing varies: no arguments, a constant name, no `as`."""
    node = parse_url(parser, token)
    constant = isinstance(node.view_name, FilterExpression) and isinstance(node.view_name.var, str)
    if constant and not (node.args or node.kwargs or node.asvar):
        return KeptURLNode(node)
    return node


class KeptTranslateNode(Node):
    """A constant text, translated once per language."""

    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self.found: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """The text, as Django's tag gives it."""
        language = get_language()
        if language not in self.found:
            self.found[language] = self.node.render(context)
        return self.found[language]


@register.tag("trans")
@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """Django's tag, kept where nothing varies: a constant text, no filter, no `as`."""
    node = do_translate(parser, token)
    expression = node.filter_expression
    constant = expression.filters == [] and getattr(expression.var, "literal", None) is not None
    if constant and not (node.asvar or node.message_context):
        return KeptTranslateNode(node)
    return node


register.tag("blocktranslate", do_block_translate)
register.tag("blocktrans", do_block_translate)


@register.simple_tag
@lru_cache
def static(path: str) -> str:
    """The address of a static file."""
    return conditional_escape(StaticNode.handle_simple(path))


@register.simple_tag
@lru_cache
def icon(name: str, css: str = "i") -> SafeString:
    """A sign from the sprite, silent for screen readers: a word always stands beside it."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        StaticNode.handle_simple("sprite.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def here(context: BaseContext, name: str) -> SafeString | str:
    """Mark the link to the page `name` when one is there, or on a page below it."""
    request = context.get("request")
    if not request:
        return ""
    address = reverse(name)
    if request.path == address:
        return mark_safe(' aria-current="page"')
    below = len(address) > 1 and request.path.startswith(address)
    return mark_safe(' aria-current="true"') if below else ""


# Filters


register.filter("is_optional", layout.is_optional)


@register.filter
def faults(form: BaseForm) -> dict[str, Any]:
    """What the error summary says: a heading with the count, and the rows."""
    rows = layout.faults_of(form)
    return {"heading": layout.faults_heading(rows), "rows": rows}


@register.filter
def figure(number: int | None) -> str:
    """A whole number with hard spaces between thousands."""
    return "" if number in (None, "") else dates.figure(number)


@register.filter
def workdays(number: int | None) -> str:
    """A number of workdays in words; «några» where nobody has told how many."""
    return dates.workdays(number) if number else _("några arbetsdagar")


@register.filter
def long_date(day: datetime.date | None) -> str:
    """A date in words."""
    return dates.long_date(day) if day else ""


@register.filter
@lru_cache
def bold(text: str, words: str) -> str:
    """The text with the last place where `words` stand in it in bold."""
    before, found, after = text.rpartition(words) if words else ("", "", text)
    return format_html("{}<b>{}</b>{}", before, found, after) if found else text


@register.filter
@lru_cache
def sign(value: str) -> SafeString:
    """The sign of a status."""
    return icon(SIGNS[Activity.Status(value)])


@register.filter
@lru_cache
def status(value: str) -> SafeString:
    """The sign and the word of a status."""
    return format_html('<span class="st">{}{}</span>', sign(value), Activity.Status(value).label)


@register.filter
@lru_cache
def emblem(slot: str, css: str = "i") -> SafeString:
    """The emblem of a focus area; where it stands alone, hidden text must name the area."""
    return icon(f"e-{slot}", css)


@register.filter
@lru_cache
def chip(slot: str, name: str) -> SafeString:
    """A focus area by its short name."""
    return format_html('<span class="chip f-{}">{}{}</span>', slot, emblem(slot), name)


@register.filter
@lru_cache
def state(word: Any, tone: str = "") -> SafeString:
    """A review state: "" settled, "solid" new, "warn" needs you."""
    return format_html('<span class="state{}">{}</span>', f" state-{tone}" if tone else "", word)
