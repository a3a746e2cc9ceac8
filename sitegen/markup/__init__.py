"""Markup as safe HTML: `render` gives the same Fragment for the same Text, whatever came before.

Rendering reads no file, clock, network, environment or locale. Trusted text may hold raw HTML, of
which every element ends with the text; untrusted text leaves through one sanitiser, whatever its
kind.
"""

from __future__ import annotations

from importlib.metadata import version

from sitegen.errors import MarkupFault
from sitegen.markup.characters import as_seen
from sitegen.markup.fragment import Fragment, Heading, Policy, Text

__all__ = [
    "VERBATIM",
    "Fragment",
    "Heading",
    "MarkupFault",
    "Policy",
    "Text",
    "as_seen",
    "canonical_kind",
    "render",
    "versions",
]

_LIBRARIES = (
    "docutils",
    "linkify-it-py",
    "markdown-it-py",
    "mdit-py-plugins",
    "nh3",
    "pygments",
    "selectolax",
)
# HTML that is a whole file, or no HTML at all: views ask for it. It is too long for a row's column.
VERBATIM = "verbatim, as a view asks for it"
_KINDS = frozenset(("html", "markdown", "plain", "rst"))
_OTHER_NAMES = {"": "rst", "markdown_unsafe": "markdown", "restructuredtext": "rst"}


def canonical_kind(kind: str) -> str:
    """Return the one name of a markup type that the database may call by several.

    `markdown_unsafe` is Markdown: whether raw HTML stays is up to the policy, not to the row. Where
    a row says nothing it is reStructuredText, the default of pages, boxes, events and jobs.
    """
    name = _OTHER_NAMES.get(kind, kind)
    if name not in _KINDS:
        mend = "Use one of rst, restructuredtext, markdown, markdown_unsafe, html, plain."
        raise MarkupFault(f"unknown markup type {kind!r}.", mend=mend)
    return name


def render(text: Text) -> Fragment:
    """Make HTML of the text. Raises MarkupFault when none can be made of a trusted one.

    A text of the public that is too much for its markup is shown as it was written: a stranger
    must not be able to stop the site from being built.
    """
    # A build that renders no text does not wait for what renders them.
    from sitegen.markup.rendering import fragment_of  # noqa: PLC0415

    return fragment_of(text)


def versions() -> tuple[str, ...]:
    """Return name and version of every library that can alter a fragment."""
    return tuple(f"{name} {version(name)}" for name in _LIBRARIES)
