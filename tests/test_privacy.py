"""What is nobody's business stays in the database: columns by name, and content by canaries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import JSON, Column, String, Table, cast, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import visitors

from sitegen.models import Base, Release, User
from sitegen.models.base import Duration, UtcDateTime
from sitegen.public import PUBLIC
from sitegen.sections import SITE
from sitegen.seeds.demo import seed_demo
from tests.built_site import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Executable

    from tests.built_site import BuiltSite

DIALECTS = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect()}


class Recorded:
    """Stands at the border to the database: it keeps statements, and answers with no rows."""

    def __init__(self) -> None:
        self.statements: list[Executable] = []

    def execute(self, statement: Executable, *_: object) -> Recorded:
        self.statements.append(statement)
        return self

    def all(self) -> list[Any]:
        return []

    def __iter__(self) -> Iterator[Any]:
        return iter(())


def of_loaders() -> Iterator[tuple[str, Executable]]:
    """What shared content asks of the database."""
    for name, shared in SITE.shared.items():
        recorded = Recorded()
        shared.load(recorded, ["one", "two"])  # type: ignore[arg-type]  # a connection to nothing
        assert recorded.statements, name
        yield from ((f"{name}.{n}", each) for n, each in enumerate(recorded.statements))


def all_statements() -> dict[str, Any]:
    """Every statement that a build of this site runs over its rows, by where it stands."""
    of_views = {
        f"{view.name}.{label}": statement
        for view in SITE.views
        for label, statement in view.statements.items()
    }
    of_media = {f"media.{n}": statement for n, statement in enumerate(SITE.media)}
    return {**of_views, **of_media, **dict(of_loaders())}


STATEMENTS = all_statements()


def columns_of(statement: Any) -> dict[str, set[str]]:
    """Every column of a table that a statement names, wherever it stands, by table."""
    found: dict[str, set[str]] = {}
    for element in visitors.iterate(statement):
        if isinstance(element, Column) and isinstance(element.table, Table):
            found.setdefault(element.table.name, set()).add(element.name)
    return found


def private(found: Mapping[str, set[str]]) -> set[str]:
    """Those of the columns that are not public."""
    return {
        f"{table}.{name}"
        for table, names in found.items()
        for name in names - PUBLIC.get(table, frozenset())
    }


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_names_public_columns_only(name: str) -> None:
    assert private(columns_of(STATEMENTS[name])) == set()


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", STATEMENTS)
def test_no_private_table_or_column_is_in_the_sql_either(name: str, dialect: str) -> None:
    """Text in SQL would escape the walk over its elements."""
    sql = str(STATEMENTS[name].compile(dialect=DIALECTS[dialect]))
    words = {word.strip('"()') for piece in sql.split() for word in piece.split(",")}
    private_names = {table for table in Base.metadata.tables if table not in PUBLIC}
    assert {word for word in words if word.split(".")[0] in private_names} == set()
    assert "*" not in words


def test_the_list_holds_no_more_than_sections_need() -> None:
    needed: dict[str, set[str]] = {}
    for statement in STATEMENTS.values():
        for table, names in columns_of(statement).items():
            needed.setdefault(table, set()).update(names)
    assert needed == PUBLIC


def test_every_public_column_exists() -> None:
    for table, names in PUBLIC.items():
        assert names <= set(Base.metadata.tables[table].c.keys())


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (select(Release.id).where(Release.creator_id == 1), {"releases.creator_id"}),
        (select(User.id), {"users.id"}),
        (select(Release.id).order_by(Release.created), {"releases.created"}),
        (select(select(User.email).scalar_subquery()), {"users.email"}),
        (select(select(User.email.label("name")).subquery().c.name), {"users.email"}),
        (select(Release.id).join(User, User.id == Release.id), {"users.id"}),
    ],
)
def test_the_check_itself_can_fail(statement: Any, found: set[str]) -> None:
    assert private(columns_of(statement)) == found


KEY = 900_001


class Canaries:
    """Tokens that occur nowhere else, each for one column, and rows that hold them."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}

    def token(self, column: Column[Any]) -> str:
        """The token of a column; it fits all but the shortest."""
        name = f"{column.table}.{column.name}"
        return self.tokens.setdefault(name, f"qx{len(self.tokens):04}xq")

    def row(self, table: Table) -> dict[str, Any]:
        """A row that nobody published, with a token in every text."""
        return {column.name: self._value(column) for column in table.columns}

    def _value(self, column: Column[Any]) -> Any:
        if column.foreign_keys:
            own = any(key.column.table is column.table for key in column.foreign_keys)
            return None if own and column.nullable else KEY
        if isinstance(column.type, JSON):
            return {"note": self.token(column)}
        if isinstance(column.type, UtcDateTime | Duration):
            return NOW if isinstance(column.type, UtcDateTime) else timedelta(hours=1)
        if isinstance(column.type, String):
            short = column.type.length is not None and column.type.length < len(self.token(column))
            return "qx" if short else self.token(column)
        if column.type.python_type is bool:
            return column.name in ("hidden", "access_loggedin")
        return KEY if column.primary_key else {date: NOW.date()}.get(column.type.python_type, 1)


def plant(site: BuiltSite, canaries: Canaries) -> None:
    """A private row in every table, and tokens in the private columns of all public rows."""
    with site.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(insert(table).values(canaries.row(table)))
        for name, public in PUBLIC.items():
            for column in Base.metadata.tables[name].c:
                if column.name not in public and isinstance(column.type, String):
                    others = {column.name: canaries.token(column) + cast(column.table.c.id, String)}
                    connection.execute(update(column.table).values(others))


def places_with(site: BuiltSite, report: object, token: str) -> list[str]:
    """Where a token can be read after a build: published files, the report, the state."""
    state = [file for file in site.settings.state.rglob("*") if file.is_file()]
    found = [path for path, body in site.tree().items() if token in path or token.encode() in body]
    found += [file.name for file in state if token.encode() in file.read_bytes()]
    return found + ["the report"] * (token in repr(report))


@pytest.fixture
def planted(site: BuiltSite) -> tuple[BuiltSite, object, Canaries]:
    """The demonstration among canaries, built with all uploads at hand."""
    canaries = Canaries()
    seed_demo(site.engine)
    plant(site, canaries)
    for token in canaries.tokens.values():
        site.write(f"uploads/{token}", f"bytes of {token}")
    report = site.set(media="uploads").build()
    assert report.committed
    return site, report, canaries


# These are lists of names that are public whatever points to them.
LISTED = {"operating_systems.name", "operating_systems.slug"}


def test_nothing_private_or_unpublished_is_in_any_file_the_report_or_the_state(
    planted: tuple[BuiltSite, object, Canaries],
) -> None:
    site, report, canaries = planted
    assert len(canaries.tokens) > 200
    found = {
        name: places
        for name, token in canaries.tokens.items()
        if name not in LISTED and (places := places_with(site, report, token))
    }
    assert found == {}


def test_the_canaries_would_be_heard(planted: tuple[BuiltSite, object, Canaries]) -> None:
    site, _, canaries = planted
    public = "is_published = true, content_markup_type = 'html'"
    site.sql(f"UPDATE pages SET {public} WHERE id = {KEY}")
    token = canaries.tokens["page_images.image"]
    report = site.build()
    assert report.failures == ()
    found = places_with(site, report, token)
    assert f"media/{token}" in found
    title = places_with(site, None, canaries.tokens["pages.title"])
    assert f"{canaries.tokens['pages.path']}/index.html" in title
