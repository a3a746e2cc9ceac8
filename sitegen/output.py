"""Staging and commit: every published file is at all times wholly old or wholly new.

Pages are staged beside the output. Then the intent is recorded; up to there a crash leaves the old
site, from there on the next command that opens the state finishes the work (`roll_forward`), for
every step can be repeated. The manifest takes the intent over when every file is in its place.
"""

from __future__ import annotations

import os
import shutil
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen import files
from sitegen.errors import OutputRefused
from sitegen.manifest import Entry, Placement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sitegen.manifest import Manifest


class Staging:
    """A folder on the output's own file system where files wait for their places."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0

    def add(self, path: str, body: bytes, key: str) -> Placement:
        """Stage bytes for a path."""
        name = self._name()
        file = self.folder / name
        file.write_bytes(body)
        return self._placement(path, name, key, sha1(body, usedforsecurity=False).hexdigest())

    def add_copy(self, path: str, original: Path, key: str) -> Placement:
        """Stage a copy of a file for a path."""
        name = self._name()
        shutil.copyfile(original, self.folder / name)
        return self._placement(path, name, key, files.digest_of(self.folder / name))

    def _name(self) -> str:
        self._count += 1
        return f"{self._count:08d}"

    def _placement(self, path: str, name: str, key: str, digest: str) -> Placement:
        found = (self.folder / name).stat()
        return Placement(path, name, Entry(key, digest, found.st_size, found.st_mtime_ns))


def open_staging(output: Path, manifest: Manifest) -> Staging:
    """An empty staging folder; its place is noted, so that any later command finds it."""
    folder = _staging_folder(output)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    manifest.note("staging", str(folder))
    return Staging(folder)


def _staging_folder(output: Path) -> Path:
    """A sibling of the output; within it if the output is a file system of its own."""
    parent = output.parent
    own = output.stat().st_dev == parent.stat().st_dev and os.access(parent, os.W_OK)
    return parent / f".{output.name}.sitegen" if own else output / ".sitegen-staging"


def claim(output: Path, state: Path, manifest: Manifest, *, adopt: bool) -> None:
    """Make the output ours, or refuse it. Raises OutputRefused."""
    _check_owner(output, state, manifest)
    if not os.access(output, os.W_OK | os.X_OK):
        raise OutputRefused(f"{output} cannot be written.", mend="Make the folder writable.")
    known = manifest.about("output") != "" and not adopt
    strangers = [] if known else list(files.existing(output, _staging_folder(output)))
    if strangers and not adopt:
        raise OutputRefused(
            f"The output {output} holds files that this state did not write, such as "
            f"{min(strangers)[0]}.",
            mend="Choose an empty folder, or build with --adopt to take it over: what the site "
            "does not make is removed.",
        )
    manifest.adopt(strangers)
    manifest.note("output", os.path.relpath(output, state))


def _check_owner(output: Path, state: Path, manifest: Manifest) -> None:
    """A state belongs to one output, known by its place relative to the state."""
    owner = manifest.about("output")
    if owner and owner != os.path.relpath(output, state):
        raise OutputRefused(
            f"The state {state} belongs to the output {(state / owner).resolve()}, not to {output}.",
            mend="Give this output a state of its own with --state.",
        )


def commit(
    output: Path,
    manifest: Manifest,
    placements: Iterable[Placement],
    orphans: Iterable[str],
    inputs: Mapping[str, Mapping[str, str]],
) -> None:
    """Put the staged files in place, remove the orphans, and record it."""
    files.sync(output)
    manifest.intend(placements, orphans, inputs)
    _carry_out(output, manifest, check=False)


def roll_forward(output: Path, manifest: Manifest) -> bool:
    """Finish a commit that was interrupted after its intent was recorded; say if there was one."""
    interrupted = next(manifest.intended(), None) is not None or bool(manifest.removals())
    if interrupted:
        _carry_out(output, manifest, check=True)
    return interrupted


def _carry_out(output: Path, manifest: Manifest, *, check: bool) -> None:
    """The recorded intent, step by step; every step may already have been done."""
    staging = Path(manifest.about("staging"))
    removals = manifest.removals()
    placements = list(manifest.intended())
    blocking = _blocking(removals, placements)
    for path in blocking:
        files.remove(output, path)
    broken = [each.path for each in placements if not _placed(output, staging, each, check=check)]
    for path in removals:
        if path not in blocking:
            files.remove(output, path)
    files.sync(output)
    manifest.fulfil(broken)
    shutil.rmtree(staging, ignore_errors=True)


def _blocking(removals: list[str], placements: list[Placement]) -> list[str]:
    """Orphans where a new file needs a folder, or in a folder where a new file must be."""
    if not removals:
        return []
    paths = {placement.path for placement in placements}
    folders = {str(folder) for path in paths for folder in Path(path).parents}
    return [
        path
        for path in removals
        if path in folders or any(str(folder) in paths for folder in Path(path).parents)
    ]


def _placed(output: Path, staging: Path, placement: Placement, *, check: bool) -> bool:
    """Put one file in place; false if what should be placed is lost or damaged."""
    if not placement.staged:
        return True
    staged, file = staging / placement.staged, output / placement.path
    if check:
        if not staged.exists():
            return files.fault_of(output, placement.path, placement.entry, []) == ""
        if files.digest_of(staged) != placement.entry.digest:
            return False
    files.place(staged, file)
    return True
