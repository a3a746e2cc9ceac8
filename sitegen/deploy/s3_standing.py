"""How a bucket stands: which objects in it are ours, and what is in each, as the store says.

The list of objects has the size and the ETag of each. Where they are those that the store gave when
the object was put there, the object is still that one. Where they are not, because a deploy was
killed or somebody wrote over the object, it is asked for what it carries: its digest and its path,
which stand in its metadata since it was put there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from sitegen.deploy.s3_attributes import attributes_of
from sitegen.deploy.s3_parallel import in_parallel
from sitegen.deploy.s3_record import Record, Stored, read_record
from sitegen.errors import DeployRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sitegen.deploy.s3_bucket import Bucket, Listed, Told
    from sitegen.deploy.s3_record import Kept

DIGEST, PATH = "sitegen-sha1", "sitegen-path"  # names of metadata
NAMED = 3  # paths, in an error


@dataclass(frozen=True, slots=True)
class Standing:
    """The record, every object below the prefix, and those that are ours as they are now.

    What is recorded is ours, whoever wrote over it; under a name that was only begun, what we put
    there.
    """

    kept: Kept
    listed: Mapping[str, Listed]
    found: Mapping[str, Stored]

    @property
    def record(self) -> Record:
        """What was recorded."""
        return self.kept.record

    @property
    def is_as_recorded(self) -> bool:
        """Whether it is as a deploy left it that came to its end."""
        return Record(self.found) == self.kept.record


def metadata_of(path: str, digest: str) -> Mapping[str, str]:
    """What an object of ours carries. Metadata are ASCII."""
    return {DIGEST: digest, PATH: quote(path)}


def standing_of(bucket: Bucket) -> Standing:
    """How the bucket stands. Raises StoreFault."""
    kept, listed = read_record(bucket), bucket.listed()
    ours = [path for path in listed if kept.record.owns(path)]
    found = {path: kept.record.files[path] for path in ours if _is_as_put(path, kept, listed)}
    doubtful = [path for path in ours if path not in found]
    asked = {
        path: _stored(told)
        for path, told in _told(bucket, doubtful)
        if path in kept.record.files or _is_ours(path, told)
    }
    return Standing(kept, listed, found | asked)


def with_unrecorded(bucket: Bucket, standing: Standing, paths: Iterable[str]) -> Standing:
    """What the record has lost, as far as it stands at these paths and is ours all the same.

    Raises DeployRefused for an object that is not: it would be written over.
    """
    strange = [path for path in paths if path in standing.listed and path not in standing.found]
    if not strange:
        return standing
    told = dict(_told(bucket, strange))
    foreign = sorted(path for path, each in told.items() if not _is_ours(path, each))
    if foreign:
        more = f" and {len(foreign) - NAMED:,} more" if len(foreign) > NAMED else ""
        named = ", ".join(foreign[:NAMED])
        raise DeployRefused(
            f"{bucket.place.url} holds what sitegen did not put there: {named}{more}.",
            mend="Move it away, or name another prefix.",
        )
    ours = {path: _stored(each) for path, each in told.items()}
    return replace(standing, found={**standing.found, **ours})


def _is_as_put(path: str, kept: Kept, listed: Mapping[str, Listed]) -> bool:
    put = kept.record.files.get(path)
    if put is None or not put.etag or path in kept.record.begun:
        return False
    return (put.size, put.etag) == listed[path]


def _is_ours(path: str, told: Told) -> bool:
    return told.metadata.get(PATH) == quote(path)


def _told(bucket: Bucket, paths: Iterable[str]) -> Iterator[tuple[str, Told]]:
    """What objects tell about themselves, without those that have gone meanwhile."""
    for path, told in in_parallel(bucket, bucket.told, paths):
        if told is not None:
            yield path, told


def _stored(told: Told) -> Stored:
    attributes = attributes_of(told.headers)
    return Stored(told.metadata.get(DIGEST, ""), told.size, told.etag, attributes.digest)
