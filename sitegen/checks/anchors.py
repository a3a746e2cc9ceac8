"""Fragments: whether the place in a page that a link points at exists."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from sitegen import urls
from sitegen.checks.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from turbohtml import Document

    from sitegen.checks.links import Pointer

TEXT_DIRECTIVE = ":~:"  # names a text to look for, and is no part of the fragment


def anchors_of(document: Document) -> frozenset[str]:
    """The names that a fragment may point at."""
    ids = (element.attr("id") for element in document.select("[id]"))
    names = (element.attr("name") for element in document.select("a[name]"))
    return frozenset(name for name in (*ids, *names) if name)


def lost_pointers(
    pointers: Iterable[Pointer], anchors: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    """A finding for every fragment that its page does not have."""
    for pointer in pointers:
        fragment = pointer.fragment.partition(TEXT_DIRECTIVE)[0]
        known = anchors.get(pointer.target)
        if known is None or _is_known(fragment, known):
            continue
        url = urls.url_of(pointer.target)
        yield Finding(
            pointer.path,
            pointer.line,
            pointer.column,
            "anchors",
            f'links to {url}#{fragment}, but that page has no id "{unquote(fragment)}".',
            "Mend the fragment, or give the id to what it means.",
        )


def _is_known(fragment: str, anchors: Collection[str]) -> bool:
    """Whether the fragment is found as it is or decoded; "" and "top" are the page's top."""
    decoded = unquote(fragment)
    return decoded.lower() in ("", "top") or fragment in anchors or decoded in anchors
