"""What the drivers say when a database cannot be used, in words that name the mend."""

from __future__ import annotations

import ast
import sqlite3
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Date,
    Integer,
    Text,
    and_,
    cast,
    extract,
    func,
    literal_column,
    not_,
    or_,
    select,
    type_coerce,
)

from sitegen.errors import DatabaseFault, DatabaseGone, UnreadableText
from sitegen.models import Base
from sitegen.models.types import Duration, Flag, UtcDateTime
from sitegen.privileges import readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Column, ColumnElement, Connection, FromClause, Row
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.types import TypeEngine

# What is wrong with a database, and the mend.
DENIED = "denies access"
MEND_OF_A_READER = (
    "Use a role that may do that; `sitegen db role NAME --apply` grants what a build reads."
)
MEND_OF_AN_OWNER = "Connect as the owner of the tables."
MEND_OF_A_MAKER = "Connect as the owner of the tables, who must also be one that may make roles."
MEND_OF_A_WAIT = (
    "Try again when it is done, or raise lock_timeout, as in "
    "`ALTER ROLE name SET lock_timeout = '1min'`."
)
ENDED = (
    "has ended a statement of ours before it was done",
    "If that was not you, raise statement_timeout, as in "
    "`ALTER ROLE name SET statement_timeout = '10min'`.",
)
NOT_MIGRATED = ("is not migrated", "Run `sitegen db upgrade`.")
HELD = ("is held by another program for too long", MEND_OF_A_WAIT)
UNUSABLE = "cannot be used"
OUT_OF_REACH = (UNUSABLE, "Check its URL, and that its server runs and lets you in.")
NOT_OURS = ("holds tables of something else", "Use an empty database.")
GONE = (UNUSABLE, HELD[0])

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
    (("InsufficientPrivilege",), DENIED, MEND_OF_A_READER),
    (("UndefinedTable", "UndefinedColumn"), *NOT_MIGRATED),
    (("DuplicateTable",), *NOT_OURS),
    (("DataError",), "holds a value that cannot be read", "Correct the row."),
    (("QueryCanceled",), *ENDED),
    (("LockNotAvailable",), *HELD),
    (("OperationalError", "InterfaceError"), *OUT_OF_REACH),
)


def fault_of(error: DBAPIError, name: str, *, reads: bool) -> DatabaseFault | None:
    """The fault a user can mend, or None for one that only we can.

    Who only `reads` can be given a role that may; who changes something must own it.
    """
    reason = " ".join(str(error.orig).split("\n")[0].split())
    reason = reason.removeprefix("connection failed: ").rstrip(".")
    described = _sqlite_fault if isinstance(error.orig, sqlite3.Error) else _postgres_fault
    if (found := described(error, reason)) is None:
        return None
    what, mend = found
    if what == DENIED and not reads:
        mend = MEND_OF_A_MAKER if "role" in reason else MEND_OF_AN_OWNER
    kind = DatabaseGone if what in GONE else DatabaseFault
    return kind(f"The database {name} {what}: {reason}.", mend=mend)


def placed(connection: Connection, fault: UnreadableText) -> DatabaseFault:
    """The fault with the table, id and column that hold its text, if it is still there."""
    for column in _columns_of(UtcDateTime, Duration, Flag, Integer):
        keys = list(column.table.primary_key)
        holding = select(*keys).where(_holds(column, fault.text)).order_by(*keys)
        if row := connection.execute(holding.limit(1)).first():
            message = fault.message.replace("The database", column.name, 1)
            return DatabaseFault(f"{_named(column.table, row)}: {message}", mend=fault.mend)
    return DatabaseFault(fault.message, mend=fault.mend)


def _holds(column: Column[Any], text: str) -> ColumnElement[bool]:
    """Whether SQLite holds in the column what is shown as the text, in a form that is wrong there.

    Bytes are shown as Python writes them; a number in a column of numbers is right.
    """
    kind = func.typeof(column)
    try:
        held = ast.literal_eval(text) if text.startswith(("b'", 'b"')) else text
    except (SyntaxError, ValueError):
        held = text
    if isinstance(held, bytes):
        return and_(kind == "blob", func.hex(column) == held.hex().upper())
    same = type_coerce(column, Text) == held
    return and_(kind == "text", same) if isinstance(column.type, Integer) else same


def unreadable_number(text: str) -> UnreadableText:
    """What is raised for a value of SQLite that is not the whole number its column is for."""
    return UnreadableText(
        f"The database holds {text!r}, which is not a whole number.",
        mend="Write it as a number.",
        text=text,
    )


def is_of_the_driver(error: DBAPIError) -> bool:
    """Whether a value came from PostgreSQL that Python has no room for."""
    if isinstance(error.orig, sqlite3.Error):
        return False
    from psycopg import errors  # noqa: PLC0415 - it is loaded already if this is PostgreSQL

    return isinstance(error.orig, errors.DataError) and error.orig.sqlstate is None


def out_of_range(connection: Connection) -> DatabaseFault | None:
    """The first time, date or duration of PostgreSQL that is beyond Python's, with its row.

    `infinity`, years before Christ and those of five digits are lawful there. Columns that the role
    may not read are left out: it cannot have stumbled over them.
    """
    may_read = readable(connection, str(connection.scalar(select(func.current_user()))))
    for column in _columns_of(UtcDateTime, Duration, Date):
        keys = list(column.table.primary_key)
        if {(column.table.description, each.name) for each in (column, *keys)} <= may_read:
            holding = select(*keys, cast(column, Text)).where(_is_beyond(column)).order_by(*keys)
            if row := connection.execute(holding.limit(1)).first():
                return _beyond(column, row)
    return None


def _is_beyond(column: Column[Any]) -> ColumnElement[bool]:
    if isinstance(column.type, Duration):
        size = func.abs(extract("epoch", column))
        return or_(not_(func.isfinite(column)), size >= timedelta.max.total_seconds())
    kind = "date" if isinstance(column.type, Date) else "timestamptz"
    first: ColumnElement[Any] = literal_column(f"{kind} '0001-01-01 00:00:00+00'")
    end: ColumnElement[Any] = literal_column(f"{kind} '10000-01-01 00:00:00+00'")
    return or_(not_(func.isfinite(column)), column < first, column >= end)


def _beyond(column: Column[Any], row: Row[*tuple[Any, ...]]) -> DatabaseFault:
    *keys, value = row
    what = "a duration of less than a billion days"
    if not isinstance(column.type, Duration):
        what = "a date" if isinstance(column.type, Date) else "a time"
        what += " of the years 1 to 9999"
    message = f"{column.name} holds {value!r}, which is not {what}."
    return DatabaseFault(f"{_named(column.table, keys)}: {message}", mend="Correct the row.")


def _named(table: FromClause, keys: Iterable[object]) -> str:
    columns = zip(table.primary_key, keys, strict=True)
    return f"{table.description} {' '.join(f'{key.name} {value}' for key, value in columns)}"


def _columns_of(*types: type[TypeEngine[Any]]) -> Iterator[Column[Any]]:
    for table in Base.metadata.sorted_tables:
        yield from (each for each in table.c if isinstance(each.type, types))


def _sqlite_fault(error: DBAPIError, reason: str) -> tuple[str, str] | None:
    if reason.startswith(("no such table", "no such column")):
        return NOT_MIGRATED
    if reason.endswith("already exists"):
        return NOT_OURS
    if reason.startswith("Could not decode to UTF-8"):
        return ("holds text that is not UTF-8", "Correct the column that the reason names.")
    mend = SQLITE_MENDS.get(getattr(error.orig, "sqlite_errorcode", 0) & PRIMARY_CODE)
    return (UNUSABLE, mend) if mend else None


def _postgres_fault(error: DBAPIError, _reason: str) -> tuple[str, str] | None:
    from psycopg import errors  # noqa: PLC0415 - it is loaded already if this is PostgreSQL

    for names, what, mend in POSTGRES_FAULTS:
        if isinstance(error.orig, tuple(getattr(errors, name) for name in names)):
            return what, mend
    # Without a statement it failed before there was one: while connecting.
    return None if error.statement else OUT_OF_REACH
