"""Markup as safe HTML: `render` gives the same Fragment for the same Text, whatever came before.

Rendering reads no file, clock, network, environment or locale. Trusted text may hold raw HTML, of
which every element ends with the text; untrusted text leaves through one sanitiser, whatever its
kind.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from sitegen.errors import MarkupFault
from sitegen.markup.characters import as_seen
from sitegen.markup.fragment import Fragment, Heading, Policy, Text
from sitegen.markup.html import render_html
from sitegen.markup.markdown import render_markdown
from sitegen.markup.plain import render_plain
from sitegen.markup.policy import sanitise
from sitegen.markup.rst import render_rst
from sitegen.markup.structure import contained

if TYPE_CHECKING:
    from collections.abc import Callable

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
VERBATIM = "verbatim"  # HTML that is a whole file, or no HTML at all: views ask for it, no row does
_RENDERERS: dict[str, Callable[[Text], Fragment]] = {
    "html": render_html,
    "markdown": render_markdown,
    "plain": render_plain,
    "rst": render_rst,
    VERBATIM: render_html,
}
_OTHER_NAMES = {"": "rst", "markdown_unsafe": "markdown", "restructuredtext": "rst"}


def canonical_kind(kind: str) -> str:
    """Return the one name of a markup type that the database may call by several.

    `markdown_unsafe` is Markdown: whether raw HTML stays is up to the policy, not to the row. Where
    a row says nothing it is reStructuredText, the default of pages, boxes, events and jobs.
    """
    name = _OTHER_NAMES.get(kind, kind)
    if name not in _RENDERERS:
        mend = "Use one of rst, restructuredtext, markdown, markdown_unsafe, html, plain."
        raise MarkupFault(f"unknown markup type {kind!r}.", mend=mend)
    return name


def render(text: Text) -> Fragment:
    """Make HTML of the text. Raises MarkupFault when none can be made of a trusted one.

    A text of the public that is too much for its markup is shown as it was written: a stranger
    must not be able to stop the site from being built.
    """
    render_kind = _RENDERERS[canonical_kind(text.kind)]
    if text.policy is Policy.TRUSTED:
        fragment = render_kind(text)
        return fragment if text.kind == VERBATIM else _contained(fragment)
    try:
        fragment = render_kind(text)
    except MarkupFault as fault:
        fragment = _as_written(text, fault)
    contents = tuple(replace(each, title=as_seen(each.title)) for each in fragment.contents)
    return replace(fragment, html=sanitise(fragment.html, text.prefix), contents=contents)


def _contained(fragment: Fragment) -> Fragment:
    html, warnings = contained(fragment.html)
    return replace(fragment, html=html, warnings=(*fragment.warnings, *warnings))


def _as_written(text: Text, fault: MarkupFault) -> Fragment:
    fragment = render_plain(text)
    warning = f"{fault.message} The text is shown as it was written."
    return replace(fragment, warnings=(*fragment.warnings, warning))


def versions() -> tuple[str, ...]:
    """Return name and version of every library that can alter a fragment."""
    return tuple(f"{name} {version(name)}" for name in _LIBRARIES)
