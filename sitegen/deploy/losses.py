"""Losses: the published paths whose visitors would get nothing any more after a deploy."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from sitegen import urls
from sitegen.files import disk_faults
from sitegen.hosting.itinerary import STEPS, Itinerary, Request, decoded, is_ours, lines_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from sitegen.deploy.release import Release
    from sitegen.hosting.itinerary import Line

FINGERPRINTED = "assets/"  # their names change with their bytes: other sites use none of them


def lost_paths(
    release: Release, removed: Sequence[str], base_url: str = "", elsewhere: tuple[str, ...] = ()
) -> Iterator[str]:
    """The removed paths from which no redirect of the release leads to what is there.

    A rule that asks for a query, a country and the like leads some visitors only, and does not
    count; nor does one that leads round in a ring, or to a path of the site, which has the address
    `base_url`, where no file is. URL paths that begin with one of `elsewhere` are another server's.
    """
    prefixes = tuple(map(decoded, elsewhere))
    ground = _Ground(Itinerary(_rules_of(release, base_url)), release.files, prefixes)
    for path in removed:
        if not path.startswith(FINGERPRINTED) and not ground.leads_on(_url(path)):
            yield path


def _rules_of(release: Release, base_url: str) -> Sequence[Line]:
    if "_redirects" not in release.files:
        return ()
    with disk_faults():
        text = (release.folder / "_redirects").read_text("utf-8")
    return [rule.decoded() for rule in lines_of(text, base_url)]


@dataclass(frozen=True, slots=True)
class _Ground:
    """The rules of a release and what is there beside them."""

    itinerary: Itinerary
    files: Container[str]
    elsewhere: tuple[str, ...]

    def leads_on(self, url: str) -> bool:
        """Whether redirects lead from a URL path to what is there, or to where we cannot look.

        The page for what is missing is none that is there.
        """
        request = Request(url, {})
        for _ in range(STEPS):
            step = self.itinerary.step(request)
            if step is None:
                return False
            if step.next is None:
                return self._stands_in(self.itinerary.rules[step.rule])
            request = step.next
            if not is_ours(request.path) or self._answers(request.path):
                return True
        return False

    def _stands_in(self, rule: Line) -> bool:
        """Whether a rule that moves nobody answers with what is at its target.

        One page for all paths of a pattern is none of those that were there.
        """
        if rule.status != HTTPStatus.OK or (rule.is_of_many and "/:" not in rule.place):
            return False
        return not rule.target_path or self._answers(rule.target_path)

    def _answers(self, url: str) -> bool:
        return url.startswith(self.elsewhere) or _is_there(url, self.files)


def _is_there(url: str, files: Container[str]) -> bool:
    return any(path in files and path != urls.NOT_FOUND for path in urls.paths_of(url))


def _url(path: str) -> str:
    """The URL path of a file as rules match it: decoded, without a final slash."""
    return decoded(urls.url_of(path)).rstrip("/") or "/"
