"""What every worker process has to be: it ends with its parent and leaves Ctrl-C to it.

Workers are forked by a server that has loaded what they need. Ctrl-C reaches all processes of a
terminal at once; a worker that is only half there when it comes would complain.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.context import ForkServerContext

ENDING = (signal.SIGINT, signal.SIGTERM)


def serve_parent() -> None:
    """Make this process end when its parent does, and ignore Ctrl-C: the parent ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


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
