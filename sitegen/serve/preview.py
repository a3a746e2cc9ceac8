"""One file of the site as a build at this moment would write it, made when it is asked for.

A file is planned anew each time it is asked for, and rendered only if its key is another one. All
of it runs in one thread: reStructuredText and the connections want no other.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from sitegen.batches import batched, rendered_pages
from sitegen.clock import Candidates
from sitegen.code import code_fingerprint, markup_fingerprint
from sitegen.database import open_engine, snapshot
from sitegen.memo import passing_memo
from sitegen.messages import Failure
from sitegen.page import Page
from sitegen.plan import changed_part
from sitegen.reading import Reading
from sitegen.schema import require_head
from sitegen.serve.generations import generation_before, generation_of
from sitegen.serve.project import ProjectFolder
from sitegen.sources import plan_file, read_sources
from sitegen.workers import this_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Engine

    from sitegen.page import Kit
    from sitegen.plan import Planned
    from sitegen.serve.generations import Generation
    from sitegen.settings import Settings
    from sitegen.site import Site
    from sitegen.sources import Project, Sources
    from sitegen.workers import Pool

    Look = Callable[[str], "Shown | Failure | None"]

KEPT = 300  # files; of more, those that were not asked for in the longest time are made again


@dataclass(frozen=True, slots=True)
class Shown:
    """A file of the site: its bytes, what it is made of, and why and how fast it was made.

    `parts` are the inputs that its key stands for, by name; `styles` the style sheets in them with
    their URLs. `seconds` is how long it took to render. `restyled` is there if nothing but style
    sheets differ from the file as it was: its key then, and the URLs that took the place of others.
    `is_draft` if the site has no such file without its drafts.
    """

    planned: Planned
    body: bytes
    parts: Mapping[str, str]
    styles: Mapping[str, str]
    reason: str
    seconds: float
    is_draft: bool = False
    restyled: tuple[str, Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One snapshot of the site at one moment: what a file is made from.

    `rows` are the generation of the rows, if that is known.
    """

    reading: Reading
    sources: Sources
    project: Project
    rows: Generation | None
    asked: datetime | None

    @property
    def generation(self) -> tuple[Project, Generation] | None:
        """Equal for moments in which all files are the same that no clock decides."""
        return (self.project, self.rows) if self.rows else None


@dataclass(frozen=True, slots=True)
class Kept:
    """A file, and when it was found to be right: in which generation, from when, until when."""

    shown: Shown
    generation: tuple[Project, Generation] | None
    since: datetime
    until: datetime | None

    def is_right(self, moment: Moment) -> bool:
        """Whether it need not be planned again to know that it is the same at this moment."""
        now = moment.reading.now
        is_in_time = self.since <= now and (self.until is None or now < self.until)
        return is_in_time and self.generation is not None and self.generation == moment.generation


class Preview:
    """The files of the site at any moment. Use it in the thread that made it."""

    def __init__(
        self, settings: Callable[[], Settings], site: Site, drafts: Site | None = None
    ) -> None:
        self._folder = ProjectFolder(settings)
        self._site = drafts or site
        self._published = site if drafts else None
        self._views = {view.name: view for view in self._site.views}
        self._engines: dict[str, Engine] = {}
        self._pools: dict[str, tuple[Kit, Pool]] = {}
        self._kept: OrderedDict[tuple[str, datetime | None], Kept] = OrderedDict()
        state = self._folder.settings.state
        self._memo = passing_memo(state, markup_fingerprint(), code_fingerprint())

    @contextmanager
    def at(self, now: datetime, asked: datetime | None) -> Iterator[Look]:
        """A function that gives the files of the site at a moment, in one snapshot.

        It gives the file at a path, what is wrong with it, or None if the site has none. `asked` is
        the moment that somebody asked for, by which files are kept; None is the present. Raises
        SitegenError.
        """
        project = self._folder.read()
        engine = self._engine(project.settings.database_url)
        is_file = engine.dialect.name == "sqlite"
        rows = generation_before(engine.url) if is_file else None
        with snapshot(engine) as connection:
            require_head(connection)
            rows = rows if is_file else generation_of(connection)
            reading = Reading(connection, now)
            sources = read_sources(reading, project, self._site, self._memo)
            moment = Moment(reading, sources, project, rows, asked)
            yield partial(self._made, moment)

    def close(self) -> None:
        """Let go of the database."""
        for engine in self._engines.values():
            engine.dispose()

    def _made(self, moment: Moment, path: str) -> Shown | Failure | None:
        kept = self._kept.get((path, moment.asked))
        if kept and kept.is_right(moment):
            self._kept.move_to_end((path, moment.asked))
            return kept.shown
        plan = plan_file(moment.reading, self._site, moment.sources, path)
        for failure in plan.failures:
            if failure.path == path:
                return failure
        planned = plan.files.get(path)
        if planned is None:
            self._kept.pop((path, moment.asked), None)
            return None
        before = kept.shown if kept else None
        if before and before.planned.key == planned.key:
            # Whether it is a draft is in no key: no page shows it.
            is_draft = self._is_draft(moment, path)
            shown: Shown | Failure = replace(before, is_draft=is_draft)
        else:
            shown = self._shown(moment, planned, before)
        if isinstance(shown, Shown):
            until = self._until(moment.reading, planned)
            kept = Kept(shown, moment.generation, moment.reading.now, until)
            self._keep((path, moment.asked), kept)
        return shown

    def _until(self, reading: Reading, planned: Planned) -> datetime | None:
        """The first moment at which the file could be another one, all rows being equal."""
        if not planned.view or not self._views[planned.view].is_timely:
            return None
        candidates = Candidates(reading.connection)
        return self._views[planned.view].changes_after(reading, candidates)

    def _engine(self, url: str) -> Engine:
        if url not in self._engines:
            self._engines[url] = open_engine(url, read_only=True)
        return self._engines[url]

    def _keep(self, name: tuple[str, datetime | None], kept: Kept) -> None:
        self._kept[name] = kept
        self._kept.move_to_end(name)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _shown(self, moment: Moment, planned: Planned, before: Shown | None) -> Shown | Failure:
        start, sources = time.perf_counter(), moment.sources
        if not planned.view:
            original = sources.copies[planned]
            body = original if isinstance(original, bytes) else original.read_bytes()
            return Shown(planned, body, {}, {}, "copied", time.perf_counter() - start)
        result = self._rendered(moment.reading, sources, planned)
        if isinstance(result, Failure):
            return result
        inputs = planned.key.partition("-")[0]
        parts = sources.inputs.parts[inputs]
        shared = sources.inputs.templates.closure(planned.template).shared
        styles = {
            name: str(sources.inputs.shared[kind, name])
            for kind, name in sorted(shared)
            if kind == "asset" and name.endswith(".css")
        }
        seconds = time.perf_counter() - start
        reason, restyled = "it was asked for", None
        if before:
            changed = _changed(before, parts)
            reason = _reason(before, planned, changed)
            restyled = _restyled(before, planned, changed, styles)
        is_draft = self._is_draft(moment, planned.path)
        return Shown(planned, result, parts, styles, reason, seconds, is_draft, restyled)

    def _is_draft(self, moment: Moment, path: str) -> bool:
        if self._published is None:
            return False
        return path not in plan_file(moment.reading, self._published, moment.sources, path).files

    def _rendered(self, reading: Reading, sources: Sources, planned: Planned) -> bytes | Failure:
        view = self._views[planned.view]
        with closing(view.contexts(reading, [planned.path])) as contents:
            content = next(each for each in contents if each.path == planned.path)
        page = Page(planned.path, planned.template, planned.source, content.context)
        _, batches = batched([page], 1, self._memo, remember=True)
        (result,) = rendered_pages(batches, self._memo, self._pool(planned.template, sources))
        self._memo.trim(0)
        return result if isinstance(result, Failure) else result.body

    def _pool(self, template: str, sources: Sources) -> Pool:
        """What renders pages of this template; it is made anew when what they share has changed."""
        kit = sources.kit()
        known = self._pools.get(template)
        if known is None or known[0] != kit:
            known = self._pools[template] = kit, this_process(kit)
        return known[1]


def _changed(before: Shown, parts: Mapping[str, str]) -> list[str]:
    """The inputs that are others than before, by name."""
    names = before.parts.keys() | parts.keys()
    return sorted(name for name in names if before.parts.get(name) != parts.get(name))


def _reason(before: Shown, planned: Planned, changed: list[str]) -> str:
    """Why the file was made again."""
    reason = changed_part(before.planned.key, planned.key)
    return f"{reason} ({', '.join(changed)})" if changed else reason


def _restyled(
    before: Shown, planned: Planned, changed: list[str], styles: Mapping[str, str]
) -> tuple[str, Mapping[str, str]] | None:
    """The key of the file before, and its style sheets' new URLs, if those are all that changed."""
    sheets = {f"asset {name}": name for name in before.styles.keys() & styles.keys()}
    if before.planned.stamp != planned.stamp or not changed or not sheets.keys() >= set(changed):
        return None
    urls = {before.styles[sheets[each]]: styles[sheets[each]] for each in changed}
    return before.planned.key, urls
