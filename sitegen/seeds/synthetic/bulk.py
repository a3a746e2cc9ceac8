"""Many rows into a table, as fast as each engine takes them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from psycopg import sql
from sqlalchemy import insert

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Table

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Bulk:
    """Rows for a table: tuples in the order of `columns`."""

    table: Table
    columns: Sequence[str]
    rows: Iterable[tuple[Any, ...]]


def load(connection: Connection, bulk: Bulk) -> int:
    """Write all rows and tell how many there were."""
    if connection.dialect.name == "postgresql":
        return _copy(connection, bulk)
    return _insert(connection, bulk)


def _copy(connection: Connection, bulk: Bulk) -> int:
    """COPY takes values as psycopg adapts them, which is what the columns' types would do."""
    names = sql.SQL(", ").join(sql.Identifier(name) for name in bulk.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(bulk.table.name), names)
    driver: Any = connection.connection.driver_connection
    count = 0
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in bulk.rows:
            copy.write_row(row)
            count += 1
    return count


def _insert(connection: Connection, bulk: Bulk) -> int:
    statement, rows, count = insert(bulk.table), iter(bulk.rows), 0
    while batch := list(islice(rows, BATCH)):
        connection.execute(statement, [dict(zip(bulk.columns, row, strict=True)) for row in batch])
        count += len(batch)
    return count
