"""A program that runs a command and writes what it and all its descendants used, as JSON.

It adopts the descendants whose parents end without waiting for them, such as the fork server of
`multiprocessing` and its workers, and waits for every one: what a process used is counted when it
is waited for, by whomever. Memory is the sum of the proportional set sizes of the whole tree.

    python meter.py RESULT-FILE-DESCRIPTOR COMMAND...
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PR_SET_CHILD_SUBREAPER = 36
EVERY = 0.05  # seconds between two looks at memory
PATIENCE = 15  # seconds that descendants may outlive the command


class Peak(threading.Thread):
    """The most memory that the descendants of this process were seen to have, in bytes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.bytes = 0
        self._ended = threading.Event()

    def run(self) -> None:
        """Look until told to end."""
        while not self._ended.wait(EVERY):
            self.bytes = max(self.bytes, sum(map(pss, descendants(os.getpid()))))

    def end(self) -> None:
        """Look no more."""
        self._ended.set()
        self.join()


def descendants(process: int) -> Iterator[int]:
    """The processes below this one."""
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                yield child
                yield from descendants(child)


def pss(process: int) -> int:
    """The proportional set size in bytes; 0 for a process that is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def run(command: list[str]) -> dict[str, float | int]:
    """What the command used: CPU and wall seconds, the peak in bytes, and its exit status."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "This kernel lets no process adopt orphans")
    peak = Peak()
    peak.start()
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    status, cpu = 0, 0.0
    for process, state, used in reaped():
        cpu += used
        if process == child:
            wall, status = time.perf_counter() - start, os.waitstatus_to_exitcode(state)
            threading.Timer(PATIENCE, _give_up).start()
    peak.end()
    return {"cpu": cpu, "wall": wall, "peak": peak.bytes, "status": status}


def reaped() -> Iterator[tuple[int, int, float]]:
    """Every child, own or adopted, as it ends: its id, its status, and its CPU seconds."""
    while True:
        try:
            process, state, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return
        yield process, state, usage.ru_utime + usage.ru_stime


def _give_up() -> None:
    left = " ".join(map(str, descendants(os.getpid())))
    os.write(2, f"The command ended, and left processes that did not: {left}\n".encode())
    os._exit(1)


def main() -> None:
    """Run the command line, and write the result."""
    result = run(sys.argv[2:])
    os.write(int(sys.argv[1]), json.dumps(result).encode())
    os._exit(0)  # without waiting for the timer


if __name__ == "__main__":
    main()
