"""Computed views: files whose rows need Python to become pages.

Versions that sort by number, recurring events and tables built from several rows cannot be said in
SQL that two engines answer alike. Such a view selects its rows and turns them into contexts with a
pure function of the rows and `now`; the stamp of a file is the hash of its canonical context.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha1
from typing import TYPE_CHECKING, Self

from sitegen.canonical import canonical
from sitegen.clock import compared_columns
from sitegen.views import NOTHING, Content, Stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from sitegen.clock import Candidates
    from sitegen.reading import Reading
    from sitegen.statements import AnyRow, Statement

    Rows = Mapping[str, Sequence[AnyRow]]
    Compute = Callable[[Rows, datetime], Iterable[Content]]
    Narrow = Callable[[str], ColumnElement[bool]]
    NextMoment = Callable[[Rows, datetime], datetime | None]


def never(rows: Rows, now: datetime) -> datetime | None:
    """The next moment of a view whose contexts do not depend on `now`."""
    return None


@dataclass(frozen=True, slots=True)
class ComputedView:
    """Files made by `compute` from the rows of totally ordered `statements`.

    `next_moment` gives the first moment after `now` at which `compute` could make other contexts of
    the same rows; one at which it does not is only slower. A view that `foretells` counts in it
    what its statements compare with `now`: they are then not asked for moments of their own.
    All paths begin with `within`. `narrow` gives for some of the statements the condition that
    leads to the rows which concern one file of the site.
    """

    name: str
    template: str
    statements: Mapping[str, Statement]
    compute: Compute
    next_moment: NextMoment = never
    yields: bool = False
    foretells: bool = False
    within: str = ""
    source: str = ""  # of no one table
    narrow: Mapping[str, Narrow] = field(default_factory=lambda: NOTHING)

    @property
    def is_timely(self) -> bool:
        """Whether its stamps can change by the passing of time alone."""
        return self.next_moment is not never or bool(compared_columns(self.statements.values()))

    def concerning(self, path: str) -> Self:
        """The view as if the site had no other file than this one, as far as it can tell."""
        narrowed = {
            label: self.statements[label].where(condition(path))
            for label, condition in self.narrow.items()
        }
        return replace(self, statements={**self.statements, **narrowed})

    def stamps(self, reading: Reading, *, only: str | None = None) -> Iterator[Stamp]:
        """Reading 1: every path, or `only` one, with the hash of its context."""
        for content in self._contents(reading):
            if only is None or content.path == only:
                text = canonical([content.source, content.context])
                digest = sha1(text.encode(errors="surrogatepass"), usedforsecurity=False)
                yield Stamp(content.path, digest.hexdigest(), content.source, content.template)

    def contexts(self, reading: Reading, paths: Sequence[str] | None) -> Generator[Content]:
        """Reading 2: the contexts of `paths` (None: all)."""
        wanted = None if paths is None else frozenset(paths)
        for content in self._contents(reading):
            if wanted is None or content.path in wanted:
                yield content

    def changes_after(self, reading: Reading, candidates: Candidates) -> datetime | None:
        """The first moment to come at which its stamps could differ, all rows being equal."""
        asked = None if self.foretells else candidates.after(reading.now, self.statements.values())
        if self.next_moment is never:
            return asked
        computed = self.next_moment(self._rows(reading), reading.now)
        return min((moment for moment in (asked, computed) if moment), default=None)

    def _contents(self, reading: Reading) -> Iterable[Content]:
        return self.compute(self._rows(reading), reading.now)

    def _rows(self, reading: Reading) -> Rows:
        return {
            label: reading.rows(statement, self.name)
            for label, statement in self.statements.items()
        }
