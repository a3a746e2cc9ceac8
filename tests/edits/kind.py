"""What an edit is: a function that edits a site and checks it, and what it may be given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import SearchStrategy

    from tests.oracle import BuiltTwice


@dataclass(frozen=True)
class Kind:
    """A kind of edit: `edit` is called with a BuiltTwice and a value of each strategy."""

    edit: Callable[..., None]
    arguments: Mapping[str, SearchStrategy[Any]] = field(default_factory=dict)
    of: str = ""

    @property
    def name(self) -> str:
        return f"{self.edit.__name__} {self.of}".strip()

    def make(self, twice: BuiltTwice, values: Mapping[str, Any]) -> None:
        """Edit the site and check it."""
        self.edit(twice, **values)
