"""XML, read safely: no entity is expanded, nothing else is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbohtml import Document, Element, HTMLParseError, parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.checks.finding import Body, Finding


def root_of(body: Body) -> Element | Finding:
    """The outermost element, or why the text is not well-formed."""
    try:
        document: Document = parse_xml(body.text)
    except HTMLParseError as broken:
        error = broken.error
        words = error.code.removeprefix("xml-").replace("-", " ")
        said = f"It is not well-formed XML: {words}."
        return body.finding("feeds", said, "Mend the template.", (error.line, error.col))
    if document.root is None:
        raise RuntimeError("XML without a root was read")
    return document.root


def children_of(element: Element, tag: str) -> Iterator[Element]:
    """The children with this tag."""
    return (child for child in element.children if isinstance(child, Element) and child.tag == tag)


def text_of(element: Element, tag: str) -> str:
    """The text of the first child with this tag, without the space around it; empty if none."""
    return next((child.text.strip() for child in children_of(element, tag)), "")
