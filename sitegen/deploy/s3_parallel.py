"""Requests to a bucket a few at a time: when one fails, or is interrupted, no other is begun."""

from __future__ import annotations

import time
from concurrent.futures import Future, as_completed
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from sitegen.deploy.s3_bucket import Bucket

AT_A_TIME = 16
T = TypeVar("T")


def in_parallel(
    bucket: Bucket, do: Callable[[str], T], paths: Iterable[str]
) -> Generator[tuple[str, T], None, None]:
    """Each path with what came of it, as soon as that is done. Raises what `do` raises.

    After an error, what is under way ends first. Whoever interrupts a deploy does not wait for a
    store that does not answer: the threads are such as end with the process.
    """
    asked = {Future[T](): path for path in paths}
    waiting = SimpleQueue[Future[T]]()
    for each in asked:
        waiting.put(each)

    def work() -> None:
        with suppress(Empty):
            while True:
                each = waiting.get_nowait()
                if each.set_running_or_notify_cancel():
                    _settle(each, do, asked[each])

    threads = [Thread(target=work, daemon=True) for _ in range(min(AT_A_TIME, len(asked)))]
    try:
        for thread in threads:
            thread.start()
        for done in as_completed(asked):
            yield asked[done], done.result()
    except BaseException as error:
        for each in asked:
            each.cancel()
        with bucket.given_up():
            # Half of what is left: the lock is to be taken away as well.
            _wait(threads, None if isinstance(error, Exception) else bucket.leave.left() / 2)
        raise


def _settle(asked: Future[T], do: Callable[[str], T], path: str) -> None:
    try:
        result = do(path)
    except BaseException as error:  # whoever asks for the result has it
        asked.set_exception(error)
    else:
        asked.set_result(result)


def _wait(threads: Sequence[Thread], seconds: float | None) -> None:
    """Wait for threads that have begun, all together for so long."""
    until = None if seconds is None else time.monotonic() + seconds
    for thread in threads:
        if thread.is_alive():
            thread.join(None if until is None else max(0.0, until - time.monotonic()))
