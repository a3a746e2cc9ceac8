"""Both engines open, are read in one piece, and say what is wrong with a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from sitegen import schema
from sitegen.database import open_engine, snapshot
from sitegen.errors import DatabaseFault, DatabaseGone, SettingsFault, UnreadableText
from sitegen.models import Calendar, Event, Page, RecurringRule, User

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from tests.postgres import Server

CHECK_URL = "Check its URL, and that its server runs and lets you in."


@pytest.fixture
def writer(database_url: str) -> Iterator[Engine]:
    """Somebody else who writes to the database of `engine`."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def test_a_snapshot_does_not_see_what_is_written_after_it_began(
    engine: Engine, writer: Engine
) -> None:
    with snapshot(engine) as connection:
        add_page(writer, "late")
        assert count_pages(connection) == 0
        add_page(writer, "later")
        assert count_pages(connection) == 0
    with snapshot(engine) as connection:
        assert count_pages(connection) == 2


def test_a_snapshot_and_a_writer_do_not_wait_for_each_other(engine: Engine, writer: Engine) -> None:
    with writer.begin() as writing:
        writing.execute(insert(Page).values(title="", path="a", content=""))
        with snapshot(engine) as connection:
            assert count_pages(connection) == 0


def test_a_read_only_engine_cannot_write(database_url: str) -> None:
    engine = open_engine(database_url, read_only=True)
    with pytest.raises(DBAPIError, match=r"read-?only"):
        add_page(engine, "a")
    engine.dispose()


def test_a_snapshot_is_text_in_one_way_whatever_the_server_is_told(
    blank_postgres_url: str,
) -> None:
    teller = open_engine(blank_postgres_url)
    with teller.begin() as connection:
        name = connection.scalar(text("SELECT current_database()"))
        for setting in (
            "timezone TO 'Asia/Tokyo'",
            "datestyle TO 'German'",
            "intervalstyle TO 'iso_8601'",
            "extra_float_digits TO -3",
            "idle_in_transaction_session_timeout TO '1s'",
        ):
            connection.execute(text(f'ALTER DATABASE "{name}" SET {setting}'))
    teller.dispose()
    engine = open_engine(blank_postgres_url)
    with snapshot(engine) as connection:
        row = connection.execute(
            text(
                "SELECT CAST(timestamptz '2026-01-31 12:00Z' AS text), "
                "CAST(interval '1 day 2:03' AS text), CAST(CAST(0.1 AS float) + 0.2 AS text), "
                "current_setting('idle_in_transaction_session_timeout')"
            )
        ).one()
    engine.dispose()
    assert row == ("2026-01-31 12:00:00+00", "1 day 02:03:00", "0.30000000000000004", "0")


def test_sqlite_guards_references_and_lets_others_read_while_one_writes(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_names_of_files_are_taken_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "50% of#what?.db"
    engine = open_engine(f"sqlite:///{str(file).replace('?', '%3F')}")
    schema.upgrade(engine, "0001")
    assert [found.name for found in tmp_path.iterdir()] == [file.name]


def test_reading_never_makes_a_file(tmp_path: Path) -> None:
    for read_only in (True, False):
        engine = open_engine(f"sqlite:///{tmp_path / 'none.db'}", read_only=read_only)
        assert fault_of_reading(engine) == (
            f"There is no database at {tmp_path}/none.db.",
            f"Make it with `sitegen db upgrade --database sqlite:///{tmp_path}/none.db`.",
        )
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_is_not_migrated(blank_postgres_url: str, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    assert fault_of_reading(open_engine(f"sqlite:///{tmp_path}/empty.db")) == (
        f"The database {tmp_path}/empty.db is not migrated: no such table: pages.",
        "Run `sitegen db upgrade`.",
    )
    engine = open_engine(blank_postgres_url)
    assert fault_of_reading(engine) == (
        f'The database {named(engine)} is not migrated: relation "pages" does not exist.',
        "Run `sitegen db upgrade`.",
    )


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Not a database, " * 100)
    assert fault_of_reading(open_engine(f"sqlite:///{tmp_path}/notes.txt")) == (
        f"The database {tmp_path}/notes.txt cannot be used: file is not a database.",
        "Name a file that SQLite made.",
    )


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    engine = open_engine("postgresql://ada:secret@127.0.0.1:1/site?password=secret")
    assert fault_of_reading(engine) == (
        (
            "The database site at 127.0.0.1:1 cannot be used: connection to server at "
            '"127.0.0.1", port 1 failed: Connection refused.'
        ),
        CHECK_URL,
    )


def test_a_database_that_the_server_lacks_is_named(postgres: Server) -> None:
    engine = open_engine(postgres.url_of("none"))
    message, mend = fault_of_reading(engine)
    assert message.startswith(f"The database {named(engine)} cannot be used: connection to server")
    assert message.endswith(f'failed: FATAL: database "{postgres.prefix}_none" does not exist.')
    assert mend == CHECK_URL


def test_an_option_that_postgres_does_not_know_is_named(postgres_url: str) -> None:
    engine = open_engine(f"{postgres_url}&speed=high")
    assert fault_of_reading(engine) == (
        f'The database {named(engine)} cannot be used: invalid connection option "speed".',
        CHECK_URL,
    )


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1", "UTF8"])
@pytest.mark.parametrize(
    ("url", "environment"),
    [("", ""), ("&client_encoding=latin1", ""), ("", "SQL_ASCII"), ("", "LATIN1")],
)
def test_texts_are_utf_8_or_the_database_is_refused(
    postgres: Server, monkeypatch: pytest.MonkeyPatch, encoding: str, url: str, environment: str
) -> None:
    name = f"{postgres.prefix}_{encoding.lower()}"
    if environment:
        monkeypatch.setenv("PGCLIENTENCODING", environment)
    with postgres.connect() as connection:
        connection.execute(
            f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"
        )
    engine = open_engine(f"{postgres.url_of(encoding.lower())}{url}")
    try:
        if encoding == "UTF8":
            with engine.connect() as connected:
                assert connected.scalar(text("SELECT 'Zo\u00eb \u2603'")) == "Zo\u00eb \u2603"
            return
        with pytest.raises(DatabaseFault) as caught:
            schema.upgrade(engine, "0001")
        assert (caught.value.message, caught.value.mend) == (
            f"The database {named(engine)} keeps its texts in {encoding}, not in UTF8.",
            "Copy it into one made with `CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0`.",
        )
        assert fault_of_reading(engine)[0] == caught.value.message
    finally:
        engine.dispose()
        postgres.drop(encoding.lower())


@pytest.mark.parametrize(
    ("setting", "statement", "message", "mend"),
    [
        (
            "statement_timeout",
            "SELECT pg_sleep(9)",
            "has ended a statement of ours before it was done: "
            "canceling statement due to statement timeout.",
            "If that was not you, raise statement_timeout, as in "
            "`ALTER ROLE name SET statement_timeout = '10min'`.",
        ),
        (
            "lock_timeout",
            "SELECT * FROM pages",
            "is held by another program for too long: canceling statement due to lock timeout.",
            "Try again when it is done, or raise lock_timeout, as in "
            "`ALTER ROLE name SET lock_timeout = '1min'`.",
        ),
    ],
)
def test_a_statement_that_the_server_ends_is_named_with_the_setting(
    postgres_url: str, setting: str, statement: str, message: str, mend: str
) -> None:
    engine, other = open_engine(postgres_url), open_engine(postgres_url)
    with other.begin() as holding:
        holding.execute(text("LOCK TABLE pages"))
        with pytest.raises(DatabaseFault) as caught, snapshot(engine) as connection:
            connection.execute(text(f"SET LOCAL {setting} = 50"))
            connection.execute(text(statement))
    engine.dispose()
    other.dispose()
    assert caught.value.message == f"The database {named(engine)} {message}"
    assert caught.value.mend == mend


def test_whoever_has_little_patience_waits_no_longer_for_what_others_have_locked(
    postgres_url: str,
) -> None:
    engine, other = open_engine(postgres_url, patience=1), open_engine(postgres_url)
    with other.begin() as holding:
        holding.execute(text("LOCK TABLE pages"))
        with pytest.raises(DatabaseGone), snapshot(engine) as connection:
            count_pages(connection)
    engine.dispose()
    other.dispose()


def test_a_role_without_rights_is_denied(postgres: Server, postgres_url: str) -> None:
    role = f"{postgres.prefix}_guest"
    owner = open_engine(postgres_url)
    with owner.begin() as connection:
        connection.execute(text(f"CREATE ROLE {role}"))
    engine = open_engine(postgres_url, read_only=True)
    with pytest.raises(DatabaseFault) as caught, snapshot(engine) as connection:
        connection.execute(text(f"SET LOCAL ROLE {role}"))
        connection.execute(select(User.email))
    with owner.begin() as connection:
        connection.execute(text(f"DROP ROLE {role}"))
    owner.dispose()
    engine.dispose()
    assert (caught.value.message, caught.value.mend) == (
        f"The database {named(engine)} denies access: permission denied for table users.",
        "Use a role that may do that; `sitegen db role NAME --apply` grants what a build reads.",
    )


@pytest.mark.parametrize(
    ("statement", "message", "mend"),
    [
        (
            "INSERT INTO pages (id, title, path, content, updated) VALUES (3, '', 'a', '', 'soon')",
            "pages id 3: updated holds 'soon', which is not a time written as YYYY-MM-DD HH:MM:SS.",
            "Write it so, in UTC; a fraction only if there is one, with no zeros at its end.",
        ),
        (
            "INSERT INTO recurring_rules (id, event_id, duration_internal) VALUES (7, 1, '15 min')",
            "recurring_rules id 7: duration_internal holds '15 min', which is not a duration.",
            "Write it as HH:MM:SS or D HH:MM:SS.",
        ),
        (
            "INSERT INTO recurring_rules (id, event_id, duration_internal) "
            f"VALUES (7, 1, '{'9' * 400}:00:00')",
            f"recurring_rules id 7: duration_internal holds '{'9' * 40}…', "
            "which is too long a duration.",
            "Write it as HH:MM:SS or D HH:MM:SS.",
        ),
    ],
)
def test_a_text_that_cannot_be_read_is_named_with_its_row(
    sqlite_engine: Engine, statement: str, message: str, mend: str
) -> None:
    with sqlite_engine.begin() as connection:
        connection.execute(insert(Calendar).values(id=1, name="", slug=""))
        connection.execute(insert(Event).values(id=1, title="", calendar_id=1, description=""))
        connection.execute(text(statement))
    with pytest.raises(DatabaseFault) as caught, snapshot(sqlite_engine) as reading:
        reading.execute(select(Page.updated)).all()
        reading.execute(select(RecurringRule.duration_internal)).all()
    assert (caught.value.message, caught.value.mend) == (message, mend)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            "UPDATE pages SET updated = 'infinity'",
            "pages id 3: updated holds 'infinity', which is not a time of the years 1 to 9999.",
        ),
        (
            "UPDATE pages SET updated = '0044-03-15 12:00:00+00 BC'",
            "pages id 3: updated holds '0044-03-15 12:00:00+00 BC', "
            "which is not a time of the years 1 to 9999.",
        ),
        (
            "UPDATE pages SET updated = '10000-01-01 00:00:00+00'",
            "pages id 3: updated holds '10000-01-01 00:00:00+00', "
            "which is not a time of the years 1 to 9999.",
        ),
        (
            "UPDATE recurring_rules SET duration_internal = '99999999 years'",
            "recurring_rules id 7: duration_internal holds '99999999 years', "
            "which is not a duration of less than a billion days.",
        ),
        (
            "UPDATE users SET created = '-infinity'",
            "users id 1: created holds '-infinity', which is not a time of the years 1 to 9999.",
        ),
    ],
)
def test_what_postgresql_holds_beyond_all_times_is_named_with_its_row(
    postgres_url: str, statement: str, message: str
) -> None:
    engine = open_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(insert(User).values(id=1, username="a", password_hash="", email=""))
        connection.execute(insert(Page).values(id=3, title="", path="a", content=""))
        connection.execute(insert(Calendar).values(id=1, name="", slug=""))
        connection.execute(insert(Event).values(id=1, title="", calendar_id=1, description=""))
        connection.execute(insert(RecurringRule).values(id=7, event_id=1))
        connection.execute(text(statement))
    with pytest.raises(DatabaseFault) as caught, snapshot(engine) as reading:
        reading.execute(select(Page.updated)).all()
        reading.execute(select(RecurringRule.duration_internal)).all()
        reading.execute(select(User.created)).all()
    engine.dispose()
    assert (caught.value.message, caught.value.mend) == (message, "Correct the row.")


def test_a_text_that_nobody_holds_any_more_is_named_without_a_row(sqlite_engine: Engine) -> None:
    with pytest.raises(DatabaseFault) as caught, snapshot(sqlite_engine):
        raise UnreadableText("The database holds 'soon', which is not a time.", text="soon")
    assert str(caught.value) == "The database holds 'soon', which is not a time."


def test_our_own_mistakes_are_not_blamed_on_the_database(engine: Engine) -> None:
    with pytest.raises(DBAPIError, match="syntax error"), snapshot(engine) as connection:
        connection.execute(text("SELECT FROM WHERE"))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://ada:secret@host/site", "A database of the kind mysql cannot be used."),
        ("site.db", "The URL of the database cannot be read."),
        ("postgresql://ada:secret@host:port/site", "The URL of the database cannot be read."),
        ("sqlite://", "The URL of the database, sqlite://, names no file."),
        ("sqlite:///:memory:", "The URL of the database, sqlite:///:memory:, names no file."),
    ],
)
def test_a_url_of_another_kind_is_refused(url: str, message: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        open_engine(url)
    assert (caught.value.message, caught.value.mend) == (
        message,
        "Write sqlite:///FILE or postgresql://USER@HOST/NAME.",
    )


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_name_of_postgres_means_psycopg(scheme: str) -> None:
    engine = open_engine(f"{scheme}://ada@host/site")
    assert (engine.dialect.name, engine.driver) == ("postgresql", "psycopg")


def add_page(engine: Engine, path: str) -> None:
    with engine.begin() as connection:
        connection.execute(insert(Page).values(title="", path=path, content=""))


def count_pages(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(Page)) or 0


def fault_of_reading(engine: Engine) -> tuple[str, str]:
    with pytest.raises(DatabaseFault) as caught, snapshot(engine) as connection:
        count_pages(connection)
    engine.dispose()
    return caught.value.message, caught.value.mend


def named(engine: Engine) -> str:
    return f"{engine.url.database} at {engine.url.query['host']}"
