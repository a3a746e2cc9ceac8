"""Builds and deploys that end at a step: killed, interrupted or refused by the disk just before it.

A step is whatever changes a disk: a file opened to be written, renamed or removed, a folder made or
removed, a lock, a sync, a commit of SQLite. Python's audit hooks and SQLite's trace tell of each
before it happens, so nothing of what is tested is replaced. Each is a new process in a session of
its own, forked by one that has imported everything.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import signal
import sqlite3
import subprocess
import sys
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sitegen.build import Options, build
from sitegen.deploy.delivery import Options as DeployOptions
from sitegen.deploy.delivery import deploy
from sitegen.deploy.targets import open_target
from sitegen.errors import SitegenError
from sitegen.sections import pages
from sitegen.settings import read_settings
from sitegen.site import Site
from tests.built_site import NOW, REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.built_site import BuiltSite

NAMES = {
    "fcntl.flock": "lock",
    "os.chmod": "set rights",
    "os.link": "link",
    "os.mkdir": "make a folder",
    "os.rename": "rename",
    "os.remove": "remove",
    "os.rmdir": "remove a folder",
    "os.symlink": "make a link",
    "os.truncate": "truncate",
}
PAGES = Site(pages.VIEWS, {})  # the other sections would only take time
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CRASHED = 70  # an exception that is nobody's fault but ours


@dataclass(frozen=True, slots=True)
class Ending:
    """How a build or a deploy ended: its exit code (negative for a signal) and its error.

    `steps` are all it took, or with `hit` those up to the one that did not happen.
    """

    code: int
    said: str
    steps: tuple[str, ...]
    session: int
    hit: bool


@dataclass(frozen=True, slots=True)
class Stepper:
    """Runs builds and deploys. `fault` is `kill`, `interrupt`, or the name of a disk's error."""

    server: subprocess.Popen[str]

    def build(self, site: BuiltSite, stop_at: int = 0, fault: str = "kill") -> Ending:
        """Build the site, and let the fault happen at a step; at 0 nothing does."""
        return self._run(site, "", stop_at, fault)

    def deploy(self, site: BuiltSite, target: str, stop_at: int = 0, fault: str = "kill") -> Ending:
        """Deploy the site that was built, and let the fault happen at a step; at 0 nothing does."""
        return self._run(site, target, stop_at, fault)

    def _run(self, site: BuiltSite, target: str, stop_at: int, fault: str) -> Ending:
        asked = [[str(site.folder), site.settings.database, target], stop_at, fault]
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.server.stdin.write(json.dumps(asked) + "\n")
        self.server.stdin.flush()
        code, said, steps, session = json.loads(self.server.stdout.readline())
        hit = 0 < stop_at <= len(steps)
        return Ending(code, said, tuple(steps[: stop_at or None]), session, hit)


@contextmanager
def running_stepper() -> Iterator[Stepper]:
    """A stepper that lives as long as the block."""
    command = [sys.executable, "-B", "-m", "tests.stepping"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=REPOSITORY, **pipes) as server:
        yield Stepper(server)


def serve() -> None:
    """Answer each line of stdin, a build or a deploy to run, with a line that says how it ended."""
    for number, line in enumerate(sys.stdin):
        if number == 0:
            warm_up(*json.loads(line)[0][:2])
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.setsid()
            os.close(reading)
            os._exit(run_with_a_fault(writing, *json.loads(line)))
        os.close(writing)
        with open(reading) as told:  # noqa: PTH123 - a pipe has no path
            steps, said = [], ""
            for each in told:
                kind, text = json.loads(each)
                if kind == "step":
                    steps.append(text)
                else:
                    said = text
        _, status = os.waitpid(child, 0)
        print(json.dumps([os.waitstatus_to_exitcode(status), said, steps, child]), flush=True)  # noqa: T201


def warm_up(folder: str, database: str) -> None:
    """Build elsewhere, so that those who are forked need not load and compile anything."""
    with TemporaryDirectory() as elsewhere:
        flags = {"database": database, "output": f"{elsewhere}/o", "state": f"{elsewhere}/s"}
        build(read_settings(Path(folder), {}, flags), PAGES, NOW, Options())
    gc.collect()
    gc.freeze()


def run_with_a_fault(told: int, site: list[str], stop_at: int, fault: str) -> int:
    def tell(kind: str, text: str) -> None:
        os.write(told, f"{json.dumps([kind, text])}\n".encode())

    signal.signal(signal.SIGINT, signal.default_int_handler)
    folder, database, target = site
    flags = {"database": database, "target": target or None}
    settings = read_settings(Path(folder), {}, flags)
    install(tell, stop_at, fault)
    try:
        if target:
            deploy(settings, open_target(settings, {}, keep=5), DeployOptions(), ignored)
        else:
            build(settings, PAGES, NOW, Options())
    except SitegenError as error:
        tell("said", str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BaseException:
        tell("said", traceback.format_exc())
        return CRASHED
    return 0


def ignored(_done: object, _total: object) -> None:
    """Progress that nobody looks at."""


def install(tell: Callable[[str, str], None], stop_at: int, fault: str) -> None:
    """Tell of every step from now on, and let the fault happen at one of them."""
    numbers = count(1)

    def reach(step: str) -> None:
        tell("step", step)
        if next(numbers) == stop_at:
            bring_about(fault, step)

    def connect(*args: Any, **more: Any) -> sqlite3.Connection:
        connection = connect_untraced(*args, **more)
        connection.set_trace_callback(lambda sql: reach("commit") if sql == "COMMIT" else None)
        return connection

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if step := step_of(event, args):
            reach(step)

    connect_untraced, sqlite3.connect = sqlite3.connect, connect
    sys.addaudithook(hook)


def bring_about(fault: str, step: str) -> None:
    """Before a commit only a kill can happen: SQLite lets nothing else through."""
    if fault == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif step != "commit":
        if fault == "interrupt":
            raise KeyboardInterrupt
        number = getattr(errno, fault)
        raise OSError(number, os.strerror(number))


def step_of(event: str, args: tuple[Any, ...]) -> str:
    """What a step is called, or empty if the event is none."""
    if event == "open":
        path, _, flags = args
        writes = flags & WRITING and path != os.devnull
        return "open to write" if writes else ""
    if event == "ctypes.dlsym" and args[1] == "syncfs":
        return "sync"
    return NAMES.get(event, "")


if __name__ == "__main__":
    serve()
