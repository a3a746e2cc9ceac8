"""A folder that a web server reads: `current` in it is a link to the release that visitors get."""

from __future__ import annotations

import errno
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sitegen.deploy import releases
from sitegen.deploy.releases import CURRENT, LOCK, RELEASES, Made
from sitegen.deploy.target import Deployment, Outcome
from sitegen.errors import DeployFault, DeployRefused
from sitegen.locks import DEPLOY, locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sitegen.deploy.release import Release
    from sitegen.deploy.releases import Listed
    from sitegen.deploy.target import Progress


@dataclass(frozen=True, slots=True)
class FolderTarget:
    """Releases in the folder `place`, of which as many stay as there are to `keep`."""

    place: Path
    keep: int

    def published(self) -> Mapping[str, str]:
        """The digest of every file that visitors get, by path, as it was deployed."""
        with self._faults():
            releases.check_ours(self.place)
            current = releases.current_of(self.place)
        return {path: file.digest for path, file in current.files.items()} if current else {}

    def publish(self, release: Release, *, draft: bool, progress: Progress) -> Outcome:
        """Make a release of what is there already and of copies, and switch to it."""
        with self._opened():
            current = releases.current_of(self.place)
            ready = self._ready(release, current)
            made = ready or releases.make(self.place, release, current, progress)
            name, before = made.listed.id, current.id if current else ""
            if not draft and name != before:
                # One that is published again may have been made after another than the present.
                if made.listed.before != before:
                    releases.record(self.place, replace(made.listed, before=before))
                releases.switch(self.place, name)
            releases.prune(self.place, self.keep)
            return Outcome(self._deployment(name), made.copied, made.size)

    def files_of(self, deployment: Deployment) -> Mapping[str, str]:
        """The digest of every file of a deployment, read from the disk."""
        with self._faults():
            return releases.digests_of(self.place, deployment.id)

    def deployments(self) -> Sequence[Deployment]:
        """The releases that are kept, the newest first."""
        with self._faults():
            releases.check_ours(self.place)
            return [self._deployment(name) for name in releases.names(self.place)]

    def roll_back(self, to: str = "") -> Deployment:
        """Switch to the release that was published before the present one, or to another."""
        if not self.place.is_dir():
            raise DeployRefused(f"Nothing was deployed to {self.place}.", mend="Deploy to it.")
        with self._opened():
            name = to or self._before()
            if name not in releases.names(self.place):
                raise DeployRefused(
                    f"{self.place} has no {f'release {to}' if to else 'earlier release'}.",
                    mend="`sitegen deploy list` shows which there are.",
                )
            if not releases.is_whole(self.place, self._listed(name)):
                raise DeployRefused(
                    f"Files of {self.place / RELEASES / name} were altered since it was made.",
                    mend="Go back to another release, or deploy.",
                )
            releases.switch(self.place, name)
            return self._deployment(name)

    def _listed(self, name: str) -> Listed:
        return releases.read_list(self.place, name)

    def _before(self) -> str:
        """The release that was published before the present one, or empty."""
        current = releases.current_of(self.place)
        return current.before if current else ""

    def _ready(self, release: Release, current: Listed | None) -> Made | None:
        """The release, if it is published, or was the last one to be made, and is still whole."""
        newest = None
        with suppress(DeployFault):  # one whose list is damaged is of no use
            newest = next((self._listed(name) for name in releases.names(self.place)), None)
        for each in (current, newest):
            if each and each.digest == release.digest and releases.is_whole(self.place, each):
                return Made(each, copied=0, size=0)
        return None

    def _deployment(self, name: str) -> Deployment:
        is_published = releases.published_name(self.place) == name
        shown = self.place / (CURRENT if is_published else f"{RELEASES}/{name}")
        made = releases.list_file(self.place, name).stat().st_mtime
        return Deployment(name, shown.as_uri(), datetime.fromtimestamp(made, UTC), is_published)

    @contextmanager
    def _opened(self) -> Iterator[None]:
        """The folder, made if there is none, for this deploy alone; what was half made is gone."""
        with self._faults():
            releases.check_ours(self.place)
            for folder in (*reversed(self.place.parents), self.place):
                releases.make_folder(folder)
            with locked(self.place, LOCK, mend=DEPLOY):
                releases.make_folder(self.place / RELEASES)
                releases.clean(self.place)
                yield

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Turn errors of the file system into DeployFault."""
        try:
            yield
        except OSError as error:
            if error.errno is None:
                raise
            name = error.filename2 or error.filename
            where = f" ({name})" if name else ""
            raise DeployFault(
                f"The target {self.place} cannot be used: {error.strerror}{where}.",
                mend="Make room on its disk, and deploy again."
                if error.errno in (errno.ENOSPC, errno.EDQUOT)
                else "Let this user read and write there, and deploy again.",
            ) from error
