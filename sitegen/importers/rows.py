"""Records of Django models become rows of tables; what does not fit is noted or refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import String

from sitegen.importers.keys import Row, find, named, new_key
from sitegen.importers.values import MisfitError, default_text, empty, fit, shown, whole
from sitegen.models import Base

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Column, Table

    from sitegen.importers.keys import Keys, Values
    from sitegen.importers.mapping import Model
    from sitegen.importers.report import Findings, Pk
    from sitegen.importers.sources import Record

NOWHERE = "which is neither in the source nor in the database"


@dataclass(frozen=True, slots=True)
class Subject:
    """The row that findings are about."""

    findings: Findings
    model: Model
    pk: Pk

    def note(self, column: str, message: str) -> None:
        """Record something that was mended."""
        self.findings.note(self.model.label, self.pk, column, message)

    def problem(self, column: str, message: str) -> None:
        """Record something that makes the row impossible."""
        self.findings.problem(self.model.label, self.pk, column, message)


def make_rows(model: Model, records: Iterable[Record], keys: Keys, findings: Findings) -> None:
    """Add the rows of a model to `keys.rows`; rows that it refers to must be there already.

    A row without a key takes that of the row with its name, else the next free one.
    """
    columns = columns_of(model)
    rows = keys.rows[model.table]
    for record in sorted(records, key=lambda record: record.pk is None):
        label = f"(none: {record.place})" if record.pk is None else record.pk
        subject = Subject(findings, model, label)
        values, links = _values(record, columns, keys, subject), _links(record, keys, subject)
        if (pk := _key(record, values, keys, subject)) is None:
            continue
        if pk in rows:
            subject.note("", f"is the same row as pk {pk}: this one is taken")
        if pk not in keys.stored[model.table]:
            _complete(values, subject)
        rows[pk] = Row(pk, values, links)


def table_of(model: Model) -> Table:
    """The table that holds the rows of a model."""
    return Base.metadata.tables[model.table]


def columns_of(model: Model) -> dict[str, list[Column[Any]]]:
    """The columns that each field of a model goes to."""
    table = table_of(model)
    columns: dict[str, list[Column[Any]]] = {}
    for taken in model.takes.split():
        field, _, name = taken.partition(">")
        name = name or field
        column = table.c[name if name in table.c else f"{name}_id"]
        columns.setdefault(field, []).append(column)
    return columns


def _values(
    record: Record, columns: Mapping[str, list[Column[Any]]], keys: Keys, subject: Subject
) -> Values:
    values: Values = {}
    for field, raw in record.fields.items():
        if field in columns:
            value = _stripped(field, raw, subject)
            for column in columns[field]:
                values |= _value(column, value, keys, subject)
        elif field in subject.model.leaves:
            subject.findings.left_fields[subject.model.label, field] += bool(raw)
        elif field not in subject.model.lists and not empty(raw) and raw != []:
            name = field if field.isidentifier() else shown(field)
            subject.note(name, "is a field with no place here: its value is left out")
    return values


def _value(column: Column[Any], raw: object, keys: Keys, subject: Subject) -> Values:
    """What a column gets; nothing if it is to keep its value, or take its default."""
    if column.foreign_keys:
        return {column.name: _reference(column, raw, keys, subject)}
    if empty(raw):
        return _nothing(column, subject)
    try:
        return {column.name: fit(raw, column.type)}
    except MisfitError as misfit:
        subject.problem(column.name, str(misfit))
        return {column.name: None}


def _nothing(column: Column[Any], subject: Subject) -> Values:
    """Empty text and null mean the same: NULL where a column may be NULL, else its default."""
    if column.nullable:
        return {column.name: None}
    if isinstance(column.type, String):
        return {column.name: default_text(column) or ""}
    if column.server_default is not None:
        subject.note(column.name, "is null: the default is taken")
        return {}
    subject.problem(column.name, "is null, and must not be")
    return {column.name: None}


def _reference(column: Column[Any], raw: object, keys: Keys, subject: Subject) -> int | None:
    (foreign,) = column.foreign_keys
    target = foreign.column.table.name
    if empty(raw):
        if not column.nullable:
            subject.problem(column.name, "is null, and must not be")
        return None
    try:
        key = find(keys, target, raw)
    except MisfitError as misfit:
        subject.problem(column.name, str(misfit))
        return None
    if key is None and column.nullable:
        subject.note(column.name, f"refers to {target} {shown(raw)}, {NOWHERE}: it becomes NULL")
    elif key is None:
        subject.problem(column.name, f"refers to {target} {shown(raw)}, {NOWHERE}")
    return key


def _links(record: Record, keys: Keys, subject: Subject) -> dict[str, set[int]]:
    """Links by association table, of the fields that the record has."""
    links: dict[str, set[int]] = {}
    for field, association in subject.model.lists.items():
        if (raw := record.fields.get(field)) is None:
            continue
        if not isinstance(raw, list):
            subject.problem(field, "is not a list of references")
            continue
        (*_, target) = Base.metadata.tables[association].c
        found = [_link(target, one, keys, field, subject) for one in raw]
        links[association] = {key for key in found if key is not None}
    return links


def _link(target: Column[Any], raw: object, keys: Keys, field: str, subject: Subject) -> int | None:
    (foreign,) = target.foreign_keys
    table = foreign.column.table.name
    try:
        key = find(keys, table, raw)
    except MisfitError as misfit:
        subject.problem(field, str(misfit))
        return None
    if key is None:
        subject.note(field, f"refers to {table} {shown(raw)}, {NOWHERE}: the link is left out")
    return key


def _stripped(field: str, raw: object, subject: Subject) -> object:
    if field != subject.model.strips or not isinstance(raw, str) or raw == raw.strip("/"):
        return raw
    subject.note(field, "has slashes at its ends, which are taken off")
    return raw.strip("/")


def _key(record: Record, values: Values, keys: Keys, subject: Subject) -> int | None:
    model = subject.model
    if isinstance(record.pk, str):
        subject.problem("", "has a primary key that is not a whole number")
        return None
    if record.pk is not None:
        return _key_in_range(record.pk, subject)
    if not model.known_by:
        subject.problem("", "has no primary key, and nothing else tells rows of this model apart")
        return None
    if missing := [name for name in model.known_by if name not in values]:
        subject.problem("", f"has neither a primary key nor {missing[0]}, which would tell it")
        return None
    name = tuple(values[column] for column in model.known_by)
    known = named(keys, model, name)
    return new_key(keys, model, name) if known is None else known


def _key_in_range(pk: int, subject: Subject) -> int | None:
    try:
        return whole(pk)
    except MisfitError as misfit:
        subject.problem("id", str(misfit))
        return None


def _complete(values: Values, subject: Subject) -> None:
    """Give a new row what no field filled and no default will."""
    for column in table_of(subject.model).c:
        name = column.name
        if name in values or column.nullable or column.server_default or column.primary_key:
            continue
        if name in subject.model.new:
            values[name] = subject.model.new[name]
        elif isinstance(column.type, String):
            subject.note(name, "is missing: it is left empty")
            values[name] = ""
        else:
            subject.problem(name, "is missing")
