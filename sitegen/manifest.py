"""The manifest: what we wrote, under which key, in SQLite outside the published tree.

It never runs ahead of the files: a change is first an *intent*, and becomes part of the manifest
only after every file is in its place (see output.py). The intent grows in one transaction while
files are staged, so that a site of any size takes no more memory; until it is committed nobody else
sees it, and a crash takes it back.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

from sitegen.errors import SettingsFault
from sitegen.state import is_absent, opened_to_read

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from pathlib import Path

LAYOUT = 4
SPARE_TARGETS = 1_000  # may be kept that nothing links to, and as many as are linked to
KNOWN_TARGETS = 10_000  # whose numbers are remembered; most links are those of the frame
SHOWN = "path LIKE 'assets/%' OR path LIKE 'media/%'"  # is there as long as any page is
TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entries (
    path TEXT PRIMARY KEY, key TEXT NOT NULL, digest TEXT NOT NULL, size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL, warnings TEXT NOT NULL, links TEXT NOT NULL, origin TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE inputs (id TEXT PRIMARY KEY, parts TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE intent (
    path TEXT PRIMARY KEY, staged TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, warnings TEXT NOT NULL, links TEXT NOT NULL,
    origin TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE removal (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE targets (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE);
"""
# What pages embed: few pages embed anything.
LOADS = """
CREATE TABLE IF NOT EXISTS loads (path TEXT, load TEXT, PRIMARY KEY (path, load)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS intended_loads (
    path TEXT, load TEXT, PRIMARY KEY (path, load)
) WITHOUT ROWID;
"""
# Of an earlier layout it is only taken which files are ours: they are made again.
UPGRADE = """
DROP TABLE targets;
CREATE TABLE targets (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE);
UPDATE entries SET key = '-', links = '', warnings = '[]';
ALTER TABLE entries ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE intent ADD COLUMN origin TEXT NOT NULL DEFAULT '';
"""


class Recorded(NamedTuple):
    """What tells whether a file has to be made again: its key, size and modification time."""

    key: str
    size: int
    mtime_ns: int


class Entry(NamedTuple):
    """One file that we wrote: the key of its inputs, the digest (SHA-1) of its bytes."""

    key: str
    digest: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Placement:
    """A file to take its place, and what the manifest says of it afterwards.

    `staged` is its name in the staging folder; empty if the bytes in place are already right.
    `links` are the URL paths of this site that it leads to, `loads` what it embeds, and `origin` is
    what it is made of in words: its row, the view of many rows, or a file.
    """

    path: str
    staged: str
    entry: Entry
    warnings: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()
    origin: str = ""


class Manifest:
    """The state of one output. Open it with `open_manifest`; it is a context manager."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._numbers: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def about(self, name: str) -> str:
        """A fact about the state (`output`, `failed`, `stale_after` and others), or empty."""
        found = self._db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def note(self, name: str, value: str) -> None:
        """Set a fact about the state; it is recorded with what is intended, or else by `keep`."""
        self._db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def recorded(self) -> Iterator[tuple[str, Recorded]]:
        """What is recorded of every file that we wrote, in order of path."""
        rows = self._db.execute("SELECT path, key, size, mtime_ns FROM entries ORDER BY path")
        return ((path, Recorded(*values)) for path, *values in rows)

    def __contains__(self, path: object) -> bool:
        """Whether we wrote a file of this path."""
        query = "SELECT EXISTS (SELECT 1 FROM entries WHERE path = ?)"
        return bool(self._db.execute(query, (path,)).fetchone()[0])

    def entry(self, path: str) -> Entry | None:
        """What is recorded of one path."""
        query = "SELECT key, digest, size, mtime_ns FROM entries WHERE path = ?"
        row = self._db.execute(query, (path,)).fetchone()
        return Entry(*row) if row else None

    def files(self) -> Iterator[tuple[str, str, str, int, str]]:
        """Path, key, digest, size and origin of every file that we wrote, in order of path."""
        query = "SELECT path, key, digest, size, origin FROM entries ORDER BY path"
        yield from self._db.execute(query)

    def totals(self) -> tuple[int, int]:
        """How many files there are, and their bytes together."""
        query = "SELECT count(*), coalesce(sum(size), 0) FROM entries"
        count, size = self._db.execute(query).fetchone()
        return count, size

    def warnings(self) -> Iterator[tuple[str, list[str]]]:
        """The warnings of every path that will have any, in order of path."""
        query = _prospect("warnings", "'[]'")
        return ((path, json.loads(text)) for path, text in self._db.execute(query))

    def links(self) -> Iterator[tuple[str, list[str]]]:
        """The numbers of the targets that every path will link to, in order of path."""
        query = _prospect("links", "''")
        return ((path, text.split()) for path, text in self._db.execute(query))

    def targets(self) -> Iterator[tuple[str, str]]:
        """Every internal URL that is or was linked to, after the number it has in `links`."""
        yield from self._db.execute("SELECT CAST(id AS TEXT), url FROM targets")

    def loads(self, gone: Container[str]) -> list[str]:
        """What all pages will embed, in order, but for those at paths that will be gone."""
        query = (
            "SELECT path, load FROM intended_loads UNION ALL "
            "SELECT path, load FROM loads WHERE path NOT IN (SELECT path FROM intent)"
        )
        return sorted({load for path, load in self._db.execute(query) if path not in gone})

    def inputs(self, inputs_id: str) -> Mapping[str, str]:
        """The parts that an id of inputs stands for: name to fingerprint; none if damaged."""
        row = self._db.execute("SELECT parts FROM inputs WHERE id = ?", (inputs_id,)).fetchone()
        with suppress(ValueError):
            return json.loads(row[0]) if row else {}
        return {}

    def stage(self, placements: Iterable[Placement]) -> None:
        """Add to what is about to happen; `intend` makes it so, `forget` takes it back."""
        rows = (self._row(placement) for placement in placements)
        self._db.executemany("INSERT INTO intent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def staged(self) -> Iterator[str]:
        """The paths of files that will take their place, in order."""
        query = "SELECT path FROM intent WHERE staged <> '' ORDER BY path"
        return (path for (path,) in self._db.execute(query))

    def intend(self, removals: Iterable[str], inputs: Mapping[str, Mapping[str, str]]) -> None:
        """Record what is about to happen: from here on it will."""
        with self._db:
            self._db.executemany("INSERT INTO removal VALUES (?)", ((path,) for path in removals))
            self._db.executemany(
                "INSERT OR REPLACE INTO inputs VALUES (?, ?)",
                ((name, json.dumps(parts, sort_keys=True)) for name, parts in inputs.items()),
            )

    def forget(self) -> None:
        """Take back what was staged, noted or adopted, and not intended."""
        self._db.rollback()
        self._numbers.clear()

    def intended(self) -> Iterator[Placement]:
        """The placements of the recorded intent, what pages show first, then in order of path."""
        query = (
            "SELECT path, staged, key, digest, size, mtime_ns FROM intent "  # noqa: S608 - a constant
            f"ORDER BY NOT ({SHOWN}), path"
        )
        for path, staged, *values in self._db.execute(query):
            yield Placement(path, staged, Entry(*values))

    def has_intent(self) -> bool:
        """Whether anything is staged, or was intended and is not fulfilled yet."""
        query = "SELECT EXISTS (SELECT 1 FROM intent) OR EXISTS (SELECT 1 FROM removal)"
        return bool(self._db.execute(query).fetchone()[0])

    def removals(self) -> list[str]:
        """The paths that the recorded intent removes, what pages show last, each in order."""
        query = f"SELECT path FROM removal ORDER BY {SHOWN}, path"  # noqa: S608 - a constant
        return [path for (path,) in self._db.execute(query)]

    def fulfil(self, broken: Iterable[str] = ()) -> None:
        """The intent becomes the manifest; `broken` paths stay ours, but will be made again."""
        with self._db:
            self._db.execute(
                "INSERT OR REPLACE INTO entries "
                "SELECT path, key, digest, size, mtime_ns, warnings, links, origin FROM intent"
            )
            self._db.execute("DELETE FROM entries WHERE path IN (SELECT path FROM removal)")
            self._fulfil_loads()
            forget = "UPDATE entries SET key = '-' WHERE path = ?"
            self._db.executemany(forget, ((path,) for path in broken))
            self._db.execute(
                "DELETE FROM inputs WHERE id NOT IN "
                "(SELECT DISTINCT substr(key, 1, instr(key, '-') - 1) FROM entries)"
            )
            self._db.execute("DELETE FROM intent")
            self._db.execute("DELETE FROM removal")
            self._trim_targets()

    def _fulfil_loads(self) -> None:
        """What pages embed becomes that of those that are there."""
        for table in ("intent", "removal"):
            gone = f"SELECT path FROM {table}"  # noqa: S608 - a constant
            self._db.execute(f"DELETE FROM loads WHERE path IN ({gone})")  # noqa: S608
        self._db.execute("INSERT INTO loads SELECT path, load FROM intended_loads")
        self._db.execute("DELETE FROM intended_loads")

    def _trim_targets(self) -> None:
        """Forget URLs that nothing links to, when there are twice as many as the last time."""
        (count,) = self._db.execute("SELECT count(*) FROM targets").fetchone()
        if count <= 2 * int(self.about("targets") or 0) + SPARE_TARGETS:
            return
        numbers = "json_each('[' || replace(links, ' ', ',') || ']')"
        linked = f"SELECT value FROM entries, {numbers}"  # noqa: S608 - constants
        self._db.execute(f"DELETE FROM targets WHERE id NOT IN ({linked})")  # noqa: S608
        self._db.execute("INSERT OR REPLACE INTO about SELECT 'targets', count(*) FROM targets")
        self._numbers.clear()

    def _row(self, placement: Placement) -> tuple[object, ...]:
        warnings = json.dumps(placement.warnings)
        links = " ".join([str(self._number(url)) for url in placement.links])
        loads = ((placement.path, load) for load in placement.loads)
        self._db.executemany("INSERT INTO intended_loads VALUES (?, ?)", loads)
        described = (*placement.entry, warnings, links, placement.origin)
        return (placement.path, placement.staged, *described)

    def _number(self, url: str) -> int:
        """The number of a link's target: most links stand on many pages, so each is kept once."""
        number = self._numbers.get(url)
        if number is None:
            insert = "INSERT OR IGNORE INTO targets (url) VALUES (?)"
            self._db.execute(insert, (url,))
            query = "SELECT id FROM targets WHERE url = ?"
            (number,) = self._db.execute(query, (url,)).fetchone()
            if len(self._numbers) == KNOWN_TARGETS:
                self._numbers.clear()
            self._numbers[url] = number
        return number

    def adopt(self, files: Iterable[tuple[str, int, int]]) -> None:
        """Take files for our own, by path, size and mtime: they will be made again or removed.

        That is recorded with what is intended, or else by `keep`.
        """
        self._db.executemany("INSERT INTO entries VALUES (?, '-', '', ?, ?, '[]', '', '')", files)

    def touch(self, seen: Iterable[tuple[str, int]]) -> None:
        """Record other modification times of files whose bytes were compared and are right.

        They are recorded with what is intended, or else by `keep`.
        """
        self._db.executemany(
            "UPDATE entries SET mtime_ns = ? WHERE path = ?", ((m, p) for p, m in seen)
        )

    def keep(self) -> None:
        """Record what there is to record when nothing was staged."""
        self._db.commit()


def _prospect(column: str, nothing: str) -> str:
    """The query for a column of every path as it will be: staged now, or else recorded before."""
    return (
        f"SELECT path, {column} FROM intent WHERE {column} <> {nothing} "  # noqa: S608 - constants
        f"UNION ALL SELECT path, {column} FROM entries WHERE {column} <> {nothing} "
        "AND path NOT IN (SELECT path FROM intent) ORDER BY path"
    )


@contextmanager
def state_faults(folder: Path) -> Iterator[None]:
    """Turn errors of the databases in the state folder into SettingsFault."""
    try:
        yield
    except sqlite3.Error as error:
        raise SettingsFault(
            f"The state {folder} cannot be used: {error}.",
            mend="Make its folder writable and room on its disk, or remove it and build with "
            "--adopt.",
        ) from error


def open_manifest(folder: Path, *, to_read: bool = False) -> Manifest:
    """The manifest in a state folder, made if there is none. Raises SettingsFault.

    Opened `to_read` nothing is made or altered: an absent or older one is as good as an empty one.
    """
    file = folder / "manifest.db"
    with state_faults(folder):
        if to_read:
            return Manifest(_to_read(file))
        connection = sqlite3.connect(file, timeout=60)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _lay_out(connection)
        return Manifest(connection)


def _to_read(file: Path) -> sqlite3.Connection:
    if not is_absent(file):
        connection = opened_to_read(file)
        (layout,) = connection.execute("PRAGMA user_version").fetchone()
        if layout >= LAYOUT:
            _lay_out(connection)
            return connection
        connection.close()
    connection = sqlite3.connect(":memory:")
    _lay_out(connection)
    return connection


def _lay_out(connection: sqlite3.Connection) -> None:
    """Make the tables; a state of another layout holds nothing that a build cannot make again."""
    (layout,) = connection.execute("PRAGMA user_version").fetchone()
    if layout < LAYOUT:
        changes = f"{UPGRADE if layout else TABLES} {LOADS} PRAGMA user_version = {LAYOUT};"
        connection.executescript(f"BEGIN; {changes} COMMIT;")
    elif layout != LAYOUT:
        raise sqlite3.DatabaseError(f"it has layout {layout}, this sitegen knows {LAYOUT}")
