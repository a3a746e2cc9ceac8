"""A site at Netlify and its deploys: one method for each thing that the API is asked for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from sitegen.deploy.netlify_answers import deploy_of, file_of, site_of
from sitegen.deploy.netlify_api import PER_PAGE, Api, Request
from sitegen.deploy.netlify_faults import AGAIN, ApiFault
from sitegen.deploy.parcel import TOML
from sitegen.errors import DeployFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sitegen.deploy.netlify_answers import Deploy, Site
    from sitegen.deploy.parcel import Parcel

UNTOLD, TOLD_EVERY = 5, 60  # seconds of waiting for what takes Netlify its time
MANY = 100  # files; with more of them Netlify says later what a deploy lacks
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NetlifySite:
    """A site by its id or domain. Every method may raise DeployFault."""

    api: Api
    id: str

    def now(self) -> Site:
        """What Netlify says of the site."""
        return self.api.ask(Request("GET", self._path("")), site_of)

    def published_files(self) -> Mapping[str, str]:
        """The digest of every file that visitors get, by path."""
        return self._files(self._path("/files"))

    def files_of(self, deploy: str) -> Mapping[str, str]:
        """The digest of every file of a deploy, by path."""
        return self._files(_path_of(deploy, "/files"))

    def production(self) -> Iterator[Deploy]:
        """The deploys that visitors got or can get."""
        query = {"state": "ready", "production": "true"}
        found = map(deploy_of, self.api.pages(self._path("/deploys"), query))
        return (deploy for deploy in found if not deploy.is_draft)

    def deploy(self, deploy: str) -> Deploy:
        """A deploy as it is now."""
        return self.api.ask(Request("GET", _path_of(deploy)), deploy_of)

    def begin(self, parcel: Parcel, title: str, *, draft: bool) -> Deploy:
        """A new deploy of that title; it is not begun twice though an answer is lost."""
        files = {path: file.digest for path, file in parcel.files.items()}
        body = {"files": files, "draft": draft, "async": len(files) > MANY}
        request = Request("POST", self._path("/deploys"), {"title": title}, json=body)
        return self.api.ask(request, deploy_of, heard=lambda: self.titled(title))

    def titled(self, title: str) -> Deploy | None:
        """The deploy with a title, if Netlify heard of it lately; a second one is given up."""
        query = {"page": "1", "per_page": str(PER_PAGE)}
        newest = self.api.ask(Request("GET", self._path("/deploys"), query), _deploys_of)
        found = [each.id for each in newest if each.title == title and not each.is_dead]
        for second in found[1:]:
            self.cancel(second)
        return self.deploy(found[0]) if found else None

    def cancel(self, deploy: str) -> None:
        """Give a deploy up, if that is possible: one that is not whole is never published."""
        with suppress(ApiFault):
            self.api.ask(Request("POST", _path_of(deploy, "/cancel")), lambda _: None)

    def restore(self, deploy: str) -> Deploy:
        """Publish a deploy again; doing it twice does no more."""
        path = self._path(f"/deploys/{quote(deploy, safe='')}/restore")
        return self.api.ask(Request("POST", path), deploy_of)

    def waited_for(self, deploy: Deploy, is_so: Callable[[Deploy], bool]) -> Deploy:
        """The deploy when something is so of it, which may take Netlify a while."""
        patience = self.api.patience.finishing
        why = f"Waiting for Netlify, which works on the deploy {deploy.id}."
        deploy = self._polled(deploy, lambda: self.deploy(deploy.id), is_so, (patience, why))
        if not is_so(deploy):
            raise DeployFault(
                f"Netlify has not finished the deploy {deploy.id} yet: it is {deploy.state}.",
                mend=AGAIN,
            )
        return deploy

    def shown(self, deploy: str) -> Site:
        """The site when visitors get that deploy, which is finished."""
        patience = self.api.patience.showing
        site = self._polled(
            self.now(),
            self.now,
            lambda found: found.published == deploy or found.is_locked,
            (patience, f"Waiting until Netlify publishes the deploy {deploy}."),
        )
        if site.published != deploy:
            raise DeployFault(
                f"Netlify finished the deploy {deploy}, but visitors get {site.published}.",
                mend="The site was locked, or another was published: see its deploys at Netlify.",
            )
        return site

    def _polled(
        self,
        found: T,
        again: Callable[[], T],
        is_over: Callable[[T], bool],
        patience: tuple[float, str],
    ) -> T:
        """What is found when it is over, or when so many seconds are; a long wait is told."""
        waited, interval = 0.0, self.api.patience.interval
        seconds, why = patience
        while not is_over(found) and waited < seconds:
            if waited >= UNTOLD:
                self.api.patience.waits.begin(why, TOLD_EVERY)
            self.api.sleep(interval)
            waited, found = waited + interval, again()
        return found

    def _files(self, path: str) -> Mapping[str, str]:
        """Without netlify.toml, which is no file of a release: it says what others of it say."""
        return {
            path: digest for path, digest in map(file_of, self.api.pages(path, {})) if path != TOML
        }

    def _path(self, rest: str) -> str:
        return f"/sites/{quote(self.id, safe='')}{rest}"


def _path_of(deploy: str, rest: str = "") -> str:
    return f"/deploys/{quote(deploy, safe='')}{rest}"


def _deploys_of(json: object) -> list[Deploy]:
    return list(map(deploy_of, json if isinstance(json, list) else [json]))
