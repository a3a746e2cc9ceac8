"""Which rows there are, here and in the sources, and which of them a reference means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import select

from sitegen.importers.mapping import MODELS
from sitegen.importers.values import whole
from sitegen.models import Base

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sitegen.importers.intake import Intake
    from sitegen.importers.mapping import Model

Values: TypeAlias = dict[str, object]
Name: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row to be: its columns without the key, and its links by association table."""

    pk: int
    values: Values
    links: dict[str, set[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keys:
    """By table: keys in the database, keys that are coming, rows made so far, keys by name."""

    connection: Connection
    stored: dict[str, set[int]]
    coming: dict[str, set[int]]
    rows: dict[str, dict[int, Row]]
    names: dict[str, dict[Name, int]] = field(default_factory=dict)


def keys_of(connection: Connection, intake: Intake) -> Keys:
    """All keys of the tables that can be imported into."""
    stored, coming = {}, {}
    for model in MODELS:
        column = Base.metadata.tables[model.table].c.id
        stored[model.table] = set(connection.scalars(select(column)))
        coming[model.table] = {
            pk for pk in intake.keyed.get(model.label, ()) if isinstance(pk, int)
        }
    return Keys(connection, stored, coming, {model.table: {} for model in MODELS})


def find(keys: Keys, table: str, reference: object) -> int | None:
    """The key of the row that is meant by a primary key, or by a natural one: a list.

    Raises MisfitError.
    """
    if isinstance(reference, list | tuple):
        return named(keys, model_of(table), tuple(reference))
    key = whole(reference)
    return key if key in keys.stored[table] or key in keys.coming[table] else None


def named(keys: Keys, model: Model, name: Name) -> int | None:
    """The key of the row with this name, which is the values of its `known_by` columns."""
    if model.table not in keys.names:
        keys.names[model.table] = _names(keys, model)
    try:
        return keys.names[model.table].get(name)
    except TypeError:
        return None


def new_key(keys: Keys, model: Model, name: Name) -> int:
    """The next free key of a table, given to the row with this name."""
    coming = keys.coming[model.table]
    key = max(max(keys.stored[model.table], default=0), max(coming, default=0)) + 1
    coming.add(key)
    keys.names[model.table][name] = key
    return key


def model_of(table: str) -> Model:
    """The Django model whose rows a table holds."""
    return next(model for model in MODELS if model.table == table)


def _names(keys: Keys, model: Model) -> dict[Name, int]:
    """Names of stored rows, as they will be once the rows made so far are written."""
    if not model.known_by:
        return {}
    columns = Base.metadata.tables[model.table].c
    statement = select(columns.id, *(columns[name] for name in model.known_by))
    names = {pk: tuple(name) for pk, *name in keys.connection.execute(statement)}
    for row in keys.rows[model.table].values():
        if row.values.keys() >= set(model.known_by):
            names[row.pk] = tuple(row.values[column] for column in model.known_by)
    return {name: pk for pk, name in names.items()}
