"""What must be unique and is not, and rows that must step aside while others are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, String, UniqueConstraint, cast, literal, select

from sitegen.importers.rows import table_of
from sitegen.importers.values import shown
from sitegen.importers.writing import KEY, updating

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Column, Table

    from sitegen.importers.keys import Keys, Name, Row
    from sitegen.importers.mapping import Model
    from sitegen.importers.report import Findings


@dataclass(frozen=True, slots=True)
class Unique:
    """Columns that no two rows may share, among the rows where the column `among` is true."""

    columns: tuple[Column[Any], ...]
    among: Column[Any] | None = None


def uniques_of(table: Table) -> Iterator[Unique]:
    """What must be unique in a table beside its key."""
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield Unique(tuple(constraint.columns))
    for index in table.indexes:
        if index.unique:
            yield Unique(tuple(index.columns), _among(index, table))


def check_uniques(model: Model, keys: Keys, findings: Findings) -> None:
    """Record a problem for every row whose place is taken."""
    rows, table = keys.rows[model.table], table_of(model)
    for unique in uniques_of(table):
        columns = ", ".join(column.name for column in unique.columns)
        owners: dict[Name, int] = {}
        names = _names(unique, rows, keys)
        for pk, name in sorted(names.items(), key=lambda item: (item[0] in rows, item[0])):
            owner = owners.setdefault(name, pk)
            if owner != pk:
                where = "" if owner in rows else ", which is in the database and not in the source"
                said = ", ".join(map(shown, name))
                findings.problem(model.label, pk, columns, f"{said} is also that of {owner}{where}")


def step_aside(model: Model, keys: Keys, findings: Findings) -> None:
    """Free what a stored row holds now and another row will hold: rows are written one by one."""
    rows, table = keys.rows[model.table], table_of(model)
    for unique in uniques_of(table):
        owners = {name: pk for pk, name in _names(unique, rows, keys).items()}
        for pk, name in _names(unique, {}, keys).items():
            if owners.get(name, pk) == pk:
                continue
            if freed := _freed(unique, rows[pk]):
                statement = updating(table, freed).values(freed)
                keys.connection.execute(statement, {KEY: pk})
            else:
                said = f"gives way to row {owners[name]}, which takes its place"
                findings.problem(model.label, pk, unique.columns[0].name, said)


def _names(unique: Unique, rows: Mapping[int, Row], keys: Keys) -> dict[int, Name]:
    """By row what must be unique, once `rows` are written; rows with a NULL in it are free."""
    columns = [*unique.columns, *([] if unique.among is None else [unique.among])]
    table = columns[0].table
    stored = keys.connection.execute(select(table.c.id, *columns))
    values = {row.id: dict(row._mapping) for row in stored}
    for pk, row in rows.items():
        values[pk] = values.get(pk, {}) | row.values
    return {
        pk: name
        for pk, of_row in values.items()
        if unique.among is None or of_row.get(unique.among.name)
        if None not in (name := tuple(of_row.get(column.name) for column in unique.columns))
    }


def _among(index: Index, table: Table) -> Column[Any] | None:
    """The column of `WHERE column = true`, the one form that partial unique indexes have here."""
    where = index.dialect_options["sqlite"]["where"]
    return None if where is None else table.c[str(where).partition(" ")[0]]


def _freed(unique: Unique, row: Row) -> dict[str, Any]:
    """A column of the row and a value that gives up its place, until the row itself is written."""
    if unique.among is not None and unique.among.name in row.values:
        return {unique.among.name: False}
    for column in unique.columns:
        if column.name in row.values and column.nullable:
            return {column.name: None}
        if column.name in row.values and isinstance(column.type, String):
            return {column.name: literal("~") + cast(column.table.c.id, String)}
    return {}
