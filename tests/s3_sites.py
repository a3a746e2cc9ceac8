"""Sites to deploy to a bucket, and the ways to do it: here or in a process to kill."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitegen.deploy.patience import Patience
from sitegen.deploy.s3 import S3
from sitegen.deploy.s3_bucket import Bucket
from sitegen.deploy.s3_client import client_of, place_of
from sitegen.deploy.s3_faults import Place
from tests.netlify_releases import release_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.deploy.release import Release
    from sitegen.deploy.target import Outcome
    from tests.s3_store import Store


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
    "new/index.html": b"added",
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
        "timeout": 30,
        "waiting": 30,
    }
    return Patience(**{**about, **more})  # type: ignore[arg-type]


def target(
    url: str, environment: Mapping[str, str], state: Path, output: Path, **more: object
) -> S3:
    """A bucket as a target, asked with little patience."""
    place, patience = place_of(url, environment), patient(**more)
    client = _client(place.host, tuple(environment.items()), patience.timeout)
    return S3(Bucket(client, place, patience), state, output)


@lru_cache(maxsize=4)
def _client(host: str, environment: tuple[tuple[str, str], ...], timeout: float) -> Any:
    """It takes long to make one."""
    return client_of(Place("", "", host), dict(environment), patient(timeout=timeout))


def deploy(s3: S3, what: Release) -> Outcome:
    """As a deploy does it, from what is published to the proof."""
    s3.published()
    outcome = s3.publish(what, draft=False, progress=lambda done, size: None)
    assert s3.files_of(outcome.deployment) == {p: file.digest for p, file in what.files.items()}
    return outcome


class Deploys:
    """One machine that deploys sites to a bucket."""

    def __init__(self, store: Store, folder: Path, prefix: str = "") -> None:
        self.store, self.folder = store, folder
        self.url = store.url(prefix)

    @property
    def target(self) -> S3:
        folder = self.folder
        return target(self.url, self.store.environment, folder / "state", folder / "site")

    def deploy(self, files: Mapping[str, bytes]) -> Outcome:
        self.store.forget()
        return deploy(self.target, release(self.folder / "site", files))


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs deploys in processes of their own, one after the other."""

    server: subprocess.Popen[str]

    def begin(self, here: Deploys) -> int:
        """The process that deploys what is in the site's folder."""
        asked = [str(here.folder), here.url, here.store.environment]
        assert self.server.stdin is not None
        self.server.stdin.write(json.dumps(asked) + "\n")
        self.server.stdin.flush()
        return self._told()

    def ended(self) -> int:
        """The exit code of the process, when it has ended."""
        return self._told()

    def _told(self) -> int:
        assert self.server.stdout is not None
        return int(self.server.stdout.readline())


@contextmanager
def running_runner() -> Iterator[Runner]:
    """A runner that lives as long as the block."""
    command = [sys.executable, "-m", "tests.s3_sites"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as server:
        yield Runner(server)


def serve() -> None:
    """For each line of stdin a deploy: tell its process, and then its exit code."""
    for line in sys.stdin:
        folder, url, environment = json.loads(line)
        child = os.fork()
        if child == 0:
            site = Path(folder) / "site"
            os.environ.update(environment)
            deploy(target(url, environment, Path(folder) / "state", site), release_in(site))
            os._exit(0)
        print(child, flush=True)  # noqa: T201
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    serve()
