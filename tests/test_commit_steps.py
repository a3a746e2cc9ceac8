"""A build that ends at any of its steps: the old site or the new one, file by file, and the next
build goes on from there.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections import Counter
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.before_after import BeforeAfter, keep, site_in_memory
from tests.built_site import page
from tests.processes import SOAK, living
from tests.stepping import running_stepper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.built_site import BuiltSite
    from tests.stepping import Ending, Stepper

FAULTS = ["ENOSPC", "EACCES", "EROFS", "EDQUOT", "EIO"]
TEMPLATE = '<link href="{{ asset("css/site.css") }}">{{ page.title }}{{ page.content }}'
BEFORE = ("a", "b", "gone/deep", "x.css/in", "same")
CSS = {"kind": "plain", "content_type": "text/css"}


@dataclass(frozen=True, slots=True)
class Changed:
    """A small site that changed, and what builds it."""

    site: BeforeAfter
    stepper: Stepper

    def build(self, stop_at: int = 0, fault: str = "kill") -> Ending:
        return self.stepper.build(self.site.site, stop_at, fault)

    def check_the_next_build(self) -> None:
        ending = self.build()
        assert (ending.code, ending.said) == (0, "")
        self.site.check_finished()


@pytest.fixture(scope="module")
def changed(sqlite_template: Path) -> Iterator[Changed]:
    with site_in_memory(sqlite_template) as site, running_stepper() as stepper:
        lay_out(site)
        change, build = (lambda: change_everything(site)), (lambda: stepper.build(site))
        yield Changed(BeforeAfter(site, site.folder / "aside", change, build), stepper)


def lay_out(site: BuiltSite) -> None:
    for name in ("templates", "assets"):
        shutil.rmtree(site.folder / name)
    site.write("templates/pages/default.html", TEMPLATE)
    site.write("templates/pages/raw.html", "{{ page.content }}")
    site.write("assets/css/site.css", "a { color: red }")
    site.add(*(page(path, "Old.") for path in BEFORE), page("f.css", "old", **CSS))


def change_everything(site: BuiltSite) -> None:
    """Edits, a new page, a removal, a file for a folder, a folder for a file, an asset."""
    site.sql("UPDATE pages SET content = 'New.' WHERE path IN ('a', 'b')")
    site.sql("DELETE FROM pages WHERE path = 'gone/deep'")
    site.sql("UPDATE pages SET path = 'x.css', content_type = 'text/css' WHERE path = 'x.css/in'")
    site.sql("UPDATE pages SET path = 'f.css/in', content_type = 'text/html' WHERE path = 'f.css'")
    site.add(page("new/deep/er")).write("assets/css/site.css", "a { color: green }")


def stopped_builds(changed: Changed, fault: str) -> Iterator[Ending]:
    """A build from the old site that the fault meets at its first step, its second, and so on."""
    reached = Counter[str]()
    for step in count(1):
        changed.site.back()
        ending = changed.build(step, fault)
        if not ending.hit:
            break
        reached[ending.steps[-1]] += 1
        yield ending
    print(f"{fault} at {reached.total()} steps: {dict(reached)}")  # noqa: T201 - for the curious
    assert {"rename", "remove", "remove a folder", "sync", "commit"} < reached.keys()


def is_intended(ending: Ending) -> bool:
    """Whether the intent may have been recorded: that comes right after the first sync."""
    return "sync" in ending.steps[:-1]


def test_kill_9_at_any_step_leaves_whole_files_and_the_next_build_gives_the_new_site(
    changed: Changed,
) -> None:
    for ending in stopped_builds(changed, "kill"):
        assert ending.code == -signal.SIGKILL
        changed.site.check_whole(mixed=is_intended(ending))
        assert not living(ending.session)
        changed.check_the_next_build()


def test_kill_9_of_the_build_that_goes_on_from_a_kill_9_is_no_worse(
    changed: Changed, tmp_path: Path
) -> None:
    chance, pairs = Random(1), 0  # noqa: S311 - to be repeatable
    for first in filter(is_intended, stopped_builds(changed, "kill")):
        left = keep(changed.site.site, tmp_path / str(pairs))
        steps = range(1, len(changed.build().steps) + 1)
        for step in steps if SOAK else [chance.choice(steps)]:
            changed.site.back(left)
            assert changed.build(step).code == first.code
            changed.site.check_whole()
            changed.check_the_next_build()
            pairs += 1
    print(f"{pairs} pairs of kills")  # noqa: T201 - for the curious


def test_ctrl_c_at_any_step_leaves_whole_files_and_the_next_build_gives_the_new_site(
    changed: Changed,
) -> None:
    for ending in stopped_builds(changed, "interrupt"):
        if ending.steps[-1] != "commit":
            assert ending.code == 130
            changed.site.check_whole(mixed=is_intended(ending))
        changed.check_the_next_build()


@pytest.mark.parametrize("fault", FAULTS if SOAK else FAULTS[:1])
def test_a_disk_that_refuses_any_step_is_named_and_leaves_whole_files(
    changed: Changed, fault: str
) -> None:
    said = f"The disk says: {os.strerror(getattr(errno, fault))}"
    for ending in stopped_builds(changed, fault):
        if ending.code == 0:  # the folder is there already, or goes with the next build
            assert ending.steps[-1] in ("commit", "make a folder", "remove", "remove a folder")
            assert changed.site.site.tree() == changed.site.new
        else:
            assert (ending.code, ending.said[: len(said)]) == (2, said)
            changed.site.check_whole(mixed=is_intended(ending))
        changed.check_the_next_build()
