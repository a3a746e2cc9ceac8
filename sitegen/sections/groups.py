"""Things under each of their keys."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

T = TypeVar("T")
Key = TypeVar("Key")


def grouped(things: Iterable[T], keys_of: Callable[[T], Iterable[Key]]) -> Mapping[Key, list[T]]:
    """The things under each of their keys, in the order they come in."""
    groups: dict[Key, list[T]] = defaultdict(list)
    for thing in things:
        for key in keys_of(thing):
            groups[key].append(thing)
    return groups
