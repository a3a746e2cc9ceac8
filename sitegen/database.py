"""The one door to the database: engines for SQLite and PostgreSQL, and a snapshot to read from."""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from sitegen.errors import DatabaseFault, DatabaseGone, SettingsFault, UnreadableText
from sitegen.faults import fault_of, is_of_the_driver, out_of_range, placed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    from sqlalchemy import Connection, Engine

SECONDS_TO_WAIT_FOR_A_LOCK = 30

# How PostgreSQL writes times, intervals and numbers depends on these; a managed server may also
# end a transaction that idles while pages are rendered.
PINNED = MappingProxyType(
    {
        "TimeZone": "UTC",
        "DateStyle": "ISO, YMD",
        "IntervalStyle": "postgres",
        "extra_float_digits": "1",
        "idle_in_transaction_session_timeout": "0",
    }
)

CONNECTION = MappingProxyType(
    {"connect_timeout": "10", "fallback_application_name": "sitegen"}
)  # unless the URL says otherwise


def open_engine(url: str, *, read_only: bool = False, patience: int | None = None) -> Engine:
    """Give an engine for a SQLite file or a PostgreSQL database; nothing is connected yet.

    An engine that is not read-only makes a SQLite file that does not exist. `patience` is how many
    seconds it waits for what another program has locked; without it SQLite waits long, and
    PostgreSQL as its server says. Raises SettingsFault for any other kind of URL.
    """
    parsed = _parsed(url)
    if parsed.drivername == "sqlite":
        seconds = SECONDS_TO_WAIT_FOR_A_LOCK if patience is None else patience
        return _sqlite_engine(parsed, seconds, read_only=read_only)
    engine = _postgres_engine(parsed, read_only=read_only)
    if patience is not None:
        wait = f"SET LOCAL lock_timeout = '{patience}s'"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(wait))
    return engine


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Give one consistent, read-only view of all rows, as of now.

    Writes of others are not seen while it lasts. Raises DatabaseFault for a database that is
    missing, out of reach, not migrated, or denies access.
    """
    require_file(engine)
    with database_faults(engine):
        connection = engine.connect()
        try:
            _begin_snapshot(connection)
            yield connection
        finally:
            with suppress(DBAPIError):  # all was read: a connection that is lost now is not missed
                connection.close()


def require_file(engine: Engine) -> None:
    """Raise DatabaseGone if the engine's SQLite file does not exist."""
    if engine.dialect.name == "sqlite" and not Path(database_name(engine)).exists():
        raise DatabaseGone(
            f"There is no database at {database_name(engine)}.",
            mend=f"Make it with `{upgrade_command(engine)}`.",
        )


@contextmanager
def database_faults(engine: Engine) -> Iterator[None]:
    """Turn the driver's errors that a user can mend into DatabaseFault, with the row if known."""
    try:
        yield
    except UnreadableText as unreadable:
        with engine.connect() as connection:
            _begin_snapshot(connection)
            raise placed(connection, unreadable) from unreadable
    except DBAPIError as error:
        reads = bool(engine.get_execution_options().get("postgresql_readonly"))
        fault = _located(engine, error) or fault_of(error, database_name(engine), reads=reads)
        if fault is None:
            raise
        raise fault from error


def _located(engine: Engine, error: DBAPIError) -> DatabaseFault | None:
    """The row that the driver could not read, looked for in a snapshot of its own."""
    if not is_of_the_driver(error):
        return None
    with engine.connect() as connection:
        _begin_snapshot(connection)
        return out_of_range(connection)


def database_name(engine: Engine) -> str:
    """What messages call the database: the file, or `name at host:port`; never a password."""
    url = engine.url
    if engine.dialect.name == "sqlite":
        return str(url.database)
    host = url.host or url.query.get("host") or "localhost"
    port = f":{url.port}" if url.port else ""
    return f"{url.database or url.username or 'of the user'} at {host}{port}"


def upgrade_command(engine: Engine) -> str:
    """The command that migrates this database; its URL without a password."""
    url = engine.url
    query = {
        key: value
        for key, value in url.query.items()
        if key not in CONNECTION and "pass" not in key.lower()
    }
    shown = URL.create(
        engine.dialect.name, url.username, None, url.host, url.port, url.database, query
    )
    return f"sitegen db upgrade --database {shlex.quote(str(shown))}"


def _parsed(url: str) -> URL:
    mend = "Write sqlite:///FILE or postgresql://USER@HOST/NAME."
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsFault("The URL of the database cannot be read.", mend=mend) from None
    if parsed.drivername not in ("sqlite", "postgres", "postgresql", "postgresql+psycopg"):
        raise SettingsFault(
            f"A database of the kind {parsed.drivername} cannot be used.",
            mend=mend,
        )
    if parsed.drivername == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise SettingsFault(f"The URL of the database, {url}, names no file.", mend=mend)
    return parsed


def _postgres_engine(url: URL, *, read_only: bool) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg", query={**CONNECTION, **url.query}),
        # A prepared statement would be planned without its values: no partial index fits then.
        # Nor may the environment choose how texts come: they are UTF-8 wherever they go.
        connect_args={"prepare_threshold": None, "client_encoding": "utf8"},
        pool_pre_ping=True,
        execution_options={"postgresql_readonly": True} if read_only else {},
    )

    def require_unicode(connection: psycopg.Connection, _record: object) -> None:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            connection.close()
            raise DatabaseFault(
                f"The database {database_name(engine)} keeps its texts in {encoding}, not in UTF8.",
                mend="Copy it into one made with `CREATE DATABASE name ENCODING 'UTF8' "
                "TEMPLATE template0`.",
            )

    event.listen(engine, "connect", require_unicode)
    return engine


def _sqlite_engine(url: URL, patience: int, *, read_only: bool) -> Engine:
    # `rw` rather than `ro` for reading: it never makes the file, and a reader of a file in WAL
    # mode must be able to make the index beside it.
    mode = "rw" if read_only else "rwc"
    place = f"{Path(str(url.database)).absolute().as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            place,
            uri=True,
            timeout=patience,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA query_only = ON" if read_only else "PRAGMA journal_mode = WAL")
        return connection

    engine = create_engine(
        url, creator=connect, poolclass=NullPool, execution_options={"reads_only": read_only}
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin_snapshot(connection: Connection) -> None:
    """Begin with a question: until the first one, neither engine has fixed what is seen."""
    if connection.dialect.name == "sqlite":
        connection.execution_options(reads_only=True)
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema")
    else:
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        pinned = (func.set_config(name, value, True) for name, value in PINNED.items())
        connection.execute(select(*pinned))


def _begin(connection: Connection) -> None:
    """Begin for real; the driver would begin only before a write.

    A writer locks at once: one that first reads cannot wait for another writer later.
    """
    reads_only = connection.get_execution_options().get("reads_only")
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
