"""Computed views: files whose rows need Python to become pages.

Versions that sort by number, recurring events and tables built from several rows cannot be said in
SQL that two engines answer alike. Such a view selects its rows and turns them into contexts with a
pure function of the rows and `now`; the stamp of a file is the hash of its canonical context.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from hashlib import sha1
from typing import TYPE_CHECKING, Any

from sitegen.views import Content, Stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from sitegen.statements import AnyRow, Statement

    Rows = Mapping[str, Sequence[AnyRow]]
    Compute = Callable[[Rows, datetime], Iterable[Content]]


@dataclass(frozen=True, slots=True)
class ComputedView:
    """Files made by `compute` from the rows of totally ordered `statements`."""

    name: str
    template: str
    statements: Mapping[str, Statement]
    compute: Compute
    yields: bool = False

    def stamps(
        self, connection: Connection, now: datetime, *, only: str | None = None
    ) -> Iterator[Stamp]:
        """Reading 1: every path, or `only` one, with the hash of its context."""
        for content in self._contents(connection, now):
            if only is None or content.path == only:
                text = canonical(content.context)
                digest = sha1(text.encode(errors="surrogatepass"), usedforsecurity=False)
                yield Stamp(content.path, digest.hexdigest(), content.source, content.template)

    def contexts(
        self, connection: Connection, now: datetime, paths: Sequence[str] | None
    ) -> Iterator[Content]:
        """Reading 2: the contexts of `paths` (None: all)."""
        wanted = None if paths is None else frozenset(paths)
        for content in self._contents(connection, now):
            if wanted is None or content.path in wanted:
                yield content

    def _contents(self, connection: Connection, now: datetime) -> Iterable[Content]:
        rows = {
            label: connection.execute(statement, {"now": now}).all()
            for label, statement in self.statements.items()
        }
        return self.compute(rows, now)


def canonical(value: Any) -> str:
    """One text for a plain value; two values that print differently have two texts."""
    return json.dumps(value, default=_spelled, sort_keys=True, separators=(",", ":"))


def _spelled(value: Any) -> Any:
    """What JSON has no word for, under the name of its type."""
    if isinstance(value, Enum):
        return {"": type(value).__name__, "value": value.value}
    if isinstance(value, date | datetime):
        return {"": type(value).__name__, "value": value.isoformat()}
    if is_dataclass(value) and not isinstance(value, type):
        values = {field.name: getattr(value, field.name) for field in fields(value)}
        return {"": type(value).__name__, **values}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not a plain value: {value!r}")
