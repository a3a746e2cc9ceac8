"""Commit: every published file is at all times wholly old or wholly new.

Pages are staged beside the output. Then the intent is recorded; up to there a crash leaves the old
site, from there on the next build finishes the work (`roll_forward`), for every step can be
repeated. The manifest takes the intent over when every file is in its place.
"""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

from sitegen import files, tree
from sitegen.errors import OutputRefused
from sitegen.staging import staging_folder
from sitegen.urls import folders_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sitegen.manifest import Manifest, Placement
    from sitegen.staging import Staging


def claim(output: Path, state: Path, manifest: Manifest, *, adopt: bool) -> None:
    """Make the output ours with what is committed next, or refuse it. Raises OutputRefused."""
    if not os.access(output, os.W_OK | os.X_OK):
        raise OutputRefused(f"{output} cannot be written.", mend="Make the folder writable.")
    owner = manifest.about("output")
    if adopt:
        strangers = tree.strangers(output, manifest.recorded())
        found = [(path, file.stat(follow_symlinks=False)) for path, file in strangers]
        manifest.adopt([(path, each.st_size, each.st_mtime_ns) for path, each in found])
    elif not owner:
        for path, _ in tree.strangers(output, ()):
            raise _with_strangers(output, path, "Choose an empty folder")
    if not owner:
        manifest.note("output", os.path.relpath(output, state))


def check_stranger(output: Path, stranger: str) -> None:
    """Refuse an output with a file that is not ours, if there is one. Raises OutputRefused.

    It may be a page that was removed since: the state or the output was restored from a copy, or
    another state wrote here.
    """
    if stranger:
        raise _with_strangers(output, stranger, "Move them away")


def _with_strangers(output: Path, stranger: str, otherwise: str) -> OutputRefused:
    return OutputRefused(
        f"The output {output} holds files that this state did not write, such as {stranger}.",
        mend=f"{otherwise}, or build with --adopt to take it over: what the site does not make "
        "is removed.",
    )


def check_owner(output: Path, state: Path, manifest: Manifest) -> None:
    """Refuse an output that is not the one the state belongs to. Raises OutputRefused.

    It is known by its place relative to the state, so that both may move together.
    """
    owner = os.path.normpath(state / manifest.about("output"))
    if manifest.about("output") and os.path.realpath(owner) != str(output):
        raise OutputRefused(
            f"The state {state} belongs to the output {owner}, not to {output}.",
            mend="Give this output a state of its own with --state.",
        )


def commit(
    staging: Staging,
    orphans: Sequence[str],
    inputs: Mapping[str, Mapping[str, str]],
    *,
    tidy: bool = False,
) -> None:
    """Put the staged files in place, remove the orphans, and record it. Raises OutputRefused.

    An output that is taken over is made `tidy` first.
    """
    manifest = staging.manifest
    if tidy:
        files.tidy(staging.output)
    if not manifest.has_intent() and not orphans:
        manifest.keep()
        return
    files.check_obstacles(staging.output, manifest.staged(), manifest, frozenset(orphans))
    files.sync(staging.folder)
    manifest.intend(orphans, inputs)
    _carry_out(staging.output, staging.folder, manifest, check=False)


def roll_forward(output: Path, manifest: Manifest) -> None:
    """Finish a commit that was interrupted after its intent was recorded, if there was one."""
    if manifest.has_intent():
        _carry_out(output, staging_folder(output), manifest, check=True)


def _carry_out(output: Path, staging: Path, manifest: Manifest, *, check: bool) -> None:
    """The recorded intent, step by step; every step may already have been done."""
    removals = manifest.removals()
    blocking = blocking_files(removals, manifest)
    for path in blocking:
        files.remove(output, path)
    placements = manifest.intended()
    broken = [each.path for each in placements if not _placed(output, staging, each, check=check)]
    for path in removals:
        if path not in blocking:
            files.remove(output, path)
    files.sync(output)
    manifest.fulfil(broken)
    shutil.rmtree(staging, ignore_errors=True)


def blocking_files(removals: Sequence[str], manifest: Manifest) -> frozenset[str]:
    """Orphans where a new file needs a folder, or in a folder where a new file must be."""
    if not removals:
        return frozenset()
    paths = {placement.path for placement in manifest.intended()}
    folders = {folder for path in paths for folder in folders_of(path)}
    return frozenset(
        path for path in removals if path in folders or not paths.isdisjoint(folders_of(path))
    )


def _placed(output: Path, staging: Path, placement: Placement, *, check: bool) -> bool:
    """Put one file in place; false if what should be placed is lost or damaged."""
    if not placement.staged:
        return True
    staged = staging / placement.staged
    if check:
        if staged.is_symlink() or not staged.is_file():
            return tree.fault_of(output, placement.path, placement.entry) == ""
        if files.digest_of(staged) != placement.entry.digest:
            return False
    try:
        files.place(staged, output, placement.path)
    except (OutputRefused, OSError) as error:
        # The build that goes on from here says what is in the way, and can be told to adopt.
        if check and (isinstance(error, OutputRefused) or error.errno == errno.EXDEV):
            return False
        raise
    return True
