"""deploy(): the whole story, from the last build to the proof of what visitors get."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen.deploy.age import age_of
from sitegen.deploy.difference import check_losses, difference
from sitegen.deploy.journal import journal_of, read_journal, write_journal
from sitegen.deploy.release import open_release
from sitegen.errors import DeployFault, DeployRefused
from sitegen.state import is_absent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sitegen.deploy.difference import Difference
    from sitegen.deploy.journal import Journal
    from sitegen.deploy.release import Release
    from sitegen.deploy.target import Deployer, Deployment, Progress
    from sitegen.settings import Settings

NAMED = 3  # paths, in an error


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a release is deployed: as a draft, and how many paths it may take from visitors.

    Without `max_removed` that is what `check_losses` says.
    """

    draft: bool = False
    max_removed: int | None = None
    allow_removed: bool = False


@dataclass(frozen=True, slots=True)
class DeployReport:
    """What a deploy did. `uploaded` files with these `bytes` were sent.

    `unchanged` and `removed` are paths, beside what was published before. It is `verified` that the
    target has the release, byte for byte. It is up to date until `stale_after`, if that is known;
    `refused` says why a later build left the site as it was, or is empty.
    """

    deploy_id: str
    url: str
    uploaded: int
    bytes: int
    unchanged: int
    removed: int
    seconds: float
    verified: bool
    stale_after: datetime | None
    refused: str


def plan_deploy(settings: Settings, target: Deployer) -> Difference:
    """What a deploy would change at the target. Raises SitegenError."""
    _check_state(settings)
    with open_release(settings) as release:
        journal = read_journal(settings.state, settings.target)
        return _difference(settings, release, target, journal)


def deploy(
    settings: Settings, target: Deployer, options: Options, progress: Progress
) -> DeployReport:
    """Publish the last build at the target, and have the target prove it. Raises SitegenError."""
    start = time.perf_counter()
    _check_state(settings)
    with open_release(settings) as release:
        journal = read_journal(settings.state, settings.target)
        found = _difference(settings, release, target, journal)
        if not (options.draft or options.allow_removed):
            check_losses(found, options.max_removed)
        outcome = target.publish(release, draft=options.draft, progress=progress)
        deployment = outcome.deployment
        wanted = {path: file.digest for path, file in release.files.items()}
        _verify(deployment, target.files_of(deployment), wanted)
        deployed = journal_of(release)
        if not options.draft and deployed != journal:
            write_journal(settings.state, settings.target, deployed)
        age = age_of(settings.state)
    return DeployReport(
        deploy_id=deployment.id,
        url=deployment.url,
        uploaded=outcome.uploaded,
        bytes=outcome.size,
        unchanged=found.unchanged,
        removed=len(found.removed),
        seconds=round(time.perf_counter() - start, 3),
        verified=True,
        stale_after=age.stale_after,
        refused=age.refused,
    )


def _check_state(settings: Settings) -> None:
    """Refuse what was built with another state than is named. Raises DeployRefused."""
    state, place = settings.state.resolve(), settings.output.resolve()
    if is_absent(state / "manifest.db") and place.is_dir() and any(place.iterdir()):
        raise DeployRefused(
            f"There is no state at {state} that knows what was built at {place}.",
            mend="Name the one of that build with --state, or build again.",
        )


def _difference(
    settings: Settings, release: Release, target: Deployer, journal: Journal
) -> Difference:
    return difference(
        release,
        target.published(),
        journal,
        base_url=settings.base_url,
        elsewhere=tuple(settings.elsewhere.split()),
        shares=target.shares,
    )


def roll_back(target: Deployer, to: str) -> Deployment:
    """Publish an earlier release again, and have the target prove it. Raises SitegenError."""
    deployment = target.roll_back(to)
    _verify(deployment, target.files_of(deployment), target.published())
    return deployment


def _verify(deployment: Deployment, found: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Raise DeployFault if a deployment has other files than it should."""
    paths = found.keys() | wanted.keys()
    wrong = sorted(path for path in paths if found.get(path) != wanted.get(path))
    if wrong:
        more = f" and {len(wrong) - NAMED:,} more" if len(wrong) > NAMED else ""
        where = "is published, but has" if deployment.is_published else "has"
        raise DeployFault(
            f"{deployment.id} {where} other files than were deployed: "
            f"{', '.join(wrong[:NAMED])}{more}.",
            mend="Deploy again; `sitegen deploy list` says what can be gone back to.",
        )
