"""What a hosted build begins with: a checkout of this project, a Python, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

from tests.built_site import REPOSITORY

CHECKED_OUT = (
    *("README.md", "LICENSE", "netlify", "netlify.toml", "pyproject.toml", "requirements.txt"),
    *("assets", "migrations", "sitegen", "templates"),
)


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine in `place` that runs scripts of a hosted build with a Python of its own."""

    place: Path
    database: str

    def run(
        self, script: str, folder: Path, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """What a script did there; the machine knows nothing but what it is told."""
        home = self.place / "home"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        known = {
            "PATH": f"{self.place}/python/bin:{os.defpath}:/usr/bin:/bin",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "CI": "true",
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "DATABASE_URL": self.database,
            "SOURCE_DATE_EPOCH": "1780315200",  # so that nothing becomes stale between two runs
            **environment,
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(
            command, cwd=folder, env=known, capture_output=True, text=True, check=False
        )


def machine(place: Path) -> Machine:
    """A machine with the demonstration in a database, and what `requirements.txt` asks for.

    The libraries are those that the tests run with, so that installing them fetches nothing.
    """
    venv.create(place / "python", with_pip=True)
    mine = sysconfig.get_path("purelib", vars={"base": str(place / "python")})
    Path(mine, "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    made = Machine(place, f"sqlite:///{place / 'demo.db'}")
    for command in (("db", "upgrade"), ("db", "seed", "--demo")):
        program = [sys.executable, "-m", "sitegen", "--database", made.database, *command]
        subprocess.run(program, cwd=REPOSITORY, check=True, capture_output=True)
    return made


def checkout(folder: Path) -> Path:
    """A checkout of this project in a folder, which is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in CHECKED_OUT:
        place = REPOSITORY / name
        if place.is_dir():
            shutil.copytree(place, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif place.exists():
            shutil.copy(place, folder)
    return folder
