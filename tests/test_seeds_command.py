"""`sitegen db`: what a person types, and what it says."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from sitegen import schema
from sitegen.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a project, so that only the flags count."""
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["--database", "sqlite:///site.db", *words])


def test_a_new_database_is_made_filled_and_looked_at(tmp_path: Path) -> None:
    name, head = tmp_path / "site.db", schema.head()
    state = f"The database {name} is at migration {head}, the newest.\n"
    assert run("db", "upgrade").output == state
    assert run("db", "current").output == state
    first, second = run("db", "seed"), run("db", "seed", "--demo")
    assert re.search(r"^pages +\d+$", first.output, re.MULTILINE)
    assert re.search(r"in place; [1-9]\d* rows were new or had changed\.$", first.output)
    assert second.output.endswith("in place; 0 rows were new or had changed.\n")


def test_downgrade_says_where_the_database_is_then() -> None:
    run("db", "upgrade")
    assert "was never migrated. The newest is" in run("db", "downgrade", "base").output


def test_synthetic_rows_are_counted_and_timed() -> None:
    run("db", "upgrade")
    result = run("db", "seed", "--synthetic", "pages=12")
    assert result.output.splitlines()[:2] == ["users        200", "pages         12"]
    assert result.output.endswith(" seconds.\n")
    assert "menus" not in result.output


def test_a_bad_spec_is_wrong_usage() -> None:
    result = run("db", "seed", "--synthetic", "pages=many")
    assert result.exit_code == 2
    assert result.output == (
        "error: pages=many: that is not a whole number. "
        "Write it like pages=1000,jobs=200,releases=50,events=100,seed=1.\n"
    )


def test_one_row_that_had_changed_is_one_row(tmp_path: Path) -> None:
    run("db", "upgrade")
    run("db", "seed")
    with closing(sqlite3.connect(tmp_path / "site.db")) as connection, connection:
        connection.execute("UPDATE pages SET title = 'Other' WHERE id = 1")
    assert run("db", "seed").output.endswith("in place; 1 row was new or had changed.\n")


def test_seeding_a_database_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    result = run("db", "seed")
    assert result.exit_code == 3
    file = tmp_path / "site.db"
    assert result.output == (
        f"error: There is no database at {file}. "
        f"Make it with `sitegen db upgrade --database sqlite:///{file}`.\n"
    )


@pytest.mark.parametrize("command", ["upgrade", "downgrade", "current", "seed"])
def test_help_keeps_its_examples_in_lines(command: str) -> None:
    help_ = run("db", command, "--help").output
    assert "\\b" not in help_
    if "Examples:" in help_:
        assert f"\n    sitegen db {command}" in help_
