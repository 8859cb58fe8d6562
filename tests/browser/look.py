"""What is measured on an open page: axe, sideways scroll, text that is cut."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

HEIGHT = 900

# Text that runs out of a box which hides what does, or out of the window where nobody can scroll to it. What is meant
# for screen readers only is clipped on purpose; what scrolls in a box of its own is not cut.
CUT = """() => {
  const found = new Set(), edge = document.documentElement.clientWidth;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const hides = (value) => value === "hidden" || value === "clip";
  const styles = new Map(), style = (el) => styles.get(el) ?? styles.set(el, getComputedStyle(el)).get(el);
  const boxes = (el) => {
    if (el.matches("option, script, datalist *") || !el.checkVisibility({visibilityProperty: true})) return null;
    const boxes = [];
    for (let up = el; up && up !== document.body; up = up.parentElement) {
      if (style(up).clipPath === "inset(50%)" || up.matches("svg, .skip")) return null;
      if (["auto", "scroll"].includes(style(up).overflowX)) return boxes;
      if (hides(style(up).overflowX) || hides(style(up).overflowY)) boxes.push(up);
    }
    return [...boxes, null];
  };
  const look = (el, rects, words) => {
    for (const clip of boxes(el) ?? []) {
      const box = clip ? clip.getBoundingClientRect() : {left: 0, right: edge};
      const sides = !clip || hides(style(clip).overflowX), ends = clip && hides(style(clip).overflowY);
      if (rects.some((r) => sides && (r.left < box.left - 1 || r.right > box.right + 1)
          || ends && (r.top < box.top - 4 || r.bottom > box.bottom + 4)))
        found.add(`${clip ? `cut by ${clip.tagName.toLowerCase()}.${clip.className}` : "outside"}: «${words}»`);
    }
  };
  while (walker.nextNode()) {
    const node = walker.currentNode, words = node.textContent.trim();
    if (!words) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    look(node.parentElement, [...range.getClientRects()].filter((r) => r.width > 1), words.slice(0, 50));
  }
  for (const el of document.querySelectorAll("input:not([type=hidden]), textarea, select, button, a"))
    look(el, [...el.getClientRects()].filter((r) => r.width > 1), el.id || el.textContent.trim());
  return [...found];
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE = "(options) => axe.run(document, options).then((found) => found.violations)"


def axe(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong: by all its rules, or by the ones named."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # No preload: axe would write style sheets into the page, which our policy refuses.
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    options |= (
        {"runOnly": {"type": "rule", "values": rules}} if rules else {"rules": {"target-size": {"enabled": True}}}
    )
    return [
        f"{fault['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for fault in page.evaluate(AXE, options)
        for node in fault["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """Whether the page can be pushed sideways."""
    wider = page.evaluate(SIDEWAYS)
    return [f"{wider} px wider than the window"] if wider > 0 else []


def narrow(page: Page, width: int) -> None:
    """Make the window as wide as this, with the text at its usual size."""
    page.set_viewport_size({"width": width, "height": HEIGHT})


def text_size(page: Page, percent: int) -> None:
    """Enlarge the text alone, as one who reads with large letters does."""
    page.evaluate("(percent) => { document.documentElement.style.fontSize = `${percent}%`; }", percent)


def faults(page: Page, widths: tuple[int, ...] = (390, 320), *, dark_in_full: bool = False) -> list[str]:
    """Everything style.md asks of a page: light and wide in full, then dark, narrow and with large text in place."""
    found = _named("light", axe(page) + sideways(page) + page.evaluate(CUT))
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += _named("dark", axe(page) if dark_in_full else axe(page, "color-contrast"))
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    for width in widths:
        narrow(page, width)
        found += _named(f"{width} px", axe(page, "target-size") + sideways(page) + page.evaluate(CUT))
    for width in (390, 1440):
        narrow(page, width)
        text_size(page, 200)
        found += _named(f"text at 200 %, {width} px", sideways(page) + page.evaluate(CUT))
        text_size(page, 100)
    return found


def _named(where: str, found: list[str]) -> list[str]:
    return [f"{where}: {line}" for line in found]
