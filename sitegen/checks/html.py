"""HTML documents: what the standard forbids, and what a reader or a screen reader would miss."""

from __future__ import annotations

from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from turbohtml import Doctype, conformance

from sitegen.checks.finding import shown
from sitegen.checks.nesting import misnested

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from turbohtml import Document, Element

    from sitegen.checks.finding import Body, Finding

AROUND = 20  # characters of the source that a message shows before and after an error
# What the standard's own codes of parse errors (HTML, 13.2.2) ask for.
MENDS: Mapping[str, str] = MappingProxyType(
    {
        "duplicate-attribute": "Give the element each attribute once.",
        "eof-in-comment": "Close the comment with -->.",
        "missing-attribute-value": "Give the attribute a value, or remove the equals sign.",
        "missing-semicolon-after-character-reference": "End it with ;, or write & as &amp;.",
        "non-void-html-element-start-tag-with-trailing-solidus": "Remove the slash before >.",
        "unexpected-null-character": "Remove the NUL character from the text.",
        "unknown-named-character-reference": "Write & as &amp;.",
    }
)
# Rules of authoring beyond parsing, by the codes of `turbohtml.conformance`.
RULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "area-missing-alt": ("{tag} has no alt text.", "Say in alt where it leads."),
        "aria-invalid-role": ("{tag} has a role that is not one of ARIA's.", "Mend the role."),
        "empty-heading": ("{tag} is an empty heading.", "Give it a text, or remove it."),
        "img-missing-alt": (
            "{tag} has no alt text.",
            'Describe the picture in alt, or write alt="" if it only decorates.',
        ),
        "input-image-missing-alt": ("{tag} has no alt text.", "Say in alt what it does."),
        "missing-lang": ("<html> has no lang.", "Name the language of the page in lang."),
        "missing-title": ("The page has no title.", "Give it a <title>."),
        "obsolete-attribute": ("{tag} has an obsolete attribute.", "Use a style sheet instead."),
        "obsolete-element": ("{tag} is obsolete.", "Use an element of HTML as it is now."),
    }
)
DPUB_ROLES = ('role="doc-', 'role="graphics-')  # ARIA modules that the library does not know
UNLABELLED = ("hidden", "submit", "reset", "button", "image")


def html_findings(body: Body, document: Document) -> Iterator[Finding]:
    """What is wrong with a document that was parsed with source locations."""
    return chain(
        _without_doctype(body, document),
        _parse_errors(body, document),
        misnested(body, document),
        _authoring(body, document),
        _ids(body, document),
        _headings(body, document),
        _controls(body, document),
    )


def tag_at(body: Body, element: Element) -> str:
    """The start tag of an element as it is written, shortened for a message."""
    location = element.source_location
    if location is None:
        return f"<{element.tag}>"
    return shown(body.text[location.start_tag.start_offset : location.start_tag.end_offset])


def _without_doctype(body: Body, document: Document) -> Iterator[Finding]:
    if not any(isinstance(child, Doctype) for child in document.children):
        yield body.finding("html", "The page has no doctype.", "Begin it with <!doctype html>.")


def _parse_errors(body: Body, document: Document) -> Iterator[Finding]:
    lines = body.text.split("\n")
    for error in document.errors:
        line = lines[error.line - 1] if error.line <= len(lines) else ""
        near = shown(line[max(0, error.col - AROUND) : error.col + AROUND])
        yield body.finding(
            "html",
            f'{error.code.replace("-", " ").capitalize()} near "{near}".',
            MENDS.get(error.code, "Mend the markup there."),
            (error.line, error.col),
        )


def _authoring(body: Body, document: Document) -> Iterator[Finding]:
    for message in conformance.check(document).messages:
        if message.code not in RULES:
            continue
        place = (message.line, message.column) if message.line else None
        tag = _tag_from(body, message.line, message.column)
        if message.code == "aria-invalid-role" and any(role in tag for role in DPUB_ROLES):
            continue
        said, mend = RULES[message.code]
        yield body.finding("html", said.format(tag=shown(tag)), mend, place)


def _tag_from(body: Body, line: int, column: int) -> str:
    """The source from a place to the end of the tag there."""
    rest = "\n".join(body.text.split("\n")[line - 1 :])[column:] if line else ""
    return rest.partition(">")[0] + ">"


def _ids(body: Body, document: Document) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for element in document.select("[id]"):
        name = element.attr("id") or ""
        place = element.position
        if name in seen:
            yield body.finding(
                "html",
                f'The id "{name}" is used before, in line {seen[name]}.',
                "Give one of the elements another id.",
                place,
            )
        seen.setdefault(name, place[0] if place else 0)


def _headings(body: Body, document: Document) -> Iterator[Finding]:
    headings = document.select("h1")
    if not headings:
        yield body.finding("html", "The page has no h1.", "Give it one heading of the first level.")
    for other in headings[1:]:
        yield body.finding(
            "html",
            f"The page has {len(headings)} h1 headings.",
            "Keep one and make the others h2.",
            other.position,
        )


def _controls(body: Body, document: Document) -> Iterator[Finding]:
    """Inputs whose purpose nothing says."""
    labelled = {label.attr("for") for label in document.select("label[for]")}
    for control in document.select("input, select, textarea"):
        kind = (control.attr("type") or "").lower()
        has_name = any(control.attr(each) for each in ("aria-label", "aria-labelledby", "title"))
        if kind in UNLABELLED or has_name or control.attr("id") in labelled - {None}:
            continue
        if control.closest("label") is None:
            yield body.finding(
                "html",
                f"{tag_at(body, control)} has no label.",
                "Put it in a label, or name its id in the for of one.",
                control.position,
            )
