"""A build that ends at any of its steps: the old site or the new one, file by file, and the next
build goes on from there.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
from collections import Counter
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from sitegen.staging import staging_folder
from tests.built_site import BuiltSite, page
from tests.processes import SOAK, living
from tests.stepping import running_stepper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stepping import Ending, Stepper

FAULTS = ["ENOSPC", "EACCES", "EROFS", "EDQUOT", "EIO"]
TEMPLATE = '<link href="{{ asset("css/site.css") }}">{{ page.title }}{{ page.content }}'
MEMORY = "/dev/shm"  # noqa: S108 - what is made there has a name of its own
BEFORE = ("a", "b", "gone/deep", "x.css/in", "same")
CSS = {"kind": "plain", "content_type": "text/css"}


class Changed:
    """A built site whose rows changed, the trees before and after, and a way back."""

    def __init__(self, site: BuiltSite, stepper: Stepper, aside: Path) -> None:
        self.site, self.stepper, self.aside = site, stepper, aside
        self._lay_out()
        assert stepper.build(site).code == 0
        self.old = site.tree()
        for name in ("build", ".sitegen"):
            shutil.copytree(site.folder / name, aside / name)
        self._change()
        self.back(aside / "nothing")
        assert stepper.build(site).code == 0
        self.new = site.tree()
        self.back()

    def _lay_out(self) -> None:
        for name in ("templates", "assets"):
            shutil.rmtree(self.site.folder / name)
        self.site.write("templates/pages/default.html", TEMPLATE)
        self.site.write("templates/pages/raw.html", "{{ page.content }}")
        self.site.write("assets/css/site.css", "a { color: red }")
        self.site.add(*(page(path, "Old.") for path in BEFORE))
        self.site.add(page("f.css", "old", **CSS))

    def _change(self) -> None:
        """Edits, a new page, a removal, a file for a folder, a folder for a file, an asset."""
        sql = self.site.sql
        sql("UPDATE pages SET content = 'New.' WHERE path IN ('a', 'b')")
        sql("DELETE FROM pages WHERE path = 'gone/deep'")
        sql("UPDATE pages SET path = 'x.css', content_type = 'text/css' WHERE path = 'x.css/in'")
        sql("UPDATE pages SET path = 'f.css/in', content_type = 'text/html' WHERE path = 'f.css'")
        self.site.add(page("new/deep/er")).write("assets/css/site.css", "a { color: green }")

    def back(self, to: Path | None = None) -> None:
        """Make output and state what they were before the change."""
        for name in ("build", ".sitegen", ".build.sitegen"):
            shutil.rmtree(self.site.folder / name, ignore_errors=True)
            if (kept := (to or self.aside) / name).exists():
                shutil.copytree(kept, self.site.folder / name)

    def check_whole(self, *, mixed: bool = True) -> None:
        """Every file is the old or the new one, none is missing, and no page lacks its asset.

        Unless `mixed`, all of them are the old ones.
        """
        found = self.site.tree()
        assert mixed or found == self.old
        for path, body in found.items():
            assert body in (self.old.get(path), self.new.get(path)), path
            for asset in re.findall(rb'"/(assets/[^"]+)"', body):
                assert asset.decode() in found, path
        assert self.old.keys() & self.new.keys() <= found.keys()

    def check_finished(self, ending: Ending) -> None:
        assert (ending.code, ending.said) == (0, "")
        assert self.site.tree() == self.new
        assert not staging_folder(self.site.output).exists()
        assert not any(path.is_dir() and not any(path.iterdir()) for path in self.places())

    def places(self) -> list[Path]:
        return list(self.site.output.rglob("*"))


@pytest.fixture(scope="module")
def changed(sqlite_template: Path) -> Iterator[Changed]:
    """In memory, where nobody waits for a disk; who is killed does not care."""
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    with TemporaryDirectory(dir=memory) as folder, running_stepper() as stepper:
        shutil.copy(sqlite_template, f"{folder}/site.db")
        site = BuiltSite(f"sqlite:///{folder}/site.db", Path(folder, "site"))
        yield Changed(site, stepper, Path(folder, "aside"))
        site.engine.dispose()


def stopped_builds(changed: Changed, fault: str) -> Iterator[Ending]:
    """A build from the old site that the fault meets at its first step, its second, and so on."""
    reached = Counter[str]()
    for step in count(1):
        changed.back()
        ending = changed.stepper.build(changed.site, step, fault)
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
        changed.check_whole(mixed=is_intended(ending))
        assert not living(ending.session)
        changed.check_finished(changed.stepper.build(changed.site))


def test_kill_9_of_the_build_that_goes_on_from_a_kill_9_is_no_worse(changed: Changed) -> None:
    chance, pairs = Random(1), 0  # noqa: S311 - to be repeatable
    for first in filter(is_intended, stopped_builds(changed, "kill")):
        left = Path(shutil.copytree(changed.site.folder, changed.aside.with_name("left")))
        steps = range(1, len(changed.stepper.build(changed.site).steps) + 1)
        for step in steps if SOAK else [chance.choice(steps)]:
            changed.back(left)
            assert changed.stepper.build(changed.site, step).code == first.code
            changed.check_whole()
            changed.check_finished(changed.stepper.build(changed.site))
            pairs += 1
        shutil.rmtree(left)
    print(f"{pairs} pairs of kills")  # noqa: T201 - for the curious


def test_ctrl_c_at_any_step_leaves_whole_files_and_the_next_build_gives_the_new_site(
    changed: Changed,
) -> None:
    for ending in stopped_builds(changed, "interrupt"):
        if ending.steps[-1] != "commit":
            assert ending.code == 130
            changed.check_whole(mixed=is_intended(ending))
        changed.check_finished(changed.stepper.build(changed.site))


@pytest.mark.parametrize("fault", FAULTS if SOAK else FAULTS[:1])
def test_a_disk_that_refuses_any_step_is_named_and_leaves_whole_files(
    changed: Changed, fault: str
) -> None:
    said = f"The disk says: {os.strerror(getattr(errno, fault))}"
    for ending in stopped_builds(changed, fault):
        if ending.code == 0:  # the folder is there already, or goes with the next build
            assert ending.steps[-1] in ("commit", "make a folder", "remove", "remove a folder")
            assert changed.site.tree() == changed.new
        else:
            assert (ending.code, ending.said[: len(said)]) == (2, said)
            changed.check_whole(mixed=is_intended(ending))
        changed.check_finished(changed.stepper.build(changed.site))
