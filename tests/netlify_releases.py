"""Releases to deploy to the fake Netlify, and the ways to do it: here or in a process to kill.

`python -m tests.netlify_releases FOLDER STATE` deploys a folder, as the environment says.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.deploy.netlify import netlify_target
from sitegen.deploy.patience import Patience
from sitegen.deploy.release import File, Release

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.deploy.netlify import Netlify
    from sitegen.deploy.target import Outcome
    from tests.netlify_fake import Fake

OLD = {
    "index.html": b"old",
    "same/index.html": b"same",
    "gone/index.html": b"gone",
    "_redirects": b"/a /b 301\n",
}
NEW = {
    "index.html": b"new",
    "same/index.html": b"same",
    "caf\u00e9 & more/index.html": b"added",
    "twin/one.html": b"twins",
    "twin/two.html": b"twins",
    "_redirects": b"/a /c 301\n",
    "_headers": b"/*\n  X-Frame-Options: DENY\n",
}
TOML = "netlify.toml"


def release(folder: Path, files: Mapping[str, bytes]) -> Release:
    """A release of these files, which are written to the folder."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return release_in(folder)


def release_in(folder: Path) -> Release:
    """The release of all files in a folder."""
    found = {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }
    files = {path: File(digest_of(found[path]), len(found[path])) for path in sorted(found)}
    return Release(folder, files, digest_of(repr(files).encode()))


def digest_of(content: bytes) -> str:
    return sha1(content, usedforsecurity=False).hexdigest()


def patient(**more: object) -> Patience:
    """Patience that takes no time."""
    about: dict[str, object] = {"sleep": lambda seconds: None, "jitter": lambda: 0.0, "timeout": 5}
    return Patience(**{**about, **more})  # type: ignore[arg-type]


def target(fake: Fake, state: Path, **more: object) -> Netlify:
    """The fake as a target."""
    return netlify_target(fake.environment, state, patient(**more))


def deploy(netlify: Netlify, what: Release, *, draft: bool = False) -> Outcome:
    return netlify.publish(what, draft=draft, progress=lambda done, size: None)


def without_toml(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a release among those that visitors get."""
    return {path: content for path, content in files.items() if path != TOML}


if __name__ == "__main__":
    folder, state = map(Path, sys.argv[1:])
    deploy(netlify_target(os.environ, state, patient()), release_in(folder))
