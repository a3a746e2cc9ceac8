"""A built site and a change to its rows: what the output was and has to be, and the way back."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sitegen.staging import staging_folder
from tests.built_site import BuiltSite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEMORY = "/dev/shm"  # noqa: S108 - what is made there has a name of its own
PLACES = ("build", ".sitegen", ".build.sitegen")


class BeforeAfter:
    """A site that was built before a change and, from nothing, after it; the output is the old one.

    `aside` is a folder that does not exist yet, for what has to be kept.
    """

    def __init__(
        self,
        site: BuiltSite,
        aside: Path,
        change: Callable[[], object],
        build: Callable[[], object],
    ) -> None:
        self.site, self.aside = site, aside
        build()
        self.old = site.tree()
        keep(site, aside)
        change()
        clear(site)
        build()
        self.new = site.tree()
        self.back()

    def back(self, to: Path | None = None) -> None:
        """Make output and state what they were before the change, or what was kept elsewhere."""
        clear(self.site)
        for name in PLACES:
            if (kept := (to or self.aside) / name).exists():
                shutil.copytree(kept, self.site.folder / name)

    def check_whole(self, *, mixed: bool = True) -> None:
        """Every file is the old or the new one, none is missing, and no page lacks its assets.

        Unless `mixed`, all of them are the old ones.
        """
        found = self.site.tree()
        assert mixed or found == self.old
        for path, body in found.items():
            assert body in (self.old.get(path), self.new.get(path)), path
            for asset in re.findall(rb'"/(assets/[^"#]+)"', body):
                assert asset.decode() in found, path
        assert self.old.keys() & self.new.keys() <= found.keys()

    def check_finished(self) -> None:
        """The output is what a build from nothing gives, and nothing is left beside it."""
        assert self.site.tree() == self.new
        assert not staging_folder(self.site.output).exists()
        for place in self.site.output.rglob("*"):
            assert place.is_file() or any(place.iterdir()), place


def keep(site: BuiltSite, aside: Path) -> Path:
    """Copy output, state and what is staged."""
    for name in PLACES:
        if (place := site.folder / name).exists():
            shutil.copytree(place, aside / name)
    return aside


def clear(site: BuiltSite) -> None:
    for name in PLACES:
        shutil.rmtree(site.folder / name, ignore_errors=True)


@contextmanager
def site_in_memory(migrated: Path) -> Iterator[BuiltSite]:
    """A site without rows where nobody waits for a disk; who is killed does not care."""
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    with TemporaryDirectory(dir=memory) as folder:
        place = Path(folder, "site")
        place.mkdir()
        site = BuiltSite(f"sqlite:///{shutil.copy(migrated, place / 'site.db')}", place)
        yield site
        site.engine.dispose()
