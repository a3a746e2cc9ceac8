"""Inline markup: docutils' parser, which does not search where there is nothing to find.

Its patterns are costly, and most of a text is plain words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst.states import Inliner

if TYPE_CHECKING:
    from docutils.nodes import Element, Node, system_message

_MARK = re.compile(r"[*`|_\\]")  # every construct has one of them, and so has every escape


class FrugalInliner(Inliner):
    """Gives the same nodes as docutils'."""

    # docutils takes the parts of its patterns from the class itself, not from its bases.
    simplename = Inliner.simplename
    non_whitespace_after = Inliner.non_whitespace_after
    non_whitespace_escape_before = Inliner.non_whitespace_escape_before
    non_unescaped_whitespace_escape_before = Inliner.non_unescaped_whitespace_escape_before
    uric = Inliner.uric
    uri_end = Inliner.uri_end
    emailc = Inliner.emailc

    def parse(
        self, text: str, lineno: int, memo: Any, parent: Element
    ) -> tuple[list[Node], list[system_message]]:
        """The nodes of a text, and what is wrong in it."""
        if _MARK.search(text):
            return super().parse(text, lineno, memo, parent)
        super().parse("", lineno, memo, parent)  # takes note of the document
        return list(self.implicit_inline(text, lineno)), []

    def implicit_inline(self, text: str, lineno: int) -> list[nodes.Text]:
        """The nodes of a text without marks: a URI in it has a colon, or else an at sign."""
        if ":" in text or "@" in text:
            return super().implicit_inline(text, lineno)
        return [nodes.Text(text)] if text else []
