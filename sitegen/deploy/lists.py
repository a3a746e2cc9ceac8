"""The list of a release in a folder: the digest of each of its files, beside them as JSON.

A list that is lost or damaged is made anew from the files themselves.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from sitegen.deploy.release import File, digest_of_all
from sitegen.errors import DeployFault
from sitegen.files import digest_of, sync

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

RELEASES = "releases"
UNFINISHED = ".new"
# What a list that is missing, or no list, is read with: one nested too deeply is none either.
DAMAGED = (
    *(FileNotFoundError, ValueError, TypeError, KeyError),
    *(AttributeError, RecursionError),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A finished release; `before` was published before it was, empty for the first.

    That is None if it is not known. `digest` is one for all files. It is a draft until it is
    published for the first time.
    """

    id: str
    before: str | None
    digest: str
    created: datetime
    files: Mapping[str, File]
    is_draft: bool = False


def list_file(place: Path, name: str) -> Path:
    """Where the digests of a release are listed."""
    return place / RELEASES / f"{name}.json"


def read_list(place: Path, name: str) -> Listed:
    """A release as it was made. Raises DeployFault if that cannot be read."""
    file = list_file(place, name)
    try:
        found = file.stat()
        return _read(file, (found.st_ino, found.st_mtime_ns, found.st_size))
    except DAMAGED as error:
        raise DeployFault(
            f"The list of a release, {file}, is missing or damaged.",
            mend="Bring it back, or go to another one with `sitegen deploy rollback --to ID`.",
        ) from error


@lru_cache(maxsize=1)  # a deploy asks for that of the published release more than once
def _read(file: Path, version: tuple[int, int, int]) -> Listed:
    found = json.loads(file.read_bytes())
    files = {path: File(*values) for path, values in found["files"].items()}
    # A list that does not tell when it was made is of an earlier version.
    told = found.get("created")
    created = datetime.fromisoformat(told) if told else _moment(version[1] / 1e9)
    is_draft = bool(found.get("draft"))
    return Listed(file.stem, found["before"], found["digest"], created, files, is_draft)


def read_or_listed(place: Path, name: str) -> Listed:
    """A release as it was made or, where that cannot be read, as it lies there."""
    try:
        return read_list(place, name)
    except DeployFault:
        return listed_anew(place, name)


def listed_anew(place: Path, name: str) -> Listed:
    """A release as it lies there; what was published before it is not known."""
    folder, digests = place / RELEASES / name, digests_of(place, name)
    files = {path: File(digests[path], os.lstat(folder / path).st_size) for path in sorted(digests)}
    return Listed(name, None, digest_of_all(digests), made_at(folder), files)


def made(place: Path, name: str) -> tuple[datetime, bool]:
    """When a release was made, and whether it is a draft, as far as that is known."""
    try:
        listed = read_list(place, name)
    except DeployFault:
        return made_at(place / RELEASES / name), False
    return listed.created, listed.is_draft


def made_at(folder: Path) -> datetime:
    """When the last file came into a folder, as its disk tells; 1970 if there is no folder."""
    return _moment(folder.stat().st_mtime if folder.is_dir() else 0)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def record(place: Path, release: Listed) -> None:
    """Have the disk hold all files, and then the list that says so."""
    file = list_file(place, release.id)
    unfinished = file.with_name(file.name + UNFINISHED)
    said = {
        "before": release.before,
        "digest": release.digest,
        "created": release.created.isoformat(),
        "draft": release.is_draft,
        "files": release.files,
    }
    unfinished.write_text(json.dumps(said))
    sync(file.parent)
    os.replace(unfinished, file)
    sync(file.parent)


def digests_of(place: Path, name: str) -> Mapping[str, str]:
    """The digest of every file of a release, read from its bytes; empty for what is no file."""
    folder = place / RELEASES / name
    return {path: digest_of(folder / path) if is_file else "" for path, is_file in walked(folder)}


def walked(folder: Path) -> Iterator[tuple[str, bool]]:
    """Every path below a folder that is not a folder itself, and whether it is a regular file."""
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            mode = os.lstat(f"{place}/{name}").st_mode
            if not stat.S_ISDIR(mode):
                yield os.path.relpath(f"{place}/{name}", folder), stat.S_ISREG(mode)
