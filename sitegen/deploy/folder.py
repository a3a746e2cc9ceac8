"""A folder that a web server reads: `current` in it is a link to the release that visitors get."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from sitegen.deploy import lists, releases
from sitegen.deploy.lists import RELEASES
from sitegen.deploy.releases import CURRENT, LOCK, Made
from sitegen.deploy.target import Deployment, Outcome
from sitegen.errors import DeployFault, DeployRefused
from sitegen.files import Written, disk_mend
from sitegen.locks import DEPLOY, locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sitegen.deploy.lists import Listed
    from sitegen.deploy.release import Release
    from sitegen.deploy.target import Progress


TARGET = Written("the target", "the target", "a target", "deploy")


@dataclass(frozen=True, slots=True)
class FolderTarget:
    """Releases in the folder `place`, of which as many stay as there are to `keep`."""

    place: Path
    keep: int
    shares: ClassVar[bool] = True

    def published(self) -> Mapping[str, str]:
        """The digest of every file that visitors get, by path, as it was deployed."""
        with self._faults():
            releases.check_ours(self.place)
            current = releases.current_of(self.place)
        return {path: file.digest for path, file in current.files.items()} if current else {}

    def publish(self, release: Release, *, draft: bool, progress: Progress) -> Outcome:
        """Make a release of what is there already and of copies, and switch to it."""
        with self._opened():
            current = self._current()
            ready = self._ready(release, current)
            made = ready or releases.make(self.place, release, current, progress, draft=draft)
            published = current if draft else self._published(made.listed, current)
            releases.prune(self.place, self.keep, published)
            deployment = self._deployment(made.listed.id)
            return Outcome(deployment, made.copied, made.size)

    def files_of(self, deployment: Deployment) -> Mapping[str, str]:
        """The digest of every file of a deployment, read from the disk."""
        with self._faults():
            return lists.digests_of(self.place, deployment.id)

    def deployments(self) -> Sequence[Deployment]:
        """The releases that are kept, the newest first."""
        with self._faults():
            releases.check_ours(self.place)
            found = releases.names(self.place)
            return [self._deployment(name) for name in found]

    def roll_back(self, to: str = "") -> Deployment:
        """Switch to the release that was published before the present one, or to another."""
        if not self.place.is_dir():
            raise DeployRefused(f"Nothing was deployed to {self.place}.", mend="Deploy to it.")
        with self._opened():
            name = to or self._before()
            if name not in releases.names(self.place):
                raise DeployRefused(
                    f"{self.place} has no release {name}.",
                    mend="`sitegen deploy list` shows which there are.",
                )
            listed = lists.read_list(self.place, name)
            if not releases.is_whole(self.place, listed):
                raise DeployRefused(
                    f"Files of {self.place / RELEASES / name} were altered since it was made.",
                    mend="Go back to another release, or deploy.",
                )
            if listed.is_draft:
                lists.record(self.place, replace(listed, is_draft=False))
            releases.switch(self.place, name)
            return self._deployment(name)

    def _current(self) -> Listed | None:
        """The published release; its list is on the disk, so that no other one gets its name."""
        name = releases.published_name(self.place)
        if not name:
            return None
        with suppress(DeployFault):
            return lists.read_list(self.place, name)
        current = lists.listed_anew(self.place, name)
        lists.record(self.place, current)
        return current

    def _published(self, made: Listed, current: Listed | None) -> Listed:
        """A release that visitors get instead of the present one from now on."""
        before = current.id if current else ""
        if made.id == before:
            return made
        # One that is published again may have been made after another than the present.
        published = replace(made, before=before, is_draft=False)
        if made != published:
            lists.record(self.place, published)
        releases.switch(self.place, made.id)
        return published

    def _before(self) -> str:
        """The release that was published before the present one. Raises DeployRefused."""
        current = releases.current_of(self.place)
        if current and current.before:
            return current.before
        if current and current.before is None:
            raise DeployRefused(
                f"It is not known what {self.place} published before {current.id}.",
                mend="Name a release that `sitegen deploy list` shows, as in "
                "`sitegen deploy rollback --to ID`.",
            )
        raise DeployRefused(
            f"{self.place} has no earlier release.",
            mend="`sitegen deploy list` shows which there are.",
        )

    def _ready(self, release: Release, current: Listed | None) -> Made | None:
        """The release, if it is published, or was the last one to be made, and is still whole."""
        newest = None
        with suppress(DeployFault):  # one whose list is damaged is of no use
            names = releases.names(self.place)[:1]
            newest = next((lists.read_list(self.place, name) for name in names), None)
        for each in (current, newest):
            if each and each.digest == release.digest and releases.is_whole(self.place, each):
                return Made(each, copied=0, size=0)
        return None

    def _deployment(self, name: str) -> Deployment:
        is_published = releases.published_name(self.place) == name
        shown = self.place / (CURRENT if is_published else f"{RELEASES}/{name}")
        created, is_draft = lists.made(self.place, name)
        return Deployment(name, shown.as_uri(), created, is_published, is_draft=is_draft)

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
                mend=disk_mend(error.errno, TARGET),
            ) from error
