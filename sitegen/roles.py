"""A role of PostgreSQL that can build the site and do nothing else.

It holds SELECT on the public columns, column by column, and on the version of the schema. What a
later migration adds is closed to it until the grants are made anew.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, LiteralString

from psycopg import sql
from sqlalchemy import func, select

from sitegen.database import database_faults, snapshot
from sitegen.errors import DatabaseFault, SettingsFault
from sitegen.privileges import (
    EVERYBODY,
    beyond,
    excess,
    inherited,
    may_enter,
    may_make_temporary,
    reachable,
    readable,
)
from sitegen.public import PUBLIC
from sitegen.schema import LOCK, require_head

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

READ = MappingProxyType({**PUBLIC, "alembic_version": frozenset({"version_num"})})
ALLOWED = frozenset((table, column) for table, columns in READ.items() for column in columns)
LONGEST = 63  # bytes; PostgreSQL would cut a longer name


def statements(role: str, database: str, schema: str) -> list[str]:
    """The SQL that gives a role just what a build reads; run again, it changes nothing."""
    name, place = sql.Identifier(role), sql.Identifier(schema)
    composed = (
        _made_if_missing(role),
        *_nothing_but("CONNECT", sql.SQL("DATABASE {}").format(sql.Identifier(database)), name),
        *_nothing_but("USAGE", sql.SQL("SCHEMA {}").format(place), name),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(place, name),
        sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA {} FROM {}").format(place, name),
        *(_granted(sql.Identifier(schema, table), READ[table], name) for table in sorted(READ)),
    )
    return [each.as_string() for each in composed]


def script(engine: Engine, role: str) -> str:
    """The statements for this database as one transaction, for somebody else to run.

    Raises SettingsFault for a role that is unfit now. What it can do once they have run nobody has
    looked at: `apply` does, and undoes them if that is not what it should be.
    """
    _require_name(engine, role)
    with snapshot(engine) as connection:
        lines = ("BEGIN", *_statements_here(connection, role), "COMMIT")
    return "".join(f"{line};\n" for line in lines)


def apply(engine: Engine, role: str) -> frozenset[tuple[str, str]]:
    """Make the role and grant it what a build reads; give the columns that it can read now.

    Raises SettingsFault for a role that can do more whatever is granted here, and DatabaseFault
    if in the end it can read more, or less, than it should; nothing is changed then.
    """
    _require_name(engine, role)
    with database_faults(engine), engine.begin() as connection:
        # Not beside a migration, nor beside another that grants.
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        for statement in _statements_here(connection, role):
            # Without parameters a percent sign in a name is just that.
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        return _proven(connection, role)


def end_of_temporary_tables(engine: Engine, role: str) -> str:
    """The SQL after which the role cannot make temporary tables; empty if it cannot now."""
    with snapshot(engine) as connection:
        if not may_make_temporary(connection, role):
            return ""
        database = sql.Identifier(str(connection.scalar(select(func.current_database()))))
    return sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC;").format(database).as_string()


def _made_if_missing(role: str) -> sql.Composed:
    """CREATE ROLE knows no IF NOT EXISTS; the block is a quoted text, which no name can end."""
    block = sql.SQL(
        "BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {}) "
        "THEN CREATE ROLE {} LOGIN; END IF; END"
    ).format(sql.Literal(role), sql.Identifier(role))
    return sql.SQL("DO {}").format(sql.Literal(block.as_string()))


def _nothing_but(
    privilege: LiteralString, thing: sql.Composed, name: sql.Identifier
) -> tuple[sql.Composed, sql.Composed]:
    granted = sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(privilege), thing, name)
    return sql.SQL("REVOKE ALL ON {} FROM {}").format(thing, name), granted


def _granted(table: sql.Identifier, columns: frozenset[str], name: sql.Identifier) -> sql.Composed:
    listed = sql.SQL(", ").join(map(sql.Identifier, sorted(columns)))
    return sql.SQL("GRANT SELECT ({}) ON {} TO {}").format(listed, table, name)


def _statements_here(connection: Connection, role: str) -> list[str]:
    """The statements for the database and schema of a connection, if the role is fit for them."""
    require_head(connection)
    _require_fit(connection, role)
    place = select(func.current_database(), func.current_schema())
    database, schema = connection.execute(place).one()
    return statements(role, database, schema)


def _require_name(engine: Engine, role: str) -> None:
    if engine.dialect.name != "postgresql":
        raise SettingsFault(
            "SQLite has no roles: whoever can read the file can read all of it.",
            mend="Name a PostgreSQL database with --database postgresql://USER@HOST/NAME.",
        )
    reserved = role in (EVERYBODY, "none") or role.startswith("pg_")
    if reserved or not role.isprintable() or not 0 < len(role.encode()) <= LONGEST:
        raise SettingsFault(
            f"A role cannot be called {role!r}.",
            mend=f"Give it a name of at most {LONGEST} bytes that PostgreSQL does not reserve.",
        )


def _require_fit(connection: Connection, role: str) -> None:
    """Refuse a role that could do more whatever is granted or revoked here."""
    powers = reachable(connection, role)
    for name, power in powers.items():
        if power:
            raise _unfit(role, name, power)
    if more := excess(connection, EVERYBODY, ALLOWED) or beyond(connection, EVERYBODY):
        raise SettingsFault(
            f"Every role {more}, and so would {role}.",
            mend="Revoke that FROM PUBLIC, and grant it by name to those who need it.",
        )
    for name in powers:
        more = excess(connection, name, ALLOWED) or beyond(connection, name)
        if name != role and more:
            raise _unfit(role, name, more)
    _require_closed_by_default(connection, [role, *powers])


def _unfit(role: str, name: str, power: str) -> SettingsFault:
    if name == role:
        return SettingsFault(f"The role {role} {power}.", mend="Name one that only builds.")
    return SettingsFault(
        f"The role {role} is a member of {name}, which {power}.",
        mend="Revoke that membership, or name another role.",
    )


def _require_closed_by_default(connection: Connection, roles: list[str]) -> None:
    """Refuse where a table that is yet to come would be open from the beginning."""
    if (found := inherited(connection, roles)) is None:
        return
    place = sql.SQL(" IN SCHEMA {}").format(sql.Identifier(found.schema)) if found.schema else ""
    revoke = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {}{} REVOKE ALL ON TABLES FROM {};").format(
        sql.Identifier(found.maker),
        place or sql.SQL(""),
        sql.Identifier(found.grantee) if found.grantee else sql.SQL("PUBLIC"),
    )
    raise SettingsFault(
        f"Whatever tables {found.maker} makes are open to {found.grantee or 'every role'}.",
        mend=f"End that: {revoke.as_string()}",
    )


def _proven(connection: Connection, role: str) -> frozenset[tuple[str, str]]:
    """The columns that the role can read, if they are just the allowed ones."""
    if more := excess(connection, role, ALLOWED):
        raise DatabaseFault(
            f"The role {role} still {more}: somebody else granted it.",
            mend="Let them revoke it; \\dp in psql shows who they are.",
        )
    if more := beyond(connection, role):
        raise SettingsFault(f"The role {role} {more}.", mend="Revoke that, or name another role.")
    found = readable(connection, role)
    if found != ALLOWED or not may_enter(connection, role):
        raise DatabaseFault(
            f"The role {role} could not be given all that a build reads.",
            mend="Run this as the owner of the database.",
        )
    return found
