"""Rows into tables and links into associations, within the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, func, insert, select, text, update
from sqlalchemy.exc import DataError, IntegrityError

from sitegen.importers.report import Count
from sitegen.importers.rows import table_of
from sitegen.models import Base

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Column, Connection, Executable, Table, Update

    from sitegen.importers.keys import Keys, Row, Values
    from sitegen.importers.mapping import Model
    from sitegen.importers.report import Findings

KEY = "key_of_row"


def lock(connection: Connection, tables: Sequence[str]) -> None:
    """Keep others from writing to `tables`: what is checked must hold until it is written.

    Readers go on. On SQLite a transaction that writes is alone anyway.
    """
    if connection.dialect.name == "postgresql" and tables:
        names = ", ".join(map(connection.dialect.identifier_preparer.quote, tables))
        connection.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def write_rows(model: Model, keys: Keys, findings: Findings) -> Count:
    """Insert the new rows of a model and update the others; a column without a value is kept.

    References within the table are set last, when every row is there.
    """
    table, stored = table_of(model), keys.stored[model.table]
    rows = keys.rows[model.table].values()
    own = {column.name for column in table.c if column.references(table.c.id)}
    plain = set(table.c.keys()) - own
    new = [row for row in rows if row.pk not in stored]
    old = [row for row in rows if row.pk in stored]
    for batch in _batches(new, plain, "id"):
        _run(keys.connection, insert(table), batch, model, findings)
    for batch in (
        *_batches(old, plain, KEY),
        *(_batches(rows, own, KEY) if own else ()),
    ):
        _run(keys.connection, updating(table, batch[0].keys()), batch, model, findings)
    return Count(table.name, inserted=len(new), updated=len(old))


def write_links(model: Model, association: str, keys: Keys) -> Count:
    """Make the links of the rows of a model those that came with them."""
    table = Base.metadata.tables[association]
    one, other = list(table.c)
    rows = [row for row in keys.rows[model.table].values() if association in row.links]
    ours = {row.pk for row in rows}
    stored = {
        (key, target) for key, target in keys.connection.execute(select(one, other)) if key in ours
    }
    wanted = {(row.pk, target) for row in rows for target in row.links[association]}
    gone, new = stored - wanted, wanted - stored
    if gone:
        these = and_(one == bindparam("one"), other == bindparam("other"))
        keys.connection.execute(delete(table).where(these), _pairs(gone, "one", "other"))
    if new:
        keys.connection.execute(insert(table), _pairs(new, one.name, other.name))
    return Count(table.name, inserted=len(new), removed=len(gone))


def updating(table: Table, given: Iterable[str]) -> Update:
    """An UPDATE of the row with the primary key KEY that touches no column but those given."""
    kept = {c.name: c for c in table.c if c.onupdate is not None and c.name not in given}
    return update(table).where(table.c.id == bindparam(KEY)).values(kept)


def advance_sequences(connection: Connection, tables: Iterable[str]) -> None:
    """Let PostgreSQL count on from the highest key of each table; a sequence is never set back."""
    if connection.dialect.name != "postgresql":
        return
    for name in tables:
        key: Column[Any] = Base.metadata.tables[name].c.id
        sequence = func.pg_get_serial_sequence(name, "id")
        reached = func.coalesce(func.pg_sequence_last_value(func.to_regclass(sequence)), 1)
        connection.execute(select(func.setval(sequence, func.greatest(func.max(key), reached))))


def _batches(rows: Iterable[Row], columns: set[str], key: str) -> list[list[Values]]:
    """Parameters for rows, those of the same columns together; the primary key is named `key`."""
    batches: dict[frozenset[str], list[Values]] = defaultdict(list)
    for row in rows:
        values = {name: value for name, value in row.values.items() if name in columns}
        if values or key == "id":
            batches[frozenset(values)].append({key: row.pk} | values)
    return list(batches.values())


def _run(
    connection: Connection,
    statement: Executable,
    batch: list[Values],
    model: Model,
    findings: Findings,
) -> None:
    """Execute for all rows; if the database refuses, find out which rows it refuses."""
    try:
        with connection.begin_nested():
            connection.execute(statement, batch)
    except (IntegrityError, DataError):
        for values in batch:
            _try(connection, statement, values, model, findings)


def _try(
    connection: Connection,
    statement: Executable,
    values: Values,
    model: Model,
    findings: Findings,
) -> None:
    try:
        with connection.begin_nested():
            connection.execute(statement, values)
    except (IntegrityError, DataError) as error:
        reason = str(error.orig).partition("\n")[0]
        pk = values.get("id", values.get(KEY))
        findings.problem(model.label, str(pk), "", f"is refused by the database: {reason}")


def _pairs(pairs: set[tuple[int, int]], one: str, other: str) -> list[dict[str, int]]:
    return [{one: key, other: target} for key, target in sorted(pairs)]
