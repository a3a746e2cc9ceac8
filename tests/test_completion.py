"""Completion in real shells, and through the protocol that all of them speak."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from sitegen.cli import main
from tests.built_site import BuiltSite, page

if TYPE_CHECKING:
    from pathlib import Path

SHELLS = ("bash", "zsh", "fish")


@pytest.fixture
def site(sqlite_site: BuiltSite, bare_environment: pytest.MonkeyPatch) -> BuiltSite:
    """A built site to type commands in, with `sitegen` as a command."""
    program = sqlite_site.folder / "bin/sitegen"
    program.parent.mkdir()
    call = "from sitegen.cli import main; main(prog_name='sitegen')"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{call}" "$@"\n')
    program.chmod(0o755)
    bare_environment.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    bare_environment.chdir(sqlite_site.folder)
    sqlite_site.add(page("about"), page("about/team")).build()
    return sqlite_site


def proposed(*words: str) -> list[str]:
    """What is proposed for the last word, through the protocol of bash."""
    environ = {
        "_SITEGEN_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["sitegen", *words]),
        "COMP_CWORD": str(len(words)),
    }
    result = CliRunner().invoke(main, [], prog_name="sitegen", env=environ)
    assert result.exit_code == 0
    return [line for line in result.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["ch"], ["plain,check"]),
        (["comp"], ["plain,completion"]),
        (["db", "down"], ["plain,downgrade"]),
        (["check", "--ex"], ["plain,--external"]),
        (["completion", "z"], ["plain,zsh"]),
        (["explain", "/about/"], ["plain,/about/", "plain,/about/team/"]),
        (["explain", "about/t"], ["plain,about/team/index.html"]),
        (["explain", "--state", "nowhere", "/about/"], []),
        (["db", "downgrade", "b"], ["plain,base"]),
        (["db", "downgrade", "0001"], ["plain,0001"]),
        (["db", "seed", "--synthetic", "jobs=9,p"], ["plain,jobs=9,pages=1000"]),
        (["build", "--workers", "a"], ["plain,auto"]),
        (["build", "--workers", "1"], ["plain,1"]),
        (["build", "--workers", "t"], ["plain,tcp://"]),
        (["build", "--output", "x"], ["dir,x"]),
        (["import", "django", "d"], ["file,d"]),
    ],
    ids=" ".join,
)
def test_commands_flags_and_values_are_proposed(
    site: BuiltSite, words: list[str], expected: list[str]
) -> None:
    assert proposed(*words) == expected


def test_wrong_settings_are_no_error_while_a_command_is_typed(
    site: BuiltSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITEGEN_WORKERS", "many")
    assert proposed("explain", "/about/") == []


def test_a_damaged_state_is_no_error_while_a_command_is_typed(site: BuiltSite) -> None:
    file = site.settings.state / "manifest.db"
    file.write_bytes(file.read_bytes()[:4096] + b"\xa5" * 40_000)
    assert proposed("explain", "/about/") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_the_help_says_how_to_install_it_in_each_shell(site: BuiltSite, shell: str) -> None:
    result = CliRunner().invoke(main, ["completion", "--help"])
    assert f"sitegen completion {shell}" in result.stdout
    assert f"sitegen completion {shell} > ~/" in result.stdout


def test_an_unknown_shell_is_wrong_usage(site: BuiltSite) -> None:
    result = CliRunner().invoke(main, ["completion", "tcsh"])
    assert result.exit_code == 2
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'." in result.stderr


def in_shell(name: str, *arguments: str) -> str:
    """What a real shell prints; the test is skipped where there is none."""
    if shutil.which(name) is None:
        pytest.skip(f"there is no {name}")
    done = subprocess.run([name, *arguments], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ch", ["check"]),
        ("explain /about/t", ["/about/team/"]),
        ("db downgrade ba", ["base"]),
        ("build --wor", ["--workers"]),
    ],
)
def test_bash_completes(site: BuiltSite, words: str, expected: list[str]) -> None:
    script = (
        'eval "$(sitegen completion bash)"\n'
        f"COMP_WORDS=(sitegen {words}); COMP_CWORD={len(words.split())}\n"
        "complete -p sitegen | grep -q _sitegen_completion && _sitegen_completion sitegen\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    assert in_shell("bash", "--norc", "-c", script).splitlines() == expected


def test_zsh_takes_the_script(site: BuiltSite) -> None:
    script = 'autoload -U compinit; compinit -u -d dump; eval "$(sitegen completion zsh)"\n'
    assert in_shell("zsh", "-fc", script + "print $_comps[sitegen]") == "_sitegen_completion\n"


def test_fish_completes(site: BuiltSite) -> None:
    script = 'sitegen completion fish | source; complete -C "sitegen explain /about/t"'
    assert in_shell("fish", "--no-config", "-c", script).split() == ["/about/team/"]


def test_a_script_can_be_kept_in_a_file(site: BuiltSite, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text(CliRunner().invoke(main, ["completion", "bash"]).stdout)
    assert in_shell("bash", "--norc", "-c", f"source {kept}; complete -p sitegen").startswith(
        "complete "
    )
