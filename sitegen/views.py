"""Views: a set of rows for every file, read in two ways.

`stamps` reads every row and keeps nothing but a hash for each path; `contexts` reads the rows of
the stale paths as plain values. Both run the same statements in the same snapshot, so an equal
stamp means an equal context.
"""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import md5, sha1
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy import cast as sql_cast

from sitegen.errors import DatabaseFault
from sitegen.markup import Policy, Text
from sitegen.messages import row_of
from sitegen.statements import by_text

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, CursorResult, RowMapping, Subquery

    from sitegen.clock import Candidates
    from sitegen.statements import AnyRow, Statement

NOTHING: Mapping[str, Any] = MappingProxyType({})
FETCH = 500  # rows held at a time while a statement streams


@dataclass(frozen=True, slots=True)
class Stamp:
    """What reading 1 says of one file: `digest` stands for everything its rows hold.

    `source` names the row for messages; `template` is what the row asks for, or empty.
    """

    path: str
    digest: str
    source: str
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
    that `yields` give way to those of other views. `narrow` is the condition that leads to one
    path along an index; without it, asking for one path reads all.
    """

    name: str
    template: str
    pages: Statement
    subject: str = ""
    source: str = ""
    rows: Mapping[str, Statement] = field(default_factory=lambda: NOTHING)
    markup: Mapping[str, Policy] = field(default_factory=lambda: NOTHING)
    yields: bool = False
    narrow: Callable[[str], ColumnElement[bool]] | None = None

    @property
    def statements(self) -> Mapping[str, Statement]:
        """All statements; that of `pages` stands under the empty label."""
        return {"": self.pages, **self.rows}

    def stamps(
        self, connection: Connection, now: datetime, *, only: str | None = None
    ) -> Iterator[Stamp]:
        """Reading 1: every path, or `only` one, with the hash of its rows."""
        hashes: dict[str, list[str]] = defaultdict(list)
        for label, statement in self.rows.items():
            narrowed = self._narrowed(statement, only)
            for row, row_hash in self._hashed(connection, narrowed, now, only):
                hashes[row["path"]].append(f"{label} {row_hash}")
        narrowed = self._narrowed(self.pages, only)
        for row, row_hash in self._hashed(connection, narrowed, now, only):
            path = row["path"]
            lines = (row_hash, *sorted(hashes.get(path, ())))
            digest = sha1("\n".join(lines).encode(), usedforsecurity=False).hexdigest()
            yield Stamp(path, digest, self.source_of(path, row), row.get("template") or "")

    def contexts(
        self, connection: Connection, now: datetime, paths: Sequence[str] | None
    ) -> Generator[Content]:
        """Reading 2: the rows of `paths` (None: all), ordered by path, streamed side by side."""
        with ExitStack() as stack:

            def stream(statement: Statement) -> CursorResult[*tuple[Any, ...]]:
                result = _stream(connection, statement, now, paths)
                stack.callback(result.close)
                return result

            pages = stream(self.pages)
            lists = {label: _Lockstep(stream(each)) for label, each in self.rows.items()}
            for row in pages:
                yield self._content(row, lists)

    def changes_after(
        self, connection: Connection, now: datetime, candidates: Candidates
    ) -> datetime | None:
        """The first moment after `now` at which its stamps could differ, all rows being equal."""
        return candidates.after(now, self.statements.values())

    def _content(self, row: AnyRow, lists: Mapping[str, _Lockstep]) -> Content:
        values = row._mapping
        context: dict[str, Any] = {
            label: [_plain(other) for other in rows.at(values["path"])]
            for label, rows in lists.items()
        }
        if self.subject:
            context[self.subject] = self._with_markup(_plain(row))
        source = self.source_of(values["path"], values)
        return Content(values["path"], context, source, values.get("template") or "")

    def source_of(self, path: str, row: RowMapping) -> str:
        """How messages name what a path is made of: its row, or else the path."""
        return row_of(self.source, row["id"], path) if "id" in row and self.source else path

    def _hashed(
        self, connection: Connection, statement: Statement, now: datetime, only: str | None
    ) -> Iterator[tuple[RowMapping, str]]:
        """Each row (its path, and its id and template if it has them) with its text's hash."""
        in_server = connection.dialect.name == "postgresql"
        for row in _rows_to_hash(connection, statement, now, only):
            if in_server:
                yield row._mapping, row.row_hash
            else:
                check_text(row, self.source or self.name)
                yield row._mapping, _hash_of(row)

    def _narrowed(self, statement: Statement, only: str | None) -> Statement:
        if only is None or self.narrow is None:
            return statement
        return statement.where(self.narrow(only))

    def _with_markup(self, values: dict[str, Any]) -> dict[str, Any]:
        for name, policy in self.markup.items():
            kind = values.pop(f"{name}_markup_type") or ""
            values[name] = Text(values[name] or "", kind, policy, prefix=name)
        return values


class _Lockstep:
    """Rows sorted by path, given group by group to a reader that asks in the same order."""

    def __init__(self, rows: Iterable[AnyRow]) -> None:
        self._groups = groupby(rows, key=lambda row: row.path)
        self._next: tuple[str, list[AnyRow]] | None = self._advance()

    def at(self, path: str) -> list[AnyRow]:
        while self._next and self._next[0] < path:
            self._next = self._advance()
        return self._next[1] if self._next and self._next[0] == path else []

    def _advance(self) -> tuple[str, list[AnyRow]] | None:
        group = next(self._groups, None)
        return (group[0], list(group[1])) if group else None


def _plain(row: AnyRow) -> dict[str, Any]:
    """The row as the template may see it: without what only the plan needs."""
    hidden = ("path", "position", "template")
    return {name: value for name, value in row._mapping.items() if name not in hidden}


def _stream(
    connection: Connection, statement: Statement, now: datetime, paths: Sequence[str] | None
) -> CursorResult[*tuple[Any, ...]]:
    """The statement's rows for these paths, in one pass, by path and position."""
    wrapped = statement.subquery("q")
    chosen = select(wrapped)
    values: dict[str, Any] = {"now": now}
    if paths is not None:
        chosen, values["paths"] = _among(connection, chosen, wrapped), _packed(connection, paths)
    order: list[ColumnElement[Any]] = [by_text(wrapped.c.path)]
    if "position" in wrapped.c:
        order.append(wrapped.c.position)
    return connection.execute(
        chosen.order_by(*order), values, execution_options={"yield_per": FETCH}
    )


def _among(connection: Connection, chosen: Statement, wrapped: Subquery) -> Statement:
    """Join with the wanted paths, handed over as one value however many they are."""
    if connection.dialect.name == "postgresql":
        array = sql_cast(bindparam("paths"), sa.ARRAY(sa.Text))
        wanted = func.unnest(array).table_valued("value").render_derived()
    else:
        wanted = func.json_each(bindparam("paths")).table_valued("value")
    return chosen.join(wanted, wanted.c.value == wrapped.c.path)


def _packed(connection: Connection, paths: Sequence[str]) -> Any:
    return list(paths) if connection.dialect.name == "postgresql" else json.dumps(list(paths))


def _rows_to_hash(
    connection: Connection, statement: Statement, now: datetime, only: str | None
) -> CursorResult[*tuple[Any, ...]]:
    """The rows themselves; on PostgreSQL just what names them, and the hash of their text."""
    wrapped = statement.subquery("q")
    chosen = select(wrapped)
    if connection.dialect.name == "postgresql":
        named = [wrapped.c[name] for name in ("path", "id", "template") if name in wrapped.c]
        text = sql_cast(literal_column("q"), sa.Text)
        chosen = select(*named, func.md5(text).label("row_hash")).select_from(wrapped)
    if only is not None:
        chosen = chosen.where(wrapped.c.path == only)
    return connection.execute(chosen, {"now": now}, execution_options={"yield_per": FETCH})


def check_text(row: AnyRow, source: str) -> None:
    """Refuse bytes, which SQLite lets stand in a column of text. Raises DatabaseFault."""
    for name, value in row._mapping.items():
        if isinstance(value, bytes):
            which = f" id {row.id}" if "id" in row._mapping else ""
            raise DatabaseFault(
                f"{source}{which}: {name} holds bytes where text is expected.",
                mend="Write it as text.",
            )


def _hash_of(row: AnyRow) -> str:
    return md5(repr(tuple(row)).encode(errors="surrogatepass"), usedforsecurity=False).hexdigest()
