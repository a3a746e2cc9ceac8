"""One build at a time: locks on the state and on the output that a dead process cannot hold."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sitegen.errors import LockHeld, OutputRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def locked(
    folder: Path, holder: str | None, waiting: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the lock of a folder, which is made if there is none.

    With the name of a `holder` file the lock is on that file, which says which process holds it.
    If another process holds the lock, `waiting` is told so before it is waited for; without it
    LockHeld is raised.
    """
    _make(folder)
    file = folder / holder if holder else folder
    with _descriptor(file, os.O_RDWR | os.O_CREAT if holder else os.O_RDONLY) as held:
        _lock(held, folder, file if holder else None, waiting)
        if holder:
            os.truncate(held, 0)
            os.pwrite(held, str(os.getpid()).encode(), 0)
        yield


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputRefused(
            f"The folder {folder} cannot be made: {error.strerror}.",
            mend="Name one that can be made and written.",
        ) from error


@contextmanager
def _descriptor(file: Path, flags: int) -> Iterator[int]:
    opened = os.open(file, flags | os.O_CLOEXEC, 0o644)
    try:
        yield opened
    finally:
        os.close(opened)


def _lock(
    descriptor: int, what: Path, holder: Path | None, waiting: Callable[[str], None] | None
) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        process = holder.read_text().strip() if holder else ""
        who = f"Process {process}" if process else "Another process"
        said = f"{who} is building with {what}."
        if waiting is None:
            raise LockHeld(said, mend="Wait for it to end, or build with --wait.") from error
        waiting(said)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
