"""Tags that do not fit together: never closed, closing nothing, or where they cannot stand.

A parser mends such markup silently. What it made of the source tells where it had to: an element
without an end, an end tag without an element, an element moved ahead of what stood before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbohtml import TokenType, tokenize

from sitegen.checks.finding import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Document, Element, SourceLocation

    from sitegen.checks.finding import Body, Finding

VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input"),
        *("link", "meta", "source", "track", "wbr"),
    }
)
# Elements whose end tag may be left out (HTML, 13.1.2.4).
MAY_STAY_OPEN = frozenset(
    {
        *("html", "head", "body", "li", "dt", "dd", "p", "rt", "rp", "optgroup", "option"),
        *("colgroup", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
    }
)


def misnested(body: Body, document: Document) -> Iterator[Finding]:
    """The tags of a document, parsed with source locations, that do not fit together."""
    tags = [(each, place) for each in document.iter_elements() if (place := each.source_location)]
    yield from _moved(body, tags)
    for element, location in tags:
        if location.end_tag is None and _is_left_open(element, location, body.text):
            yield body.finding(
                "html",
                f"{_written(body, location)} is never closed.",
                f"Write </{element.tag}> where it should end.",
                location.start_tag[:2],
            )
    ends = {place.end_tag[:2] for _, place in tags if place.end_tag}
    if body.text.count("</") > len(ends):
        yield from _closing_nothing(body, ends)


def _moved(body: Body, tags: list[tuple[Element, SourceLocation]]) -> Iterator[Finding]:
    """Elements that come before something that the source has before them; the outermost ones."""
    least = len(body.text)
    moved: set[Element] = set()
    for element, location in reversed(tags):
        start = location.start_tag.start_offset
        if start > least:
            moved.add(element)
        least = min(least, start)
    for element, location in tags if moved else ():
        if element in moved and element.parent not in moved:
            yield body.finding(
                "html",
                f"{_written(body, location)} cannot stand here, and is moved out.",
                "Move it out of the table, or close what it stands in first.",
                location.start_tag[:2],
            )


def _written(body: Body, location: SourceLocation) -> str:
    return shown(body.text[location.start_tag.start_offset : location.start_tag.end_offset])


def _is_left_open(element: Element, location: SourceLocation, text: str) -> bool:
    is_closed_at_once = text[location.start_tag.end_offset - 2] == "/"
    return not is_closed_at_once and element.tag not in VOID | MAY_STAY_OPEN


def _closing_nothing(body: Body, ends: set[tuple[int, int]]) -> Iterator[Finding]:
    for token in tokenize(body.text, capture_attributes=False):
        if token.type == TokenType.END_TAG and (token.line, token.col) not in ends:
            yield body.finding(
                "html",
                f"</{token.tag}> closes nothing that is open.",
                "Remove it, or open and close elements in the same order.",
                (token.line, token.col),
            )
