"""The published tree as it is: walked once, beside what is recorded of it.

A file is believed to be the one we wrote by its size and modification time, unless a build is told
to go by its bytes.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from operator import itemgetter
from typing import TYPE_CHECKING

from sitegen.files import digest_of, found_at, is_of_others

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sitegen.manifest import Entry, Manifest, Recorded

File = os.DirEntry[str]

MISSING = "missing from the output"
EDITED = "edited in the output"
UNSEEN = (PermissionError, FileNotFoundError, NotADirectoryError)
END = ("", None)


class Tree:
    """The output, looked at file by file in the order of what is recorded.

    `retouched` fills with files of the same bytes that have another modification time; `stranger`
    is the first file that is not ours, and `links` are links, none of which is. Told to look
    `by_bytes`, it trusts neither size nor modification time.
    """

    def __init__(self, output: Path, manifest: Manifest, *, by_bytes: bool = False) -> None:
        self._output = output
        self._manifest = manifest
        self._by_bytes = by_bytes
        self._file: File | None = None  # at the path that was told last
        self.retouched: list[tuple[str, int]] = []
        self.stranger = ""
        self.links: list[str] = []

    def recorded(self) -> Iterator[tuple[str, Recorded]]:
        """What is recorded of every file that we wrote, in order of path.

        The output is walked meanwhile: `fault` can be asked of the path that was told last.
        """
        for path, recorded, file in _beside(self._output, self._manifest.recorded(), self.links):
            self._file = file
            if recorded is not None:
                yield path, recorded
            elif not self.stranger:
                self.stranger = path

    def fault(self, path: str, recorded: Recorded) -> str:
        """What is wrong with the file in place (missing, edited); empty if it is ours."""
        found = self._found(path)
        if found is None:
            return MISSING
        if not stat.S_ISREG(found.st_mode) or found.st_size != recorded.size:
            return EDITED
        is_retouched = found.st_mtime_ns != recorded.mtime_ns
        if is_retouched or self._by_bytes:
            entry = self._manifest.entry(path)
            if entry is None or digest_of(self._output / path) != entry.digest:
                return EDITED
        if is_retouched:
            self.retouched.append((path, found.st_mtime_ns))
        return ""

    def _found(self, path: str) -> os.stat_result | None:
        """What stands at the path that was told last; what is no file the walk leaves out."""
        if self._file is None:
            return found_at(self._output, path)
        with suppress(FileNotFoundError, NotADirectoryError):
            return self._file.stat(follow_symlinks=False)
        return None


def fault_of(output: Path, path: str, entry: Entry, *, by_bytes: bool = False) -> str:
    """What is wrong with one file in place; empty if it is the one we wrote."""
    found = found_at(output, path)
    if found is None:
        return MISSING
    if not stat.S_ISREG(found.st_mode) or found.st_size != entry.size:
        return EDITED
    by_bytes = by_bytes or found.st_mtime_ns != entry.mtime_ns
    return EDITED if by_bytes and digest_of(output / path) != entry.digest else ""


def strangers(output: Path, ours: Iterable[tuple[str, Recorded]]) -> Iterator[tuple[str, File]]:
    """The regular files of the output that are not ours; both are in order of path.

    Links are left, and names that no page has.
    """
    for path, recorded, file in _beside(output, ours, []):
        if recorded is None and file is not None:
            yield path, file


def _beside(
    output: Path, ours: Iterable[tuple[str, Recorded]], links: list[str]
) -> Iterator[tuple[str, Recorded | None, File | None]]:
    """Each path with what is recorded of it and its file, where it has them; in order of path."""
    files = _files(output, links)
    path, file = next(files, END)
    for mine, recorded in ours:
        while file is not None and path < mine:
            yield path, None, file
            path, file = next(files, END)
        if path != mine:
            yield mine, recorded, None
            continue
        yield mine, recorded, file
        path, file = next(files, END)
    while file is not None:
        yield path, None, file
        path, file = next(files, END)


def _files(output: Path, links: list[str]) -> Iterator[tuple[str, File]]:
    """All regular files in order of path, told without looking at them; `links` fills meanwhile.

    What is in a folder that is gone, or closed to us, is not told.
    """
    waiting: list[tuple[str, File | None]] = [("/", None)]
    while waiting:
        path, file = waiting.pop()
        if file is not None:
            yield path, file
            continue
        folder, inner = path.lstrip("/"), list[tuple[str, File | None]]()
        with suppress(*UNSEEN), os.scandir(f"{output}/{folder}") as found:
            for entry in found:
                if is_of_others(folder, entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    inner.append((f"{folder}{entry.name}/", None))
                elif entry.is_file(follow_symlinks=False):
                    inner.append((folder + entry.name, entry))
                elif entry.is_symlink():
                    links.append(folder + entry.name)
        inner.sort(key=itemgetter(0), reverse=True)
        waiting += inner
