"""Pools: pages are rendered in this process when that is little work, else in several.

The parent reads and writes; workers compute, and inherit nothing but their kit.
"""

from __future__ import annotations

import os
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitegen.processes import Work, open_processes, prepare_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sitegen.messages import Failure
    from sitegen.page import Kit, Page, Rendered
    from sitegen.render import Renderer

# Characters of markup, or what takes as long to render: starting a pool costs about as much.
WORTH_A_POOL = 1_500_000
WORTH_A_CLUSTER = 100_000  # it is there already
MEND = "Build again; with --workers 1 pages are rendered in the first process."
SCHEDULER = "tcp://"  # how the address of a Dask scheduler begins
PRELOAD = [
    # Python loads the main module of the first process in each worker, too: the command line.
    *("sitegen.cli", "sitegen.workers"),
    *("sitegen.render", "sitegen.markup.rendering", "sitegen.markup.rst"),
    *("sitegen.markup.markdown", "pygments.lexers.python"),
]


@dataclass(frozen=True, slots=True)
class Pool:
    """Takes batches of pages; `workers` of them are rendered at a time."""

    render: Callable[[Sequence[Page]], Future[list[Rendered | Failure]]]
    workers: int


class SerialExecutor(Executor):
    """Runs each call at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A future that is done already."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def open_pool(workers: str, work: int, kit: Kit) -> Iterator[Pool]:
    """A pool for so much work, in characters of markup; with one worker, this process."""
    if is_done_here(workers, work):
        yield this_process(kit)
    elif workers.startswith(SCHEDULER):
        from sitegen.cluster import open_cluster  # noqa: PLC0415 - asyncio, for clusters alone

        with open_cluster(workers, kit) as (render, there):
            yield Pool(render, there)
    else:
        count = process_count(workers)
        rendering = Work(PRELOAD, _start_worker, kit, "rendered pages", MEND)
        with open_processes(count, rendering) as submit:
            yield Pool(lambda batch: submit(_render_here, batch), count)


def prepare_pool(workers: str) -> None:
    """Begin to open a pool that will most likely be needed."""
    if not workers.startswith(SCHEDULER) and process_count(workers) > 1:
        prepare_server(PRELOAD)


def this_process(kit: Kit) -> Pool:
    """Renders here; what that takes is loaded with the first batch."""
    serial = SerialExecutor()
    renderer: Renderer | None = None

    def render(batch: Sequence[Page]) -> Future[list[Rendered | Failure]]:
        nonlocal renderer
        renderer = renderer or _renderer_of(kit)
        return serial.submit(_rendered, renderer, batch)

    return Pool(render, 1)


def _renderer_of(kit: Kit) -> Renderer:
    from sitegen.render import Renderer  # noqa: PLC0415 - a build that renders nothing needs none

    return Renderer(kit)


def _rendered(renderer: Renderer, batch: Sequence[Page]) -> list[Rendered | Failure]:
    return [renderer.render(page) for page in batch]


def is_done_here(workers: str, work: int) -> bool:
    """Whether this process renders: it is the only one, or there is little to do."""
    if workers.startswith(SCHEDULER):
        return work < WORTH_A_CLUSTER
    if workers == "auto" and work < WORTH_A_POOL:
        return True
    return process_count(workers) == 1


def process_count(workers: str) -> int:
    """How many processes are meant: a number, or one for each processor."""
    return int(workers) if workers.isdecimal() else len(os.sched_getaffinity(0))


_renderer: Renderer | None = None  # one for each worker process, set when it starts


def _start_worker(kit: Kit) -> None:
    global _renderer  # noqa: PLW0603 - the one thing a worker keeps between batches
    _renderer = _renderer_of(kit)


def _render_here(batch: Sequence[Page]) -> list[Rendered | Failure]:
    if _renderer is None:
        raise RuntimeError("this worker has no kit")
    return _rendered(_renderer, batch)
