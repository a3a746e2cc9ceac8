"""Full text indexes cost more than the rows: they are made once, after all rows are written."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

TEXT_INDEXES = text(
    "SELECT tablename, indexname, indexdef FROM pg_indexes"
    " WHERE schemaname = current_schema() AND tablename = ANY(:tables)"
    " AND indexdef LIKE '%to_tsvector%' ORDER BY indexname"
)
WORKERS = 2


@contextmanager
def without_text_indexes(connection: Connection, tables: Sequence[str]) -> Iterator[None]:
    """Take the text indexes of the tables away, and make them again at the end.

    On SQLite there are none. Nobody else can read the tables meanwhile.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    found = connection.execute(TEXT_INDEXES, {"tables": list(tables)}).all()
    for _, index, _ in found:
        connection.exec_driver_sql(f'DROP INDEX "{index}"')
    yield
    connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '512MB'")
    for table, _, definition in found:
        # Long texts lie outside the table, which then looks too small to be worth two workers.
        connection.exec_driver_sql(f'ALTER TABLE "{table}" SET (parallel_workers = {WORKERS})')
        connection.exec_driver_sql(definition.replace("%", "%%"))
        connection.exec_driver_sql(f'ALTER TABLE "{table}" RESET (parallel_workers)')
