"""The databases of the state folder: opened so that nothing is changed, damaged, or removed."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

PRIMARY_CODE = 0xFF  # the rest of a code of SQLite says how it came to that
DAMAGE = frozenset(
    {
        *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT),
        # Tables that are gone, and values that none of our statements could have written.
        *(sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH),
        sqlite3.SQLITE_TOOBIG,
    }
)
CLOSED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})


def opened_to_read(file: Path) -> sqlite3.Connection:
    """A connection that writes nothing, not even beside the file. Raises sqlite3.Error.

    Without a write-ahead log nobody works on the file, and SQLite is told so: it would else make
    one, and leave it there.
    """
    address = f"file:{quote(str(file))}?mode=ro"
    with suppress(sqlite3.OperationalError):
        if not is_absent(beside(file)[0]):
            return _tried(address)
    return _tried(f"{address}&immutable=1")


def _tried(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, timeout=60, uri=True)
    try:
        connection.execute("PRAGMA user_version").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def is_absent(file: Path) -> bool:
    """Whether there is no such file; one where this user may not look is not absent."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def beside(file: Path) -> tuple[Path, Path]:
    """What SQLite keeps beside a database: the write-ahead log and its index."""
    return Path(f"{file}-wal"), Path(f"{file}-shm")


def remove(file: Path) -> None:
    """Remove a database with all that belongs to it."""
    for each in (file, *beside(file)):
        each.unlink(missing_ok=True)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is at fault, rather than its disk, its rights, another program or we."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # Python's own: a text that is not UTF-8, or a wrong use of the library
        return isinstance(error, sqlite3.OperationalError | sqlite3.DataError)
    return code & PRIMARY_CODE in DAMAGE


def is_closed_to_us(error: sqlite3.Error) -> bool:
    """Whether the file or its folder may not be written, or not even be read."""
    return getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE in CLOSED
