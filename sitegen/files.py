"""The published tree as files: what is in place, what stands in the way, and steps that repeat.

A place on disk is never reached through a link inside the output: what lies behind one is not ours.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from contextlib import contextmanager, suppress
from hashlib import file_digest
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from sitegen.errors import OutputRefused
from sitegen.urls import folders_of

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator

    from sitegen.manifest import Entry, Manifest, Recorded


DISK_MENDS = MappingProxyType(
    {
        errno.ENOSPC: "Make room on the disk of the output and of the state, and build again.",
        errno.EDQUOT: "Make room in the quota of this user, and build again.",
        errno.EACCES: "Let this user read and write there.",
        errno.EPERM: "Let this user change it; `lsattr` shows whether it is marked as immutable.",
        errno.EROFS: "Choose an output and a state on a disk that can be written.",
        errno.EEXIST: "Move away what stands there.",
        errno.ENOTDIR: "Move away what stands there.",
        errno.EISDIR: "Move away what stands there.",
        errno.ENOTEMPTY: "Move away what stands there.",
        errno.ENAMETOOLONG: "Give the output a shorter path.",
        errno.EIO: "Check the disk.",
        errno.ENOENT: "Build again; another program seems to have removed it meanwhile.",
        errno.ESTALE: "Build again; the disk seems to have been mounted anew meanwhile.",
        errno.EXDEV: "Have the whole output on one disk, with nothing mounted in it.",
        errno.ELOOP: "Remove the link that leads to itself.",
        errno.EMFILE: "Let this user open more files (`ulimit -n`).",
        errno.ENFILE: "Let this system open more files, or build when it is less busy.",
        errno.EFBIG: "Let this user write larger files (`ulimit -f`), or choose another disk.",
        errno.EINVAL: "Choose a disk that can hold files of such names.",
        errno.EMLINK: "Choose a disk that can hold more folders in one.",
    }
)
ANY_MEND = "See what is wrong there, and build again."
NOT_OF_A_DISK = (ConnectionError, ChildProcessError, BlockingIOError)

LAST = "\U0010ffff"  # comes after every path
OCCUPIED = (errno.ENOTEMPTY, errno.EEXIST, errno.EBUSY)  # why a folder may stay


def digest_of(file: Path) -> str:
    """SHA-1 of a file's bytes, as a CDN asks for it."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha1").hexdigest()


class Place:
    """The output, looked at file by file; folders that were seen are not looked at again.

    `retouched` fills with files of the same bytes that have another modification time. Told to look
    `by_bytes`, it trusts neither size nor modification time.
    """

    def __init__(self, output: Path, manifest: Manifest, *, by_bytes: bool = False) -> None:
        self._output = output
        self._root = str(output)
        self._manifest = manifest
        self._by_bytes = by_bytes
        self._seen = ""  # the last folder that was reached without a link
        self.retouched: list[tuple[str, int]] = []

    def fault(self, path: str, recorded: Recorded) -> str:
        """What is wrong with the file in place (missing, edited); empty if it is ours."""
        found = self._found(path)
        if found is None:
            return "missing from the output"
        if not stat.S_ISREG(found.st_mode) or found.st_size != recorded.size:
            return "edited in the output"
        is_retouched = found.st_mtime_ns != recorded.mtime_ns
        if is_retouched or self._by_bytes:
            entry = self._manifest.entry(path)
            if entry is None or digest_of(self._output / path) != entry.digest:
                return "edited in the output"
        if is_retouched:
            self.retouched.append((path, found.st_mtime_ns))
        return ""

    def _found(self, path: str) -> os.stat_result | None:
        folder = path.rpartition("/")[0]
        try:
            if folder != self._seen and not self._is_reached(folder):
                return None
            return os.lstat(f"{self._root}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _is_reached(self, folder: str) -> bool:
        """Whether a folder is reached without a link."""
        for outer in folders_of(f"{folder}/"):
            if outer == self._seen or self._seen.startswith(f"{outer}/"):
                continue
            if not stat.S_ISDIR(os.lstat(f"{self._root}/{outer}").st_mode):
                return False
        self._seen = folder
        return True


def fault_of(output: Path, path: str, entry: Entry, *, by_bytes: bool = False) -> str:
    """What is wrong with one file in place; empty if it is the one we wrote.

    Unless told to go `by_bytes`, a file of the recorded size and modification time is believed.
    """
    found = _found(output, path)
    if found is None:
        return "missing from the output"
    if not stat.S_ISREG(found.st_mode) or found.st_size != entry.size:
        return "edited in the output"
    by_bytes = by_bytes or found.st_mtime_ns != entry.mtime_ns
    return "edited in the output" if by_bytes and digest_of(output / path) != entry.digest else ""


def strangers(output: Path, ours: Iterable[str]) -> Iterator[str]:
    """The paths of regular files of the output that are not ours; both are in order.

    Links are left, and names that no page has.
    """
    known, mine = iter(ours), ""
    for path in _files(output):
        while mine < path:
            mine = next(known, LAST)
        if mine != path:
            yield path


def size_and_mtime(output: Path, path: str) -> tuple[int, int]:
    """The size of a file in place, and its modification time in nanoseconds."""
    found = os.lstat(output / path)
    return found.st_size, found.st_mtime_ns


def _files(output: Path) -> Iterator[str]:
    """The paths of all regular files in order, told without looking at them."""
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if not path.endswith("/"):
            yield path
            continue
        folder, inner = path.lstrip("/"), list[str]()
        with suppress(PermissionError), os.scandir(f"{output}/{folder}") as found:
            for entry in found:
                if _is_of_others(folder, entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    inner.append(f"{folder}{entry.name}/")
                elif entry.is_file(follow_symlinks=False):
                    inner.append(folder + entry.name)
        waiting += sorted(inner, reverse=True)


def _is_of_others(folder: str, name: str) -> bool:
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
    found = _found(output, folder)
    return found is not None and stat.S_ISDIR(found.st_mode)


def _check_folder(output: Path, folder: str, leaving: Container[str]) -> None:
    found = _found(output, folder)
    if found is not None and not stat.S_ISDIR(found.st_mode) and folder not in leaving:
        raise _foreign(output, folder, found, "a folder")


def _check_file(output: Path, path: str, ours: Container[str], leaving: Container[str]) -> None:
    found = _found(output, path)
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


def _found(output: Path, path: str) -> os.stat_result | None:
    """What stands at a path, if that is reached without a link."""
    try:
        for folder in folders_of(path):
            if not stat.S_ISDIR(os.lstat(f"{output}/{folder}").st_mode):
                return None
        return os.lstat(f"{output}/{path}")
    except (FileNotFoundError, NotADirectoryError):
        return None


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
        if _is_of_others(folder, entry.name) or entry.is_file(follow_symlinks=False):
            continue
        if not entry.is_dir(follow_symlinks=False):
            (output / path).unlink()
            continue
        tidy(output, path)
        _is_gone(output, path)


def place(staged: Path, output: Path, path: str) -> None:
    """Rename a staged file into its place, making its folders; empty folders give way to it."""
    for folder in folders_of(path):
        found = _found(output, folder)
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
    found = _found(output, path)
    if found is not None and not stat.S_ISDIR(found.st_mode):
        (output / path).unlink()
    for folder in reversed(list(folders_of(path))):
        if not _is_gone(output, folder):
            return


def _is_gone(output: Path, folder: str) -> bool:
    """Remove a folder if it is empty; false if it is not, or if it is a link."""
    found = _found(output, folder)
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
        mend = DISK_MENDS.get(error.errno, ANY_MEND)
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
