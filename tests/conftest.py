"""Databases to test with: every test gets its own, on both engines."""

from __future__ import annotations

import shutil
import uuid
from typing import TYPE_CHECKING

import pytest

from sitegen import schema
from sitegen.database import open_engine
from tests.built_site import BuiltSite
from tests.chromium import running_chromium
from tests.lending import copied
from tests.postgres import running_server
from tests.s3_store import running_moto

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser
    from sqlalchemy import Engine

    from tests.lending import Lend
    from tests.postgres import Server
    from tests.s3_store import Moto, Store


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server for the session."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> str:
    """A migrated PostgreSQL database to make copies of."""
    migrate(postgres.create("migrated"))
    return "migrated"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to make copies of."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """An empty, migrated SQLite database."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'site.db')}"


@pytest.fixture
def postgres_url(postgres: Server, postgres_template: str) -> Iterator[str]:
    """An empty, migrated PostgreSQL database."""
    with postgres.lent("lent", postgres_template) as url:
        yield url


@pytest.fixture
def blank_sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist."""
    return f"sqlite:///{tmp_path / 'blank.db'}"


@pytest.fixture
def blank_postgres_url(postgres: Server) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    name = uuid.uuid4().hex[:8]
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database, on each engine in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def lend(request: pytest.FixtureRequest) -> Lend:
    """Lends an empty, migrated database as often as it is called, on each engine in turn."""
    if request.param == "sqlite":
        file: Path = request.getfixturevalue("sqlite_template")
        return lambda: copied(file)
    server: Server = request.getfixturevalue("postgres")
    name: str = request.getfixturevalue("postgres_template")
    return lambda: server.lent("lent", name)


@pytest.fixture(params=["sqlite", "postgres"])
def blank_url(request: pytest.FixtureRequest) -> str:
    """A database that was never migrated, on each engine in turn."""
    return str(request.getfixturevalue(f"blank_{request.param}_url"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser for the session."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def moto() -> Iterator[Moto]:
    """A server that is a store of objects, for the session."""
    with running_moto() as moto:
        yield moto


@pytest.fixture
def store(moto: Moto) -> Store:
    """A bucket of its own in that store."""
    return moto.new_store()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on an empty, migrated database, on each engine in turn."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[Engine]:
    """An engine on an empty, migrated SQLite database."""
    engine = open_engine(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def blank_engine(blank_url: str) -> Iterator[Engine]:
    """An engine on a database that was never migrated, on each engine in turn."""
    engine = open_engine(blank_url)
    yield engine
    engine.dispose()


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[BuiltSite]:
    """A site without rows, on each engine in turn."""
    site = BuiltSite(database_url, tmp_path)
    yield site
    site.engine.dispose()


@pytest.fixture
def sqlite_site(sqlite_url: str, tmp_path: Path) -> Iterator[BuiltSite]:
    """A site without rows on SQLite, for rules that no engine can touch."""
    site = BuiltSite(sqlite_url, tmp_path)
    yield site
    site.engine.dispose()


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that says nothing of a database or a moment, to run commands in."""
    for name in ("DATABASE_URL", "SITEGEN_DATABASE", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def migrate(url: str) -> None:
    engine = open_engine(url)
    schema.upgrade(engine)
    engine.dispose()
