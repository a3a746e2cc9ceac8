"""Where something is: in words, from parts of which any may be missing, and as a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.urls import fault_of, folded

if TYPE_CHECKING:
    from collections.abc import Iterable


def place(parts: Iterable[str | None]) -> str:
    """Write the parts that are known, in their order, none of them twice: `Berlin, Germany`."""
    return ", ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip()))


def spelled_out(parts: Iterable[str | None]) -> str:
    """Write all parts that are known, one that repeats another too: `Berlin, Berlin, Germany`."""
    return ", ".join(part.strip() for part in parts if part and part.strip())


def held(folder: str) -> str:
    """Give the folder as a path can hold it; empty if none can.

    Folders that some file system would take for one are one.
    """
    name = folded(folder)
    return "" if fault_of(name.removesuffix("/")) else name
