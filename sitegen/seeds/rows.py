"""Rows with keys of their own, put into a table as often as one likes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, or_, select, text, tuple_, update

from sitegen.errors import SitegenError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, Table


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table, each with its primary key and all with the same columns.

    `witnesses` tell a row of ours from a stranger's with the same key: it is ours if one of these
    columns is as we wrote it. They are columns that editors leave alone, or not all at once. A row
    that is nothing but its key, which says that two others belong together, needs none.
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

    Other rows stay as they are. Raises SitegenError, and writes nothing, if one of them has a key
    or a unique value of ours.
    """
    if not seed.rows:
        return Put(seed.table.name, 0, 0)
    stored, key_of = _stored(connection, seed), _key_of(seed.table)
    _refuse_strangers(seed, stored)
    known = {key_of(row): row for row in stored}
    new = [row for row in seed.rows if key_of(row) not in known]
    changed = [row for row in seed.rows if row != known.get(key_of(row), row)]
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
    if connection.dialect.name != "postgresql" or "id" not in table.c:
        return
    highest = select(func.max(table.c.id)).scalar_subquery()
    connection.execute(
        select(func.setval(func.pg_get_serial_sequence(table.name, "id"), highest)).where(
            text(f"EXISTS (SELECT FROM {table.name})")
        )
    )


def _key_of(table: Table) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    names = [column.name for column in table.primary_key]
    return lambda row: tuple(row[name] for name in names)


def _stored(connection: Connection, seed: Rows) -> list[dict[str, Any]]:
    """The rows that the table holds under a key or a unique value of ours."""
    table, key_of = seed.table, _key_of(seed.table)
    columns = [table.c[name] for name in seed.rows[0]]
    same = [table.c[name].in_([row[name] for row in seed.rows]) for name in _unique(seed)]
    same.append(tuple_(*table.primary_key).in_([key_of(row) for row in seed.rows]))
    return [dict(row) for row in connection.execute(select(*columns).where(or_(*same))).mappings()]


def _unique(seed: Rows) -> list[str]:
    return [column.name for column in seed.table.c if column.unique and column.name in seed.rows[0]]


def _refuse_strangers(seed: Rows, stored: Sequence[Mapping[str, Any]]) -> None:
    key_of = _key_of(seed.table)
    ours = {key_of(row): row for row in seed.rows}
    for row in stored:
        mine = ours.get(key_of(row))
        if mine is None or not _alike(seed, mine, row):
            name = next((f" ({row[column]})" for column in _unique(seed)), "")
            raise SitegenError(
                f"{seed.table.name} id {row['id']}{name} is in the place of a row to be seeded.",
                mend="Seed a database of its own, or give that row another id and name.",
            )


def _alike(seed: Rows, mine: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return not seed.witnesses or any(mine[name] == row[name] for name in seed.witnesses)
