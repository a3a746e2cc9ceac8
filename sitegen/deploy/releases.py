"""The releases in a folder: each a tree of files, beside the list of their digests.

::

    current -> releases/000007-3fa9c1d20b44     what visitors get
    releases/000007-3fa9c1d20b44/               the files, hard links where they were there before
    releases/000007-3fa9c1d20b44.json           the list; a release without it is half made
    lock                                        held by the deploy that is at work

A file is copied from the output, never linked to it: what anybody does to a file there, such as an
edit in place or a change of its rights, would else be done to the published one. The releases share
files with each other: what is linked again is read before, so that one that was altered, by hand or
by a failing disk, is copied anew.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sitegen.deploy.arrivals import arrivals
from sitegen.deploy.lists import (
    RELEASES,
    UNFINISHED,
    Listed,
    list_file,
    made_at,
    read_or_listed,
    record,
    walked,
)
from sitegen.errors import DeployRefused
from sitegen.files import digest_of, found_at, sync
from sitegen.urls import folders_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.deploy.release import File, Release
    from sitegen.deploy.target import Progress

CURRENT, LOCK = "current", "lock"
OURS = (CURRENT, CURRENT + UNFINISHED, LOCK, RELEASES)
NAME = re.compile(r"(\d{6,})-[0-9a-f]{12}")
OF_A_RELEASE = re.compile(rf"({NAME.pattern})(\.json(\.new)?)?")
READABLE, ENTERED = 0o644, 0o755  # whatever the umask: what is published is for everybody


class Made(NamedTuple):
    """A release that was made: how many files were copied for it, and their bytes together."""

    listed: Listed
    copied: int
    size: int


def check_ours(place: Path) -> None:
    """Refuse a folder that is not one of releases, or an empty one. Raises DeployRefused."""
    if not place.is_dir():
        if os.path.lexists(place):
            raise DeployRefused(
                f"{place} is not a folder.", mend="Move it away, or name another folder."
            )
        return
    current, releases = place / CURRENT, place / RELEASES
    is_other = current.exists() and not current.is_symlink()
    if is_other or (os.path.lexists(current) and not published_name(place)):
        raise DeployRefused(
            f"{current} is not a link to one of its releases, and would have to be.",
            mend="Move it away, or name another folder.",
        )
    if releases.is_dir():
        foreign = [each.name for each in releases.iterdir() if not _is_ours(each.name)]
        where = releases
    else:
        foreign = [each.name for each in place.iterdir() if each.name not in OURS]
        where = place
    if foreign:
        raise DeployRefused(
            f"{where} holds what no deploy made, such as {min(foreign)}.",
            mend="Name a folder that is empty, or does not exist.",
        )


def _is_ours(name: str) -> bool:
    return OF_A_RELEASE.fullmatch(name) is not None


def current_of(place: Path) -> Listed | None:
    """The release that is published, if there is one; it is listed anew if that list is damaged."""
    name = published_name(place)
    return read_or_listed(place, name) if name else None


def published_name(place: Path) -> str:
    """The release that `current` leads to, or empty."""
    with suppress(OSError):
        folder, _, name = str((place / CURRENT).readlink()).rpartition("/")
        return name if folder == RELEASES and NAME.fullmatch(name) else ""
    return ""


def names(place: Path) -> list[str]:
    """The finished releases, the newest first."""
    files = (place / RELEASES).glob("*.json")
    found = [file.stem for file in files if NAME.fullmatch(file.stem)]
    return sorted(found, key=_number, reverse=True)


def _number(name: str) -> int:
    return int(name.partition("-")[0])


def is_whole(place: Path, release: Listed) -> bool:
    """Whether it has all its files and no other, byte for byte."""
    folder = place / RELEASES / release.id
    if {path for path, _ in walked(folder)} != release.files.keys():
        return False
    return all(_is_as_made(folder, path, file) for path, file in release.files.items())


def _is_as_made(folder: Path, path: str, file: File) -> bool:
    found = found_at(folder, path)
    return (
        found is not None
        and found.st_mode == stat.S_IFREG | READABLE
        and found.st_size == file.size
        and digest_of(folder / path) == file.digest
    )


def clean(place: Path) -> None:
    """Remove what a deploy left half made."""
    finished = {*names(place), published_name(place)}
    for each in list((place / RELEASES).iterdir()):
        if each.is_dir() and each.name not in finished:
            shutil.rmtree(each)
        elif each.name.endswith(UNFINISHED):
            each.unlink()
    (place / (CURRENT + UNFINISHED)).unlink(missing_ok=True)


def make(
    place: Path, release: Release, before: Listed | None, progress: Progress, *, draft: bool
) -> Made:
    """Make a release: files that the one `before` it has are linked, the others copied."""
    newest = _number((names(place) or ["0"])[0])
    name = f"{newest + 1:06d}-{release.digest[:12]}"
    folder = place / RELEASES / name
    _make_folders(folder, release.files)
    there = _linkable(place, before)
    lacking = {path for path, file in release.files.items() if file.digest not in there}
    arrived = arrivals((release.files[path].size for path in lacking), progress)
    copied, size = 0, 0
    for path, file in release.files.items():
        if not (file.digest in there and _is_linked(there[file.digest], folder / path)):
            _copy(release.folder / path, folder / path)
            copied, size = copied + 1, size + file.size
        there.setdefault(file.digest, folder / path)
        if path in lacking:
            arrived.add(file.size)
    made_after = before.id if before else ""
    listed = Listed(name, made_after, release.digest, made_at(folder), release.files, draft)
    record(place, listed)
    return Made(listed, copied, size)


def _make_folders(folder: Path, paths: Mapping[str, object]) -> None:
    inner = sorted({f"{folder}/{each}" for path in paths for each in folders_of(path)})
    for each in (str(folder), *inner):
        make_folder(Path(each))


def make_folder(folder: Path) -> None:
    """Make a folder that a web server may enter, if there is none."""
    if not folder.is_dir():
        folder.mkdir()
        folder.chmod(ENTERED)


def _linkable(place: Path, before: Listed | None) -> dict[str, Path]:
    """A file for each digest of an earlier release, as far as they are as they were made."""
    if before is None:
        return {}
    folder = place / RELEASES / before.id
    return {
        file.digest: folder / path
        for path, file in before.files.items()
        if _is_as_made(folder, path, file)
    }


def _is_linked(original: Path, file: Path) -> bool:
    """Link a file; false where that cannot be, as on some disks, or too many times for one file."""
    with suppress(OSError):
        file.hardlink_to(original)
        return True
    return False


def _copy(original: Path, file: Path) -> None:
    shutil.copyfile(original, file)
    file.chmod(READABLE)


def switch(place: Path, name: str) -> None:
    """Let visitors have a release, from one moment to the next."""
    link = place / (CURRENT + UNFINISHED)
    link.unlink(missing_ok=True)
    link.symlink_to(f"{RELEASES}/{name}")
    os.replace(link, place / CURRENT)
    sync(place)


def prune(place: Path, keep: int, published: Listed | None) -> None:
    """Remove all but the newest releases, the published one, and the one to go back to from it."""
    kept = {*names(place)[:keep], *((published.id, published.before) if published else ())}
    for name in names(place):
        if name not in kept:
            list_file(place, name).unlink()
            with suppress(FileNotFoundError):
                shutil.rmtree(place / RELEASES / name)
