"""A SQLite file may be written and replaced under the preview, as if nobody looked at it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.built_site import page
from tests.served_site import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.built_site import BuiltSite
    from tests.served_site import Served


@pytest.fixture
def served(sqlite_site: BuiltSite) -> Iterator[Served]:
    sqlite_site.add(page("about", "First."))
    with serving(sqlite_site, "--watch") as served:
        yield served


def edit(file: Path, content: str) -> None:
    """Write by a program of its own, as the command sqlite3 does."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE pages SET content = ? WHERE path = 'about'", [content])


def test_a_database_that_another_file_replaces_is_read_from_that_file(
    sqlite_site: BuiltSite, served: Served, tmp_path: Path
) -> None:
    file, other = tmp_path / "site.db", tmp_path / "new.db"
    with served.tab("/about/") as tab:
        shutil.copyfile(file, other)
        edit(other, "From the other file.")
        edit(file, "Edited.")
        assert tab.hear()["about"]["reason"] == "its rows changed"
        other.rename(file)
        assert tab.hear()["about"]["reason"] == "its rows changed"
        assert "From the other file." in served.get("/about/").text
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT content FROM pages WHERE path = 'about'").fetchall()
    assert found == [("From the other file.",)]


def test_no_log_stays_beside_a_database_because_it_is_watched(
    sqlite_site: BuiltSite, served: Served, tmp_path: Path
) -> None:
    with served.tab("/about/") as tab:
        edit(tmp_path / "site.db", "Edited.")
        tab.hear()
        assert tab.hears_nothing()
    assert not (tmp_path / "site.db-wal").exists()


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_every_edit_is_shown_however_soon_it_follows_another_of_its_size(
    sqlite_site: BuiltSite, tmp_path: Path, mode: str
) -> None:
    sqlite_site.add(page("about"))
    with closing(sqlite3.connect(tmp_path / "site.db", isolation_level=None)) as writer:
        writer.execute(f"PRAGMA journal_mode = {mode}")
        with serving(sqlite_site, "--watch") as served:
            for number in range(100, 160):
                writer.execute("UPDATE pages SET content = ?", [f"Edit {number}."])
                assert f"Edit {number}." in served.get("/about/").text
                if number % 7 == 0:
                    writer.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
