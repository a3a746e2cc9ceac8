"""Staging: finished files wait on the output's own file system until all of them are there."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha1
from typing import TYPE_CHECKING

from sitegen import files
from sitegen.errors import OutputRefused
from sitegen.hosting.content_security import with_policy
from sitegen.hosting.rules import HEADERS
from sitegen.manifest import Entry, Placement
from sitegen.messages import Failure
from sitegen.page import Rendered
from sitegen.tree import fault_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sitegen.manifest import Manifest
    from sitegen.plan import Plan, Planned
    from sitegen.sources import Sources


INSIDE = ".sitegen-staging"


@dataclass(slots=True)
class Staging:
    """A folder beside `output` that was empty, and the count of the files in it since.

    What is in place is compared `by_bytes` if its size and modification time are not to be trusted.
    """

    output: Path
    folder: Path
    manifest: Manifest
    by_bytes: bool = False
    count: int = 0

    def add(self, body: bytes) -> tuple[str, os.stat_result]:
        """Write a file; its name here, and what the file system says of it."""
        name = self._next()
        file = self.folder / name
        file.write_bytes(body)
        return name, file.stat()

    def add_copy(self, original: Path) -> tuple[str, os.stat_result]:
        """Copy a file; its name here, and what the file system says of it."""
        name = self._next()
        shutil.copyfile(original, self.folder / name)
        return name, (self.folder / name).stat()

    def _next(self) -> str:
        self.count += 1
        return f"{self.count:08d}"


@dataclass(slots=True)
class Changes:
    """What a build has made: how many files wait for their places, and the pages that failed.

    `staged` are those of other bytes than before. `redirects` is the text of `_redirects` if it was
    made anew; `headers` are `_headers` if they were, still without the policy for all pages.
    """

    failures: list[Failure] = field(default_factory=list)
    rendered: int = 0
    staged: int = 0
    redirects: str | None = None
    headers: Rendered | None = None


@contextmanager
def open_staging(output: Path, manifest: Manifest, *, by_bytes: bool) -> Iterator[Staging]:
    """An empty staging folder, where any later build of the output looks for it."""
    folder = staging_folder(output)
    # The output may have been a mount point when a build that wrote into it was killed.
    for place in {folder, output / INSIDE}:
        _check_ours(place)
        shutil.rmtree(place, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield Staging(output, folder, manifest, by_bytes)
    finally:
        manifest.forget()
        # After the intent was recorded the staged files are what the next build places.
        if not manifest.has_intent():
            shutil.rmtree(folder, ignore_errors=True)


def _check_ours(folder: Path) -> None:
    """Refuse a folder that holds anything but staged files, for it will be removed."""
    if folder.is_dir() and not all(file.name.isdecimal() for file in folder.iterdir()):
        raise OutputRefused(
            f"{folder} is where files wait to be published, and it holds others.",
            mend="Move them away.",
        )


def staging_folder(output: Path) -> Path:
    """A sibling of the output; within it if the output is a file system of its own."""
    parent = output.parent
    own = output.stat().st_dev == parent.stat().st_dev and os.access(parent, os.W_OK)
    return parent / f".{output.name}.sitegen" if own else output / INSIDE


def stage(
    results: Iterable[Rendered | Failure], staging: Staging, plan: Plan, sources: Sources
) -> Changes:
    """Stage every stale file: copies first, then pages as they are rendered."""
    changes = Changes(failures=list(plan.failures))
    placements = _placements(results, staging, plan, sources, changes)
    staging.manifest.stage(_counted(placements, changes))
    return changes


def _placements(
    results: Iterable[Rendered | Failure],
    staging: Staging,
    plan: Plan,
    sources: Sources,
    changes: Changes,
) -> Iterator[Placement]:
    for path in plan.stale:
        if not plan.files[path].view:
            yield _copied(plan.files[path], staging, sources)
    for result in results:
        if isinstance(result, Failure):
            changes.failures.append(result)
            continue
        changes.rendered += 1
        if result.path == "_redirects":
            changes.redirects = result.body.decode()
        if result.path == HEADERS:
            changes.headers = result
            continue
        yield _placement(result, plan.files[result.path], staging)


def stage_headers(changes: Changes, staging: Staging, plan: Plan, gone: Iterable[str]) -> None:
    """Stage `_headers` with the policy for what all pages embed, if that is not what is in place.

    Pages at paths that will be gone are not among them.
    """
    made = changes.headers or _in_place(changes, staging, plan)
    if made is None:
        return
    text = made.body.decode()
    complete = with_policy(text, staging.manifest.loads(frozenset(gone)))
    if changes.headers or complete != text:
        placement = _placement(replace(made, body=complete.encode()), plan.files[HEADERS], staging)
        staging.manifest.stage(_counted([placement], changes))


def _in_place(changes: Changes, staging: Staging, plan: Plan) -> Rendered | None:
    """`_headers` as they are, if the site has them and they did not fail."""
    if HEADERS not in plan.files or any(each.path == HEADERS for each in changes.failures):
        return None
    return Rendered(HEADERS, (staging.output / HEADERS).read_bytes())


def _counted(placements: Iterable[Placement], changes: Changes) -> Iterator[Placement]:
    for placement in placements:
        changes.staged += bool(placement.staged)
        yield placement


def _copied(planned: Planned, staging: Staging, sources: Sources) -> Placement:
    """The copy on its way to its place, or left there if the bytes in place are the same."""
    old = _kept(planned.path, planned.stamp, staging)
    if old:
        entry = old._replace(key=planned.key)
        return Placement(planned.path, "", entry, origin=planned.origin)
    original = sources.copies[planned]
    if isinstance(original, bytes):
        name, found = staging.add(original)
    else:
        name, found = staging.add_copy(original)
    digest = files.digest_of(staging.folder / name)
    entry = Entry(planned.key, digest, found.st_size, found.st_mtime_ns)
    return Placement(planned.path, name, entry, origin=planned.origin)


def _placement(result: Rendered, planned: Planned, staging: Staging) -> Placement:
    """The page on its way to its place, or left there if the bytes in place are the same."""
    digest = sha1(result.body, usedforsecurity=False).hexdigest()
    old = _kept(result.path, digest, staging)
    if old:
        name, entry = "", old._replace(key=planned.key)
    else:
        name, found = staging.add(result.body)
        entry = Entry(planned.key, digest, found.st_size, found.st_mtime_ns)
    described = (result.warnings, result.links, result.loads, planned.origin)
    return Placement(result.path, name, entry, *described)


def _kept(path: str, digest: str, staging: Staging) -> Entry | None:
    """What is recorded of the path, if the file in place is ours and has this digest already."""
    old = staging.manifest.entry(path)
    if old is None or old.digest != digest:
        return None
    return None if fault_of(staging.output, path, old, by_bytes=staging.by_bytes) else old
