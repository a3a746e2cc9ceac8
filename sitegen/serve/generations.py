"""Which generation of rows a snapshot shows: equal ones show equal rows.

SQLite is asked nothing: a connection that stayed would keep the log beside a database alive, and
SQLite replays a log over whatever file takes the database's place. The files tell it: a commit
writes to one of them, and another file has another number.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from os import stat_result

    from sqlalchemy import URL, Connection

    Generation = tuple[object, ...]

# Seconds after which another change surely gives a file another time: some disks count whole
# seconds, and a commit is seen a little after it is written.
SETTLED = 2.0


@dataclass(frozen=True, slots=True)
class Written:
    """A SQLite database and its log as they lie on the disk.

    Equal ones hold equal rows if they are settled: a change that was just written may be followed
    by one of the same size at the same time.
    """

    database: Generation
    log: Generation | None
    is_settled: bool


class SQLiteFiles:
    """A SQLite database and its log, which are looked at again and again."""

    def __init__(self, url: URL) -> None:
        self._file = Path(str(url.database))
        self._seen: Generation | None = None
        self._since = 0.0

    def look(self) -> Written:
        """The files as they are. Raises OSError if there are none."""
        file = self._file.resolve()
        seen = _seen(file.stat()), _log_of(file)
        if seen != self._seen:
            self._seen, self._since = seen, time.monotonic()
        return Written(*seen, is_settled=time.monotonic() - self._since > SETTLED)

    def generation(self) -> Generation | None:
        """The generation of a snapshot that is about to begin; None if it is not known.

        What is committed between the two is seen by the snapshot and belongs to the next one.
        """
        try:
            written = self.look()
        except OSError:
            return None
        return (str(self._file), self._seen) if written.is_settled else None


def _log_of(file: Path) -> Generation | None:
    """The log of what was written lately; every reader makes an empty one and takes it away."""
    try:
        log = file.with_name(f"{file.name}-wal").stat()
    except FileNotFoundError:
        return None
    return _seen(log) if log.st_size else None


def _seen(found: stat_result) -> Generation:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def generation_of(snapshot: Connection) -> Generation:
    """The generation of a snapshot of PostgreSQL: the transactions that it sees."""
    transactions = snapshot.scalar(text("SELECT pg_current_snapshot()::text"))
    return str(snapshot.engine.url), transactions
