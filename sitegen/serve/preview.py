"""The site as a build at any moment would write it, made file by file.

All of it runs in one thread: reStructuredText and the connections want no other.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sitegen.code import code_fingerprint, markup_fingerprint
from sitegen.memo import passing_memo
from sitegen.reading import Reading
from sitegen.serve.kept import KeptFiles
from sitegen.serve.look import Look
from sitegen.serve.moment import Moment
from sitegen.serve.press import Press
from sitegen.serve.project import ProjectFolder
from sitegen.serve.rows import Rows
from sitegen.sources import read_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sitegen.settings import Settings
    from sitegen.site import Site


class Preview:
    """The files of the site at any moment. Use it in the thread that made it.

    With `drafts`, the site with what is not published, that is shown; what `site` lacks is marked.
    """

    def __init__(
        self, settings: Callable[[], Settings], site: Site, drafts: Site | None = None
    ) -> None:
        self._folder = ProjectFolder(settings)
        self._site, self._published = drafts or site, site if drafts else None
        self._rows, self._kept = Rows(), KeptFiles()
        state = self._folder.settings.state
        self._memo = passing_memo(state, markup_fingerprint(), code_fingerprint())
        self._press = Press(self._memo)

    @contextmanager
    def at(self, now: datetime, asked: datetime | None) -> Iterator[Look]:
        """What gives the files of the site at a moment, in one snapshot.

        `asked` is the moment that somebody asked for, by which files are kept; None is the present.
        Raises SitegenError.
        """
        project = self._folder.read()
        with self._rows.snapshot(project.settings.database_url) as (connection, rows):
            reading = Reading(connection, now)
            sources = read_sources(reading, project, self._site, self._memo)
            known = (project, rows, frozenset(sources.copies)) if rows else None
            moment = Moment(reading, sources, self._site, self._published, known, asked)
            yield Look(moment, self._press, self._kept)

    def close(self) -> None:
        """Let go of the database."""
        self._rows.close()
