"""The published tree as files: what is in place, what stands in the way, and steps that repeat.

A place on disk is never reached through a link inside the output.
"""

from __future__ import annotations

import ctypes
import os
import stat
from hashlib import file_digest
from typing import TYPE_CHECKING

from sitegen.errors import OutputRefused

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from pathlib import Path

    from sitegen.manifest import Entry


def digest_of(file: Path) -> str:
    """SHA-1 of a file's bytes, as a CDN asks for it."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha1").hexdigest()


def fault_of(output: Path, path: str, entry: Entry, retouched: list[tuple[str, int]]) -> str:
    """What is wrong with the file in place (missing, edited), empty if it is the one we wrote.

    Files of the same bytes with another modification time are added to `retouched`.
    """
    try:
        found = os.lstat(f"{output}/{path}")
    except (FileNotFoundError, NotADirectoryError):
        return "missing from the output"
    if not stat.S_ISREG(found.st_mode) or found.st_size != entry.size:
        return "edited in the output"
    if found.st_mtime_ns != entry.mtime_ns:
        if digest_of(output / path) != entry.digest:
            return "edited in the output"
        retouched.append((path, found.st_mtime_ns))
    return ""


def existing(output: Path, leave_out: Path) -> Iterator[tuple[str, int, int]]:
    """Path, size and mtime of every regular file of the output, in no order; links are left."""
    for folder, folders, names in os.walk(output):
        folders[:] = [name for name in folders if (output / folder / name) != leave_out]
        for name in names:
            found = os.lstat(f"{folder}/{name}")
            if stat.S_ISREG(found.st_mode):
                path = os.path.relpath(f"{folder}/{name}", output)
                yield path, found.st_size, found.st_mtime_ns


def check_obstacles(output: Path, paths: Iterable[str], ours: Container[str]) -> None:
    """Refuse to write where files or links stand that are not ours. Raises OutputRefused."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            _check_folder(output, folder, ours)
            folder = folder.rpartition("/")[0]
        _check_file(output, path, ours)


def _check_folder(output: Path, folder: str, ours: Container[str]) -> None:
    mode = _mode(output, folder)
    if mode is not None and not stat.S_ISDIR(mode) and folder not in ours:
        raise _foreign(output, folder, "a folder")


def _check_file(output: Path, path: str, ours: Container[str]) -> None:
    mode = _mode(output, path)
    if mode is None or (stat.S_ISREG(mode) and path in ours):
        return
    if stat.S_ISDIR(mode) and all(found in ours for found, *_ in _below(output, path)):
        return
    raise _foreign(output, path, "a file")


def _below(output: Path, path: str) -> Iterator[tuple[str, int, int]]:
    for found, size, mtime_ns in existing(output / path, output / path):
        yield f"{path}/{found}", size, mtime_ns


def _mode(output: Path, path: str) -> int | None:
    try:
        return os.lstat(f"{output}/{path}").st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def _foreign(output: Path, path: str, wanted: str) -> OutputRefused:
    return OutputRefused(
        f"{output / path} is not ours, and the site needs {wanted} there.",
        mend="Move it away, or build with --adopt to replace it.",
    )


def place(staged: Path, file: Path) -> None:
    """Rename a staged file into its place, making its folders."""
    try:
        os.replace(staged, file)
    except (FileNotFoundError, NotADirectoryError):
        file.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged, file)


def remove(output: Path, path: str) -> None:
    """Remove a file that we wrote, and the folders it leaves empty."""
    file = output / path
    mode = _mode(output, path)
    if mode is not None and not stat.S_ISDIR(mode):
        file.unlink()
    for folder in file.parents:
        if folder == output:
            return
        try:
            folder.rmdir()
        except FileNotFoundError:
            continue
        except OSError:  # not empty, or not a folder
            return


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
