"""What the host of the site would answer: files, redirects, headers, the page for what is missing.

The rules are those of the files `_redirects` and `_headers` that the site itself publishes, read as
Netlify reads them: the first redirect that matches wins, a file comes before any of them, and all
blocks of headers that match apply, the last value of a name. Rules for some visitors alone, such as
those of one country, are passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl, quote

from sitegen import urls
from sitegen.hosting.headers import content_type, header_patterns
from sitegen.hosting.itinerary import MOVED, Itinerary, Request, lines_of
from sitegen.messages import Failure
from sitegen.serve.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Mapping


class Files(Protocol):
    """The files of the site."""

    def file(self, path: str, /) -> Shown | Failure | None:
        """The file at a path, what is wrong with it, or None if the site has none."""

    def headers(self, path: str, /) -> str:
        """The text of `_headers` as far as it concerns the file at a path."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a visitor gets. `shown` is the file behind it, `failure` what keeps it from being made.

    `key` tells whether two answers are the same.
    """

    status: int
    key: str
    headers: Mapping[str, str]
    body: bytes = b""
    shown: Shown | None = None
    failure: Failure | None = None


def answer(files: Files, url: str, query: str = "") -> Answer:
    """The answer to a URL path, still encoded, and its query. Raises SitegenError."""
    for path in urls.paths_of(url):
        found = None if urls.fault_of(path) else files.file(path)
        if found is None:
            continue
        if isinstance(found, Failure):
            return _failed(HTTPStatus.INTERNAL_SERVER_ERROR, found)
        if path.endswith(f"/{urls.INDEX}") and not url.endswith(("/", urls.INDEX)):
            return _moved(urls.url_of(path), query, HTTPStatus.MOVED_PERMANENTLY)
        return _of_file(files, url, HTTPStatus.OK, found)
    return _redirected(files, url, query) or _missing(files, url)


def _missing(files: Files, url: str) -> Answer:
    page = files.file(urls.NOT_FOUND)
    if isinstance(page, Failure):
        return _failed(HTTPStatus.NOT_FOUND, page)
    if page is None:
        return Answer(HTTPStatus.NOT_FOUND, "", {"Content-Type": "text/plain"}, b"Not found.\n")
    return _of_file(files, url, HTTPStatus.NOT_FOUND, page)


def _failed(status: int, failure: Failure) -> Answer:
    return Answer(status, f"failed {failure.message}", {}, failure=failure)


def _redirected(files: Files, url: str, query: str) -> Answer | None:
    rules = files.file("_redirects")
    if not isinstance(rules, Shown):
        return None
    asked = dict(parse_qsl(query, keep_blank_values=True))
    itinerary = _itinerary(rules.body.decode())
    number = itinerary.first(Request(url, asked))
    if number is None or itinerary.rules[number].status not in MOVED:
        return None
    rule = itinerary.rules[number]
    encoded = Request(url, {name: quote(value) for name, value in asked.items()})
    return _moved(rule.target_of(encoded), query, rule.status)


@lru_cache(maxsize=4)
def _itinerary(text: str) -> Itinerary:
    return Itinerary(list(lines_of(text)))


def _moved(target: str, query: str, status: int) -> Answer:
    """The query goes along unless the target has its own."""
    place = f"{target}?{query}" if query and "?" not in target else target
    return Answer(status, f"moved {place}", {"Location": place})


def _of_file(files: Files, url: str, status: int, shown: Shown) -> Answer:
    headers = {"Content-Type": content_type(shown.planned.path)}
    for pattern, pairs in header_patterns(files.headers(shown.planned.path)):
        if pattern.fullmatch(url):
            headers.update(pairs)
    return Answer(status, f"{status} {shown.planned.key}", headers, shown.body, shown)
