"""What a deploy has to do in a bucket, and in which order.

A store has no switch: visitors get each object from the moment on when it is written. So nothing is
written before what it needs, and nothing is removed before all that led to it is written over:
assets; other files; pages that are new; pages that lead to them; feeds, sitemaps and other lists;
and then the objects that are no longer of the site are removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen.deploy.s3_attributes import is_fingerprinted
from sitegen.deploy.s3_record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.deploy.release import Release
    from sitegen.deploy.s3_attributes import Attributes
    from sitegen.deploy.s3_record import Stored
    from sitegen.deploy.s3_standing import Standing

LAST = ("robots.txt", "_headers", "_redirects")
STAGES = range(5)


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done: paths to write, in stages, each done before the next; and to remove.

    `before` is the record that has to be there first.
    """

    stages: Sequence[Sequence[str]]
    removed: Sequence[str]
    before: Record

    def is_nothing(self, standing: Standing) -> bool:
        """Whether all is as it should be, and recorded so."""
        return not self.written and not self.removed and self.before == standing.record

    @property
    def written(self) -> Sequence[str]:
        """All paths to write."""
        return [path for stage in self.stages for path in stage]


def work_of(release: Release, attributes: Mapping[str, Attributes], standing: Standing) -> Work:
    """What makes the objects that are there those of a release."""
    found = standing.found
    stages: list[list[str]] = [[] for _ in STAGES]
    for path, file in release.files.items():
        stored = found.get(path)
        wanted = (file.digest, attributes[path].digest)
        if stored is None or (stored.digest, stored.attributes) != wanted:
            stages[_stage(path, release, attributes[path], stored)].append(path)
    removed = sorted(found.keys() - release.files.keys())
    begun = {
        path for stage in stages for path in stage if _is_doubtful(release, path, found.get(path))
    }
    return Work(stages, removed, Record(found, frozenset(begun)))


def _stage(path: str, release: Release, attributes: Attributes, stored: Stored | None) -> int:
    if is_fingerprinted(path, release.files[path]):
        return 0
    if attributes.is_list or path in LAST:
        return 4
    if attributes.is_page:
        return 2 if stored is None else 3
    return 1


def _is_doubtful(release: Release, path: str, stored: Stored | None) -> bool:
    """Whether the ETag will not tell if the object was written: equal bytes have the same."""
    return stored is None or stored.digest == release.files[path].digest
