"""kill -9 at any moment of a build with workers: of all its processes, and of the first one alone.

Every file stays whole, and the next build starts at once and gives the new site.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest

from sitegen.manifest import open_manifest
from sitegen.staging import staging_folder
from tests.many_pages import BUILD, many_changed_pages, staged
from tests.processes import SOAK, living, run, started, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from subprocess import Popen

    from tests.before_after import BeforeAfter

KILLS = 100 if SOAK else 6  # of each kind
PHASES = ("before staging", "rendering", "staged", "intent recorded", "placing", "fulfilled")


class Moments:
    """Moments to kill a build: half of them by the clock, half where it would seldom hit."""

    def __init__(self, changed: BeforeAfter, chance: Random, seconds: float) -> None:
        self._site, self._chance, self._seconds = changed.site, chance, seconds
        self._pages = sorted(path for path in changed.new if path.startswith("p"))
        self.files = len(changed.new.items() - changed.old.items())

    def wait(self, number: int, build: Popen[str]) -> None:
        """Wait for the next one, or for the end of the build."""
        if number % 2 == 0:
            time.sleep(self._chance.uniform(0, self._seconds))
            return
        wanted = self._chance.choice([self._has_rendered, self._has_staged, self._has_placed])()
        wait_until(lambda: wanted() or build.poll() is not None)

    def _has_rendered(self) -> Callable[[], bool]:
        some = self._chance.randint(1, self.files - 1)
        return lambda: staged(self._site) >= some

    def _has_staged(self) -> Callable[[], bool]:
        later = self._chance.uniform(0, 0.05)

        def is_done() -> bool:
            done = staged(self._site) == self.files
            time.sleep(later if done else 0)
            return done

        return is_done

    def _has_placed(self) -> Callable[[], bool]:
        file = self._site.output / self._chance.choice(self._pages)
        before = file.stat().st_ino
        return lambda: file.stat().st_ino != before


def phase(changed: BeforeAfter, files: int, aside: Path) -> str:
    """How far a build came that was killed, by what it left; nothing of that is touched."""
    state, folder = changed.site.settings.state, staging_folder(changed.site.output)
    shutil.copytree(state, aside)
    with open_manifest(aside) as manifest:
        waiting = [each.staged for each in manifest.intended() if each.staged]
        intended, done = manifest.has_intent(), "new/0/index.html" in manifest
    shutil.rmtree(aside)
    if intended:
        return PHASES[3] if all((folder / name).exists() for name in waiting) else PHASES[4]
    if done:
        return PHASES[5]
    count = staged(changed.site)
    return PHASES[0] if count == 0 else PHASES[1] if count < files else PHASES[2]


@pytest.fixture(scope="module")
def changed(sqlite_template: Path) -> Iterator[BeforeAfter]:
    with many_changed_pages(sqlite_template) as changed:
        yield changed


@pytest.mark.parametrize("victim", ["everybody", "the first process"])
def test_kill_9_at_any_moment_leaves_whole_files_and_the_next_build_gives_the_new_site(
    changed: BeforeAfter, tmp_path: Path, victim: str
) -> None:
    changed.back()
    start = time.monotonic()
    assert run(changed.site, *BUILD)[0] == 0
    moments = Moments(changed, Random(victim), time.monotonic() - start)  # noqa: S311
    changed.check_finished()
    phases = Counter(dict.fromkeys(PHASES, 0))
    for number in range(KILLS):
        changed.back()
        with started(changed.site, *BUILD) as build:
            moments.wait(number, build)
            (os.killpg if victim == "everybody" else os.kill)(build.pid, signal.SIGKILL)
            build.wait()
            phases[phase(changed, moments.files, tmp_path / "looked at")] += 1
            changed.check_whole()
            assert changed.site.build().committed
            changed.check_finished()
            wait_until(lambda: not living(build.pid), seconds=5)
    print(f"{KILLS} times kill -9 of {victim}: {dict(phases)}")  # noqa: T201 - for the curious
