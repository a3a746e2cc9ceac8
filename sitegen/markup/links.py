"""URLs and e-mail addresses that stand in running text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from linkify_it import LinkifyIt  # type: ignore[import-untyped]  # it ships no types

if TYPE_CHECKING:
    from linkify_it.main import Match  # type: ignore[import-untyped]  # it ships no types


def may_hold_links(text: str) -> bool:
    """Whether looking for links is worth its time."""
    return "://" in text or "www." in text or "@" in text


class Linker(LinkifyIt):  # type: ignore[misc]  # the base has no types
    """A finder of URLs with their scheme, `www.` names and e-mail addresses."""

    def match(self, text: str) -> list[Match]:
        """Find the links in order. A bare name is none: `setup.py` would be a site in Paraguay."""
        found: list[Match] = super().match(text) or []
        return [link for link in found if link.schema or link.raw.lower().startswith("www.")]


@cache
def linker() -> Linker:
    """Return the one linker of a process, which takes longer to build than to use."""
    return Linker()
