"""From text to fragment: the renderer of its kind, and what keeps the HTML in its place."""

# ruff: noqa: PLC0415 - each library is loaded when a text asks for it

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from sitegen.errors import MarkupFault
from sitegen.markup import VERBATIM, canonical_kind
from sitegen.markup.characters import as_seen
from sitegen.markup.fragment import Fragment, Policy, Text
from sitegen.markup.html import render_html
from sitegen.markup.plain import render_plain
from sitegen.markup.policy import sanitise
from sitegen.markup.structure import contained

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_OF_STRANGERS = 100_000  # characters; some markup takes the square of that, in steps


def fragment_of(text: Text) -> Fragment:
    """The HTML of a text. Raises MarkupFault if none can be made of a trusted one."""
    if text.policy is Policy.TRUSTED:
        return render_html(text) if text.kind == VERBATIM else _contained(_rendered(text))
    try:
        _refuse_length(text.source)
        fragment = _rendered(text)
    except MarkupFault as fault:
        fragment = _as_written(text, fault)
    contents = tuple(replace(each, title=as_seen(each.title)) for each in fragment.contents)
    return replace(fragment, html=sanitise(fragment.html, text.prefix), contents=contents)


def _rendered(text: Text) -> Fragment:
    return _renderer(canonical_kind(text.kind))(text)


@cache
def _renderer(kind: str) -> Callable[[Text], Fragment]:
    if kind == "rst":
        from sitegen.markup.rst import render_rst

        return render_rst
    if kind == "markdown":
        from sitegen.markup.markdown import render_markdown

        return render_markdown
    return render_plain if kind == "plain" else render_html


def _refuse_length(source: str) -> None:
    if len(source) > LONGEST_OF_STRANGERS:
        msg = f"{len(source):,} characters, where {LONGEST_OF_STRANGERS:,} are allowed."
        raise MarkupFault(msg, mend="Shorten it.")


def _contained(fragment: Fragment) -> Fragment:
    html, warnings = contained(fragment.html)
    return replace(fragment, html=html, warnings=(*fragment.warnings, *warnings))


def _as_written(text: Text, fault: MarkupFault) -> Fragment:
    fragment = render_plain(text, links=len(text.source) <= LONGEST_OF_STRANGERS)
    warning = f"{fault.message} The text is shown as it was written. {fault.mend}"
    return replace(fragment, warnings=(*fragment.warnings, warning))
