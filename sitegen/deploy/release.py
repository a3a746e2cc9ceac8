"""A release: the files that the last complete build wrote."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha1
from typing import TYPE_CHECKING, NamedTuple

from sitegen import output
from sitegen.errors import DeployRefused
from sitegen.files import disk_faults
from sitegen.locks import DEPLOY, locked
from sitegen.manifest import open_manifest, state_faults
from sitegen.state import is_absent
from sitegen.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sitegen.manifest import Manifest
    from sitegen.settings import Settings


class File(NamedTuple):
    """One file: the digest of its bytes (SHA-1, in hexadecimal), and their number."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Release:
    """A finished site. `files` are in order of path and lie in `folder`; `digest` is one for all.

    `keys` are those that the manifest has for the files, `origins` what each is made of in words;
    `inputs` are the parts, by name, that the first half of such a key stands for.
    """

    folder: Path
    files: Mapping[str, File]
    digest: str
    keys: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@contextmanager
def open_release(settings: Settings) -> Iterator[Release]:
    """The files of the last build, which no other build alters as long as the block lasts.

    A commit that was interrupted is finished first. Raises DeployRefused if there is no build, if
    pages failed in it, or if the output is not what it wrote; LockHeld while a build runs.
    """
    state, place = settings.state.resolve(), settings.output.resolve()
    if is_absent(state / "manifest.db") or not place.is_dir():
        raise _unbuilt(place)
    with ExitStack() as locks:
        with disk_faults(), state_faults(state):
            locks.enter_context(locked(state, "lock", mend=DEPLOY))
            with open_manifest(state) as manifest:
                output.check_owner(place, state, manifest)
                locks.enter_context(locked(place, None, mend=DEPLOY))
                output.roll_forward(place, manifest)
                _check_complete(place, manifest)
                release = _read(place, manifest)
        yield release


def digest_of_all(digests: Mapping[str, str]) -> str:
    """One digest of all files: that of the lines which `sha1sum` prints of them in order."""
    total = sha1(usedforsecurity=False)
    for path, digest in sorted(digests.items()):
        total.update(f"{digest}  {path}\n".encode())
    return total.hexdigest()


def _unbuilt(place: Path) -> DeployRefused:
    return DeployRefused(f"There is no site at {place}.", mend="Build it with `sitegen build`.")


def _check_complete(place: Path, manifest: Manifest) -> None:
    """Refuse an output that is not what a build wrote, and all that it should have written."""
    failed = manifest.about("failed")
    if not manifest.about("output"):
        raise _unbuilt(place)
    if failed:
        pages = "1 page that fails" if failed == "1" else f"{int(failed):,} pages that fail"
        raise DeployRefused(
            f"The last build of {place} kept going past {pages}.",
            mend="Mend what `sitegen build` says, and build again.",
        )
    tree = Tree(place, manifest)
    faults = [(path, fault) for path, each in tree.recorded() if (fault := tree.fault(path, each))]
    manifest.touch(tree.retouched)
    manifest.keep()
    if faults:
        path, fault = faults[0]
        others = f" (and {len(faults) - 1:,} more of its files)" if len(faults) > 1 else ""
        raise DeployRefused(f"{path} is {fault} {place}{others}.", mend="Build again.")
    # A build leaves links alone; here somebody who made one would miss what it leads to.
    if strangers := [*filter(None, [tree.stranger]), *tree.links]:
        raise DeployRefused(
            f"The output {place} holds files that no build wrote, such as {strangers[0]}.",
            mend="Move them away, or build with --adopt, which removes them.",
        )


def _read(place: Path, manifest: Manifest) -> Release:
    files, keys, origins = dict[str, File](), dict[str, str](), dict[str, str]()
    for path, key, digest, size, origin in manifest.files():
        files[path], keys[path], origins[path] = File(digest, size), key, origin
    total = digest_of_all({path: file.digest for path, file in files.items()})
    made_of = {key.partition("-")[0] for key in keys.values()}
    inputs = {each: manifest.inputs(each) for each in sorted(made_of)}
    return Release(place, files, total, keys, origins, inputs)
