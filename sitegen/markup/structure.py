"""How the elements of a text are kept from reaching into the page around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from sitegen.markup.anchors import nest_levels

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")  # `>` is escaped within attributes
_OPENED_HEADING = re.compile(r"<h([1-6])\b")
_EMPTY = frozenset(("br", "hr", "img"))
_DEEPEST = 24
# A `li` outside a list closes the one that the page around it has opened, and all that is in it.
_LISTS = {"li": {"ol", "ul"}, "dd": {"dl"}, "dt": {"dl"}}
_LEADING_BREAKS = re.compile("(<pre(?: [^>]*)?>)\n+")
_IMAGE_WITHOUT_SOURCE = re.compile('<img(?![^>]* src=")[^>]*>')
_IMAGE_WITHOUT_TEXT = re.compile('<img(?![^>]* alt=")')
_STYLE = re.compile(r"<style\b", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_HANDLER = re.compile(r"on(?<!\won)[a-z]+\s*=", re.IGNORECASE)  # `\bon` is three times as slow
_SCRIPTS = ("", "application/javascript", "module", "text/ecmascript", "text/javascript")
_FRAME = re.compile(r"<iframe\b", re.IGNORECASE)
# A page in small: two boxes around the text, with something after each of them.
_AROUND = (
    '<div data-around="1"><div data-around="2">',
    '</div><span data-around="3"></span></div><span data-around="4"></span>',
)
_AS_WRITTEN = (
    "body > [data-around='1'] > [data-around='2'] + [data-around='3']:last-child",
    "body > [data-around='1'] + [data-around='4']:last-child",
)


def in_place(html: str) -> str:
    """Take from sanitised HTML the tags that stand where they may not; their contents stay.

    Headings start below the h1, which is the page's own. What is nested deeper than anybody reads
    would move out of the page.
    """
    html = _LEADING_BREAKS.sub(r"\1", html)  # a browser drops the first of them
    html = _IMAGE_WITHOUT_TEXT.sub('<img alt=""', _IMAGE_WITHOUT_SOURCE.sub("", html))
    levels = iter(nest_levels(int(level) for level in _OPENED_HEADING.findall(html)))
    opened: list[str] = []  # an empty name for an element that is not shown
    around: list[str] = []  # those that are

    def placed(tag: re.Match[str]) -> str:
        closing, name, attributes = tag.groups()
        if name in _EMPTY:
            return tag[0]
        if closing:
            return f"</{around.pop()}>" if opened.pop() else ""
        shown = _shown_as(name, around, levels)
        opened.append(shown)
        if not shown:
            return ""
        around.append(shown)
        return f"<{shown}{attributes}>"

    return _TAG.sub(placed, html)


def _shown_as(name: str, around: list[str], levels: Iterator[int]) -> str:
    """Return the name that an element has in the page; none for one that has no place in it."""
    if _OPENED_HEADING.match(f"<{name}"):
        name = f"h{next(levels)}"
    if len(around) >= _DEEPEST:
        return ""
    if name not in _LISTS:
        return name
    if name in ("dd", "dt") and around[-1:] == ["div"]:
        around = around[:-1]
    return name if {*around[-1:]} & _LISTS[name] else ""


def contained(html: str) -> tuple[str, tuple[str, ...]]:
    """Close what raw HTML leaves open, and drop what closes an element that it did not open.

    Style sheets within are left out: none may stand in a body, and the site's policy would not let
    it apply. A frame without a title gets the name of the host it shows. Scripts within stay,
    and do nothing for the same reason. HTML that needs none of this stays as it is; else there are
    warnings.
    """
    warnings = []
    if not _stays_in_place(html):
        html = _inner(LexborHTMLParser(html))
        warnings.append("an element is not closed, or closed and not opened; this was mended.")
    if _STYLE.search(html):
        tree = LexborHTMLParser(html)
        tree.strip_tags(["style"], recursive=True)
        html = _inner(tree)
        warnings.append("a <style> does nothing in a page and was left out. Put it into assets/.")
    if _FRAME.search(html):
        html, hosts = _with_titled_frames(html)
        warnings += [
            f"an <iframe> of {host} has no title. Give it one that says what it shows."
            for host in hosts
        ]
    if _SCRIPT.search(html) or _HANDLER.search(html):
        warnings += _dead_scripts(html)
    return html, tuple(warnings)


def _dead_scripts(html: str) -> Iterator[str]:
    """What the site's policy keeps from running; data in a <script> is no script."""
    tree = LexborHTMLParser(html)
    inline = tree.css("script:not([src])")
    if any((each.attributes.get("type") or "").strip().lower() in _SCRIPTS for each in inline):
        yield "an inline <script> does nothing in a page. Put it into a file in assets/."
    names = {name for each in tree.css("*") for name in each.attributes if name.startswith("on")}
    for name in sorted(names):
        yield f"an {name} attribute does nothing in a page. Put a script into a file in assets/."


def _with_titled_frames(html: str) -> tuple[str, list[str]]:
    """Name frames that have no title by their host, for those who cannot see them."""
    tree = LexborHTMLParser(html)
    nameless = [f for f in tree.css("iframe") if not (f.attributes.get("title") or "").strip()]
    hosts = [_host_of(frame.attributes.get("src") or "") for frame in nameless]
    for frame, host in zip(nameless, hosts, strict=True):
        frame.attrs["title"] = host
    return (_inner(tree) if hosts else html), hosts


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or "this site"
    except ValueError:
        return "this site"


def _stays_in_place(html: str) -> bool:
    page = LexborHTMLParser(html.join(_AROUND))
    return all(map(page.css_matches, _AS_WRITTEN)) and len(page.css("[data-around]")) == 4


def _inner(tree: LexborHTMLParser) -> str:
    parts = (tree.head, tree.body)
    return "".join(part.inner_html or "" for part in parts if part)
