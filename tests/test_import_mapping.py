"""The mapping is complete: every table and column has its source, and every name exists."""

from __future__ import annotations

import pytest

from sitegen.importers.mapping import MODELS, Model
from sitegen.importers.rows import columns_of, table_of
from sitegen.importers.uniques import uniques_of
from sitegen.models import Base

NEVER_IMPORTED = {"auth_tokens", "sessions"}
TABLES = [model.table for model in MODELS]


def test_every_table_has_one_source() -> None:
    lists = [name for model in MODELS for name in model.lists.values()]
    assert sorted([*TABLES, *lists, *NEVER_IMPORTED]) == sorted(Base.metadata.tables)


@pytest.mark.parametrize("model", MODELS, ids=TABLES)
def test_every_column_has_one_source(model: Model) -> None:
    taken = [column.name for columns in columns_of(model).values() for column in columns]
    assert sorted([*taken, *model.new, "id"]) == sorted(table_of(model).c.keys())


@pytest.mark.parametrize("model", MODELS, ids=TABLES)
def test_rows_are_known_by_columns_that_exist(model: Model) -> None:
    assert set(model.known_by) <= set(table_of(model).c.keys())


def test_partial_unique_indexes_are_read_from_the_schema() -> None:
    uniques = list(uniques_of(Base.metadata.tables["release_files"]))
    (partial,) = (unique for unique in uniques if unique.among is not None)
    assert [column.name for column in partial.columns] == ["os_id", "release_id"]
    assert partial.among is not None
    assert partial.among.name == "download_button"
