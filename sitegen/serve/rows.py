"""Snapshots of the database that the settings name, with their generations."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sitegen.database import open_engine, snapshot
from sitegen.schema import require_head
from sitegen.serve.generations import SQLiteFiles, generation_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from sitegen.serve.generations import Generation

PATIENCE = 1  # seconds for what another program has locked; whoever waits cannot end


class Rows:
    """Gives snapshots; the engines of all databases that were asked for are kept."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Engine, SQLiteFiles | None]] = {}

    @contextmanager
    def snapshot(self, url: str) -> Iterator[tuple[Connection, Generation | None]]:
        """A snapshot, and its generation if that is known. Raises DatabaseFault."""
        engine, files = self._opened(url)
        before = files.generation() if files else None
        with snapshot(engine) as connection:
            require_head(connection)
            yield connection, before if files else generation_of(connection)

    def close(self) -> None:
        """Let go of the databases."""
        for engine, _ in self._known.values():
            engine.dispose()

    def _opened(self, url: str) -> tuple[Engine, SQLiteFiles | None]:
        if url not in self._known:
            engine = open_engine(url, read_only=True, patience=PATIENCE)
            is_file = engine.dialect.name == "sqlite"
            self._known[url] = engine, SQLiteFiles(engine.url) if is_file else None
        return self._known[url]
