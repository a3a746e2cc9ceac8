"""Executors: pages are rendered in this process when there are few, in a pool when there are many.

The parent reads and writes; workers compute. A worker ends when its parent does, ignores Ctrl-C
(the parent ends it), and inherits nothing but its kit.
"""

from __future__ import annotations

import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitegen.cluster import open_cluster
from sitegen.errors import SitegenError
from sitegen.processes import await_server, serve_parent, signals_held, start_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.context import ForkServerContext

    from sitegen.messages import Failure
    from sitegen.page import Kit, Page, Rendered
    from sitegen.render import Renderer

# Characters of markup, or what takes as long to render: starting a pool costs about as much.
WORTH_A_POOL = 1_500_000
LETTING_GO = 0.5  # seconds that the thread of a pool may take to end
WORTH_A_CLUSTER = 100_000  # it is there already
SCHEDULER = "tcp://"  # how the address of a Dask scheduler begins
PRELOAD = [
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
    count = worker_count(workers, work)
    if count == 1:
        yield _this_process(kit)
        return
    if workers.startswith(SCHEDULER):
        with open_cluster(workers, kit) as (render, there):
            yield Pool(render, there)
        return
    context = start_server(PRELOAD)
    pool = ProcessPoolExecutor(count, context, _start_worker, (kit,))
    try:
        yield Pool(lambda batch: _submitted(batch, pool, context), count)
    except BrokenProcessPool as error:
        _abandon(pool)
        raise SitegenError(
            "A worker process died while it rendered pages.",
            mend="Build again; with --workers 1 pages are rendered in the first process.",
        ) from error
    except BaseException:
        _abandon(pool)
        raise
    pool.shutdown(wait=True)


def _submitted(
    batch: Sequence[Page], pool: ProcessPoolExecutor, context: ForkServerContext
) -> Future[list[Rendered | Failure]]:
    """The batch on its way to a worker; one is started for it if all have work."""
    if not pool._processes:
        await_server(context)
    with signals_held():
        return pool.submit(_render_here, batch)


def _this_process(kit: Kit) -> Pool:
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


def _abandon(pool: ProcessPoolExecutor) -> None:
    """End the workers at once, whatever they are doing.

    One that is killed while it sends a result leaves half a message behind. The pool's thread
    waits for the rest until nobody holds the sending end, so we let go of ours, too. (These parts
    of the pool have no public names before Python 3.14.)
    """
    for process in list(pool._processes.values()):
        process.kill()
    results: Any = pool._result_queue
    thread: Any = pool._executor_manager_thread
    results._writer.close()
    pool.shutdown(wait=False, cancel_futures=True)
    if thread is not None:
        # At its exit Python would wake the thread by a pipe that it may be closing just then.
        thread.join(LETTING_GO)


def worker_count(workers: str, work: int) -> int:
    """How many processes render: as many as asked for, but one when there is little to do.

    For a cluster, which has its own number, it is any but one.
    """
    if workers.startswith(SCHEDULER):
        return 1 if work < WORTH_A_CLUSTER else 0
    if workers != "auto":
        return int(workers)
    return 1 if work < WORTH_A_POOL else len(os.sched_getaffinity(0))


_renderer: Renderer | None = None  # one for each worker process, set when it starts


def _start_worker(kit: Kit) -> None:
    global _renderer  # noqa: PLW0603 - the one thing a worker keeps between batches
    serve_parent()
    _renderer = _renderer_of(kit)


def _render_here(batch: Sequence[Page]) -> list[Rendered | Failure]:
    if _renderer is None:
        raise RuntimeError("this worker has no kit")
    return _rendered(_renderer, batch)
