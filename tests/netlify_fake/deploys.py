"""A site and its deploys at the fake: what was sent, what is lacking, what visitors get."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha1
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NEXT = {
    "new": "preparing",
    "preparing": "prepared",
    "uploaded": "processing",
    "processing": "ready",
}
TELLING = ("prepared", "uploading")


class Refused(Exception):
    """What the API says instead of doing what it is asked for."""

    def __init__(self, status: int, message: str = "") -> None:
        super().__init__(status, message)
        self.status, self.message = status, message or HTTPStatus(status).phrase


@dataclass(slots=True)
class Deploy:
    """One deploy. `lacks` are the digests that it waits for, each with the paths that have it."""

    id: str
    number: int
    files: Mapping[str, str]
    title: str
    draft: bool
    state: str
    lacks: dict[str, set[str]]
    error: str = ""


@dataclass(slots=True)
class Deploys:
    """All deploys of one site, the oldest first, and the bytes of all files by digest.

    `by_path`: a file does for its own path alone, not for others with the same bytes.
    `failing`: what deploys fail with when they are processed. `lists` is the longest page.
    """

    by_path: bool = False
    failing: str = ""
    locked: bool = False
    lists: int = 100
    published: str = ""
    blobs: dict[str, bytes] = field(default_factory=dict)
    deploys: dict[str, Deploy] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def create(self, body: Mapping[str, Any], title: str) -> Deploy:
        number = next(self._numbers)
        deploy = Deploy(
            id=f"{number:024x}",
            number=number,
            files=body["files"],
            title=title,
            draft=bool(body.get("draft")),
            state="new" if body.get("async") else "uploading",
            lacks=self._lacking(body["files"]),
        )
        self.deploys[deploy.id] = deploy
        self._settle(deploy)
        return deploy

    def upload(self, deploy_id: str, path: str, content: bytes) -> Mapping[str, Any]:
        deploy = self.get(deploy_id)
        if path not in deploy.files:
            raise Refused(404, f"{path} is not in the deploy")
        digest = sha1(content, usedforsecurity=False).hexdigest()
        if digest != deploy.files[path]:
            raise Refused(422, "did not match deploy")
        if deploy.state == "error":
            raise Refused(404, "the deploy is over")
        self._take(deploy, path, digest, content)
        return file_json(path, digest, len(content))

    def look(self, deploy_id: str) -> Deploy:
        """A deploy as it is when asked for: one state further."""
        deploy = self.get(deploy_id)
        if deploy.state not in NEXT:
            return deploy
        deploy.state = NEXT[deploy.state]
        if deploy.state == "processing" and self.failing:
            deploy.state, deploy.error = "error", self.failing
        elif deploy.state == "ready" and not (deploy.draft or self.locked):
            self.published = deploy.id
        self._settle(deploy)
        return deploy

    def rest(self) -> None:
        """Let so much time pass that nothing happens any more by itself."""
        for deploy in list(self.deploys.values()):
            for _ in NEXT:
                self.look(deploy.id)

    def cancel(self, deploy_id: str) -> Deploy:
        deploy = self.get(deploy_id)
        if deploy.state in ("ready", "error"):
            raise Refused(422, "the deploy is over")
        deploy.state, deploy.error = "error", "Canceled"
        return deploy

    def restore(self, deploy_id: str) -> Deploy:
        deploy = self.get(deploy_id)
        if deploy.state != "ready":
            raise Refused(422, "the deploy is not ready")
        self.published = deploy.id
        return deploy

    def roll_back(self) -> None:
        """Publish the deploy before the one that is published."""
        older = [each.id for each in self.production() if each.id < self.published]
        if not older:
            raise Refused(404)
        self.published = older[0]

    def production(self) -> list[Deploy]:
        """The finished deploys that are no drafts, the newest first."""
        ready = [each for each in self.deploys.values() if each.state == "ready"]
        return [each for each in reversed(ready) if not each.draft]

    def get(self, deploy_id: str) -> Deploy:
        if deploy_id not in self.deploys:
            raise Refused(404)
        return self.deploys[deploy_id]

    def visitors_get(self) -> dict[str, bytes]:
        """The site as visitors see it: every file of the published deploy, by path."""
        if not self.published:
            return {}
        files = self.deploys[self.published].files
        return {path: self.blobs[digest] for path, digest in files.items()}

    def _lacking(self, files: Mapping[str, str]) -> dict[str, set[str]]:
        lacking: dict[str, set[str]] = {}
        for path, digest in files.items():
            if digest not in self.blobs:
                lacking.setdefault(digest, set()).add(path)
        return lacking

    def _take(self, deploy: Deploy, path: str, digest: str, content: bytes) -> None:
        self.blobs[digest] = content
        lacking = deploy.lacks.get(digest, set())
        lacking.discard(path)
        if not (lacking and self.by_path):
            deploy.lacks.pop(digest, None)
        if deploy.state in TELLING:
            deploy.state = "uploading"
            self._settle(deploy)

    def _settle(self, deploy: Deploy) -> None:
        if deploy.state in TELLING and not deploy.lacks:
            deploy.state = "uploaded"


def file_json(path: str, digest: str, size: int) -> Mapping[str, Any]:
    kind = "application/octet-stream"
    url = f"/{path}"
    return {"id": url, "path": url, "sha": digest, "mime_type": kind, "size": size}
