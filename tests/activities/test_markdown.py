import pytest

from activities.markdown import to_html

NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVa&#x73;cript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '[x](https://exempel.se "x onmouseover=alert(1)")',
    "<a href='x' onclick='alert(1)'>x</a>",
    "<style>body{display:none}</style>",
    "<iframe src=//exempel.se></iframe>",
    "`<script>`\n\n    <script>",
    "[x]: javascript:alert(1)\n\n[x]",
    '<p style="color:red">x</p>',
    "<!-- <script> -->",
    "&lt;script&gt;",
]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_nasty_comes_through(text):
    html = to_html(text).lower()
    for tag in ("<script", "<img", "<iframe", "<style", "<!--"):
        assert tag not in html
    for attribute in ('href="javascript', 'href="data', 'href="vbscript', "<p style"):
        assert attribute not in html


def test_no_attribute_but_those_of_links():
    html = to_html('[a](https://exempel.se) <b onclick="x">b</b>')
    assert html == (
        '<p><a href="https://exempel.se" rel="nofollow noopener noreferrer">a</a> '
        '&lt;b onclick="x"&gt;b&lt;/b&gt;</p>\n'
    )  # fmt: skip


def test_the_writers_first_heading_becomes_h3():
    assert to_html("# A\n\n## B") == "<h3>A</h3>\n<h4>B</h4>\n"
    assert to_html("## A\n\n###### B") == "<h3>A</h3>\n<h6>B</h6>\n"


def test_a_picture_leaves_its_text():
    assert to_html("Se ![en <karta>](https://exempel.se/a.png) här") == "<p>Se en &lt;karta&gt; här</p>\n"


def test_addresses_become_links():
    assert 'href="https://exempel.se/sida"' in to_html("Läs mer på https://exempel.se/sida.")


def test_ordinary_markdown():
    html = to_html("Vi gör:\n\n- **läxor**\n- mellanmål\n\nVälkommen\nin")
    assert "<li><strong>läxor</strong></li>" in html
    assert "Välkommen<br>" in html


def test_nothing_gives_nothing():
    assert to_html(" \n ") == ""


TABLE = "| Dag | Plats |\n|---|---|\n| Mån | Torget |\n"


def test_what_may_be_wide_scrolls_in_a_region_with_a_name_that_keys_reach():
    html = to_html(f"{TABLE}\nOch:\n\n{TABLE}\n```\nen lång rad\n```\n")
    for name in ("Tabell 1", "Tabell 2", "Ruta med text 1"):
        opening = f'<div class="scroll" role="region" tabindex="0" aria-label="{name}, går att rulla i sidled">'
        assert html.count(opening) == 1
    assert html.count("</table></div>") == 2 and html.count("</pre></div>") == 1


def test_a_tag_that_is_typed_makes_no_region():
    assert "<div" not in to_html("`<table>` och <pre> och </table>")
