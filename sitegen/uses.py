"""What one template names, and how that is remembered."""

from __future__ import annotations

import json
from typing import NamedTuple, Self

SHARED = ("asset", "box", "menu")  # functions that take one literal name


class Uses(NamedTuple):
    """What one template names: other templates, those it can do without, and shared content.

    Content that it has `asked` for in an `if` is content that it can do without.
    """

    templates: frozenset[str]
    optional: frozenset[str]
    shared: frozenset[tuple[str, str]]
    asked: frozenset[tuple[str, str]]

    def as_text(self) -> str:
        """The same as text: equal texts for equal uses."""
        return json.dumps([sorted(each) for each in self])

    @classmethod
    def from_text(cls, text: str) -> Self:
        """What `as_text` wrote."""
        templates, optional, *shared = json.loads(text)
        named = (frozenset((function, name) for function, name in some) for some in shared)
        return cls(frozenset(templates), frozenset(optional), *named)
