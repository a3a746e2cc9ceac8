"""URLs and e-mail addresses that stand in running text.

They are looked for word by word: the time that linkify-it takes for a word may grow with the cube
of its length.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from linkify_it import LinkifyIt  # type: ignore[import-untyped]  # it ships no types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linkify_it.main import Match  # type: ignore[import-untyped]  # it ships no types

LONGEST_WORD = 2_000  # characters; in a longer one no links are looked for
_WORD = re.compile(r"\S+")
_SPACE = re.compile(r"\s")


def may_hold_links(text: str) -> bool:
    """Whether looking for links is worth its time."""
    return "://" in text or "www." in text or "@" in text


class Linker(LinkifyIt):  # type: ignore[misc]  # the base has no types
    """A finder of URLs with their scheme, `www.` names and e-mail addresses."""

    def match(self, text: str) -> list[Match]:
        """Find the links in order. A bare name is none: `setup.py` would be a site in Paraguay."""
        return [
            link
            for link in self._in_words(text)
            if link.schema or link.raw.lower().startswith("www.")
        ]

    def test(self, text: str) -> bool:
        """Whether there is a link."""
        return bool(self.match(text))

    def match_at_start(self, text: str) -> Match | None:
        """Find the link that the text begins with."""
        end = _SPACE.search(text, 0, LONGEST_WORD)
        if end is None and len(text) >= LONGEST_WORD:
            return None
        return super().match_at_start(text[: end.start()] if end else text)

    def _in_words(self, text: str) -> Iterator[Match]:
        for word in _WORD.finditer(text):
            if len(word[0]) > LONGEST_WORD or not may_hold_links(word[0]):
                continue
            for link in super().match(word[0]) or ():
                link.index += word.start()
                link.last_index += word.start()
                yield link


@cache
def linker() -> Linker:
    """Return the one linker of a process, which takes longer to build than to use."""
    return Linker()
