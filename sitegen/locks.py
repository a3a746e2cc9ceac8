"""One build at a time: locks on the state and on the output that a dead process cannot hold."""

from __future__ import annotations

import fcntl
import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from sitegen.errors import LockHeld, OutputRefused, SettingsFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def locked(state: Path, output: Path, *, wait: bool) -> Iterator[None]:
    """Hold both locks. Raises LockHeld, naming the process that does, unless told to `wait`."""
    _make(state, SettingsFault)
    _make(output, OutputRefused)
    with ExitStack() as stack:
        holder = state / "lock"
        held = stack.enter_context(_descriptor(holder, os.O_RDWR | os.O_CREAT))
        _lock(held, state, holder, wait=wait)
        os.truncate(held, 0)
        os.pwrite(held, str(os.getpid()).encode(), 0)
        other = stack.enter_context(_descriptor(output, os.O_RDONLY))
        _lock(other, output, None, wait=wait)
        yield


def _make(folder: Path, fault: type[SettingsFault]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fault(
            f"The folder {folder} cannot be made: {error.strerror}.",
            mend="Choose a folder that can be written.",
        ) from error


@contextmanager
def _descriptor(file: Path, flags: int) -> Iterator[int]:
    try:
        opened = os.open(file, flags | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise SettingsFault(
            f"{file} cannot be opened: {error.strerror}.", mend="Make it writable."
        ) from error
    try:
        yield opened
    finally:
        os.close(opened)


def _lock(descriptor: int, what: Path, holder: Path | None, *, wait: bool) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError as error:
        process = holder.read_text().strip() if holder else ""
        who = f"Process {process}" if process else "Another process"
        raise LockHeld(
            f"{who} is building with {what}.",
            mend="Wait for it to end, or build with --wait.",
        ) from error
