"""`sitegen import django` prints a report, or one JSON object, and owns its exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from sitegen.cli import main
from tests.importing import Site, dumped, page, user

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.importing import Dumped


@pytest.fixture
def dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dump, in a folder of its own where commands run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "dump.json"


def run(url: str, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["--database", url, "import", "django", *map(str, arguments)])


def write(dump: Path, *rows: Dumped) -> None:
    dump.write_text(json.dumps(rows))


def test_the_report_is_a_table_with_what_was_mended_and_left(database_url: str, dump: Path) -> None:
    write(dump, user(1, "ada"), page(2, "/about"), dumped("sessions.session", "a"),
          dumped("authtoken.token", "b"), dumped("polls.poll", 1))  # fmt: skip
    result = run(database_url, dump)
    assert result.exit_code == 0
    assert [line.rstrip() for line in result.stdout.splitlines()] == [
        "table  inserted  updated",
        "users         1",
        "pages         1",
        "",
        "Mended on the way:",
        "  pages.page pk 2: path has slashes at its ends, which are taken off.",
        "",
        "Left behind on purpose:",
        "  authtoken.token (1), sessions.session (1): "
        "secrets of people who log in; nothing that is published needs them.",
        "",
        "Not imported, because nobody here knows it:",
        "  polls.poll (1): no such model is known.",
        "",
        "2 rows inserted, 0 updated.",
    ]


def test_a_dry_run_says_so_and_keeps_nothing(
    database_url: str, dump: Path, engine: Any, tmp_path: Path
) -> None:
    write(dump, page(2, "about"))
    result = run(database_url, dump, "--dry-run")
    assert result.stdout.endswith(
        "1 row inserted, 0 updated. This was a dry run: nothing is kept.\n"
    )
    assert Site(engine, tmp_path).rows("pages") == []


def test_the_whole_report_is_one_json_object(database_url: str, dump: Path) -> None:
    write(dump, page(2, "/about"), dumped("polls.poll", 1))
    result = run(database_url, dump, "--json")
    assert json.loads(result.stdout) == {
        "counts": [{"table": "pages", "inserted": 1, "updated": 0, "removed": 0}],
        "notes": [
            {
                "model": "pages.page",
                "column": "path",
                "message": "has slashes at its ends, which are taken off",
                "pks": [2],
            }
        ],
        "problems": [],
        "left_behind": [],
        "unknown": [{"name": "polls.poll", "rows": 1, "reason": "no such model is known"}],
        "dry_run": False,
    }


def test_problems_end_it_with_1_and_are_all_in_the_json(database_url: str, dump: Path) -> None:
    write(dump, *(page(pk, f"p{pk}", title="x" * (500 + pk)) for pk in range(1, 31)))
    result = run(database_url, dump, "--json")
    assert result.exit_code == 1
    assert len(json.loads(result.stdout)["problems"]) == 30
    assert "30 rows cannot be imported; nothing was written." in result.stderr
    assert "… and 10 more; --json lists them all." in result.stderr


def test_a_file_that_is_not_there_ends_it_with_2(database_url: str, dump: Path) -> None:
    result = run(database_url, dump)
    assert result.exit_code == 2
    assert f"{dump} cannot be read: No such file or directory." in result.stderr


def test_what_is_no_dump_ends_it_with_1(database_url: str, dump: Path) -> None:
    dump.write_text("<xml/>")
    assert run(database_url, dump).exit_code == 1


def test_a_database_that_is_not_migrated_ends_it_with_3(blank_url: str, dump: Path) -> None:
    write(dump)
    result = run(blank_url, dump)
    assert result.exit_code == 3
    assert "sitegen db upgrade" in result.stderr


def test_help_shows_an_example(dump: Path) -> None:
    result = run("sqlite:///x.db", "--help")
    assert "    sitegen import django dump.json.gz --dry-run" in result.stdout.splitlines()
