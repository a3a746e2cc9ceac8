"""What a build wrote: the files of a tree that are not the ones that were there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Tree = dict[str, tuple[int, int, int]]  # by path: inode, time and size


def tree_of(folder: Path) -> Tree:
    """All files below the folder, which need not exist."""
    return dict(_files(folder, "")) if folder.exists() else {}


def written(before: Mapping[str, tuple[int, int, int]], after: Tree) -> frozenset[str]:
    """The paths that are new, or were written again."""
    return frozenset(path for path, file in after.items() if before.get(path) != file)


def _files(folder: Path | str, prefix: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, f"{prefix}{entry.name}/")
            else:
                stat = entry.stat(follow_symlinks=False)
                yield prefix + entry.name, (stat.st_ino, stat.st_mtime_ns, stat.st_size)
