"""Whole commands, as users and CI rely on them: what they print, and their exit codes."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from sitegen.cli import main
from tests.built_site import BuiltSite, page

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = [sys.executable, "-m", "sitegen"]

KEYS = {
    *("rendered", "written", "unchanged", "removed", "failures", "warnings", "bytes", "files"),
    *("seconds", "phases", "stale_after", "published"),
}


@pytest.fixture
def site(sqlite_site: BuiltSite, bare_environment: pytest.MonkeyPatch) -> BuiltSite:
    """A site to run commands in."""
    bare_environment.chdir(sqlite_site.folder)
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
    assert set(found["phases"]) == {
        *("stamps", "wait", "render", "findings", "commit", "stale_after"),
    }
    assert found["stale_after"] == "2026-10-02T00:00:00Z"  # a version is out then
    assert found["rendered"] > 0
    assert report(site, "--now", "2026-06-01T12:00:00Z")["rendered"] == 0


def test_build_says_until_when_the_site_is_up_to_date(site: BuiltSite) -> None:
    until = run(site, "build", "--now", "2026-06-01T12:00:00Z").stdout.splitlines()[-1]
    assert until == "It is up to date until 2026-10-02T00:00:00Z; build again then."


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
        (
            ["build", "--now", "0001-01-01T00:00:00+14:00"],
            2,
            "error: --now '0001-01-01T00:00:00+14:00' lies before the year 1 in UTC. Write it like",
        ),
        (
            ["build", "--now", "9999-12-31T23:59:59-01:00"],
            2,
            "error: --now '9999-12-31T23:59:59-01:00' lies after the year 9999 in UTC. Write it",
        ),
        (
            ["build", "--output", "/proc/x"],
            2,
            "error: The folder /proc/x cannot be made: No such file or directory. "
            "Name one that can be made and written.\n",
        ),
        (
            ["build", "--state", "/proc/x"],
            2,
            "error: The folder /proc/x cannot be made: No such file or directory. "
            "Name one that can be made and written.\n",
        ),
        (["build", "--workers", "0"], 2, "error: workers is '0'. Write auto, or"),
        (["build", "--output", "templates"], 2, "error: The output "),
        (["explain", "/nowhere/"], 2, "error: The site has no page at /nowhere/."),
        (["bulid"], 2, "No such command 'bulid'. Did you mean 'build'?"),
        (["db", "upgarde"], 2, "No such command 'upgarde'. Did you mean 'upgrade'?"),
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


def test_explain_prints_one_object_with_the_promised_keys(site: BuiltSite) -> None:
    site.add(page("about"))
    found = json.loads(run(site, "explain", "/about/", "--json").stdout)
    assert set(found) == {
        *("path", "verdict", "reason", "would_render", "source", "view", "tables", "template"),
        *("inputs", "failures", "follows"),
    }
    assert (found["verdict"], found["reason"], found["would_render"]) == ("stale", "new", True)
    assert set(found["inputs"][0]) == {"kind", "name", "fingerprint", "absent", "changed"}


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


def test_help_names_every_command_in_a_whole_line(site: BuiltSite) -> None:
    for command in ([], ["db"], ["import"], ["config"]):
        assert "..." not in run(site, *command, "--help").stdout.partition("Commands:")[2]


def test_options_for_all_commands_may_follow_the_name(site: BuiltSite) -> None:
    database = site.settings.database
    result = CliRunner().invoke(main, ["db", "current", "--database", database])
    assert result.stdout.startswith(f"The database {site.folder}/site.db is at migration ")
    assert "Traceback" in run(site, "build", "--workers", "0", "--verbose").stderr


def test_what_looks_like_markup_in_a_row_is_printed_as_it_is(site: BuiltSite) -> None:
    site.add(page("d[/e]f"), page("a:book:"), page("x" * 200), page("[b]ad", kind="wiki", id=9))
    result = run(site, "routes")
    for path in ("d[/e]f", "a:book:", "x" * 200):
        assert f"{path}/index.html" in result.stdout
    assert "failed: pages id 9 ([b]ad)" in run(site, "build").stderr


def test_settings_are_shown_whole_in_a_narrow_window(
    site: BuiltSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITEGEN_DESCRIPTION", "long " * 50 + "end")
    monkeypatch.setenv("COLUMNS", "60")
    shown = run(site, "config", "show").stdout
    assert "long " * 50 + "end" in shown
    assert "…" not in shown


def test_numbers_agree_with_their_nouns(site: BuiltSite) -> None:
    site.add(page("bad", kind="wiki"))
    assert run(site, "build").stdout == (
        f"Not published (1 page failed): {site.folder}/build is as it was.\n"
    )


def test_output_is_named_without_detours(site: BuiltSite) -> None:
    output = f"{site.folder}/a/../out"
    assert run(site, "build", "--output", output).stdout.startswith(f"{site.folder}/out: ")


def test_what_a_terminal_cannot_show_is_written_as_an_escape(site: BuiltSite) -> None:
    site.add(page("caf\xe9"))
    result = called(site, "routes", PYTHONIOENCODING="ascii")
    assert "caf\\xe9/index.html" in result.stdout
    assert (result.returncode, result.stderr) == (0, "")
    found = json.loads(called(site, "routes", "--json", PYTHONIOENCODING="ascii").stdout)
    assert "caf\xe9/index.html" in [route["path"] for route in found]


def test_a_python_that_takes_file_names_for_something_else_is_told_so(site: BuiltSite) -> None:
    told = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    found = subprocess.run(
        [*PROGRAM, "config", "show"], env={**os.environ, **told}, capture_output=True, check=False
    )
    assert (found.returncode, found.stderr.decode()) == (
        2,
        "error: File names are UTF-8, but Python was told that they are ascii. "
        "Set PYTHONUTF8=1, or a locale of UTF-8, as in LC_ALL=C.UTF-8.\n",
    )


def test_a_working_folder_that_is_gone_is_an_error_and_no_traceback(site: BuiltSite) -> None:
    gone = site.folder / "gone"
    gone.mkdir()
    program = f"import os; os.rmdir(os.getcwd()); os.execv({PROGRAM[0]!r}, {[*PROGRAM, 'build']!r})"
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=gone, capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr) == (
        2,
        "error: The folder in which sitegen was started cannot be used: No such file or directory. "
        "Run sitegen in the project's folder.\n",
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("command", ["routes", "db current", "build --help"])
def test_output_that_cannot_be_printed_is_an_error_and_no_traceback(
    site: BuiltSite, command: str
) -> None:
    with Path("/dev/full").open("w") as full:
        result = called(site, *command.split(), stdout=full)
    assert (result.returncode, result.stderr) == (
        1,
        "error: The output cannot be printed: No space left on device.\n",
    )


def test_a_reader_that_goes_away_is_no_traceback(site: BuiltSite) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = called(site, "routes", stdout=writing)
    os.close(writing)
    assert (result.returncode, result.stderr) == (1, "")


def test_an_interrupted_build_is_exit_130_and_says_how_to_go_on(site: BuiltSite) -> None:
    assert run(site, "build").exit_code == 0
    with held(site.settings.state / "lock"), started(site, "build", "--wait") as build:
        wait_for_its_note(build)
        build.send_signal(signal.SIGINT)
        _, said = build.communicate(timeout=30)
    assert (build.returncode, said) == (130, "Interrupted. Build again to finish.\n")


def test_a_build_that_is_ended_by_sigterm_is_exit_143_and_says_how_to_go_on(
    site: BuiltSite,
) -> None:
    assert run(site, "build").exit_code == 0
    with held(site.settings.state / "lock"), started(site, "build", "--wait") as build:
        wait_for_its_note(build)
        build.terminate()
        _, said = build.communicate(timeout=30)
    assert (build.returncode, said) == (143, "Terminated. Build again to finish.\n")


def test_sigterm_ends_the_workers_of_a_build_without_a_word_of_theirs(site: BuiltSite) -> None:
    site.add(*(page(f"p{n}", ".. note:: *a* `b`_\n\n" * 900, "rst") for n in range(40)))
    with started(site, "build", "--workers", "2") as build:
        workers = children_of(build.pid)
        build.terminate()
        _, said = build.communicate(timeout=30)
    assert (build.returncode, said) == (143, "Terminated. Build again to finish.\n")
    until = time.monotonic() + 10
    while any(Path(f"/proc/{each}").exists() for each in workers):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_an_interrupted_import_is_exit_130(site: BuiltSite) -> None:
    dump = site.folder / "dump.json"
    os.mkfifo(dump)
    with (
        started(site, "import", "django", str(dump)) as importing,
        dump.open("w"),  # it opens as soon as the other side reads
    ):
        importing.send_signal(signal.SIGINT)
        _, said = importing.communicate(timeout=30)
    assert (importing.returncode, said) == (130, "Interrupted.\n")


def called(
    site: BuiltSite, *arguments: str, stdout: Any = subprocess.PIPE, **environ: str
) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, with a real stdout."""
    return subprocess.run(
        [*PROGRAM, "--database", site.settings.database, *arguments],
        env={**os.environ, **environ},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


@contextmanager
def started(site: BuiltSite, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command at work. It can be interrupted even where a shell in the background cannot."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [*PROGRAM, "--database", site.settings.database, *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def children_of(pid: int) -> list[str]:
    """The processes below one, once there are a fork server and two workers."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        below, waiting = [], [str(pid)]
        while waiting:
            files = Path(f"/proc/{waiting.pop()}/task").glob("*/children")
            found = [each for file in files for each in file.read_text().split()]
            below += found
            waiting += found
        if len(below) >= 4:  # the tracker of resources is one
            return below
        time.sleep(0.02)
    raise AssertionError("no workers")


@contextmanager
def held(file: Path) -> Iterator[None]:
    """The lock of a build, held by somebody else."""
    with file.open() as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield


def wait_for_its_note(build: subprocess.Popen[str]) -> None:
    """Wait until a build has said that it waits: what it does next is wait."""
    assert build.stderr is not None
    assert build.stderr.readline().endswith(" Waiting for it to end.\n")
    time.sleep(0.1)


def test_what_rows_hold_cannot_steer_a_terminal(site: BuiltSite) -> None:
    site.add(page("about", ".. x\x9b\u202ey::\n\n   `a", "rst"), page("\x1b[2J\u202e/../x"))
    result = run(site, "build", "--keep-going")
    assert "\\x1b[2J\\u202e/../x" in result.output
    assert all(sign.isprintable() or sign == "\n" for sign in result.output)


def test_what_is_published_without_pages_that_fail_says_how_many(site: BuiltSite) -> None:
    site.add(page("about", kind="bbcode"))
    result = run(site, "build", "--keep-going")
    assert result.exit_code == 1
    assert " s. 1 page failed.\n" in result.output
    found = json.loads(run(site, "build", "--json").stdout)
    assert not found["published"]
    assert json.loads(run(site, "build", "--keep-going", "--json").stdout)["published"]


@pytest.mark.parametrize("flags", [[], ["--verbose"]])
def test_no_row_begins_a_line_of_the_log(site: BuiltSite, flags: list[str]) -> None:
    forged = "x\n::error::forged"
    site.add(page(forged, id=3), page("good", ".. x\x0b\x85::error::::\n\n   a", "rst"))
    for command in (["build"], ["routes"], ["explain", "/"]):
        said = run(site, *command, *flags).output
        assert not [line for line in said.splitlines() if line.strip().startswith("::")]
    site.sql("UPDATE alembic_version SET version_num = :forged", forged=forged)
    for command in (["build"], ["db", "current"]):
        said = run(site, *command, *flags).output
        assert "x\\n::error::forged" in said
        assert not [line for line in said.splitlines() if line.strip().startswith("::")]


def test_the_help_of_every_command_lists_what_holds_for_all(site: BuiltSite) -> None:
    commands = "build, explain, routes, config show, import django, db upgrade, db downgrade"
    for command in (*commands.split(", "), "db current", "db seed", "db role"):
        shown = run(site, *command.split(), "--help").stdout
        assert re.search(r"--database URL +sqlite:///FILE or postgresql://USER@HOST/NAME", shown)
        assert re.search(r"--verbose +Show the traceback of an error", shown)


def test_config_show_names_the_variable_that_a_value_is_from(site: BuiltSite) -> None:
    environ = {"DATABASE_URL": "sqlite:///x.db", "SITEGEN_LANGUAGE": "de"}
    result = CliRunner().invoke(main, ["config", "show", "--json"], env=environ)
    found = json.loads(result.stdout)
    assert found["database"]["origin"] == "DATABASE_URL in the environment"
    assert found["language"]["origin"] == "SITEGEN_LANGUAGE in the environment"
