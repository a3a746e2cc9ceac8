"""Sites to deploy to a bucket, and the ways to do it: here or in a process to kill.

`python -m tests.s3_sites FOLDER STATE URL` deploys a folder, as the environment says.
"""

from __future__ import annotations

import os
import shutil
import sys
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.deploy.patience import Patience
from sitegen.deploy.s3 import S3
from sitegen.deploy.s3_bucket import Bucket
from sitegen.deploy.s3_client import client_of, place_of
from tests.netlify_releases import release_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.deploy.release import Release
    from sitegen.deploy.target import Outcome


def asset(body: bytes, name: str = "assets/site.{}.css") -> str:
    """The path of a file that carries its own fingerprint."""
    return name.format(sha1(body, usedforsecurity=False).hexdigest()[:8])


HEADERS = b"""\
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/feed/
  Content-Type: application/rss+xml
  X-Robots-Tag: noindex
"""
OLD = {
    asset(b"old"): b"old",
    "index.html": b"old index",
    "same/index.html": b"same",
    "gone/index.html": b"gone",
    "feed/index.html": b"old feed",
    "picture.png": b"old picture",
    "_headers": HEADERS,
}
NEW = {
    asset(b"new"): b"new",
    "index.html": b"new index",
    "same/index.html": b"same",
    "added/index.html": b"added",
    "caf\u00e9 & 50%/a+b.html": b"odd",
    "feed/index.html": b"new feed",
    "picture.png": b"new picture",
    "sitemap.xml": b"<urlset/>",
    "_headers": HEADERS,
}


def release(folder: Path, files: Mapping[str, bytes]) -> Release:
    """A release of these files and no others, which lie in the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return release_in(folder)


def patient(**more: object) -> Patience:
    """Patience that takes no time."""
    about: dict[str, object] = {
        "sleep": lambda seconds: None,
        "jitter": lambda: 0.0,
        "tries": 4,
        "timeout": 5,
        "waiting": 30,
    }
    return Patience(**{**about, **more})  # type: ignore[arg-type]


def target(
    url: str, environment: Mapping[str, str], state: Path, output: Path, **more: object
) -> S3:
    """A bucket as a target, asked with little patience."""
    place, patience = place_of(url, environment), patient(**more)
    return S3(Bucket(client_of(place, environment, patience), place, patience), state, output)


def deploy(s3: S3, what: Release) -> Outcome:
    """As a deploy does it, from what is published to the proof."""
    s3.published()
    outcome = s3.publish(what, draft=False, progress=lambda done, size: None)
    assert s3.files_of(outcome.deployment) == {p: file.digest for p, file in what.files.items()}
    return outcome


if __name__ == "__main__":
    folder, state = map(Path, sys.argv[1:3])
    deploy(target(sys.argv[3], os.environ, state, folder), release_in(folder))
