"""The markup memo: what a text rendered to, kept beside the manifest.

A document costs a thousand times what its template costs, so the HTML of a text is kept under the
hash of everything that decides it: kind, trust, id prefix, renderer versions and the text. An entry
is never wrong, only unused; those that were not asked for in the longest time are trimmed. What
templates use is kept likewise.
"""

from __future__ import annotations

import json
import sqlite3
from hashlib import sha1
from typing import TYPE_CHECKING, Self

from sitegen import markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

TABLES = """
CREATE TABLE IF NOT EXISTS fragments (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, used INTEGER NOT NULL, fragment TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS uses (code TEXT, template TEXT, uses TEXT NOT NULL,
    PRIMARY KEY (code, template)
) WITHOUT ROWID;
"""
ROOM = 4  # entries kept for each file of the site


class Memo:
    """Fragments by text. Open it with `open_memo`; it is a context manager."""

    def __init__(self, connection: sqlite3.Connection, code: str) -> None:
        self._db = connection
        self._salt = "\0".join((code, *markup.versions()))
        (self._turn,) = connection.execute(
            "SELECT coalesce(max(used), 0) + 1 FROM fragments"
        ).fetchone()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def find(self, texts: Iterable[markup.Text]) -> Mapping[markup.Text, markup.Fragment]:
        """What is known of these texts, in one query."""
        keys = {self._key(text): text for text in texts}
        if not keys:
            return {}
        wanted = json.dumps(list(keys))
        with self._db:
            self._db.execute(
                "UPDATE fragments SET used = ? WHERE key IN (SELECT value FROM json_each(?)) "
                "AND used < ?",
                (self._turn, wanted, self._turn),
            )
        rows = self._db.execute(
            "SELECT key, fragment FROM fragments WHERE key IN (SELECT value FROM json_each(?))",
            (wanted,),
        )
        revived = markup.Fragment.from_tuple
        return {keys[key]: revived(json.loads(fragment)) for key, fragment in rows}

    def keep(self, fragments: Iterable[tuple[markup.Text, markup.Fragment]]) -> None:
        """Remember fragments."""
        with self._db:
            self._db.executemany(
                "INSERT OR REPLACE INTO fragments (key, used, fragment) VALUES (?, ?, ?)",
                (
                    (self._key(text), self._turn, json.dumps(fragment.as_tuple()))
                    for text, fragment in fragments
                ),
            )

    def uses(self, code: str) -> dict[str, str]:
        """What templates use, by the hash of their sources, as this `code` read them."""
        query = "SELECT template, uses FROM uses WHERE code = ?"
        return dict(self._db.execute(query, (code,)).fetchall())

    def keep_uses(self, code: str, uses: Mapping[str, str]) -> None:
        """Remember what templates use, and nothing else of that kind."""
        if uses == self.uses(code):
            return
        with self._db:
            self._db.execute("DELETE FROM uses")
            rows = ((code, template, text) for template, text in uses.items())
            self._db.executemany("INSERT INTO uses VALUES (?, ?, ?)", rows)

    def trim(self, files: int) -> None:
        """Forget what was long not asked for, beyond what a site of so many files can use."""
        with self._db:
            self._db.execute(
                "DELETE FROM fragments WHERE id IN "
                "(SELECT id FROM fragments ORDER BY used DESC, id DESC LIMIT -1 OFFSET ?)",
                (ROOM * files + 1000,),
            )

    def _key(self, text: markup.Text) -> str:
        parts = (self._salt, text.kind, text.policy.name, text.prefix, text.source)
        joined = "\0".join(parts).encode(errors="surrogatepass")
        return sha1(joined, usedforsecurity=False).hexdigest()


def open_memo(folder: Path, code: str, *, to_read: bool = False) -> Memo:
    """The memo in the state folder; a damaged one is made anew, for it holds nothing of worth.

    `code` is the fingerprint of our own renderers. Opened `to_read`, an absent one stays absent.
    """
    file = folder / "fragments.db"
    if to_read and not file.exists():
        return Memo(_connected(":memory:"), code)
    try:
        return Memo(_connected(file), code)
    except sqlite3.DatabaseError:
        file.unlink(missing_ok=True)
        return Memo(_connected(file), code)


def _connected(file: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=60)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executescript(TABLES)
    return connection
