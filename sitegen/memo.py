"""The markup memo: what a text rendered to, kept beside the manifest.

A document costs a thousand times what its template costs, so the HTML of a text is kept under the
hash of everything that decides it: kind, trust, id prefix, renderer versions and the text. An entry
is never wrong, only unused: its digest tells one that the disk has altered, which is as good as
none. Those that were not asked for in the longest time are trimmed. What templates use is kept
likewise.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager, suppress
from hashlib import sha1
from typing import TYPE_CHECKING, Self

from sitegen import markup
from sitegen.state import is_absent, is_closed_to_us, is_damage, opened_to_read, remove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

LAYOUT = 1
TABLES = """
CREATE TABLE fragments (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, used INTEGER NOT NULL,
    fragment TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE TABLE uses (code TEXT, template TEXT, uses TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (code, template)
) WITHOUT ROWID;
"""
PATIENCE = 60  # seconds for another program that has it open
ROOM = 4  # entries kept for each file of the site


class Memo:
    """Fragments by text. Open it with `open_memo`; it is a context manager.

    One that turns out to be damaged is left for an empty one, which `anew` gives. One that is not
    `kept` is asked only.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        code: str,
        anew: Callable[[], sqlite3.Connection],
        *,
        kept: bool,
    ) -> None:
        self._db, self._anew, self._is_kept = connection, anew, kept
        self._salt = "\0".join((code, *markup.versions()))
        self._turn = 1
        with self._transaction() as db:
            newest = db.execute("SELECT coalesce(max(used), 0) + 1 FROM fragments")
            (self._turn,) = newest.fetchone()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def find(self, texts: Iterable[markup.Text]) -> Mapping[markup.Text, markup.Fragment]:
        """What is known of these texts, in one query."""
        keys = {self._key(text): text for text in texts}
        found: dict[markup.Text, markup.Fragment] = {}
        if not keys:
            return found
        wanted = json.dumps(list(keys))
        query = (
            "SELECT key, fragment, digest FROM fragments "
            "WHERE key IN (SELECT value FROM json_each(?))"
        )
        revived = markup.Fragment.from_tuple
        with self._transaction() as db:
            self._mark_used(wanted)
            for key, fragment, digest in db.execute(query, (wanted,)):
                if key in keys and digest == digest_of(key, fragment):
                    found[keys[key]] = revived(json.loads(fragment))
        return found

    def _mark_used(self, wanted: str) -> None:
        if self._is_kept:
            self._db.execute(
                "UPDATE fragments SET used = ? WHERE key IN (SELECT value FROM json_each(?)) "
                "AND used < ?",
                (self._turn, wanted, self._turn),
            )

    def keep(self, fragments: Iterable[tuple[markup.Text, markup.Fragment]]) -> None:
        """Remember fragments."""
        if not self._is_kept:
            return
        texts = ((self._key(text), json.dumps(made.as_tuple())) for text, made in fragments)
        with self._transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO fragments (key, used, fragment, digest) "
                "VALUES (?, ?, ?, ?)",
                ((key, self._turn, text, digest_of(key, text)) for key, text in texts),
            )

    def uses(self, code: str) -> dict[str, str]:
        """What templates use, by the hash of their sources, as this `code` read them."""
        query = "SELECT template, uses, digest FROM uses WHERE code = ?"
        found: dict[str, str] = {}
        with self._transaction() as db:
            found.update(
                (template, uses)
                for template, uses, digest in db.execute(query, (code,))
                if digest == digest_of(code, template, uses)
            )
        return found

    def keep_uses(self, code: str, uses: Mapping[str, str]) -> None:
        """Remember what templates use, and nothing else of that kind."""
        if not self._is_kept or uses == self.uses(code):
            return
        with self._transaction() as db:
            db.execute("DELETE FROM uses")
            rows = ((code, name, text, digest_of(code, name, text)) for name, text in uses.items())
            db.executemany("INSERT INTO uses VALUES (?, ?, ?, ?)", rows)

    def trim(self, files: int) -> None:
        """Forget what was long not asked for, beyond what a site of so many files can use."""
        if not self._is_kept:
            return
        with self._transaction() as db:
            db.execute(
                "DELETE FROM fragments WHERE id IN "
                "(SELECT id FROM fragments ORDER BY used DESC, id DESC LIMIT -1 OFFSET ?)",
                (ROOM * files + 1000,),
            )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection for one transaction; what follows damage in it is left undone."""
        try:
            with self._db:
                yield self._db
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._db.close()
            self._db = self._anew()

    def _key(self, text: markup.Text) -> str:
        parts = (self._salt, text.kind, text.policy.name, text.prefix, text.source)
        return digest_of(*parts)


def digest_of(*parts: object) -> str:
    """The digest of texts together (SHA-1)."""
    joined = "\0".join(map(str, parts)).encode(errors="surrogatepass")
    return sha1(joined, usedforsecurity=False).hexdigest()


def open_memo(folder: Path, code: str, *, to_read: bool = False) -> Memo:
    """The memo in the state folder; a damaged one is made anew, for it holds nothing of worth.

    `code` is the fingerprint of our own renderers. Opened `to_read` it is only asked, and nothing
    is made, altered or removed: an absent, damaged or older one is as good as an empty one. So is
    one that this user may not write. Raises sqlite3.Error if its disk or another program is in the
    way.
    """
    file = folder / "fragments.db"
    if not to_read:
        try:
            return Memo(_connected(file), code, lambda: _made_anew(file), kept=True)
        except sqlite3.DatabaseError as error:
            if not is_closed_to_us(error):
                raise
    return Memo(_asked(file), code, _empty, kept=False)


def passing_memo(folder: Path, code: str, reader: str) -> Memo:
    """A memo in memory, for as long as a program runs.

    It begins with what the one in the state folder knows of templates, as the code of `reader` read
    them.
    """
    memo = Memo(_empty(), code, _empty, kept=True)
    with suppress(sqlite3.Error), open_memo(folder, code, to_read=True) as known:
        memo.keep_uses(reader, known.uses(reader))
    return memo


def _connected(file: Path) -> sqlite3.Connection:
    """A connection to write with; to a new file if it was damaged or of another layout."""
    connection = sqlite3.connect(file, timeout=PATIENCE)
    try:
        if _is_laid_out(connection):
            with connection:
                connection.execute("DELETE FROM fragments WHERE false")  # may it be written?
            return _tuned(connection)
    except sqlite3.DatabaseError as error:
        connection.close()
        if not is_damage(error):
            raise
    connection.close()
    return _made_anew(file)


def _is_laid_out(connection: sqlite3.Connection) -> bool:
    (layout,) = connection.execute("PRAGMA user_version").fetchone()
    return bool(layout == LAYOUT)


def _made_anew(file: Path) -> sqlite3.Connection:
    remove(file)
    connection = _tuned(sqlite3.connect(file, timeout=PATIENCE))
    connection.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {LAYOUT}; COMMIT;")
    return connection


def _tuned(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.text_factory = _as_text
    return connection


def _asked(file: Path) -> sqlite3.Connection:
    """A connection to read with; to an empty memo if there is none that can be read."""
    if is_absent(file):
        return _empty()
    try:
        connection = opened_to_read(file)
    except sqlite3.DatabaseError:
        return _empty()
    if not _is_laid_out(connection):
        connection.close()
        return _empty()
    connection.text_factory = _as_text
    return connection


def _empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    return connection


def _as_text(raw: bytes) -> str:
    """The text of a column; one that is damaged is another one, as its digest shows."""
    return raw.decode(errors="replace")
