"""Plain text: paragraphs, line breaks, and links where it names a URL."""

from __future__ import annotations

import re
from html import escape

from sitegen.markup.characters import clean
from sitegen.markup.fragment import Fragment, Text
from sitegen.markup.links import linker, may_hold_links

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def render_plain(text: Text, *, links: bool = True) -> Fragment:
    """Escape the text; a blank line makes a new paragraph."""
    source, warnings = clean(text.source)
    paragraphs = (part.strip() for part in _BLANK_LINES.split(source))
    html = "".join(f"<p>{_lines(part, links=links)}</p>\n" for part in paragraphs if part)
    return Fragment(html, warnings=warnings)


def _lines(paragraph: str, *, links: bool) -> str:
    lines = (line.strip() for line in paragraph.split("\n"))
    return "<br>\n".join(_linked(each) if links else escape(each, quote=False) for each in lines)


def _linked(line: str) -> str:
    if not may_hold_links(line):
        return escape(line, quote=False)
    html, end = "", 0
    for link in linker().match(line):
        html += escape(line[end : link.index], quote=False)
        html += f'<a href="{escape(link.url)}">{escape(link.text, quote=False)}</a>'
        end = link.last_index
    return html + escape(line[end:], quote=False)
