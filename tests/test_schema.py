"""The migrated databases have the tables that the specification gives."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from sitegen.models import (
    Job,
    JobCategory,
    OperatingSystem,
    Page,
    Post,
    RecurringRule,
    Release,
    ReleaseFile,
    User,
)
from tests.specification import COLUMNS, INDEXES, KEYS, PHASES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

POSTGRES_COLUMNS = """
    SELECT attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid = CAST(:table AS regclass) AND attnum > 0
    ORDER BY attnum
"""
POSTGRES_KEYS = """
    SELECT pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = CAST(:table AS regclass) AND contype IN ('p', 'u', 'f')
"""
POSTGRES_INDEXES = """
    SELECT indexdef FROM pg_indexes
    WHERE tablename = :table AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""
SQLITE_COLUMNS = 'SELECT name, type, "notnull", dflt_value FROM pragma_table_info(:table)'
SQLITE_INDEXES = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = :table"
IN_SQLITE = {"TIMESTAMPTZ": "TEXT", "true": "1", "false": "0"}


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection


def test_every_table_of_the_five_phases_exists(connection: Connection) -> None:
    assert set(PHASES.split()) <= set(inspect(connection).get_table_names())


@pytest.mark.parametrize("table", COLUMNS)
def test_columns_are_those_of_the_specification(connection: Connection, table: str) -> None:
    assert columns(connection, table) == expected(connection, COLUMNS[table])


@pytest.mark.parametrize("table", KEYS)
def test_keys_are_those_of_the_specification(connection: Connection, table: str) -> None:
    assert sorted(keys(connection, table)) == sorted(expected(connection, KEYS[table]))


@pytest.mark.parametrize("table", INDEXES)
def test_indexes_are_those_of_the_specification(connection: Connection, table: str) -> None:
    assert sorted(indexes(connection, table)) == sorted(expected(connection, INDEXES[table]))


def test_a_row_written_by_hand_gets_every_default(connection: Connection) -> None:
    connection.execute(
        text("INSERT INTO users (username, email, password_hash) VALUES ('ada', 'a@b.org', '!')")
    )
    user = connection.execute(select(User.__table__)).mappings().one()
    assert without_times(user) == {
        "id": 1,
        "username": "ada",
        "email": "a@b.org",
        "password_hash": "!",
        "first_name": None,
        "last_name": None,
        "is_active": True,
        "is_staff": False,
        "is_superuser": False,
        "bio": None,
        "bio_markup_type": "markdown",
        "search_visibility": 1,
        "email_privacy": 2,
        "public_profile": True,
    }
    assert datetime.now(UTC) - user["created"] < timedelta(minutes=1)
    assert user["created"].tzinfo is UTC


def test_a_page_written_by_hand_is_published_html_in_rst(connection: Connection) -> None:
    connection.execute(
        text("INSERT INTO pages (title, path, content) VALUES ('About', 'about', 'Text')")
    )
    page = connection.execute(select(Page)).one()
    assert (page.is_published, page.content_type, page.content_markup_type) == (
        True,
        "text/html",
        "rst",
    )


def test_durations_json_and_numbers_have_defaults_too(connection: Connection) -> None:
    for statement in (
        "INSERT INTO calendars (name, slug) VALUES ('Events', 'events')",
        "INSERT INTO events (title, calendar_id, description) VALUES ('Sprint', 1, '')",
        "INSERT INTO recurring_rules (event_id) VALUES (1)",
        "INSERT INTO posts (content) VALUES ('')",
    ):
        connection.execute(text(statement))
    rule = connection.execute(select(RecurringRule)).one()
    assert (rule.duration, rule.duration_internal) == ("15 min", timedelta(minutes=15))
    assert (rule.interval, rule.frequency, rule.all_day) == (1, 2, False)
    assert connection.execute(select(Post.meta, Post.source_url)).one() == ({}, "")


def test_an_update_says_when(connection: Connection) -> None:
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)
    connection.execute(insert(Page).values(title="", path="a", content="", updated=long_ago))
    connection.execute(update(Page).values(title="A"))
    assert connection.scalars(select(Page.updated)).one() > long_ago


def test_a_release_has_one_download_button_for_a_system(connection: Connection) -> None:
    add_release(connection)
    add_file(connection, "a")
    add_file(connection, "b")
    add_file(connection, "c", download_button=True)
    with pytest.raises(IntegrityError):
        add_file(connection, "d", download_button=True)


def test_a_release_goes_with_its_files_but_not_with_its_page(connection: Connection) -> None:
    add_release(connection)
    add_file(connection, "a")
    connection.execute(delete(Page))
    assert connection.scalar(select(Release.release_page_id)) is None
    connection.execute(delete(Release))
    assert connection.execute(select(ReleaseFile.id)).all() == []


def test_a_user_goes_without_what_they_wrote(connection: Connection) -> None:
    connection.execute(insert(User).values(id=1, username="a", email="a@b.org", password_hash=""))
    connection.execute(insert(Page).values(title="", path="a", content="", creator_id=1))
    connection.execute(delete(User))
    assert connection.execute(select(Page.path, Page.creator_id)).all() == [("a", None)]


def test_a_category_with_jobs_cannot_be_deleted(connection: Connection) -> None:
    connection.execute(insert(JobCategory).values(id=1, name="Web", slug="web"))
    texts = dict.fromkeys(
        ("company_name", "job_title", "city", "country", "description", "requirements"), ""
    )
    connection.execute(insert(Job).values(category_id=1, email="", url="", **texts))
    with pytest.raises(IntegrityError):
        connection.execute(delete(JobCategory))


def add_release(connection: Connection) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    connection.execute(insert(OperatingSystem).values(id=1, name="Windows", slug="windows"))
    connection.execute(insert(Page).values(id=1, title="", path="a", content=""))
    connection.execute(
        insert(Release).values(id=1, name="", slug="a", release_date=now, release_page_id=1)
    )


def add_file(connection: Connection, slug: str, *, download_button: bool = False) -> None:
    row = {"name": slug, "slug": slug, "url": slug, "os_id": 1, "release_id": 1}
    connection.execute(insert(ReleaseFile).values(**row, download_button=download_button))


def expected(connection: Connection, block: str) -> list[str]:
    """The lines of a block, in the words of the engine."""
    lines = [" ".join(line.split()) for line in block.strip().splitlines()]
    if connection.dialect.name == "postgresql":
        return lines
    words = re.compile("|".join(IN_SQLITE))
    return [words.sub(lambda m: IN_SQLITE[m[0]], line) for line in lines if "USING" not in line]


def columns(connection: Connection, table: str) -> list[str]:
    rows = ask(connection, SQLITE_COLUMNS, POSTGRES_COLUMNS, table)
    return [column(*row) for row in rows]


def column(name: str, kind: str, not_null: bool, default: str | None) -> str:
    kind = kind.upper().replace("CHARACTER VARYING", "VARCHAR")
    kind = kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")
    line = f"{name} {kind} {'NOT NULL' if not_null else 'NULL'}"
    if default is None or default.startswith("nextval"):
        return line
    return f"{line} DEFAULT {without_casts(default)}"


def keys(connection: Connection, table: str) -> list[str]:
    if connection.dialect.name == "postgresql":
        return [row[0] for row in ask(connection, "", POSTGRES_KEYS, table)]
    statement = connection.scalar(
        text("SELECT sql FROM sqlite_schema WHERE name = :table"), {"table": table}
    )
    found = re.findall(r"CONSTRAINT \w+ (.*?),? *$", str(statement), flags=re.MULTILINE)
    return [re.sub(r"(REFERENCES \w+) ", r"\1", key.replace("KEY(", "KEY (")) for key in found]


def indexes(connection: Connection, table: str) -> list[str]:
    rows = ask(connection, SQLITE_INDEXES, POSTGRES_INDEXES, table)
    return [index(str(statement)) for (statement,) in rows if statement]


def index(statement: str) -> str:
    """The index as the specification writes it, free of each engine's ways to say the same."""
    statement = re.sub(r"CREATE (UNIQUE )?INDEX (\w+) ON \S+", r"\1\2", statement)
    what, where, condition = without_casts(statement).partition(" WHERE ")
    return what.replace(" USING btree", "") + where + re.sub("[()]", "", condition)


def without_casts(expression: str) -> str:
    return re.sub(r"::[a-z]+( varying)?", "", expression)


def without_times(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in row if name not in ("created", "updated")}


def ask(connection: Connection, sqlite: str, postgres: str, table: str) -> list[Any]:
    statement = sqlite if connection.dialect.name == "sqlite" else postgres
    return list(connection.execute(text(statement), {"table": table}))
