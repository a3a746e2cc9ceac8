"""Migrations lead to what the models say, from nothing and back, on both engines."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import inspect, text

from sitegen import schema
from sitegen.database import database_name, open_engine, upgrade_command
from sitegen.errors import DatabaseFault, SettingsFault
from sitegen.models import Base

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


def upgrade(engine: Engine) -> str:
    """The mend: the command with the URL."""
    url = engine.url.set(drivername=engine.dialect.name)
    shown = url.difference_update_query(["connect_timeout", "fallback_application_name"])
    return f"Run `sitegen db upgrade --database {shlex.quote(str(shown))}`."


def test_upgrading_makes_every_table_and_downgrading_to_base_removes_them(
    blank_engine: Engine,
) -> None:
    schema.upgrade(blank_engine)
    assert schema.current(blank_engine) == schema.head()
    assert set(tables(blank_engine)) == {*Base.metadata.tables, "alembic_version"}
    schema.downgrade(blank_engine, "base")
    assert schema.current(blank_engine) is None
    assert tables(blank_engine) == ["alembic_version"]


def test_every_migration_can_be_taken_back_and_made_again(engine: Engine) -> None:
    revisions = schema.revisions()
    for earlier in [*reversed(revisions[:-1]), "base"]:
        schema.downgrade(engine, earlier)
    for revision in revisions:
        schema.upgrade(engine, revision)
        assert schema.current(engine) == revision


def test_migrations_and_models_agree(engine: Engine) -> None:
    with engine.begin() as connection:
        command.check(schema.configuration(connection))


def test_upgrading_again_changes_nothing(engine: Engine) -> None:
    schema.upgrade(engine)
    schema.require_head(engine)


def test_a_migration_that_fails_leaves_nothing_behind(blank_engine: Engine) -> None:
    with blank_engine.begin() as connection:
        connection.execute(text("CREATE TABLE videos (id INTEGER)"))
    with pytest.raises(DatabaseFault, match=r"holds tables of something else: .*videos"):
        schema.upgrade(blank_engine)
    assert tables(blank_engine) == ["videos"]


def test_a_database_that_was_never_migrated_is_refused(blank_engine: Engine) -> None:
    with blank_engine.connect():
        pass  # SQLite makes the file
    assert refused(blank_engine) == (
        f"{name(blank_engine)} is not migrated.",
        upgrade(blank_engine),
    )


def test_a_database_that_is_behind_is_refused(blank_engine: Engine) -> None:
    schema.upgrade(blank_engine, "0003")
    assert refused(blank_engine) == (
        f"{name(blank_engine)} is at migration 0003, and {schema.head()} is needed.",
        upgrade(blank_engine),
    )


def test_the_password_of_a_database_is_in_no_message() -> None:
    url = "postgresql://ada:secret@db.example.org:5433/site?sslpassword=secret&sslmode=require"
    assert upgrade_command(open_engine(url)) == (
        "sitegen db upgrade --database 'postgresql://ada@db.example.org:5433/site?sslmode=require'"
    )


def test_a_database_of_a_newer_sitegen_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    expected = (
        f"{name(engine)} is at migration 9999, which this sitegen does not know.",
        "Use the sitegen that migrated it, or a newer one.",
    )
    assert refused(engine) == expected
    with pytest.raises(DatabaseFault) as caught:
        schema.upgrade(engine)
    assert (caught.value.message, caught.value.mend) == expected


def test_a_revision_that_does_not_exist_is_refused(engine: Engine) -> None:
    with pytest.raises(SettingsFault) as caught:
        schema.downgrade(engine, "0000")
    assert caught.value.message == "There is no migration 0000."
    assert caught.value.mend == f"Name one of base, {', '.join(schema.revisions())}, head."


def test_only_upgrading_makes_a_file(blank_sqlite_url: str, tmp_path: Path) -> None:
    engine = open_engine(blank_sqlite_url)
    for action in (schema.current, schema.require_head, lambda e: schema.downgrade(e, "base")):
        with pytest.raises(DatabaseFault, match="There is no database at"):
            action(engine)
    assert list(tmp_path.iterdir()) == []


def refused(engine: Engine) -> tuple[str, str]:
    with pytest.raises(DatabaseFault) as caught:
        schema.require_head(engine)
    return caught.value.message, caught.value.mend


def name(engine: Engine) -> str:
    return f"The database {database_name(engine)}"


def tables(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return inspect(connection).get_table_names()
