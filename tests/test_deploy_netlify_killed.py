"""kill -9 of a deploy to Netlify at every request: the old site or the new one, and the next run
goes on with the same deploy.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.netlify_fake import running_fake
from tests.netlify_fake.server import Dropped
from tests.netlify_releases import NEW, OLD, deploy, release, target, without_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sitegen.deploy.release import Release
    from tests.netlify_fake import Fake

PROGRAM = [sys.executable, "-m", "tests.netlify_releases"]
FIRST = "000000000000000000000001"
FEW: dict[str, bytes] = {}
MANY = {f"many/{number}.html": b"many" for number in range(101)}  # of which Netlify thinks longer


class Killer:
    """Deploys in a process of their own, which is killed when one of its requests is there."""

    def __init__(self, fake: Fake, new: Release, state: Path) -> None:
        self._fake, self._new, self._state = fake, new, state

    def deploy(self, number: int, moment: str) -> int:
        """The exit code of a deploy that is killed at the request of that number.

        That is before the request did anything, or after it did and before it was answered.
        """
        command = [*PROGRAM, str(self._new.folder), str(self._state)]
        with self._fake.lock:
            environment = {**os.environ, **self._fake.environment}
            process = subprocess.Popen(command, env=environment)
            self._fake.arrived, self._fake.acted = self._hooks(number, process, moment)
        code = process.wait()
        self._fake.be_left()
        return code

    def _hooks(
        self, number: int, process: subprocess.Popen[bytes], moment: str
    ) -> tuple[Callable[[int], None], Callable[[int], None]]:
        last = number - 1 if moment == "arrived" else number  # to do anything

        def arrived(now: int) -> None:
            if now > last:
                process.kill()
                raise Dropped

        def acted(now: int) -> None:
            if now == number:
                process.kill()

        return arrived, acted


@pytest.mark.parametrize("more", [FEW, MANY], ids=["few", "many"])
@pytest.mark.parametrize("moment", ["arrived", "acted"])
def test_kill_9_at_any_request_leaves_a_whole_site_and_the_next_run_goes_on(
    tmp_path: Path, moment: str, more: Mapping[str, bytes]
):
    old, new = ({**files, **more} for files in (OLD, NEW))
    what = release(tmp_path / "old", old), release(tmp_path / "new", new)
    for number, (fake, state) in zip(count(1), fakes(tmp_path, what[0]), strict=False):
        code = Killer(fake, what[1], state).deploy(number, moment)
        fake.forget()
        if code == 0:
            break
        assert code == -signal.SIGKILL
        assert without_toml(fake.deploys.visitors_get()) in (old, new)
        fake.deploys.rest()
        assert without_toml(fake.deploys.visitors_get()) in (old, new)
        check_the_next_run(fake, what[1], state)
        assert without_toml(fake.deploys.visitors_get()) == new
    assert number > 10


def fakes(folder: Path, old: Release) -> Iterator[tuple[Fake, Path]]:
    """Ever again: a Netlify with the old site, and a folder for state."""
    for number in count(1):
        with running_fake() as fake:
            deploy(target(fake, folder / "other state"), old)
            fake.forget()
            yield fake, folder / f"state {number}"


def check_the_next_run(fake: Fake, new: Release, state: Path) -> None:
    """It sends what the deploy still lacks, and no second deploy is begun."""
    ours = [each for each in fake.deploys.deploys.values() if each.id != FIRST]
    lacking = len(ours[0].lacks) if ours else 6
    assert deploy(target(fake, state), new).uploaded == lacking
    assert fake.steps()["upload"] == lacking
    assert len(fake.deploys.deploys) == 2
