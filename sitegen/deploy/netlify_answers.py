"""What Netlify says of sites, deploys and files, as far as a deploy needs it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sitegen.deploy.target import Deployment
from sitegen.errors import DeployFault

if TYPE_CHECKING:
    from collections.abc import Iterator

TAKING = frozenset({"prepared", "uploading"})  # states in which a deploy takes files
FILLED = frozenset({"uploaded", "processing", "processed", "ready"})
DEAD = frozenset({"error", "rejected"})  # a cancelled deploy is one with an error


class Site(NamedTuple):
    """A site: its address, the id of the deploy that visitors get, and whether that is locked."""

    url: str
    published: str
    is_locked: bool


class Deploy(NamedTuple):
    """A deploy. `required` are the digests of files that it lacks, as far as that is known."""

    id: str
    state: str
    required: tuple[str, ...]
    error: str
    title: str
    url: str
    created: datetime
    is_draft: bool

    @property
    def is_dead(self) -> bool:
        """Whether it failed, or was given up."""
        return self.state in DEAD

    @property
    def is_over(self) -> bool:
        """Whether nothing more will become of it by itself."""
        return self.state == "ready" or self.is_dead

    @property
    def is_telling(self) -> bool:
        """Whether it is known by now what it lacks."""
        return bool(self.required) or self.state in TAKING | FILLED | DEAD

    @property
    def lacks(self) -> tuple[str, ...]:
        """The digests of the files that it waits for."""
        return () if self.state in FILLED | DEAD else self.required


def site_of(json: Any) -> Site:
    """The site that an answer tells of. Raises DeployFault."""
    with _understood("site"):
        published = json.get("published_deploy") or {}
        url = json.get("ssl_url") or json.get("url") or ""
        return Site(url, published.get("id", ""), bool(published.get("locked")))


def deploy_of(json: Any) -> Deploy:
    """The deploy that an answer tells of. Raises DeployFault."""
    with _understood("deploy"):
        return Deploy(
            json["id"],
            json["state"],
            tuple(json.get("required") or ()),
            json.get("error_message") or "",
            json.get("title") or "",
            json.get("deploy_ssl_url") or json.get("deploy_url") or "",
            datetime.fromisoformat(json["created_at"]),
            bool(json.get("draft")),
        )


def deployment_of(deploy: Deploy, site: Site) -> Deployment:
    """A deploy as any target tells of it."""
    is_published = deploy.id == site.published
    url = site.url if is_published else deploy.url
    return Deployment(deploy.id, url, deploy.created, is_published)


def file_of(json: Any) -> tuple[str, str]:
    """The path and the digest of a file that a list tells of. Raises DeployFault."""
    with _understood("file"):
        return json["path"].removeprefix("/"), json["sha"]


@contextmanager
def _understood(what: str) -> Iterator[None]:
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise DeployFault(
            f"Netlify tells of a {what} in a way that is not understood: {error!r}.",
            mend="See whether NETLIFY_API_URL is right, and whether there is a newer sitegen.",
        ) from error
