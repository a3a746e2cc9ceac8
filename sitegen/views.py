"""Views: a set of rows for every file, read in two ways.

`stamps` reads every row and keeps nothing but a hash for each path; `contexts` reads the rows of
the stale paths as plain values. Both run the same statements in the same snapshot, so an equal
stamp means an equal context.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha1
from sys import intern
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import or_

from sitegen.clock import compared_columns
from sitegen.markup import Policy, Text
from sitegen.messages import row_of
from sitegen.reading import Lockstep, Reading, check_text, hashed_rows, rows_by_path

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, CursorResult

    from sitegen.clock import Candidates
    from sitegen.statements import AnyRow, Statement

NOTHING: Mapping[str, Any] = MappingProxyType({})
FEW = 20  # paths that are looked for along an index; for more, a statement reads all of its rows


class Stamp(NamedTuple):
    """What reading 1 says of one file: `digest` stands for everything its rows hold.

    `row` is the id of its row, or how messages name what it is made of; `template` is what the row
    asks for, or empty.
    """

    path: str
    digest: str
    row: int | str
    template: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What reading 2 says of one file: the plain values that its template shows."""

    path: str
    context: Mapping[str, Any]
    source: str
    template: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """Files whose rows a database can give as they are shown.

    `pages` decides which files exist: one row a file, with its `path`, perhaps the `template` it
    asks for and the `id` that names it in messages. The template sees this row as `subject`.
    `rows` decorate: each statement selects `path` and `position`, and gives a list of that name;
    a row for a path that `pages` lacks is ignored. `markup` names the text columns that become
    HTML, with their trust; each has its kind in the column `NAME_markup_type`. The paths of a view
    that `yields` give way to those of other views. All paths begin with `within`, so that whoever
    asks for another need not ask the view. `narrow` is the condition that leads to one path along
    an index; without it, asking for one path reads all.
    """

    name: str
    template: str
    pages: Statement
    subject: str = ""
    source: str = ""
    rows: Mapping[str, Statement] = field(default_factory=lambda: NOTHING)
    markup: Mapping[str, Policy] = field(default_factory=lambda: NOTHING)
    yields: bool = False
    within: str = ""
    narrow: Callable[[str], ColumnElement[bool]] | None = None

    @property
    def statements(self) -> Mapping[str, Statement]:
        """All statements; that of `pages` stands under the empty label."""
        return {"": self.pages, **self.rows}

    @property
    def is_timely(self) -> bool:
        """Whether its stamps can change by the passing of time alone."""
        return bool(compared_columns(self.statements.values()))

    def stamps(self, reading: Reading, *, only: str | None = None) -> Iterator[Stamp]:
        """Reading 1: every path, or `only` one, with the hash of its rows."""
        alone = None if only is None else [only]
        lists: dict[str, list[str]] = defaultdict(list)
        for label, statement in self.rows.items():
            narrowed = self._narrowed(statement, alone)
            for path, digest, _, _ in hashed_rows(reading, narrowed, only):
                lists[path].append(f"{label} {digest}")
        narrowed = self._narrowed(self.pages, alone)
        for path, own, key, template in hashed_rows(reading, narrowed, only):
            digest = _together(own, lists[path]) if path in lists else own
            named = key if key is not None and self.source else path
            yield Stamp(path, digest, named, template or "")

    def contexts(self, reading: Reading, paths: Sequence[str] | None) -> Generator[Content]:
        """Reading 2: the rows of `paths` (None: all), ordered by path, streamed side by side."""
        with ExitStack() as stack:

            def stream(statement: Statement) -> CursorResult[*tuple[Any, ...]]:
                result = rows_by_path(reading, self._narrowed(statement, paths), paths)
                stack.callback(result.close)
                return result

            pages = stream(self.pages)
            lists = {label: Lockstep(stream(each)) for label, each in self.rows.items()}
            for row in pages:
                yield self._content(row, lists)

    def changes_after(self, reading: Reading, candidates: Candidates) -> datetime | None:
        """The first moment to come at which its stamps could differ, all rows being equal."""
        return candidates.after(reading.now, self.statements.values())

    def _content(self, row: AnyRow, lists: Mapping[str, Lockstep]) -> Content:
        check_text(row, self.source or self.name)
        values = row._mapping
        context: dict[str, Any] = {
            label: [self._listed(other) for other in rows.at(values["path"])]
            for label, rows in lists.items()
        }
        if self.subject:
            context[self.subject] = self._with_markup(_plain(row))
        path, key = values["path"], values.get("id")
        source = row_of(self.source, key, path) if key is not None and self.source else path
        return Content(path, context, source, values.get("template") or "")

    def _listed(self, row: AnyRow) -> dict[str, Any]:
        check_text(row, self.source or self.name)
        return _plain(row)

    def _narrowed(self, statement: Statement, paths: Sequence[str] | None) -> Statement:
        """The statement along its index if few paths are asked for; it may give others, too."""
        if paths is None or self.narrow is None or len(paths) > FEW:
            return statement
        return statement.where(or_(*map(self.narrow, paths)))

    def _with_markup(self, values: dict[str, Any]) -> dict[str, Any]:
        for name, policy in self.markup.items():
            kind = values.pop(f"{name}_markup_type") or ""
            values[name] = Text(values[name] or "", kind, policy, prefix=name)
        return values


def _plain(row: AnyRow) -> dict[str, Any]:
    """The row as the template may see it: without what only the plan needs.

    Its names are SQLAlchemy's own kind of text, for which a worker would have to load SQLAlchemy.
    """
    hidden = ("path", "position", "template")
    values = row._mapping.items()
    return {intern(str(name)): value for name, value in values if name not in hidden}


def _together(own: str, lists: list[str]) -> str:
    """One digest for the row of a path and the rows that decorate it, whatever order they come in.

    Their own order is in them, as `position`.
    """
    lines = (own, *sorted(lists))
    return sha1("\n".join(lines).encode(), usedforsecurity=False).hexdigest()
