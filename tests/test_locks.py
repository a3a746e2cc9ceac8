"""Two builds at once: the second says who holds the lock, or waits; the dead hold none."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.built_site import BuiltSite, page
from tests.processes import PATIENCE, run, started, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import Popen

BUILD = ("build", "--now", "2026-06-01T12:00:00Z")


@pytest.fixture
def site(sqlite_site: BuiltSite) -> BuiltSite:
    return sqlite_site.add(page("one"))


@contextmanager
def halted_build(site: BuiltSite) -> Iterator[Popen[str]]:
    """A build that has the locks and stands still."""
    with started(site, *BUILD) as build:
        wait_until((site.folder / ".build.sitegen").exists)
        build.send_signal(signal.SIGSTOP)
        yield build


def first_line(build: Popen[str]) -> str:
    assert build.stderr is not None
    return build.stderr.readline()


def test_the_second_of_two_builds_says_who_holds_the_lock(site: BuiltSite) -> None:
    with halted_build(site) as first:
        assert run(site, *BUILD) == (
            5,
            f"error: Process {first.pid} is at work with {site.settings.state}. "
            "Wait for it to end, or build with --wait.\n",
        )
        first.send_signal(signal.SIGCONT)
        first.communicate(timeout=PATIENCE)
    assert first.returncode == 0


def test_another_state_does_not_let_two_builds_write_one_output(site: BuiltSite) -> None:
    with halted_build(site):
        assert run(site, *BUILD, "--state", "other") == (
            5,
            f"error: Another process is at work with {site.output}. "
            "Wait for it to end, or build with --wait.\n",
        )


@pytest.mark.parametrize("ends", [signal.SIGCONT, signal.SIGKILL])
def test_a_build_that_waits_says_so_and_goes_on_when_the_first_has_ended_or_was_killed(
    site: BuiltSite, ends: int
) -> None:
    with halted_build(site) as first, started(site, *BUILD, "--wait", "--json") as second:
        said = first_line(second)
        time.sleep(1)
        assert second.poll() is None
        first.send_signal(ends)
        out, more = second.communicate(timeout=PATIENCE)
        first.communicate(timeout=PATIENCE)
    assert (said, more) == (
        f"note: Process {first.pid} is at work with {site.settings.state}. "
        "Waiting for it to end.\n",
        "",
    )
    assert (second.returncode, site.has("one/index.html")) == (0, True)
    assert json.loads(out)["phases"]["wait"] >= 1
    assert site.build().rendered == 0


@pytest.mark.parametrize("arguments", [(), ("--state", "other")])
def test_a_build_that_waits_is_interrupted_at_once(
    site: BuiltSite, arguments: tuple[str, ...]
) -> None:
    with halted_build(site), started(site, *BUILD, "--wait", *arguments) as second:
        said = first_line(second)
        time.sleep(0.1)
        second.send_signal(signal.SIGINT)
        wait_until(lambda: second.poll() is not None, seconds=5)
        _, more = second.communicate()
    assert said.endswith(" Waiting for it to end.\n")
    assert (second.returncode, more) == (130, "Interrupted. Build again to finish.\n")


def test_a_lock_that_a_killed_build_left_is_free(site: BuiltSite) -> None:
    with halted_build(site) as first:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert (site.settings.state / "lock").read_text() == str(first.pid)
    assert site.build().committed
