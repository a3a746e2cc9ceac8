"""Edits of rows, whatever their table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from sitegen.models import (
    Base,
    Job,
    MenuItem,
    Page,
    Release,
)
from tests.edits import values
from tests.edits.first_rows import first_rows
from tests.edits.kind import Kind
from tests.edits.tables import (
    ROOM,
    TABLES,
    change,
    deleted,
    free_key,
    inserted,
    keys_of,
    some_key,
    updated,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import SearchStrategy

    from tests.oracle import BuiltTwice

    Row = tuple[type[Base], Mapping[str, Any]]


def rows_of(section: str) -> SearchStrategy[Row]:
    """A row of one of the tables of a section."""
    return st.one_of(
        st.tuples(st.just(model), st.fixed_dictionaries(dict(columns)))
        for model, columns in TABLES[section].items()
    )


def cells_of(section: str) -> SearchStrategy[Row]:
    """A new value of one column."""
    return st.one_of(
        st.tuples(st.just(model), st.fixed_dictionaries({name: strategy}))
        for model, columns in TABLES[section].items()
        for name, strategy in columns.items()
        if name != "updated"
    )


def insert_a_row(twice: BuiltTwice, row: Row) -> None:
    model, columns = row
    if len(keys_of(twice, model)) < ROOM:
        change(twice, inserted(model, free_key(twice, model), columns))
    twice.check()


def update_a_row(twice: BuiltTwice, cell: Row, number: int) -> None:
    model, columns = cell
    change(twice, updated(model, some_key(twice, model, number), columns))
    twice.check()


def delete_a_row(twice: BuiltTwice, model: type[Base], number: int) -> None:
    change(twice, deleted(model, some_key(twice, model, number)))
    twice.check()


def publish_or_unpublish(twice: BuiltTwice, model: Any, number: int) -> None:
    key = some_key(twice, model, number)
    if model is Job:
        shown = (Job.status == "approved", Job.id == key)
        with twice.site.engine.connect() as connection:
            is_shown = connection.scalar(select(Job.id).where(*shown)) is not None
        change(twice, updated(Job, key, {"status": "review" if is_shown else "approved"}))
    else:
        change(twice, updated(model, key, {"is_published": ~model.is_published}))
    twice.check()


ALL = tuple(model for tables in TABLES.values() for model in tables)


def take_everything_back(twice: BuiltTwice) -> None:
    """Give every table the rows that it began with."""
    rows = first_rows()
    tables = dict.fromkeys(model for model, _ in rows)
    change(twice, update(MenuItem).values(parent_id=None))
    everything = [delete(model) for model in reversed(tables)]
    assert change(twice, *everything, *(insert(model).values(row) for model, row in rows))
    twice.check()


def empty_a_table(twice: BuiltTwice, model: type[Base]) -> None:
    """And, so that there is something left to edit, fill it again."""
    change(twice, delete(model))
    twice.check()
    take_everything_back(twice)


def _in_section(section: str) -> list[Kind]:
    models = st.sampled_from(list(TABLES[section]))
    return [
        Kind(insert_a_row, {"row": rows_of(section)}, section),
        Kind(update_a_row, {"cell": cells_of(section), "number": values.numbers}, section),
        Kind(delete_a_row, {"model": models, "number": values.numbers}, section),
    ]


KINDS = (
    *(kind for section in TABLES for kind in _in_section(section)),
    *(
        Kind(publish_or_unpublish, {"model": st.just(m), "number": values.numbers}, m.__tablename__)
        for m in (Page, Release, Job)
    ),
    Kind(empty_a_table, {"model": st.sampled_from(ALL)}),
    Kind(take_everything_back),
)
