"""The project's folder, read again when a file in it has changed."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.errors import SettingsFault
from sitegen.folders import below
from sitegen.sources import read_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sitegen.settings import Settings
    from sitegen.sources import Project

    Seen = tuple[tuple[str, int, int], ...]


class ProjectFolder:
    """Settings, templates and assets as they are; what was read is kept while no file changes."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._read_settings = settings
        self.settings = settings()
        self._seen: Seen | None = None
        self._project: Project | None = None

    def read(self) -> Project:
        """The project as it is now. Raises SettingsFault, TemplateFault."""
        seen = self._look()
        if self._project is None or not seen or seen != self._seen:
            self._project = None
            self.settings = self._read_settings()
            # Looked at before it is read: what changes meanwhile is read once more.
            self._seen = self._look()
            self._project = read_project(self.settings)
        return self._project

    def _look(self) -> Seen:
        """The files that decide a page, beside rows, or nothing while they cannot be looked at."""
        try:
            return tuple(_files(self.settings))
        except (OSError, SettingsFault):  # a folder that goes while it is looked at, a broken link
            return ()


def _files(settings: Settings) -> Iterator[tuple[str, int, int]]:
    """Every file with its size and the time of its last change, in nanoseconds."""
    project = settings.root / "pyproject.toml"
    folders = (settings.templates, settings.assets)
    for file in (*filter(Path.exists, [project]), *sorted(chain(*map(below, folders)))):
        found = file.stat()
        yield str(file), found.st_size, found.st_mtime_ns
