"""The plain values that go into markup and come out of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


class Policy(Enum):
    """How far the author of a text is trusted: staff may write raw HTML, the public may not."""

    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the database with all that decides its HTML.

    Every id in the HTML is `prefix`, a hyphen and a slug, so that fields of one page never clash.
    """

    source: str
    kind: str
    policy: Policy
    prefix: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a fragment; level 2 is the highest."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """A text as safe HTML; false when there is nothing to show.

    `contents` are the headings of levels 2 and 3 in order. A warning starts with its line when
    there is one.
    """

    html: str
    contents: tuple[Heading, ...] = ()
    warnings: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.html)

    def __str__(self) -> str:
        return self.html

    def __html__(self) -> str:
        """Return the HTML, which a template prints as it is."""
        return self.html

    def as_tuple(self) -> tuple[object, ...]:
        """Return the fragment in JSON's own types."""
        headings = tuple((heading.level, heading.id, heading.title) for heading in self.contents)
        return self.html, headings, self.warnings

    @classmethod
    def from_tuple(cls, value: Sequence[Any]) -> Fragment:
        """Return the fragment that `as_tuple` took apart, also after a round through JSON."""
        html, headings, warnings = value
        return cls(html, tuple(Heading(*heading) for heading in headings), tuple(warnings))
