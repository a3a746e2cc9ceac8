"""The versions of the schema: upgrade, downgrade, and the check that a database has the newest.

Alembic is loaded by what migrates; a build only asks which version there is.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, column, func, inspect, select, table

from sitegen.database import (
    database_faults,
    database_name,
    require_file,
    snapshot,
    upgrade_command,
)
from sitegen.errors import DatabaseFault, SettingsFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Connection

LOCK = 0x51_7E_6E_11  # any number that other programs do not lock
VERSIONS = table("alembic_version", column("version_num"))


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database forward to a revision, wholly or not at all.

    A SQLite file that does not exist is made.
    """
    from alembic import command

    _require_revision(revision)
    with _migrating(engine) as connection:
        command.upgrade(configuration(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to a revision, or to `base`, which has no tables."""
    from alembic import command

    _require_revision(revision)
    require_file(engine)
    with _migrating(engine) as connection:
        command.downgrade(configuration(connection), revision)


def current(engine: Engine) -> str | None:
    """The revision the database is at, if it is migrated at all."""
    with snapshot(engine) as connection:
        return _revision_of(connection)


def head() -> str:
    """The newest revision."""
    return revisions()[-1]


def revisions() -> list[str]:
    """Every revision, the oldest first: they are numbered, and their files begin with them."""
    names = (file.name for file in (_migrations() / "versions").glob("[0-9]*.py"))
    return sorted(name.partition("_")[0] for name in names)


def require_head(database: Engine | Connection) -> None:
    """Raise DatabaseFault unless the database is at the newest revision."""
    if isinstance(database, Engine):
        with snapshot(database) as connection:
            return require_head(connection)
    name, revision = database_name(database.engine), _revision_of(database)
    mend = f"Run `{upgrade_command(database.engine)}`."
    if revision is None:
        raise DatabaseFault(f"The database {name} is not migrated.", mend=mend)
    _require_known(database)
    if revision != head():
        raise DatabaseFault(
            f"The database {name} is at migration {revision}, and {head()} is needed.", mend=mend
        )
    return None


def configuration(connection: Connection | None = None) -> Config:
    """What Alembic needs to know; its commands run on the connection, in its transaction."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _migrations() -> Path:
    """The folder of migrations: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction for all migrations; another process that migrates is waited for."""
    with database_faults(engine), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        _require_known(connection)
        yield connection


def _revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSIONS.name):
        return None
    revision: str | None = connection.scalar(select(VERSIONS.c.version_num))
    return revision


def _require_known(connection: Connection) -> None:
    revision = _revision_of(connection)
    if revision is not None and revision not in revisions():
        raise DatabaseFault(
            f"The database {database_name(connection.engine)} is at migration {revision}, "
            "which this sitegen does not know.",
            mend="Use the sitegen that migrated it, or a newer one.",
        )


def _require_revision(revision: str) -> None:
    known = ["base", *revisions(), "head"]
    if revision not in known:
        raise SettingsFault(
            f"There is no migration {revision}.", mend=f"Name one of {', '.join(known)}."
        )
