"""The published tree as files: what stands in the way of a commit, and steps that can be repeated.

A place on disk is never reached through a link inside the output: what lies behind one is not ours.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sitegen.errors import OutputRefused
from sitegen.urls import folders_of

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator


class Written(NamedTuple):
    """What a mend calls that which could not be written, and what to do again afterwards."""

    it: str
    all_of_it: str
    others: str
    again: str


BUILD = Written("the output", "the output and of the state", "an output and a state", "build")
DISK_MENDS = MappingProxyType(
    {
        errno.ENOSPC: "Make room on the disk of {all_of_it}, and {again} again.",
        errno.EDQUOT: "Make room in the quota of this user, and {again} again.",
        errno.EACCES: "Let this user read and write there.",
        errno.EPERM: "Let this user change it; `lsattr` shows whether it is marked as immutable.",
        errno.EROFS: "Choose {others} on a disk that can be written.",
        errno.EEXIST: "Move away what stands there.",
        errno.ENOTDIR: "Move away what stands there.",
        errno.EISDIR: "Move away what stands there.",
        errno.ENOTEMPTY: "Move away what stands there.",
        errno.ENAMETOOLONG: "Give {it} a shorter path.",
        errno.EIO: "Check the disk.",
        errno.ENOENT: "{Again} again; another program seems to have removed it meanwhile.",
        errno.ESTALE: "{Again} again; the disk seems to have been mounted anew meanwhile.",
        errno.EXDEV: "Have all of {it} on one disk, with nothing mounted in it.",
        errno.ELOOP: "Remove the link that leads to itself.",
        errno.EMFILE: "Let this user open more files (`ulimit -n`).",
        errno.ENFILE: "Let this system open more files, or {again} when it is less busy.",
        errno.EFBIG: "Let this user write larger files (`ulimit -f`), or choose another disk.",
        errno.EINVAL: "Choose a disk that can hold files of such names.",
        errno.EMLINK: "Choose a disk that can hold more folders in one.",
    }
)
ANY_MEND = "See what is wrong there, and {again} again."
NOT_OF_A_DISK = (ConnectionError, ChildProcessError, BlockingIOError)

OCCUPIED = (errno.ENOTEMPTY, errno.EEXIST, errno.EBUSY)  # why a folder may stay


def digest_of(file: Path) -> str:
    """SHA-1 of a file's bytes, as a CDN asks for it."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha1").hexdigest()


def found_at(output: Path, path: str) -> os.stat_result | None:
    """What stands at a path, if that is reached without a link."""
    try:
        for folder in folders_of(path):
            if not stat.S_ISDIR(os.lstat(f"{output}/{folder}").st_mode):
                return None
        return os.lstat(f"{output}/{path}")
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_of_others(folder: str, name: str) -> bool:
    """Whether a name is none that a page has: it is hidden, such as `.git`, or is not UTF-8."""
    if name.startswith("."):
        return folder != "" or name != ".well-known"
    return not name.isascii() and any("\ud800" <= sign <= "\udfff" for sign in name)


def check_obstacles(
    output: Path, paths: Iterable[str], ours: Container[str], leaving: Collection[str]
) -> None:
    """Refuse to write where files or links stand that are not ours, or where it is not allowed.

    Of `paths` in their order each folder is looked at once. `leaving` are files of ours that go
    before the others are placed. Raises OutputRefused.
    """
    seen = ""
    for path in paths:
        for folder in folders_of(path):
            if not f"{seen}/".startswith(f"{folder}/"):
                _check_folder(output, folder, leaving)
        _check_file(output, path, ours, leaving)
        before, seen = seen, path.rpartition("/")[0]
        if seen != before:
            _check_writable(output, seen)
    for folder in sorted({path.rpartition("/")[0] for path in leaving}):
        _check_writable(output, folder)


def _check_writable(output: Path, folder: str) -> None:
    """Refuse a folder, or the first around it that exists, in which nothing may be renamed."""
    while folder and not _is_folder(output, folder):
        folder = folder.rpartition("/")[0]
    place = output / folder
    if not os.access(place, os.W_OK | os.X_OK):
        raise OutputRefused(f"{place} cannot be written.", mend="Make the folder writable.")


def _is_folder(output: Path, folder: str) -> bool:
    found = found_at(output, folder)
    return found is not None and stat.S_ISDIR(found.st_mode)


def _check_folder(output: Path, folder: str, leaving: Container[str]) -> None:
    found = found_at(output, folder)
    if found is not None and not stat.S_ISDIR(found.st_mode) and folder not in leaving:
        raise _foreign(output, folder, found, "a folder")


def _check_file(output: Path, path: str, ours: Container[str], leaving: Container[str]) -> None:
    found = found_at(output, path)
    if found is None or (stat.S_ISREG(found.st_mode) and path in ours):
        return
    if not stat.S_ISDIR(found.st_mode):
        raise _foreign(output, path, found, "a file")
    for below in _below(output, path):
        if below not in leaving:
            raise _foreign(output, below, os.lstat(output / below), "no file")


def _below(output: Path, folder: str) -> Iterator[str]:
    """Everything in a folder that is not a folder itself, links included."""
    for place, folders, names in os.walk(output / folder):
        links = [name for name in folders if Path(place, name).is_symlink()]
        for name in (*names, *links):
            yield os.path.relpath(f"{place}/{name}", output)


def _foreign(output: Path, path: str, found: os.stat_result, wanted: str) -> OutputRefused:
    link = stat.S_ISLNK(found.st_mode)
    return OutputRefused(
        f"{output / path} is {'a link' if link else 'not ours'}, "
        f"and the site needs {wanted} there.",
        mend="Remove the link." if link else "Move it away, or build with --adopt to replace it.",
    )


def tidy(output: Path, folder: str = "") -> None:
    """Remove links, whatever else is no file, and empty folders, but for names that no page has."""
    with os.scandir(output / folder) as found:
        entries = list(found)
    for entry in entries:
        path = f"{folder}/{entry.name}".lstrip("/")
        if is_of_others(folder, entry.name) or entry.is_file(follow_symlinks=False):
            continue
        if not entry.is_dir(follow_symlinks=False):
            (output / path).unlink()
            continue
        tidy(output, path)
        _is_gone(output, path)


def place(staged: Path, output: Path, path: str) -> None:
    """Rename a staged file into its place, making its folders; empty folders give way to it."""
    for folder in folders_of(path):
        found = found_at(output, folder)
        if found is None:
            (output / folder).mkdir(exist_ok=True)
        elif not stat.S_ISDIR(found.st_mode):
            raise _foreign(output, folder, found, "a folder")
    file = output / path
    if file.is_dir() and not file.is_symlink():
        _prune(file)
    os.replace(staged, file)


def _prune(folder: Path) -> None:
    """Remove a folder that holds nothing but folders."""
    for inner, _, _ in os.walk(folder, topdown=False):
        Path(inner).rmdir()


def remove(output: Path, path: str) -> None:
    """Remove a file that we wrote, and the folders it leaves empty, now or before a crash."""
    found = found_at(output, path)
    if found is not None and not stat.S_ISDIR(found.st_mode):
        (output / path).unlink()
    for folder in reversed(list(folders_of(path))):
        if not _is_gone(output, folder):
            return


def _is_gone(output: Path, folder: str) -> bool:
    """Remove a folder if it is empty; false if it is not, or if it is a link."""
    found = found_at(output, folder)
    if found is None:
        return True
    if not stat.S_ISDIR(found.st_mode):
        return False
    try:
        (output / folder).rmdir()
    except OSError as error:
        if error.errno in OCCUPIED:
            return False
        raise
    return True


def disk_mend(number: int, written: Written) -> str:
    """The mend of an error of the file system, by its number."""
    said = DISK_MENDS.get(number, ANY_MEND)
    return said.format(**written._asdict(), Again=written.again.capitalize())


@contextmanager
def disk_faults() -> Iterator[None]:
    """Turn errors of the file system into OutputRefused.

    Of two names, as of a file and its new place, the second one is said: the first is ours.
    """
    try:
        yield
    except OSError as error:
        if error.errno is None or isinstance(error, NOT_OF_A_DISK):
            raise
        mend = disk_mend(error.errno, BUILD)
        name = error.filename2 or error.filename
        where = f" ({name})" if name else ""
        raise OutputRefused(f"The disk says: {error.strerror}{where}.", mend=mend) from error


def sync(folder: Path) -> None:
    """Have the file system that holds the folder write everything down, in one call."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if not hasattr(libc, "syncfs"):
            os.sync()
        elif libc.syncfs(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(descriptor)
