"""Hints that something may have changed: files, rows of SQLite, rows of PostgreSQL.

A hint wakes a comparison of keys and says nothing else. PostgreSQL gives it by NOTIFY, from
triggers that a migration installs; for a database without them, or behind a pool of connections
that keeps notifications to itself, the snapshot is looked at as well.
"""

from __future__ import annotations

import asyncio
from asyncio import TaskGroup
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy.engine import make_url
from watchfiles import awatch

from sitegen.errors import SettingsFault
from sitegen.serve.generations import SQLiteFiles

if TYPE_CHECKING:
    from asyncio import Event, Task
    from collections.abc import Awaitable, Callable, Sequence

    from sqlalchemy import URL

    from sitegen.settings import Settings

    Hint = Callable[[], None]

CHANNEL = "sitegen"
LOOK = 0.05  # seconds between two looks at a SQLite file
LISTEN = 0.2  # seconds between two looks at a PostgreSQL snapshot
AGAIN = 1.0  # seconds until what is out of reach is looked for again


async def for_ever(hint: Hint, watcher: Callable[[], Awaitable[None]]) -> None:
    """Begin again whenever what is watched was out of reach; what happened meanwhile was missed."""
    while True:
        # What watches files has errors of its own, each a RuntimeError.
        with suppress(OSError, RuntimeError, psycopg.Error):
            await watcher()
        hint()
        await asyncio.sleep(AGAIN)


async def hint_of_all(hint: Hint, settings: Callable[[], Settings]) -> None:
    """Hint whenever something changes that pages are made of, wherever the settings say it is."""
    now, changed = settings(), asyncio.Event()
    project = partial(hint_of_file, changed.set, now.root / "pyproject.toml")
    async with TaskGroup() as group:
        group.create_task(for_ever(changed.set, project))
        while True:
            watching = _watching(group, hint, now)
            hint()
            now = await _other_settings(now, settings, changed, hint)
            for task in watching:
                task.cancel()


def _watching(group: TaskGroup, hint: Hint, settings: Settings) -> list[Task[None]]:
    folders = [settings.templates, settings.assets, settings.media_folder]
    watchers = (
        partial(hint_of_rows, hint, settings.database_url),
        partial(hint_of_files, hint, [folder for folder in folders if folder]),
    )
    return [group.create_task(for_ever(hint, watcher)) for watcher in watchers]


async def _other_settings(
    now: Settings, settings: Callable[[], Settings], changed: Event, hint: Hint
) -> Settings:
    """The settings as soon as they are others."""
    while True:
        await changed.wait()
        changed.clear()
        hint()
        with suppress(SettingsFault):  # the pages say it
            if (found := settings()) != now:
                return found


async def hint_of_files(hint: Hint, places: Sequence[Path]) -> None:
    """Hint whenever something below these folders changes, until cancelled."""
    there = [place for place in places if place.exists()]
    async for _ in awatch(*there, debounce=100, step=20, rust_timeout=1000):
        hint()


async def hint_of_file(hint: Hint, file: Path) -> None:
    """Hint whenever a single file changes, by whatever way an editor writes it."""
    async for changes in awatch(file.parent, recursive=False, step=20, rust_timeout=1000):
        if any(Path(changed) == file for _, changed in changes):
            hint()


async def hint_of_rows(hint: Hint, url: str) -> None:
    """Hint whenever rows may have changed, until the database is out of reach."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        await _look_at_sqlite(hint, parsed)
    else:
        await _listen(hint, parsed.set(drivername="postgresql"))


async def _look_at_sqlite(hint: Hint, url: URL) -> None:
    """Hint when a change is written, and once more when it has settled."""
    files, before = SQLiteFiles(url), None
    while True:
        seen = files.look()
        if seen != before:
            hint()
        before = seen
        await asyncio.sleep(LOOK)


async def _listen(hint: Hint, url: URL) -> None:
    conninfo = url.render_as_string(hide_password=False)
    connection = await psycopg.AsyncConnection.connect(conninfo, autocommit=True)
    async with connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        before = None
        while True:
            cursor = await connection.execute("SELECT pg_current_snapshot()::text")
            found = await cursor.fetchone()
            if before not in (None, found):
                hint()
            before = found
            async for _ in connection.notifies(timeout=LISTEN, stop_after=1):
                hint()
