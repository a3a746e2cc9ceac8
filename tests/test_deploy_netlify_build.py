"""The top-level netlify.toml, run as Netlify runs it: a clone, its command, what it keeps."""

from __future__ import annotations

import shutil
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.built_site import REPOSITORY
from tests.checkout import Machine, checkout, machine
from tests.deployed_site import files_in

if TYPE_CHECKING:
    from pathlib import Path

TOML = tomllib.loads((REPOSITORY / "netlify.toml").read_text("utf-8"))
(KEEPER,) = TOML["plugins"]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return machine(tmp_path_factory.mktemp("machine"))


def built(machine: Machine, kept: Path) -> tuple[dict[str, bytes], str]:
    """What a build publishes and says; it finds what the last one left in `kept`, and leaves it."""
    clone = checkout(machine.place / "clone")
    paths = KEEPER["inputs"]["paths"]
    for path in paths:
        if (kept / path).exists():
            # Netlify keeps bytes and names, and no modification times.
            shutil.copytree(kept / path, clone / path, copy_function=shutil.copyfile)
    done = machine.run(TOML["build"]["command"], clone, **TOML["build"]["environment"])
    assert done.returncode == 0, done.stderr
    for path in paths:
        shutil.rmtree(kept / path, ignore_errors=True)
        shutil.copytree(clone / path, kept / path)
    return files_in(clone / TOML["build"]["publish"]), done.stdout


def test_a_build_goes_on_from_the_one_before_or_begins_anew(fresh: Machine, tmp_path: Path) -> None:
    first, said = built(fresh, tmp_path)
    assert {"index.html", "_redirects", "_headers"} <= first.keys()
    assert " 0 rendered, " not in said
    second, said = built(fresh, tmp_path)
    assert " 0 rendered, 0 written, " in said
    assert second == first


def test_the_plugin_that_keeps_them_is_in_the_repository() -> None:
    folder = REPOSITORY / KEEPER["package"].lstrip("/")
    assert {file.name for file in folder.iterdir()} == {"index.js", "manifest.yml"}
    assert TOML["build"]["publish"] in KEEPER["inputs"]["paths"]
