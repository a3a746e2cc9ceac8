"""The memo is believed where it is as we wrote it; a damaged one costs time only."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from sitegen import markup, memo
from sitegen.markup import Fragment, Policy
from sitegen.memo import open_memo
from tests.built_site import BuiltSite, box, page

if TYPE_CHECKING:
    from pathlib import Path

TEXT = markup.Text("*Text*", "markdown", Policy.TRUSTED, "a")
MADE = Fragment("<p><em>Text</em></p>")
OLD = """
CREATE TABLE fragments (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, used INTEGER NOT NULL, fragment TEXT NOT NULL
);
CREATE TABLE uses (code TEXT, template TEXT, uses TEXT NOT NULL, PRIMARY KEY (code, template)
) WITHOUT ROWID;
INSERT INTO uses VALUES ('x', 'y', 'z');
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a memo that knows one text."""
    with open_memo(tmp_path, "x") as found:
        found.keep([(TEXT, MADE)])
        found.keep_uses("x", {"a": "b"})
    return tmp_path


def alter(folder: Path, script: str) -> None:
    with closing(sqlite3.connect(folder / "fragments.db")) as connection:
        connection.executescript(script)


def known(folder: Path, *, to_read: bool = False) -> tuple[list[Fragment], dict[str, str]]:
    with open_memo(folder, "x", to_read=to_read) as found:
        return list(found.find([TEXT]).values()), found.uses("x")


def test_what_was_kept_is_found_by_those_who_only_read_too(folder: Path) -> None:
    assert known(folder) == known(folder, to_read=True) == ([MADE], {"a": "b"})


@pytest.mark.parametrize(
    "value", ["replace(fragment, 'T', 'U')", "'[1'", "7", "x'ff'", "CAST(x'22ff22' AS TEXT)"]
)
@pytest.mark.parametrize("to_read", [False, True])
def test_a_fragment_that_was_altered_is_not_known(
    folder: Path, value: str, *, to_read: bool
) -> None:
    alter(folder, f"UPDATE fragments SET fragment = {value}")
    assert known(folder, to_read=to_read) == ([], {"a": "b"})


@pytest.mark.parametrize("column", ["template", "uses"])
def test_uses_that_were_altered_are_not_known(folder: Path, column: str) -> None:
    alter(folder, f"UPDATE uses SET {column} = 'c'")
    assert known(folder) == ([MADE], {})


@pytest.mark.parametrize("to_read", [False, True])
def test_a_memo_without_its_pages_is_as_good_as_none(folder: Path, *, to_read: bool) -> None:
    file = folder / "fragments.db"
    damaged = file.read_bytes()[:4096] + b"\xa5" * 40_000
    file.write_bytes(damaged)
    with open_memo(folder, "x", to_read=to_read) as found:
        assert (dict(found.find([TEXT])), found.uses("x")) == ({}, {})
        found.keep([(TEXT, MADE)])
        assert dict(found.find([TEXT])) == ({} if to_read else {TEXT: MADE})
    assert (file.read_bytes() == damaged) == to_read


def test_a_damaged_memo_goes_with_its_log(folder: Path) -> None:
    (folder / "fragments.db").write_text("This is no database at all. " * 99)
    for name in ("fragments.db-wal", "fragments.db-shm"):
        (folder / name).write_text("This is no log at all. " * 99)
    assert known(folder) == ([], {})


def test_a_memo_of_another_layout_is_made_anew(tmp_path: Path) -> None:
    alter(tmp_path, OLD)
    assert known(tmp_path, to_read=True) == ([], {})
    with open_memo(tmp_path, "x") as found:
        found.keep([(TEXT, MADE)])
    assert known(tmp_path) == ([MADE], {})


def test_a_memo_that_another_program_has_locked_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memo, "PATIENCE", 0.1)
    with closing(sqlite3.connect(folder / "fragments.db")) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            open_memo(folder, "x")
    assert known(folder) == ([MADE], {"a": "b"})


def test_text_that_the_disk_altered_is_on_no_page(sqlite_site: BuiltSite) -> None:
    sqlite_site.write("templates/pages/boxed.html", '{{ box("hello") }}{{ page.content }}')
    sqlite_site.add(page("one", "Text.", template_name="pages/boxed.html"), box("hello", "Hello."))
    sqlite_site.build()
    right = sqlite_site.read("one/index.html")
    alter(sqlite_site.settings.state, "UPDATE fragments SET fragment = replace(fragment, 'e', 'X')")
    sqlite_site.sql("UPDATE pages SET title = 'Other'").build()
    assert sqlite_site.read("one/index.html") == right
