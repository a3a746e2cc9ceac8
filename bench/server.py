"""The CPU of a PostgreSQL server, which works for a build without being a part of it."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import text

from bench.meter import descendants
from sitegen.database import open_engine

TICKS = os.sysconf("SC_CLK_TCK")
PARENT, TIMES = 1, slice(11, 15)  # fields behind the name: utime, stime, cutime, cstime


def server_of(url: str) -> int | None:
    """The server's first process, or None if it runs on another machine."""
    engine = open_engine(url)
    with engine.connect() as connection:
        backend = connection.scalar(text("SELECT pg_backend_pid()"))
        fields = _fields(int(backend or 0))
    engine.dispose()
    return int(fields[PARENT]) if fields else None


def cpu_of(server: int) -> float:
    """The CPU seconds of the server and of all its processes, ended ones too."""
    tree = (server, *descendants(server))
    return sum(int(ticks) for process in tree for ticks in _fields(process)[TIMES]) / TICKS


def _fields(process: int) -> list[str]:
    try:
        name, _, rest = Path(f"/proc/{process}/stat").read_text().rpartition(")")
    except OSError:
        return []
    return rest.split() if "postgres" in name else []
