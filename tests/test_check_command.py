"""`sitegen check`, as users and CI rely on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from sitegen.cli import main
from tests.built_site import BuiltSite, page
from tests.checked_site import page as document
from tests.checked_site import publish

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.settings import Settings


@pytest.fixture
def site(sqlite_site: BuiltSite, bare_environment: pytest.MonkeyPatch) -> BuiltSite:
    """A built site to run commands in."""
    bare_environment.chdir(sqlite_site.folder)
    sqlite_site.add(page("community"), page("bad", "[x](/nowhere/)", id=7)).build()
    return sqlite_site


def run(site: BuiltSite, *arguments: str) -> Result:
    database = ("--database", site.settings.database)
    return CliRunner().invoke(main, [*database, "check", *arguments], catch_exceptions=False)


def test_a_finding_is_a_line_with_place_row_fault_and_mend(site: BuiltSite) -> None:
    result = run(site)
    assert result.exit_code == 1
    line, summary = result.stdout.splitlines()
    where, _, said = line.partition(": ")
    assert where.startswith("bad/index.html:")
    assert said == (
        "pages id 7 (bad): links to /nowhere/, which is not on the site. "
        "Mend the link, or make the page or a redirect."
    )
    assert summary.startswith(f"{site.output}: 1 finding. ")
    assert result.stderr == ""


def test_a_site_without_findings_is_exit_0(site: BuiltSite) -> None:
    site.sql("UPDATE pages SET content = 'Text.'").build()
    result = run(site)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{site.output}: no findings. ")


def test_json_is_one_object_with_the_promised_keys(site: BuiltSite) -> None:
    result = run(site, "--json")
    found: dict[str, Any] = json.loads(result.stdout)
    assert set(found) == {"findings", "files", "asked", "seconds"}
    (finding,) = found["findings"]
    assert finding["line"] > 0
    assert finding["column"] > 0
    del finding["line"], finding["column"]
    assert finding == {
        "path": "bad/index.html",
        "source": "pages id 7 (bad)",
        "check": "links",
        "message": "links to /nowhere/, which is not on the site.",
        "mend": "Mend the link, or make the page or a redirect.",
        "also": [],
    }


def test_without_a_database_findings_have_no_rows(site: BuiltSite) -> None:
    result = CliRunner().invoke(main, ["--database", "sqlite:///gone.db", "check"])
    assert result.exit_code == 1
    assert result.stdout.startswith("bad/index.html:")
    assert ": links to /nowhere/, which is not on the site." in result.stdout
    assert result.stderr == (
        f"note: Rows are not named. There is no database at {site.folder}/gone.db. "
        f"Make it with `sitegen db upgrade --database sqlite:///{site.folder}/gone.db`.\n"
    )


def test_with_a_template_that_cannot_be_read_findings_have_no_rows(site: BuiltSite) -> None:
    site.write("templates/pages/new.html", "{% if %}")
    result = run(site)
    assert result.exit_code == 1
    assert result.stdout.startswith("bad/index.html:")
    assert result.stderr == (
        "note: Rows are not named. templates/pages/new.html:1: Expected an expression, got 'end of "
        "statement block'. Mend the template.\n"
    )


def refusal(settings: Settings) -> str:
    arguments = ("--output", str(settings.output), "--state", str(settings.state))
    result = CliRunner().invoke(main, ["check", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


def test_no_output_is_exit_2(tmp_path: Path) -> None:
    settings = publish(tmp_path, {"index.html": document("")})
    settings.output.rename(tmp_path / "elsewhere")
    assert refusal(settings) == (
        f"error: There is no site at {settings.output}. Build it with `sitegen build`.\n"
    )


def test_an_unknown_state_is_exit_2(tmp_path: Path) -> None:
    settings = publish(tmp_path, {"index.html": document("")})
    settings.state.rename(tmp_path / "elsewhere")
    assert refusal(settings) == (
        f"error: The state {settings.state} knows no site. Build it with `sitegen build`.\n"
    )


def test_the_state_of_another_output_is_exit_2(tmp_path: Path) -> None:
    settings = publish(tmp_path, {"index.html": document("")})
    settings.output.rename(tmp_path / "moved")
    (tmp_path / "other").mkdir()
    result = CliRunner().invoke(
        main, ["check", "--output", f"{tmp_path}/other", "--state", str(settings.state)]
    )
    assert (result.exit_code, result.stderr) == (
        2,
        f"error: The state {settings.state} belongs to the output {settings.output}, not to "
        f"{tmp_path}/other. Give this output a state of its own with --state.\n",
    )


def test_a_damaged_state_is_exit_2(tmp_path: Path) -> None:
    settings = publish(tmp_path, {"index.html": document("")})
    file = settings.state / "manifest.db"
    file.write_bytes(file.read_bytes()[:4096] + b"\xa5" * 40_000)
    assert refusal(settings) == (
        f"error: The state {settings.state} cannot be used: database disk image is malformed. "
        "Make its folder writable and room on its disk, or remove it and build with --adopt.\n"
    )
