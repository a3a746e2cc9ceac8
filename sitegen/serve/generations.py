"""Which generation of rows a snapshot shows: equal ones show equal rows."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

    Generation = tuple[object, ...]


def generation_of(snapshot: Connection) -> Generation:
    """The generation of a snapshot of PostgreSQL: the transactions that it sees."""
    transactions = snapshot.scalar(text("SELECT pg_current_snapshot()::text"))
    return str(snapshot.engine.url), transactions


class Generations:
    """Tells the generations of SQLite files. Use it in the thread that made it."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[int, sqlite3.Connection]] = {}

    def before(self, url: URL) -> Generation | None:
        """The generation of a snapshot of SQLite that is about to begin; None if it is not known.

        What is committed between the two is seen by the snapshot and belongs to the next one.
        """
        file = str(url.database)
        try:
            inode = Path(file).stat().st_ino
            (version,) = self._connection(file, inode).execute("PRAGMA data_version").fetchone()
        except (OSError, sqlite3.Error):
            return None
        return file, inode, version

    def close(self) -> None:
        """Let go of the files."""
        for _, connection in self._files.values():
            with suppress(sqlite3.Error):
                connection.close()

    def _connection(self, file: str, inode: int) -> sqlite3.Connection:
        """A connection that stays: the number of a version is one's own."""
        known = self._files.get(file)
        if known is None or known[0] != inode:
            if known:
                known[1].close()
            uri = f"{Path(file).absolute().as_uri()}?mode=rw"
            known = self._files[file] = inode, sqlite3.connect(uri, uri=True, timeout=0)
        return known[1]
