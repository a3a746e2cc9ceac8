"""The record of a bucket: an object that says which others are ours, and what is in them.

A deploy that goes to write under new names says so before it begins: these are `begun`, and may be
there or not, whatever became of the deploy. What is neither recorded nor begun is not ours, and is
never written over or removed. The record tells nothing but what the objects beside it tell.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sitegen.deploy.s3_bucket import OURS
from sitegen.deploy.s3_faults import StoreFault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sitegen.deploy.s3_bucket import Bucket, Written
    from sitegen.deploy.s3_faults import Place

RECORD = f"{OURS}deploy.json"
ABOUT = {"ContentType": "application/json", "CacheControl": "no-store"}


class Stored(NamedTuple):
    """An object as it was put: the digest and size of its bytes, its ETag, its attributes' digest.

    The first is empty for an object that somebody else wrote over ours.
    """

    digest: str
    size: int
    etag: str
    attributes: str


@dataclass(frozen=True, slots=True)
class Record:
    """What was put into a bucket, by path, and the paths that a deploy had in mind to add."""

    files: Mapping[str, Stored] = field(default_factory=dict)
    begun: frozenset[str] = frozenset()

    def owns(self, path: str) -> bool:
        """Whether an object there is ours."""
        return path in self.files or path in self.begun


class Kept(NamedTuple):
    """The record as the store has it; ETag and time are None if it has none."""

    record: Record
    etag: str | None
    modified: datetime | None


def read_record(bucket: Bucket) -> Kept:
    """The record of a bucket. Raises StoreFault."""
    found = bucket.read(RECORD)
    if found is None:
        return Kept(Record(), None, None)
    try:
        said = json.loads(found.body)
        files = {path: _stored(values) for path, values in said["files"].items()}
        return Kept(Record(files, _names(said["begun"])), found.etag, found.modified)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _damaged(bucket.place) from error


def write_record(bucket: Bucket, record: Record, before: str | None) -> Written:
    """Write the record in the place of the one with that ETag. Raises Conflict, StoreFault."""
    said = {"files": record.files, "begun": sorted(record.begun)}
    body = json.dumps(said, separators=(",", ":")).encode()
    return bucket.put_if(RECORD, body, before, **ABOUT)


def _stored(values: object) -> Stored:
    """An object as it is recorded. Raises TypeError for what no deploy recorded."""
    match values:
        case [str(digest), int(size), str(etag), str(attributes)]:
            return Stored(digest, size, etag, attributes)
    raise TypeError


def _names(begun: object) -> frozenset[str]:
    """The names that were begun. Raises TypeError for what no deploy recorded."""
    if isinstance(begun, list) and all(isinstance(name, str) for name in begun):
        return frozenset(begun)
    raise TypeError


def _damaged(place: Place) -> StoreFault:
    return StoreFault(
        f"{place.url}/{RECORD} is damaged.",
        mend="Remove it: objects that sitegen put there are known by what they carry.",
    )
