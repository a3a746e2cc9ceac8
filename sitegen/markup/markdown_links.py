"""The rule by which Markdown finds a URL before what looks like emphasis in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.markup.links import LONGEST_WORD, linker

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

_SCHEME = re.compile(r"(?:^|[^a-z0-9.+-])(https?|ftp)$", re.IGNORECASE)
_SCHEME_LENGTH = len("https") + 1


def bare_url(state: StateInline, silent: bool) -> bool:
    """Make a link of the URL whose `://` stands here, as markdown-it does.

    Its own rule looks through all text so far at each `://`, and copies all that is to come.
    """
    if state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    if (scheme := _SCHEME.search(state.pending[-_SCHEME_LENGTH:])) is None:
        return False
    start = state.pos - len(scheme[1])
    link = linker().match_at_start(state.src[start : state.pos + LONGEST_WORD])
    url = link.url.rstrip("*") if link else ""
    target = state.md.normalizeLink(url)
    if not url or not state.md.validateLink(target):
        return False
    if not silent:
        _push_link(state, scheme[1], url, target)
    state.pos = start + len(url)
    return True


def _push_link(state: StateInline, scheme: str, url: str, target: str) -> None:
    state.pending = state.pending[: -len(scheme)]
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": target}
    state.push("text", "", 0).content = state.md.normalizeLinkText(url)
    closing = state.push("link_close", "a", -1)
    for token in (opening, closing):
        token.markup, token.info = "linkify", "auto"
