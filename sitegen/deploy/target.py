"""What a target of deploys can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sitegen.deploy.release import Release

    # Told what has arrived by now, of all that the target lacked when the deploy began.
    Progress = Callable[["Amount", "Amount"], None]


@dataclass(frozen=True, slots=True)
class Deployment:
    """One release at a target, by the `id` that it has there.

    `url` is where it can be seen; `is_published` tells whether that is where visitors come. One
    that `is_unfinished` is partly there: visitors get some files of another one.
    """

    id: str
    url: str
    created: datetime
    is_published: bool
    is_draft: bool = False
    is_unfinished: bool = False


class Amount(NamedTuple):
    """So many files, and their bytes together."""

    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a deploy did: the files that were sent, and their bytes together."""

    deployment: Deployment
    uploaded: int
    size: int


class Deployer(Protocol):
    """A place where releases are published. Every method may raise DeployFault.

    It `shares` bytes if those that are the same are sent once, for whatever paths.
    """

    shares: ClassVar[bool]

    def published(self) -> Mapping[str, str]:
        """The digest (SHA-1) of every file that visitors get, by path; empty before the first."""

    def publish(self, release: Release, *, draft: bool, progress: Progress) -> Outcome:
        """Bring a release to the target, and let visitors have it unless it is a draft.

        Killed at any moment, the target shows the old site or the new one, whole, if it is one that
        can switch; called again with the same release it goes on where it was.
        """

    def files_of(self, deployment: Deployment) -> Mapping[str, str]:
        """The digest of every file of a deployment, as the target itself tells it, by path."""

    def deployments(self) -> Sequence[Deployment]:
        """What can be gone back to, the newest first."""

    def roll_back(self, to: str = "") -> Deployment:
        """Publish an earlier deployment again: the one before the present, or that with an id."""
