"""Rows with ids of their own, put into a table as often as one likes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, or_, select, text, update

from sitegen.errors import SitegenError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Table


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table, each with its id and all with the same columns.

    `witnesses` tell a row of ours from a stranger's with the same id: it is ours if one of these
    columns is as we wrote it. They are columns that editors leave alone, or not all at once.
    """

    table: Table
    witnesses: tuple[str, ...]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Put:
    """What became of the rows of one table; `written` of them were new or had changed."""

    table: str
    rows: int
    written: int


def put(connection: Connection, seed: Rows) -> Put:
    """Write the rows that are missing or differ from ours.

    Other rows stay as they are. Raises SitegenError, and writes nothing, if one of them has an id
    or a unique value of ours.
    """
    if not seed.rows:
        return Put(seed.table.name, 0, 0)
    stored = _stored(connection, seed)
    _refuse_strangers(seed, stored)
    known = {row["id"]: row for row in stored}
    new = [row for row in seed.rows if row["id"] not in known]
    changed = [row for row in seed.rows if row["id"] in known and row != known[row["id"]]]
    if new:
        connection.execute(insert(seed.table), new)
    if changed:
        mine = seed.table.c.id == bindparam("row_id")
        connection.execute(
            update(seed.table).where(mine), [{**row, "row_id": row["id"]} for row in changed]
        )
    return Put(seed.table.name, len(seed.rows), len(new) + len(changed))


def advance_ids(connection: Connection, table: Table) -> None:
    """Let the next row without an id come after the highest; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    highest = select(func.max(table.c.id)).scalar_subquery()
    connection.execute(
        select(func.setval(func.pg_get_serial_sequence(table.name, "id"), highest)).where(
            text(f"EXISTS (SELECT FROM {table.name})")
        )
    )


def _stored(connection: Connection, seed: Rows) -> list[dict[str, Any]]:
    """The rows that the table holds under an id or a unique value of ours."""
    table, columns = seed.table, [seed.table.c[name] for name in seed.rows[0]]
    same = [table.c[name].in_([row[name] for row in seed.rows]) for name in ("id", *_unique(seed))]
    return [dict(row) for row in connection.execute(select(*columns).where(or_(*same))).mappings()]


def _unique(seed: Rows) -> list[str]:
    return [column.name for column in seed.table.c if column.unique and column.name in seed.rows[0]]


def _refuse_strangers(seed: Rows, stored: Sequence[Mapping[str, Any]]) -> None:
    ours = {row["id"]: row for row in seed.rows}
    for row in stored:
        mine = ours.get(row["id"])
        if mine is None or all(mine[name] != row[name] for name in seed.witnesses):
            name = next((f" ({row[column]})" for column in _unique(seed)), "")
            raise SitegenError(
                f"{seed.table.name} id {row['id']}{name} is in the place of a row to be seeded.",
                mend="Seed a database of its own, or give that row another id and name.",
            )
