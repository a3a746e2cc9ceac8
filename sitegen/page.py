"""Pages on their way to a worker and back: plain values, and walks through what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sitegen import markup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Page:
    """One unit of work: plain values that travel to a worker."""

    path: str
    template: str
    source: str
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as bytes, with what the manifest remembers of it.

    `links` are the URL paths of this site that it leads to, `loads` what it embeds (see
    hosting/content_security.py); `fragments` are the markup that had to be rendered for it.
    """

    path: str
    body: bytes
    links: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    fragments: tuple[tuple[markup.Text, markup.Fragment], ...] = ()
    loads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything that pages share: what a worker is given once.

    `shared` holds the values of `box`, `menu` and `asset` by function and name; `closures` says
    which of them each template may see.
    """

    sources: Mapping[str, str]
    closures: Mapping[str, frozenset[tuple[str, str]]]
    shared: Mapping[tuple[str, str], Any]
    site: Mapping[str, Any]


def values_of(context: Mapping[str, Any], kind: type[Value]) -> Iterable[Value]:
    """The values of one kind in a context: its own, and those of the dicts in it."""
    for value in context.values():
        if isinstance(value, kind):
            yield value
        elif isinstance(value, dict):
            yield from values_of(value, kind)


def with_texts(context: Mapping[str, Any], made: Callable[[markup.Text], Any]) -> dict[str, Any]:
    """The context with every markup text replaced by what `made` gives for it."""

    def replaced(value: Any) -> Any:
        if isinstance(value, markup.Text):
            return made(value)
        return with_texts(value, made) if isinstance(value, dict) else value

    return {name: replaced(value) for name, value in context.items()}
