"""Where something is, in words, from parts of which any may be missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def place(parts: Iterable[str | None]) -> str:
    """Write the parts that are known, in their order, none of them twice: `Berlin, Germany`."""
    return ", ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip()))
