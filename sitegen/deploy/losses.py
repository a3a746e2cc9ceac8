"""Losses: the published paths whose visitors would get nothing any more after a deploy."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sitegen import urls
from sitegen.files import disk_faults
from sitegen.itinerary import STEPS, Itinerary, Request, lines_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from sitegen.deploy.release import Release
    from sitegen.itinerary import Line

FINGERPRINTED = "assets/"  # their names change with their bytes: other sites use none of them


def lost_paths(release: Release, removed: Sequence[str]) -> Iterator[str]:
    """The removed paths from which no redirect of the release leads to what is there.

    A rule that asks for a query, a country and the like leads some visitors only, and does not
    count; nor does one that leads round in a ring, or to a path that vanishes as well.
    """
    itinerary, gone = Itinerary(_rules_of(release)), {unquote(_url(path)) for path in removed}
    for path in removed:
        if not path.startswith(FINGERPRINTED) and not _leads_on(
            _url(path), itinerary, release.files, gone
        ):
            yield path


def _rules_of(release: Release) -> Sequence[Line]:
    if "_redirects" not in release.files:
        return ()
    with disk_faults():
        return list(lines_of((release.folder / "_redirects").read_text("utf-8")))


def _leads_on(url: str, itinerary: Itinerary, files: Container[str], gone: Container[str]) -> bool:
    """Whether redirects lead from a URL path to what is there, or to where we cannot look."""
    request = Request(url, {})
    for _ in range(STEPS):
        step = itinerary.step(request)
        if step is None:
            return unquote(request.path.rstrip("/") or "/") not in gone
        if step.next is None:
            return _stands_in(itinerary.rules[step.rule], files)
        request = step.next
        if _is_there(request.path, files):
            return True
    return False


def _stands_in(rule: Line, files: Container[str]) -> bool:
    """Whether a rule that moves nobody answers with what is at its target."""
    return rule.status == HTTPStatus.OK and (
        not rule.target_path or _is_there(rule.target_path, files)
    )


def _is_there(url: str, files: Container[str]) -> bool:
    return any(path in files for path in urls.paths_of(url))


def _url(path: str) -> str:
    """The URL path of a file as rules match it: without a final slash."""
    return urls.url_of(path).rstrip("/") or "/"
