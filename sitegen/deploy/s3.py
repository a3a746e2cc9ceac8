"""A bucket of a store of objects (S3, or what speaks its protocol): a release becomes its objects.

::

    GET  .sitegen/deploy.json    the record: which objects are ours, and what is in them
    GET  the list of objects     what there is, a thousand at a time
    PUT  .sitegen/lock           only if there is none: another deploy waits
    PUT  .sitegen/deploy.json    the names that are to be added, if there are any
    PUT  each file               that is not there already, in the order of s3_work.py
    DELETE each object           that is no longer of the site
    PUT  .sitegen/deploy.json    what is there now
    GET  .sitegen/lock           if it is still ours: DELETE .sitegen/lock

Nothing is published all at once: a store has no switch. Nothing is kept to go back to, either: what
was taken from visitors would still lie in a bucket that they can read. Killed at any moment, a
deploy leaves every object whole, each old or new, and pages that have what they need. The next one
asks only the objects that are not as recorded (s3_standing.py), and does the rest.

What is proven: a file is read once before it is sent, and its SHA-1 is that of the build; the store
is told its MD5, and refuses other bytes; and in the end the list of objects has the size and ETag
that the store gave for those bytes. It is as good as the store's word for its ETags, which with
Amazon's differ wherever the bytes do. Headers are not in the list: those that somebody alters by
hand are not noticed.

`_redirects` and `_headers` are objects like others: they hold nothing that visitors may not see,
and a program before the store can read them there. The store itself answers no rules. Keys that
start with `.sitegen/` are ours; the lock there names a machine as long as a deploy lasts.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from sitegen import urls
from sitegen.deploy.arrivals import arrivals
from sitegen.deploy.patience import Patience
from sitegen.deploy.release import File, digest_of_all
from sitegen.deploy.s3_attributes import attributes_in
from sitegen.deploy.s3_bucket import OURS, Bucket, Conflict
from sitegen.deploy.s3_client import client_of, place_of
from sitegen.deploy.s3_lock import Lock
from sitegen.deploy.s3_parallel import in_parallel
from sitegen.deploy.s3_record import Record, read_record, write_record
from sitegen.deploy.s3_sending import sent
from sitegen.deploy.s3_standing import standing_of, with_unrecorded
from sitegen.deploy.s3_work import work_of
from sitegen.deploy.target import Deployment, Outcome
from sitegen.errors import DeployFault, DeployRefused, SettingsFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from sitegen.deploy.release import Release
    from sitegen.deploy.s3_attributes import Attributes
    from sitegen.deploy.s3_bucket import Written
    from sitegen.deploy.s3_record import Stored
    from sitegen.deploy.s3_standing import Standing
    from sitegen.deploy.s3_work import Work
    from sitegen.deploy.target import Progress
    from sitegen.settings import Settings

LONGEST_KEY = 1024  # bytes: the protocol's
PATIENCE = Patience(tries=4, timeout=20, waiting=30)


class S3:
    """A bucket below a prefix as a target of deploys.

    `output` is where the files of a build lie: its `_headers` tells what objects should carry.
    """

    shares: ClassVar[bool] = False

    def __init__(self, bucket: Bucket, state: Path, output: Path) -> None:
        self._bucket, self._output = bucket, output
        self._lock = Lock(bucket, state)
        self._seen: Standing | None = None

    def published(self) -> Mapping[str, str]:
        """The digest of every file that visitors get, by path.

        One that carries other headers than it should is not as it should be: its digest says so.
        Raises DeployRefused if files of the build would be written over what is not ours.
        """
        standing = self._looked()
        names = (path for path in standing.listed if not urls.fault_of(path))
        wanted = [path for path in names if (self._output / path).is_file()]
        self._seen = standing = with_unrecorded(self._bucket, standing, wanted)
        files = {path: File(each.digest, each.size) for path, each in standing.found.items()}
        attributes = attributes_in(self._output, files)
        return {
            path: _shown(each, attributes[path].digest) for path, each in standing.found.items()
        }

    def publish(self, release: Release, *, draft: bool, progress: Progress) -> Outcome:
        """Write and remove what makes the objects those of a release."""
        if draft:
            raise SettingsFault(
                f"A bucket has no drafts, and {self._url} is what visitors get.",
                mend="Deploy to another prefix: --target s3://BUCKET/PREFIX.",
            )
        self._check_keys(release.files)
        attributes = attributes_in(release.folder, release.files)
        standing = self._seen or self._looked()
        work = work_of(release, attributes, standing)
        if work.is_nothing(standing) and not self._lock.is_left:
            return Outcome(self._deployment(standing.found, standing.kept.modified), 0, 0)
        with self._lock.held():
            if read_record(self._bucket).etag != standing.kept.etag:
                # What is lost by this deploy was counted from what was there.
                raise DeployFault(
                    f"Another deploy to {self._url} was made since this one was planned.",
                    mend="Deploy again.",
                )
            standing = with_unrecorded(self._bucket, standing, release.files)
            work = work_of(release, attributes, standing)
            return self._done(work, release, attributes, standing, progress)

    def files_of(self, deployment: Deployment) -> Mapping[str, str]:
        """The digest of every file of the present deployment, as the list of objects proves it."""
        return {path: each.digest for path, each in self._looked().found.items()}

    def deployments(self) -> Sequence[Deployment]:
        """The present one: a store keeps no other.

        It is unfinished if it is not as a deploy left it that came to its end.
        """
        standing = self._looked()
        if not standing.found:
            return []
        deployment = self._deployment(standing.found, standing.kept.modified)
        if standing.is_as_recorded:
            return [deployment]
        return [replace(deployment, is_published=False, is_unfinished=True)]

    def roll_back(self, to: str = "") -> Deployment:
        """Refused: the objects of earlier deployments were written over."""
        raise DeployRefused(
            f"{self._url} keeps no earlier release to go back to.",
            mend="Build the site as it was, and deploy it: only what differs is sent.",
        )

    @property
    def _url(self) -> str:
        return self._bucket.place.url

    def _looked(self) -> Standing:
        self._seen = standing_of(self._bucket)
        return self._seen

    def _done(
        self,
        work: Work,
        release: Release,
        attributes: Mapping[str, Attributes],
        standing: Standing,
        progress: Progress,
    ) -> Outcome:
        """Do the work, which is recorded before and after."""
        (_, etag, made), found = standing.kept, dict(standing.found)
        if work.before != standing.record:
            etag, made = self._recorded(work.before, etag)
        arrived = arrivals((release.files[path].size for path in work.written), progress)
        for stage in work.stages:
            # Closed whatever happens here: nothing is sent any more when the lock is taken away.
            with closing(sent(self._bucket, release, attributes, stage)) as sending:
                for path, stored in sending:
                    found[path] = stored
                    arrived.add(stored.size)
        with closing(in_parallel(self._bucket, self._bucket.remove, work.removed)) as removing:
            for path, _ in removing:
                del found[path]
        wanted = Record(found)
        if wanted != work.before:
            _, made = self._recorded(wanted, etag)
        self._seen = None
        return Outcome(self._deployment(found, made), *arrived.arrived)

    def _recorded(self, record: Record, before: str | None) -> Written:
        """The record, written in the place of another. Raises DeployFault."""
        try:
            return write_record(self._bucket, record, before)
        except Conflict as conflict:
            raise DeployFault(
                f"Another deploy to {self._url} was at work at the same time.",
                mend="See that there is only one, and deploy again.",
            ) from conflict

    def _deployment(self, found: Mapping[str, Stored], made: datetime | None) -> Deployment:
        """The present deployment, by the digest of all its files."""
        digest = digest_of_all({path: each.digest for path, each in found.items()})
        created = made or datetime.fromtimestamp(0, UTC)
        return Deployment(digest[:12], self._url, created, is_published=True)

    def _check_keys(self, paths: Iterable[str]) -> None:
        for path in paths:
            if path.startswith(OURS) or len(self._bucket.key(path).encode()) > LONGEST_KEY:
                raise DeployRefused(
                    f"No object can have the name {path} in {self._url}.",
                    mend="Give it another path.",
                )


def s3_target(
    settings: Settings, environment: Mapping[str, str], patience: Patience = PATIENCE
) -> S3:
    """The bucket that the setting `target` names, as the environment allows. Raises SettingsFault.

    Nothing is asked of the store yet.
    """
    place = place_of(settings.target, environment)
    bucket = Bucket(client_of(place, environment, patience), place, patience)
    return S3(bucket, settings.state, settings.output)


def _shown(stored: Stored, attributes: str) -> str:
    return stored.digest if stored.attributes == attributes else f"{stored.digest} otherwise"
