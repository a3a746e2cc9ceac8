"""How the rows of a view's statements are read: as hashes of all, or as the rows of some paths."""

from __future__ import annotations

import json
import marshal
import sqlite3
from hashlib import sha1
from itertools import groupby
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.exc import DBAPIError

from sitegen.clock import compared_columns
from sitegen.errors import DatabaseFault
from sitegen.faults import unreadable_number
from sitegen.statements import by_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, CursorResult, Subquery

    from sitegen.statements import AnyRow, Statement

    HashedRow = tuple[str, str, int | None, str | None]

FETCH = 500  # rows held at a time while a statement streams
NAMES = ("path", "id", "template")


class Reading:
    """The database as it is at one moment.

    Lists that many views make pages of are read once; those that no clock decides are the same at
    every moment.
    """

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self._timeless: dict[Statement, Sequence[AnyRow]] = {}
        self._timely: dict[Statement, Sequence[AnyRow]] = {}

    def at(self, now: datetime) -> Reading:
        """The same rows at another moment."""
        other = Reading(self.connection, now)
        other._timeless = self._timeless
        return other

    def rows(self, statement: Statement, name: str) -> Sequence[AnyRow]:
        """All rows of a statement; `name` is for those of no one table.

        Raises DatabaseFault, UnreadableText.
        """
        kept = self._timely if compared_columns([statement]) else self._timeless
        if statement not in kept:
            rows = self.connection.execute(statement, {"now": self.now}).all()
            source, numbers = _table_of(statement) or name, _numbers_of(statement)
            for row in rows:
                check_numbers(row, numbers)
                check_text(row, source)
            kept[statement] = rows
        return kept[statement]


def _table_of(statement: Statement) -> str:
    """The table whose id a statement selects, by which messages name its rows."""
    key = statement.selected_columns.get("id")
    table = key.table if isinstance(key, sa.Column) else None
    return table.name if isinstance(table, sa.Table) else ""


def _numbers_of(statement: Statement) -> list[int]:
    """Which of the columns that a statement selects are whole numbers."""
    columns = enumerate(statement.selected_columns)
    return [index for index, column in columns if isinstance(column.type, sa.Integer)]


def hashed_rows(reading: Reading, statement: Statement, only: str | None) -> Iterator[HashedRow]:
    """The path of each row, the hash of all it holds, its id and template if it has them.

    PostgreSQL hashes the text of rows itself and sends little more. On SQLite rows are taken from
    the driver as they are kept: types would cost more than reading and hashing, and equal values
    are kept alike.
    """
    wrapped = statement.subquery("q")
    names = [wrapped.c[name] if name in wrapped.c else sa.null().label(name) for name in NAMES]
    in_server = reading.connection.dialect.name == "postgresql"
    text = func.md5(sql_cast(literal_column("q"), sa.Text)).label("digest")
    asked = select(*names, text) if in_server else select(*names, *wrapped.c)
    asked = asked.select_from(wrapped)
    if only is not None:
        asked = asked.where(wrapped.c.path == only)
    options = {"yield_per": FETCH} if in_server else {}
    result = reading.connection.execute(asked, {"now": reading.now}, execution_options=options)
    if in_server:
        return ((row.path, row.digest, row.id, row.template) for row in result)
    return _hashed_here(result)


def _hashed_here(result: CursorResult[*tuple[Any, ...]]) -> Iterator[HashedRow]:
    """Rows as SQLite keeps them, with their hash. Raises DBAPIError, DatabaseFault."""
    cursor: Any = result.cursor
    try:
        for path, key, template, *values in cursor:
            if isinstance(template, bytes):
                raise DatabaseFault(
                    f"id {key} ({path}): its template holds bytes where text is expected.",
                    mend="Write it as text.",
                )
            # Of this version equal values give equal bytes, and others give others.
            digest = sha1(marshal.dumps(values, 0), usedforsecurity=False).hexdigest()
            yield path, digest, key, template
    except sqlite3.Error as error:
        raise DBAPIError(None, None, error) from error
    finally:
        result.close()


def rows_by_path(
    reading: Reading, statement: Statement, paths: Sequence[str] | None
) -> CursorResult[*tuple[Any, ...]]:
    """The statement's rows for these paths, in one pass, by path and position."""
    connection = reading.connection
    wrapped = statement.subquery("q")
    chosen = select(wrapped)
    values: dict[str, Any] = {"now": reading.now}
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


def check_numbers(row: AnyRow, numbers: Iterable[int]) -> None:
    """Refuse text, which SQLite lets stand in a column of numbers. Raises UnreadableText."""
    for index in numbers:
        if isinstance(row[index], str | bytes):
            raise unreadable_number(str(row[index]))


def check_text(row: AnyRow, source: str) -> None:
    """Refuse bytes, which SQLite lets stand in a column of text. Raises DatabaseFault."""
    for name, value in row._mapping.items():
        if isinstance(value, bytes):
            which = f" id {row.id}" if "id" in row._mapping else ""
            raise DatabaseFault(
                f"{source}{which}: {name} holds bytes where text is expected.",
                mend="Write it as text.",
            )


class Lockstep:
    """Rows sorted by path, given group by group to a reader that asks in the same order."""

    def __init__(self, rows: Iterable[AnyRow]) -> None:
        self._groups = groupby(rows, key=lambda row: row.path)
        self._next: tuple[str, list[AnyRow]] | None = self._advance()

    def at(self, path: str) -> list[AnyRow]:
        """The rows of a path that is not before those asked for already."""
        while self._next and self._next[0] < path:
            self._next = self._advance()
        return self._next[1] if self._next and self._next[0] == path else []

    def _advance(self) -> tuple[str, list[AnyRow]] | None:
        group = next(self._groups, None)
        return (group[0], list(group[1])) if group else None
