"""One mutant: what is altered, and the copy that bears it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.built_site import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ("sitegen", "tests", "templates", "assets", "migrations")


@dataclass(frozen=True)
class Mutant:
    """In `file` of the package `old`, which stands there once, becomes `new`."""

    name: str
    file: str
    old: str
    new: str

    def bear(self, folder: Path) -> None:
        """Copy the project into the folder, and alter it. Raises ValueError if `old` is gone."""
        for part in PARTS:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(REPOSITORY / part, folder / part, ignore=ignored)
        shutil.copy(REPOSITORY / "pyproject.toml", folder)
        if self.file:
            file = folder / "sitegen" / self.file
            file.write_text(self.altered(file.read_text("utf-8")))

    def altered(self, source: str) -> str:
        """The source of the file with the alteration."""
        if source.count(self.old) != 1:
            raise ValueError(f"{self.name}: {self.file} does not hold this once: {self.old}")
        return source.replace(self.old, self.new)
