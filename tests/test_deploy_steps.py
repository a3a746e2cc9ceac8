"""A deploy that ends at any of its steps: visitors get the old site or the new one, whole, and the
next deploy gives the new one.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.before_after import site_in_memory
from tests.built_site import page
from tests.deployed_site import DeployedSite
from tests.processes import SOAK
from tests.stepping import running_stepper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.stepping import Ending, Stepper

FAULTS = ["ENOSPC", "EACCES", "EROFS", "EDQUOT", "EIO"]
PLACES = ("www", ".sitegen")
STEPS = {"lock", "make a folder", "set rights", "open to write", "sync", "rename", "make a link"}
# What may be refused without harm: a folder is there, a copy does as well, it was the journal.
HARMLESS = {"commit", "link", "make a folder", "open to write", "rename"}


@dataclass(frozen=True, slots=True)
class Changed:
    """A site that was deployed, and then changed and built, with what deploys it."""

    deployed: DeployedSite
    stepper: Stepper
    old: dict[str, bytes]
    new: dict[str, bytes]
    aside: Path

    def deploy(self, stop_at: int = 0, fault: str = "kill") -> Ending:
        settings = self.deployed.site.settings
        return self.stepper.deploy(self.deployed.site, settings.target, stop_at, fault)

    def back(self) -> None:
        """Make target and state what they were before the deploy."""
        for name in PLACES:
            place = self.deployed.site.folder / name
            shutil.rmtree(place, ignore_errors=True)
            if (self.aside / name).exists():
                shutil.copytree(self.aside / name, place, symlinks=True)

    def check_whole(self) -> None:
        assert self.deployed.live() in (self.old, self.new)

    def check_the_next_deploy(self) -> None:
        ending = self.deploy()
        assert (ending.code, ending.said) == (0, "")
        assert self.deployed.live() == self.new
        self.deployed.releases()


@pytest.fixture(scope="module", params=["the first deploy", "a later one", "after a lost list"])
def changed(sqlite_template: Path, request: pytest.FixtureRequest) -> Iterator[Changed]:
    with site_in_memory(sqlite_template) as site, running_stepper() as stepper:
        deployed = DeployedSite(site.add(page("one"), page("two/deep"), page("same")))
        deployed.build()
        if request.param != "the first deploy":
            for _ in range(6):  # so that there is a release too many
                site.sql("UPDATE pages SET content = content || ' Edited.' WHERE path = 'one'")
                deployed.build()
                deployed.deploy()
        old = deployed.live()
        site.sql("UPDATE pages SET content = 'New.' WHERE path = 'one'")
        site.sql("DELETE FROM pages WHERE path = 'two/deep'").add(page("three/deep/er"))
        deployed.build()
        if request.param == "after a lost list":
            published = (deployed.www / "current").resolve()
            published.with_name(f"{published.name}.json").unlink()
        aside = site.folder / "aside"
        for name in PLACES:
            if (site.folder / name).exists():
                shutil.copytree(site.folder / name, aside / name, symlinks=True)
        yield Changed(deployed, stepper, old, site.tree(), aside)


def stopped_deploys(changed: Changed, fault: str) -> Iterator[Ending]:
    """A deploy that the fault meets at its first step, its second, and so on."""
    reached = Counter[str]()
    for step in count(1):
        changed.back()
        ending = changed.deploy(step, fault)
        if not ending.hit:
            break
        reached[ending.steps[-1]] += 1
        yield ending
    print(f"{fault} at {reached.total()} steps: {dict(reached)}")  # noqa: T201 - for the curious
    assert reached.keys() >= STEPS | ({"link", "remove a folder"} if changed.old else set())


def test_kill_9_at_any_step_leaves_a_whole_site_and_the_next_deploy_gives_the_new_one(
    changed: Changed,
) -> None:
    for ending in stopped_deploys(changed, "kill"):
        assert ending.code == -signal.SIGKILL
        changed.check_whole()
        changed.check_the_next_deploy()


def test_ctrl_c_at_any_step_leaves_a_whole_site_and_the_next_deploy_gives_the_new_one(
    changed: Changed,
) -> None:
    for ending in stopped_deploys(changed, "interrupt"):
        if ending.steps[-1] != "commit":
            assert ending.code == 130
        changed.check_whole()
        changed.check_the_next_deploy()


@pytest.mark.parametrize("fault", FAULTS if SOAK else FAULTS[:1])
def test_a_disk_that_refuses_any_step_is_named_and_leaves_a_whole_site(
    changed: Changed, fault: str
) -> None:
    reason = os.strerror(getattr(errno, fault))
    for ending in stopped_deploys(changed, fault):
        if ending.code == 0:
            assert ending.steps[-1] in HARMLESS
            assert changed.deployed.live() == changed.new
        else:
            assert ending.code in (2, 4)
            assert reason in ending.said
            changed.check_whole()
        changed.check_the_next_deploy()


def test_kill_9_of_the_deploy_that_goes_on_from_a_kill_9_is_no_worse(changed: Changed) -> None:
    for ending in stopped_deploys(changed, "kill"):
        # The second one dies at the same step: it finds what the first one left at its own.
        changed.deploy(len(ending.steps))
        changed.check_whole()
        changed.check_the_next_deploy()
