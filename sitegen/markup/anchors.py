"""Ids for headings, footnotes and targets: prefixed, readable in any script, unique."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOT_OF_A_WORD = re.compile(r"[^\w]+")


class Anchors:
    """The ids given out so far in one fragment."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._numbers: dict[str, int] = {}

    def claim(self, title: str, *, otherwise: str = "section") -> str:
        """Make a new id of the title, or of `otherwise` when the title has no letters.

        It depends on the titles claimed before it alone: text added below moves no anchor.
        """
        first = f"{self._prefix}-{slugify(title) or otherwise}"
        anchor, number = first, self._numbers.get(first, 0)
        while anchor in self._numbers:
            number += 1
            anchor = f"{first}-{number}"
        self._numbers[first] = max(number, 1)
        self._numbers[anchor] = 1
        return anchor


def slugify(title: str) -> str:
    """Return the title as lower-case words of any script, joined by hyphens."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return _NOT_OF_A_WORD.sub("-", unicodedata.normalize("NFC", folded)).strip("-_")


def nest_levels(levels: Iterable[int]) -> list[int]:
    """Return the levels of headings as they nest, the first 2 and none skipped on the way down."""
    nested, open_levels = [], list[int]()
    for level in levels:
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        nested.append(min(1 + len(open_levels), 6))
    return nested
