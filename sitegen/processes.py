"""Worker processes: how a pool of them is opened and ends, and what each has to be.

A worker ends with its parent and leaves Ctrl-C to it. Workers are forked by a server that has
loaded what they need. Ctrl-C reaches all processes of a terminal at once; a worker that is only
half there when it comes would complain.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import forkserver, resource_tracker
from typing import TYPE_CHECKING, Any

from sitegen.errors import SitegenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from multiprocessing.context import ForkServerContext

LETTING_GO = 0.5  # seconds that the thread of a pool may take to end
ENDING = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Work:
    """What workers do: they load modules, `begin` with an argument, and then run calls.

    `done` is what they have done, in words, and `mend` what to do if they cannot.
    """

    preload: Sequence[str]
    begin: Callable[[Any], None]
    argument: object
    done: str
    mend: str


@contextmanager
def open_processes(count: int, work: Work) -> Iterator[Callable[..., Future[Any]]]:
    """What runs a call in one of so many processes.

    Raises SitegenError if one of them dies, or cannot be started.
    """
    with _starting(work):
        context = start_server(work.preload)
        with signals_held():  # one that is half made would leave its semaphores behind
            pool = ProcessPoolExecutor(count, context, _begin, (work.begin, work.argument))

    def submit(call: Callable[..., Any], *arguments: object) -> Future[Any]:
        with _starting(work):
            if not pool._processes:
                await_server(context)
            with signals_held():  # a process is started for the call if all have work
                return pool.submit(call, *arguments)

    try:
        yield submit
    except BrokenProcessPool as error:
        _abandon(pool)
        raise SitegenError(
            f"A worker process died while it {work.done}.", mend=work.mend
        ) from error
    except BaseException:
        _abandon(pool)
        raise
    pool.shutdown(wait=True)


def _begin(begin: Callable[[Any], None], argument: object) -> None:
    serve_parent()
    begin(argument)
    gc.freeze()  # all of this stays: Python's collector need not walk through it again and again


@contextmanager
def _starting(work: Work) -> Iterator[None]:
    """Turn what keeps the server from starting a process into SitegenError."""
    try:
        yield
    except (EOFError, OSError) as error:
        is_dead = isinstance(error, EOFError | ConnectionError)
        said = "the process that starts them died" if is_dead else error
        raise SitegenError(
            f"Worker processes cannot be started: {said}.", mend=work.mend
        ) from error


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


def serve_parent() -> None:
    """Make this process end when its parent does, and ignore Ctrl-C: the parent ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def prepare_server(preload: Sequence[str]) -> None:
    """Have the server load what it has to load while this process does something else."""
    with suppress(EOFError, OSError):  # it is started again when it is needed, and then says why
        start_server(preload)


def start_server(preload: Sequence[str]) -> ForkServerContext:
    """The context of a server that forks workers; it is started, and loads what it has to load.

    Neither it nor a worker ever hears of Ctrl-C, however early.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    resource_tracker.ensure_running()  # it would let the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


def await_server(context: ForkServerContext) -> None:
    """Wait until the server has loaded everything; unlike the start of a worker this may be
    interrupted at any moment.
    """
    first = context.Process(target=int)
    first.start()
    first.join()


@contextmanager
def signals_held() -> Iterator[None]:
    """Hold back what would interrupt this process until the block has ended."""
    if threading.current_thread() is not threading.main_thread():  # which alone is interrupted
        yield
        return
    held: list[int] = []
    handlers = {number: signal.getsignal(number) for number in ENDING}
    ours = {number: handler for number, handler in handlers.items() if callable(handler)}
    for number in ours:
        signal.signal(number, lambda number, _: held.append(number))
    try:
        yield
    finally:
        for number, handler in ours.items():
            signal.signal(number, handler)
        if held:
            signal.raise_signal(held[0])
