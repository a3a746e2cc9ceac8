"""Migrations lead to what the models say, from nothing and back, on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from sqlalchemy import inspect

from sitegen import schema
from sitegen.models import Base

if TYPE_CHECKING:
    from sqlalchemy import Engine


def test_upgrading_makes_every_table_and_downgrading_to_base_removes_them(blank_engine: Engine) -> None:
    schema.upgrade(blank_engine)
    assert schema.current(blank_engine) == schema.head()
    assert set(tables(blank_engine)) == {*Base.metadata.tables, "alembic_version"}
    schema.downgrade(blank_engine, "base")
    assert schema.current(blank_engine) is None
    assert tables(blank_engine) == ["alembic_version"]


def test_migrations_and_models_agree(engine: Engine) -> None:
    with engine.begin() as connection:
        command.check(schema.configuration(connection))


def tables(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return inspect(connection).get_table_names()
