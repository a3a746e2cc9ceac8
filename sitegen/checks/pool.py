"""Files inspected in this process when they are few, in several when they are many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.checks.inspection import inspect_files
from sitegen.processes import Work, open_processes
from sitegen.workers import process_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.checks.inspection import Inspection
    from sitegen.checks.published import Published

WORTH_A_POOL = 400  # files; starting processes costs about as much as inspecting these
BATCH = 50  # files
PRELOAD = ["sitegen.checks.inspection"]
MEND = "Check again; with SITEGEN_WORKERS=1 files are read in the first process."


def inspections(site: Published, paths: Sequence[str], workers: str) -> Iterator[Inspection]:
    """What each of the files says, in order. Raises SitegenError if a process dies."""
    count = 1 if len(paths) < WORTH_A_POOL else process_count(workers)
    batches = [paths[start : start + BATCH] for start in range(0, len(paths), BATCH)]
    if count == 1:
        for batch in batches:
            yield from inspect_files(site, batch)
        return
    checking = Work(PRELOAD, _start_process, site, "read files", MEND)
    with open_processes(count, checking) as submit:
        for inspected in [submit(_inspect_here, batch) for batch in batches]:
            yield from inspected.result()


_site: Published | None = None  # one for each process of the pool, set when it starts


def _start_process(site: Published) -> None:
    global _site  # noqa: PLW0603 - the one thing a process keeps between batches
    _site = site


def _inspect_here(paths: Sequence[str]) -> list[Inspection]:
    if _site is None:
        raise RuntimeError("this process has no site")
    return inspect_files(_site, paths)
