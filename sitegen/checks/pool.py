"""Files inspected in this process when they are few, in several when they are many."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from sitegen.checks.inspection import inspect_files
from sitegen.processes import serve_parent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.checks.inspection import Inspection
    from sitegen.checks.published import Published

WORTH_A_POOL = 400  # files; starting processes costs about as much as inspecting these
BATCH = 50  # files
PRELOAD = ["sitegen.checks.inspection"]


def inspections(site: Published, paths: Sequence[str], workers: str) -> Iterator[Inspection]:
    """What each of the files says, in order."""
    count = _process_count(workers, len(paths))
    batches = [paths[start : start + BATCH] for start in range(0, len(paths), BATCH)]
    if count == 1:
        for batch in batches:
            yield from inspect_files(site, batch)
        return
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    with ProcessPoolExecutor(count, context, _start_process, (site,)) as pool:
        try:
            for inspected in pool.map(_inspect_here, batches):
                yield from inspected
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _process_count(workers: str, files: int) -> int:
    """As many as asked for; one for each processor if none or another machine is named."""
    if files < WORTH_A_POOL:
        return 1
    return int(workers) if workers.isdecimal() else len(os.sched_getaffinity(0))


_site: Published | None = None  # one for each process of the pool, set when it starts


def _start_process(site: Published) -> None:
    global _site  # noqa: PLW0603 - the one thing a process keeps between batches
    serve_parent()
    _site = site


def _inspect_here(paths: Sequence[str]) -> list[Inspection]:
    if _site is None:
        raise RuntimeError("this process has no site")
    return inspect_files(_site, paths)
