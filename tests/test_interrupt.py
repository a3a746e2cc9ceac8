"""Ctrl-C and SIGTERM end a build within a second, workers included, and leave whole files.

So does the death of a worker, which nobody asked for.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.many_pages import BUILD, many_changed_pages, staged
from tests.processes import (
    PATIENCE,
    SOAK,
    living,
    run,
    servers_of,
    started,
    wait_until,
    workers_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.before_after import BeforeAfter
    from tests.built_site import BuiltSite

MOMENTS: dict[str, Callable[[BuiltSite, int], object]] = {
    "its workers are about to start": lambda _, session: servers_of(session),
    "its workers start": lambda _, session: workers_of(session),
    "it renders": lambda site, _: staged(site) > 1,
    "it puts files in place": lambda site, _: (site.output / "new").exists(),
}

# Interrupts itself just when the first semaphore of its pool is made.
HALF_A_POOL = """
import os, signal
from multiprocessing import resource_tracker
from sitegen.processes import Work, open_processes

register = resource_tracker.register

def register_and_interrupt(*arguments):
    register(*arguments)
    os.kill(os.getpid(), signal.SIGINT)

resource_tracker.register = register_and_interrupt
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    with open_processes(2, Work([], int, 0, "worked", "")):
        pass
except KeyboardInterrupt:
    print("Interrupted.")
"""


@pytest.fixture(scope="module")
def changed(sqlite_template: Path) -> Iterator[BeforeAfter]:
    with many_changed_pages(sqlite_template) as changed:
        yield changed


@pytest.mark.parametrize("moment", MOMENTS)
def test_ctrl_c_ends_a_build_within_a_second(changed: BeforeAfter, moment: str) -> None:
    for _ in range(25 if SOAK else 1):
        ending = interrupted(changed, moment, os.killpg, signal.SIGINT)
        assert ending == (130, "Interrupted. Build again to finish.\n")


def test_ctrl_c_while_a_pool_is_made_leaves_no_semaphore_behind() -> None:
    found = subprocess.run(
        [sys.executable, "-c", HALF_A_POOL], capture_output=True, text=True, check=True
    )
    assert (found.stdout, found.stderr) == ("Interrupted.\n", "")


@pytest.mark.parametrize("kill", [os.kill, os.killpg], ids=["the first process", "everybody"])
def test_sigterm_ends_a_build_within_a_second(
    changed: BeforeAfter, kill: Callable[[int, int], None]
) -> None:
    code, said = interrupted(changed, "it renders", kill, signal.SIGTERM)
    assert code in (-signal.SIGTERM, 128 + signal.SIGTERM)
    assert "Traceback" not in said


def interrupted(
    changed: BeforeAfter, moment: str, kill: Callable[[int, int], None], number: int
) -> tuple[int, str]:
    """Exit code and stderr of a build that gets a signal and ends within a second, whole.

    Where others have work to do as well, it has more time and more than one chance; so has a test
    that was too late, for a build that has something to say has done its work.
    """
    limit = 1 if os.getloadavg()[0] < len(os.sched_getaffinity(0)) else 3
    for chance in range(5):
        changed.back()
        with started(changed.site, *BUILD) as build:
            wait_until(lambda: MOMENTS[moment](changed.site, build.pid))
            kill(build.pid, number)
            seconds = wait_until(lambda: not living(build.pid))
            out, said = build.communicate(timeout=PATIENCE)
        changed.check_whole()
        is_late = bool(out) or "warning: " in said
        if (seconds < limit and not is_late) or chance == 4:
            break
    assert seconds < limit
    assert run(changed.site, *BUILD)[0] == 0
    changed.check_finished()
    return build.returncode, said


def test_a_server_of_workers_that_is_killed_at_its_start_is_exit_1(changed: BeforeAfter) -> None:
    changed.back()
    with started(changed.site, *BUILD) as build:
        while build.poll() is None:  # one that dies before it is needed is started again
            for server in servers_of(build.pid):
                with suppress(ProcessLookupError):
                    os.kill(server, signal.SIGKILL)
        _, said = build.communicate(timeout=PATIENCE)
    mend = "Build again; with --workers 1 pages are rendered in the first process.\n"
    assert build.returncode == 1
    # Which of the two depends on how soon it is seen.
    assert said in (
        f"error: Worker processes cannot be started: the process that starts them died. {mend}",
        f"error: A worker process died while it rendered pages. {mend}",
    )
    assert changed.site.tree() == changed.old


def test_a_folder_for_temporary_files_with_too_long_a_name_is_exit_1(
    changed: BeforeAfter, tmp_path: Path
) -> None:
    changed.back()
    long = tmp_path / ("x" * 100)
    long.mkdir()
    assert run(changed.site, *BUILD, env={**os.environ, "TMPDIR": str(long)}) == (
        1,
        "error: Worker processes cannot be started: AF_UNIX path too long. "
        "Build again; with --workers 1 pages are rendered in the first process.\n",
    )


def test_a_worker_that_is_killed_is_exit_1_and_leaves_the_old_site(changed: BeforeAfter) -> None:
    changed.back()
    with started(changed.site, *BUILD) as build:
        wait_until(lambda: len(workers_of(build.pid)) == 2)
        os.kill(workers_of(build.pid)[0], signal.SIGKILL)
        _, said = build.communicate(timeout=PATIENCE)
        wait_until(lambda: not living(build.pid), seconds=5)
    assert (build.returncode, said) == (
        1,
        "error: A worker process died while it rendered pages. "
        "Build again; with --workers 1 pages are rendered in the first process.\n",
    )
    assert changed.site.tree() == changed.old
    assert run(changed.site, *BUILD)[0] == 0
    changed.check_finished()
