"""What the drivers say when a database cannot be used, in words that name the mend."""

from __future__ import annotations

import sqlite3
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import Text, select, type_coerce

from sitegen.errors import DatabaseFault
from sitegen.models import Base
from sitegen.models.base import Duration, Flag, UtcDateTime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Connection
    from sqlalchemy.exc import DBAPIError

    from sitegen.errors import UnreadableText

# What is wrong with a database, and the mend.
NOT_MIGRATED = ("is not migrated", "Run `sitegen db upgrade`.")
OUT_OF_REACH = ("cannot be used", "Check its URL, and that its server runs and lets you in.")
NOT_OURS = ("holds tables of something else", "Use an empty database.")

PRIMARY_CODE = 0xFF  # the rest of a code of SQLite says how it came to that
SQLITE_MENDS = MappingProxyType(
    {
        sqlite3.SQLITE_CANTOPEN: "Check that its folder exists, and that both can be written.",
        sqlite3.SQLITE_READONLY: "Let the file and its folder be written.",
        sqlite3.SQLITE_PERM: "Let the file and its folder be written.",
        sqlite3.SQLITE_BUSY: "Try again when the other program is done with it.",
        sqlite3.SQLITE_NOTADB: "Name a file that SQLite made.",
        sqlite3.SQLITE_CORRUPT: "Restore the file from a copy.",
        sqlite3.SQLITE_FULL: "Make room on its disk.",
        sqlite3.SQLITE_IOERR: "Check its disk.",
    }
)
POSTGRES_FAULTS = (  # names of psycopg's errors, what is wrong then, and the mend
    (("UndefinedTable", "UndefinedColumn"), *NOT_MIGRATED),
    (("DuplicateTable",), *NOT_OURS),
    (
        ("InsufficientPrivilege",),
        "denies access",
        "Use a role that may do that; `sitegen db role NAME --apply` grants what a build reads.",
    ),
    (("DataError",), "holds a value that cannot be read", "Correct the row."),
    (("OperationalError", "InterfaceError"), *OUT_OF_REACH),
)


def fault_of(error: DBAPIError, name: str) -> DatabaseFault | None:
    """The fault a user can mend, or None for one that only we can."""
    reason = " ".join(str(error.orig).split("\n")[0].split())
    reason = reason.removeprefix("connection failed: ").rstrip(".")
    described = _sqlite_fault if isinstance(error.orig, sqlite3.Error) else _postgres_fault
    if (found := described(error, reason)) is None:
        return None
    what, mend = found
    return DatabaseFault(f"The database {name} {what}: {reason}.", mend=mend)


def placed(connection: Connection, fault: UnreadableText) -> DatabaseFault:
    """The fault with the table, id and column that hold its text, if it is still there."""
    for column in _strict_columns():
        keys = list(column.table.primary_key)
        holding = select(*keys).where(type_coerce(column, Text) == fault.text).order_by(*keys)
        if row := connection.execute(holding.limit(1)).first():
            names = " ".join(f"{key.name} {value}" for key, value in zip(keys, row, strict=True))
            message = fault.message.replace("The database", column.name, 1)
            return DatabaseFault(f"{column.table.name} {names}: {message}", mend=fault.mend)
    return DatabaseFault(fault.message, mend=fault.mend)


def _strict_columns() -> Iterator[Column[object]]:
    """The columns in which SQLite may hold what their types cannot read."""
    for table in Base.metadata.sorted_tables:
        yield from (
            each for each in table.c if isinstance(each.type, UtcDateTime | Duration | Flag)
        )


def _sqlite_fault(error: DBAPIError, reason: str) -> tuple[str, str] | None:
    if reason.startswith(("no such table", "no such column")):
        return NOT_MIGRATED
    if reason.endswith("already exists"):
        return NOT_OURS
    if reason.startswith("Could not decode to UTF-8"):
        return ("holds text that is not UTF-8", "Correct the column that the reason names.")
    mend = SQLITE_MENDS.get(getattr(error.orig, "sqlite_errorcode", 0) & PRIMARY_CODE)
    return ("cannot be used", mend) if mend else None


def _postgres_fault(error: DBAPIError, _reason: str) -> tuple[str, str] | None:
    from psycopg import errors  # noqa: PLC0415 - it is loaded already if this is PostgreSQL

    for names, what, mend in POSTGRES_FAULTS:
        if isinstance(error.orig, tuple(getattr(errors, name) for name in names)):
            return what, mend
    # Without a statement it failed before there was one: while connecting.
    return None if error.statement else OUT_OF_REACH
