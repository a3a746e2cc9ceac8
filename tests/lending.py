"""Databases lent one after the other within one test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Lend = Callable[[], AbstractContextManager[str]]


@contextmanager
def copied(template: Path) -> Iterator[str]:
    """Lend the URL of a copy of a SQLite file."""
    with tempfile.TemporaryDirectory(prefix="sitegen-rows-") as folder:
        yield f"sqlite:///{shutil.copy(template, Path(folder) / 'site.db')}"
