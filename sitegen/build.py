"""build(): the whole story, from rows to files, in one function that reads from top to bottom."""

from __future__ import annotations

import sqlite3
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sitegen import files, output
from sitegen.batches import batched, rendered_pages, stale_pages
from sitegen.code import markup_fingerprint
from sitegen.database import open_engine, snapshot
from sitegen.findings import all_warnings, prospect
from sitegen.locks import locked
from sitegen.manifest import open_manifest, state_faults
from sitegen.memo import open_memo
from sitegen.moments import stale_after
from sitegen.plan import InPlace
from sitegen.reading import Reading
from sitegen.schema import require_head
from sitegen.sources import plan_site, read_project, read_sources
from sitegen.staging import open_staging, stage, stage_headers
from sitegen.tree import Tree
from sitegen.workers import open_pool, prepare_pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy import Connection

    from sitegen.manifest import Manifest
    from sitegen.memo import Memo
    from sitegen.messages import Failure, Warned
    from sitegen.page import Rendered
    from sitegen.plan import Plan
    from sitegen.settings import Settings
    from sitegen.site import Site
    from sitegen.staging import Changes, Staging

MANY = 300  # new files, which are work for more than one process if their texts are not very short


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How one build is run; what it builds is in the settings.

    `waiting` is told who holds a lock that the build waits for; without it the build does not wait.
    """

    full: bool = False
    adopt: bool = False
    strict: bool = False
    keep_going: bool = False
    waiting: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `committed` is false if the old site was left as it was.

    `files` and `bytes` are those of the whole site; `phases` are seconds. `stale_after` is the
    first moment at which the same rows would give another site; None if nothing was committed.
    """

    rendered: int
    written: int
    unchanged: int
    removed: int
    failures: tuple[Failure, ...]
    warnings: tuple[Warned, ...]
    bytes: int
    files: int
    seconds: float
    phases: Mapping[str, float]
    stale_after: datetime | None
    committed: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a build; `totals` are the files of the site and their bytes together."""

    removed: tuple[str, ...]
    changes: Changes
    warnings: list[Warned]
    totals: tuple[int, int]
    committed: bool


@dataclass(slots=True)
class Phases:
    """Seconds of each phase of a build, ended one after the other."""

    seconds: dict[str, float] = field(default_factory=dict)
    _last: float = field(default_factory=time.perf_counter)

    def end(self, name: str) -> None:
        """What ran until now belongs to the phase of this name."""
        now = time.perf_counter()
        self.seconds[name] = round(self.seconds.get(name, 0) + now - self._last, 3)
        self._last = now

    @contextmanager
    def waited(self, lock: AbstractContextManager[None]) -> Iterator[None]:
        """The lock; the time until it is held is a phase of its own."""
        self.end("stamps")
        with lock:
            self.end("wait")
            yield


def build(
    settings: Settings,
    site: Site,
    now: datetime,
    options: Options,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> BuildReport:
    """Make the output show what the database says at `now`, and say what was done.

    `progress` is told how many of how many pages are rendered. Pages that fail are in the report;
    everything else that keeps a site from being built is raised as a SitegenError.
    """
    phases = Phases()
    project = read_project(settings)
    with (
        _opened(settings, options, phases) as (memo, staging),
        migrated_snapshot(settings) as connection,
    ):
        remember = not options.full
        reading = Reading(connection, now)
        sources = read_sources(reading, project, site, memo, remember=remember)
        tree = Tree(staging.output, staging.manifest, by_bytes=staging.by_bytes)
        found = InPlace(tree.recorded(), tree.fault, distrusted=options.full)
        plan = plan_site(reading, site, sources, found, _foreseeing(settings, staging, options))
        output.check_stranger(staging.output, tree.stranger)
        phases.end("stamps")
        with closing(stale_pages(reading, site.views, plan)) as pages:
            work, batches = batched(pages, len(plan.stale), memo, remember=remember)
            with open_pool(settings.workers, work, sources.kit()) as pool:
                results = rendered_pages(batches, memo, pool)
                changes = stage(_counted(results, plan, progress), staging, plan, sources)
        phases.end("render")
        known = (*plan.warnings, *sources.warnings)
        elsewhere = tuple(settings.elsewhere.split())
        found_out = prospect(plan, changes, staging)
        warnings = all_warnings(known, found_out, settings.base_url, elsewhere)
        removed = _removable(plan, changes, staging.manifest)
        stage_headers(changes, staging, plan, removed)
        phases.end("findings")
        committed = _is_acceptable(changes, warnings, options)
        # Before the commit, so that what goes wrong here leaves the old site.
        until = stale_after(reading, site.views, plan.answers) if committed else None
        phases.end("stale_after")
        if committed:
            staging.manifest.touch(tree.retouched)
            _note(staging.manifest, changes, until)
            output.commit(staging, removed, sources.inputs.parts, tidy=options.adopt)
            memo.trim(len(plan.files))
        phases.end("commit")
        outcome = Outcome(removed, changes, warnings, staging.manifest.totals(), committed)
        if not committed:
            _note_refusal(staging.manifest, _refusal(changes))
    return _report(outcome, phases, until)


@contextmanager
def _opened(settings: Settings, options: Options, phases: Phases) -> Iterator[tuple[Memo, Staging]]:
    """The memo and a staging folder, locked; a commit that was interrupted is finished first."""
    state, place = settings.state.resolve(), settings.output.resolve()
    with ExitStack() as stack:
        stack.enter_context(files.disk_faults())
        stack.enter_context(state_faults(state))
        stack.enter_context(phases.waited(locked(state, "lock", options.waiting)))
        manifest = stack.enter_context(open_manifest(state))
        output.check_owner(place, state, manifest)
        stack.enter_context(phases.waited(locked(place, None, options.waiting)))
        output.roll_forward(place, manifest)
        output.claim(place, state, manifest, adopt=options.adopt)
        memo = stack.enter_context(open_memo(state, markup_fingerprint()))
        by_bytes = options.full or options.adopt
        try:
            yield memo, stack.enter_context(open_staging(place, manifest, by_bytes=by_bytes))
        except BaseException as error:
            interrupted = isinstance(error, KeyboardInterrupt)
            _note_refusal(manifest, "interrupted" if interrupted else "it ended with an error")
            raise


@contextmanager
def migrated_snapshot(settings: Settings) -> Iterator[Connection]:
    """One snapshot of a migrated database. Raises DatabaseFault."""
    engine = open_engine(settings.database_url, read_only=True)
    try:
        with snapshot(engine) as connection:
            require_head(connection)
            yield connection
    finally:
        engine.dispose()


def _foreseeing(settings: Settings, staging: Staging, options: Options) -> Callable[[int], None]:
    """What is told of the files planned so far: for many new ones workers will be needed.

    They begin to start then. How much work there is will be known when the plan is whole.
    """
    recorded = 0 if options.full else staging.manifest.totals()[0]

    def counted(files: int) -> None:
        if files - recorded >= MANY:
            prepare_pool(settings.workers)

    return counted


def _removable(plan: Plan, changes: Changes, manifest: Manifest) -> tuple[str, ...]:
    """The orphans that may go.

    Pages that failed stay as they are, and need their old assets. A row without a place may be that
    of any of them: then all stay, but for those that stand where a page that renders must be.
    """
    if not changes.failures:
        return plan.orphans
    kept = "" if plan.failures else ("assets/", "media/")
    blocking = output.blocking_files(plan.orphans, manifest)
    return tuple(p for p in plan.orphans if p in blocking or not p.startswith(kept))


def _counted(
    results: Iterable[Rendered | Failure], plan: Plan, progress: Callable[[int, int], None]
) -> Iterator[Rendered | Failure]:
    """The results, with progress told on their way."""
    total = sum(1 for path in plan.stale if plan.files[path].view)
    for done, result in enumerate(results, 1):
        progress(done, total)
        yield result


def _is_acceptable(changes: Changes, warnings: list[Warned], options: Options) -> bool:
    """Whether the new site may take the place of the old one."""
    if changes.failures and not options.keep_going:
        return False
    return not (warnings and options.strict)


def _note(manifest: Manifest, changes: Changes, until: datetime | None) -> None:
    """Have the manifest say how many pages of the output are old ones, for they fail, and until
    when the others are up to date.
    """
    failed, stale_after = str(len(changes.failures) or ""), until.isoformat() if until else ""
    for name, value in (("failed", failed), ("stale_after", stale_after), ("refused", "")):
        if manifest.about(name) != value:
            manifest.note(name, value)


def _refusal(changes: Changes) -> str:
    """Why the new site may not take the place of the old one."""
    failed = len(changes.failures)
    if failed == 0:
        return "--strict"
    return "1 page failed" if failed == 1 else f"{failed:,} pages failed"


def _note_refusal(manifest: Manifest, why: str) -> None:
    """Have the manifest say that the output is that of an earlier build.

    It is not, once the intent is recorded: then it is finished first. Where the manifest cannot be
    written this is left out, for the build has an error to tell already.
    """
    with suppress(sqlite3.Error, OSError):
        manifest.forget()
        if not manifest.has_intent() and manifest.about("refused") != why:
            manifest.note("refused", why)
            manifest.keep()


def _report(outcome: Outcome, phases: Phases, until: datetime | None) -> BuildReport:
    changes, committed = outcome.changes, outcome.committed
    written = changes.staged if committed else 0
    count, size = outcome.totals
    return BuildReport(
        rendered=changes.rendered,
        written=written,
        unchanged=count - written,
        removed=len(outcome.removed) if committed else 0,
        failures=tuple(changes.failures),
        warnings=tuple(outcome.warnings),
        bytes=size,
        files=count,
        seconds=round(sum(phases.seconds.values()), 3),
        phases=phases.seconds,
        stale_after=until,
        committed=committed,
    )
