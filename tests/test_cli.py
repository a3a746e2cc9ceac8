"""Whole commands, as users and CI rely on them: what they print, and their exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from sitegen.cli import main
from tests.built_site import BuiltSite, page

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {
    *("rendered", "written", "unchanged", "removed", "failures", "warnings", "bytes", "files"),
    *("seconds", "phases", "stale_after"),
}


@pytest.fixture
def site(sqlite_site: BuiltSite, monkeypatch: pytest.MonkeyPatch) -> BuiltSite:
    """A site to run commands in."""
    monkeypatch.chdir(sqlite_site.folder)
    for name in ("DATABASE_URL", "SITEGEN_DATABASE", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    return sqlite_site


def run(site: BuiltSite, *arguments: str, **environ: str) -> Result:
    database = ("--database", site.settings.database)
    return CliRunner().invoke(main, [*database, *arguments], env=environ, catch_exceptions=False)


def report(site: BuiltSite, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(site, "build", "--json", *arguments).stdout)
    return found


def test_build_prints_one_object_with_the_promised_keys(site: BuiltSite) -> None:
    site.add(page("about"))
    found = report(site, "--now", "2026-06-01T12:00:00Z")
    assert set(found) == KEYS
    assert set(found["phases"]) == {"stamps", "render", "commit"}
    assert found["stale_after"] == "2027-01-01T00:00:00Z"
    assert found["rendered"] > 0
    assert report(site, "--now", "2026-06-01T12:00:00Z")["rendered"] == 0


def test_a_failed_page_is_exit_1_and_in_the_report(site: BuiltSite) -> None:
    site.add(page("bad", kind="wiki", id=3))
    result = run(site, "build", "--json")
    assert result.exit_code == 1
    (failure,) = json.loads(result.stdout)["failures"]
    assert failure["path"] == "bad/index.html"
    assert failure["source"] == "pages id 3 (bad)"


def test_strict_makes_warnings_exit_1(site: BuiltSite) -> None:
    site.add(page("one", "[gone](/nowhere/)"))
    assert run(site, "build", "--strict").exit_code == 1
    assert run(site, "build").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["build", "--now", "soon"], 2, "error: --now 'soon' is not a moment. Write it like"),
        (["build", "--workers", "0"], 2, "error: workers is '0'. Write auto, or"),
        (["build", "--output", "templates"], 2, "error: The output "),
        (["explain", "/nowhere/"], 2, "error: The site has no page at /nowhere/."),
        (["bulid"], 2, "No such command 'bulid'"),
    ],
)
def test_an_error_is_one_paragraph_with_its_exit_code(
    site: BuiltSite, arguments: list[str], code: int, message: str
) -> None:
    result = run(site, *arguments)
    assert result.exit_code == code
    assert message in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("database", "message"),
    [
        ("sqlite:///nowhere.db", "There is no database at"),
        ("postgresql://127.0.0.1:1/x", "Connection refused"),
        ("postgresql://ada:secret@127.0.0.1:1/x", "Connection refused"),
    ],
)
def test_a_database_out_of_reach_is_exit_3(site: BuiltSite, database: str, message: str) -> None:
    result = CliRunner().invoke(main, ["--database", database, "build"])
    assert result.exit_code == 3
    assert message in result.stderr
    assert "secret" not in result.output


def test_another_kind_of_database_is_exit_2(site: BuiltSite) -> None:
    assert CliRunner().invoke(main, ["--database", "mysql://h/x", "build"]).exit_code == 2


def test_source_date_epoch_is_the_moment_of_a_build(
    site: BuiltSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert report(site)["stale_after"] == "1971-01-01T00:00:00Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert run(site, "build").exit_code == 2


def test_config_show_tells_origins_and_masks_passwords(site: BuiltSite) -> None:
    url = "postgresql://ada:secret@h/site"
    result = CliRunner().invoke(main, ["--database", url, "config", "show", "--json"])
    found = json.loads(result.stdout)
    assert found["database"] == {"value": "postgresql://ada:***@h/site", "origin": "flag"}
    assert found["name"]["value"] == "Test"


def test_routes_are_json_for_scripts(site: BuiltSite) -> None:
    site.add(page("about"))
    found = json.loads(run(site, "routes", "--json").stdout)
    assert {"path": "robots.txt", "view": "site.robots", "template": "site/robots.txt"} in found


@pytest.mark.parametrize("command", ["build", "explain", "routes", "db seed", "import django"])
def test_help_shows_examples_line_by_line(site: BuiltSite, command: str) -> None:
    result = run(site, *command.split(), "--help")
    assert result.exit_code == 0
    assert "\\b" not in result.stdout
    if command != "routes":
        assert f"\n    sitegen {command.split(maxsplit=1)[0]}" in result.stdout


def test_commands_find_the_project_from_a_folder_below(
    site: BuiltSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = tmp_path / "templates"
    monkeypatch.chdir(below)
    assert run(site, "build").exit_code == 0
    assert (tmp_path / "build/404.html").exists()
