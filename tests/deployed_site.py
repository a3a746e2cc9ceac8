"""A small site that is built and deployed to a folder, and what visitors of that get."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from sitegen.build import Options, build
from sitegen.deploy import delivery
from sitegen.deploy.folder import FolderTarget
from sitegen.deploy.release import File, Release, digest_of_all
from sitegen.files import digest_of
from tests.built_site import NOW
from tests.stepping import PAGES, ignored

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.deploy.delivery import DeployReport
    from sitegen.deploy.difference import Difference
    from tests.built_site import BuiltSite

KEEP = 5


class DeployedSite:
    """A site of pages alone, in plain templates, and the folder that it is deployed to."""

    def __init__(self, site: BuiltSite) -> None:
        for name in ("templates", "assets"):
            shutil.rmtree(site.folder / name)
        site.write("templates/pages/default.html", "{{ page.title }}{{ page.content }}")
        site.write("assets/site.css", "a { color: red }")
        self.site = site.set(target=f"dir:{site.folder / 'www'}")
        self.www = site.folder / "www"
        self.target = FolderTarget(self.www, KEEP)

    def build(self, **options: bool) -> None:
        build(self.site.settings, PAGES, NOW, Options(**options))

    def deploy(
        self, *, draft: bool = False, max_removed: int | None = None, allow_removed: bool = False
    ) -> DeployReport:
        options = delivery.Options(
            draft=draft, max_removed=max_removed, allow_removed=allow_removed
        )
        return delivery.deploy(self.site.settings, self.target, options, ignored)

    def plan(self) -> Difference:
        return delivery.plan_deploy(self.site.settings, self.target)

    def live(self) -> dict[str, bytes]:
        return files_in(self.www / "current")

    def releases(self) -> list[str]:
        """The releases in the folder, the oldest first; each has its list, and nothing is left."""
        names = sorted(os.listdir(self.www / "releases"))  # noqa: PTH208
        made = [name for name in names if not name.endswith(".json")]
        assert names == sorted([*made, *(f"{name}.json" for name in made)])
        assert set(os.listdir(self.www)) <= {"current", "lock", "releases"}  # noqa: PTH208
        return made


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by path."""
    files = (file for file in folder.resolve().rglob("*") if file.is_file())
    return {file.relative_to(folder.resolve()).as_posix(): file.read_bytes() for file in files}


def release_of(folder: Path) -> Release:
    """The files of a folder as a release."""
    paths = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.*"))
    files = {path: File(digest_of(folder / path), (folder / path).stat().st_size) for path in paths}
    return Release(
        folder, files, digest_of_all({path: file.digest for path, file in files.items()})
    )
