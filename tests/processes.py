"""Commands in sessions of their own, and who of a session is still alive."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.built_site import BuiltSite

SOAK = bool(os.environ.get("SITEGEN_TEST_SOAK"))  # look for an hour rather than for seconds
PROGRAM = [sys.executable, "-m", "sitegen"]
PATIENCE = 30  # seconds for what takes a moment even on a machine with other things to do


class Process(NamedTuple):
    """A process that is alive."""

    parent: int
    command: str


@contextmanager
def started(site: BuiltSite, *arguments: str, **more: Any) -> Iterator[subprocess.Popen[str]]:
    """A command at work in a session of its own; nobody of it is left afterwards.

    It can be interrupted even where a shell in the background cannot.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [*PROGRAM, "--database", site.settings.database, *arguments]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **more}
    process = subprocess.Popen(command, cwd=site.folder, start_new_session=True, **streams)
    signal.signal(signal.SIGINT, before)
    try:
        yield process
    finally:
        for pid in living(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.communicate()


def run(site: BuiltSite, *arguments: str, **more: Any) -> tuple[int, str]:
    """The exit code of a command, and what it said on stderr."""
    with started(site, *arguments, **more) as process:
        _, said = process.communicate(timeout=PATIENCE)
    return process.returncode, said


def living(session: int) -> dict[int, Process]:
    """The processes of a session by their ids; those that only wait to be reaped are dead."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent, _, its = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(its) == session and state not in "ZX":
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[int(folder.name)] = Process(int(parent), command)
    return found


def servers_of(session: int) -> list[int]:
    """The processes that make workers."""
    found = living(session)
    return [pid for pid, each in found.items() if _forks(each) and not _forks_of(found, each)]


def workers_of(session: int) -> list[int]:
    """The processes that render."""
    found = living(session)
    return [pid for pid, each in found.items() if _forks(each) and _forks_of(found, each)]


def _forks(process: Process) -> bool:
    return "forkserver" in process.command


def _forks_of(found: dict[int, Process], process: Process) -> bool:
    return process.parent in found and _forks(found[process.parent])


def wait_until(condition: Callable[[], object], *, seconds: float = PATIENCE) -> float:
    """Wait until something is so, and give the seconds that it took."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, f"not within {seconds} s"
        time.sleep(0.002)
    return time.monotonic() - start
