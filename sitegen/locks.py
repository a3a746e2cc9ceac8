"""One at a time: locks on state, output and target that a dead process cannot hold."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sitegen.errors import LockHeld, OutputRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BUILD = "Wait for it to end, or build with --wait."
DEPLOY = "Wait for that build or deploy to end, and deploy then."


@contextmanager
def locked(
    folder: Path,
    holder: str | None,
    waiting: Callable[[str], None] | None = None,
    mend: str = BUILD,
) -> Iterator[None]:
    """Hold the lock of a folder, which is made if there is none.

    With the name of a `holder` file the lock is on that file, which says which process holds it.
    If another process holds the lock, `waiting` is told so before it is waited for; without it
    LockHeld is raised, with the mend.
    """
    _make(folder)
    file = folder / holder if holder else folder
    with _descriptor(file, os.O_RDWR | os.O_CREAT if holder else os.O_RDONLY) as held:
        said = _taken(held, folder, file if holder else None)
        if said:
            if waiting is None:
                raise LockHeld(said, mend=mend)
            waiting(said)
            fcntl.flock(held, fcntl.LOCK_EX)
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


def _taken(descriptor: int, what: Path, holder: Path | None) -> str:
    """Take the lock; if another process holds it, who that is, as a sentence."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        process = holder.read_text().strip() if holder else ""
        return f"{f'Process {process}' if process else 'Another process'} is at work with {what}."
    return ""
