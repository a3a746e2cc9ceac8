"""A Dask scheduler and its workers, as processes on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parent.parent
STARTING = 60  # seconds
QUIET = ("--host", "127.0.0.1", "--no-dashboard")


@dataclass(frozen=True, slots=True)
class Cluster:
    """The address of a scheduler, and the processes of its workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def running_cluster(folder: Path, workers: int, code: Path = REPOSITORY) -> Iterator[Cluster]:
    """A scheduler with so many workers, which import sitegen from the folder `code`."""
    file = folder / "scheduler.json"
    with ExitStack() as stack:
        address_of = ("--port", "0", "--scheduler-file", str(file))
        stack.enter_context(_process(folder, code, "scheduler", *QUIET, *address_of))
        wait_until(lambda: file.exists() and file.read_text().endswith("}"), seconds=STARTING)
        cluster = Cluster(json.loads(file.read_text())["address"], [])
        for number in range(workers):
            place = ("--local-directory", str(folder / f"worker-{number}"))
            options = ("--no-nanny", "--nthreads", "2", *QUIET, *place)
            process = _process(folder, code, "worker", cluster.address, *options)
            cluster.workers.append(stack.enter_context(process))
        wait_until(lambda: _count(cluster.address) == workers, seconds=STARTING)
        yield cluster


@contextmanager
def _process(folder: Path, code: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    environ = {**os.environ, "PYTHONPATH": str(code)}
    with (folder / "cluster.log").open("ab") as log:
        # Not in the folder of the project: `-m` would import what is there.
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            env=environ,
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _count(address: str) -> int:
    from distributed import Client  # noqa: PLC0415 - it takes long, and only these tests need it

    with Client(address, timeout=STARTING, set_as_default=False) as client:
        return len(client.scheduler_info()["workers"])
