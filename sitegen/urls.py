"""Paths and URLs: where a published file is found, and which file a link means.

`path` is relative with `/` between its segments (`about/index.html`); a URL path starts with `/`
and is percent-encoded (`/about/`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from sitegen.markup.characters import as_seen

if TYPE_CHECKING:
    from collections.abc import Iterator

INDEX = "index.html"
PATH_LIMIT = 500 + len("/index.html")  # characters: the specification's longest page path
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # Unicode's categories
NOT_FOUND = "404.html"  # what hosts answer with where no file is
PORTS = MappingProxyType({"http": ":80", "https": ":443"})  # that need not be said (RFC 9110, 4.2)
SEGMENT_LIMIT = 255  # bytes: what file systems allow for one name
# Most paths are of this form, in which nothing can be at fault.
PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.~-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.~-]*)*")


def url_of(path: str) -> str:
    """The URL path under which visitors find a file: `about/index.html` is `/about/`."""
    shown = path.removesuffix(INDEX) if path == INDEX or path.endswith("/" + INDEX) else path
    return quote("/" + shown, safe="/-._~!$&'()*+,;=:@")


def paths_of(url: str) -> tuple[str, ...]:
    """The files that could answer a URL path, best first."""
    path = unquote(url).lstrip("/")
    if path == "" or path.endswith("/"):
        return (path + INDEX,)
    return (path, f"{path}/{INDEX}")


def internal(link: str, page_url: str, base_url: str) -> str | None:
    """The URL path that a link on a page leads to, or None if it leads out of the site."""
    link = link.strip()
    if link.startswith("#"):
        return page_url
    return _resolved(link, "/" if link.startswith("/") else page_url, base_url)


@lru_cache(maxsize=5_000)  # most links are those of the frame, the same on every page
def _resolved(link: str, page_url: str, base_url: str) -> str | None:
    try:
        target = urlsplit(urljoin(base_url + page_url, link))
    except ValueError:
        return None
    if (target.scheme, host_of(target.scheme, target.netloc)) != _own(base_url):
        return None
    if not target.path:
        return None
    return quote(unquote(target.path), safe="/-._~!$&'()*+,;=:@")


@lru_cache(maxsize=4)
def _own(base_url: str) -> tuple[str, str]:
    own = urlsplit(base_url)
    return own.scheme, host_of(own.scheme, own.netloc)


def host_of(scheme: str, netloc: str) -> str:
    """The host of an address in lower case, with its port if that is another than the scheme's."""
    return netloc.lower().removesuffix(PORTS.get(scheme, ""))


def folders_of(path: str) -> Iterator[str]:
    """The folders of a path, the outermost first."""
    place = path.find("/")
    while place >= 0:
        yield path[:place]
        place = path.find("/", place + 1)


def fault_of(path: str) -> str:
    """What forbids a path from a row, as the end of a sentence; empty if nothing does."""
    is_plain = len(path) <= SEGMENT_LIMIT and PLAIN.fullmatch(path)
    return "" if is_plain else _fault_of_any(path)


def _fault_of_any(path: str) -> str:  # noqa: PLR0911 - one rule a line
    segments = path.split("/")
    if path.startswith("/"):
        return "is absolute"
    if any(segment in ("", ".", "..") for segment in segments):
        return "has an empty segment, `.` or `..`"
    unseen = (unicodedata.category(character) in UNSEEN for character in path)
    if any(unseen) or as_seen(path) != path:
        return "holds a control or invisible character"
    if "\\" in path:
        return "holds a backslash"
    if "#" in path or "?" in path:
        return "holds # or ?, which end a path in a URL"
    if len(path) > PATH_LIMIT:
        return f"has {len(path)} characters, more than {PATH_LIMIT}"
    if any(len(segment.encode()) > SEGMENT_LIMIT for segment in segments):
        return f"has a segment of more than {SEGMENT_LIMIT} bytes"
    if segments[0].startswith(".") and segments[0] != ".well-known":
        return "starts with a dot"
    if any(segment.startswith(".") for segment in segments[1:]):
        return "has a segment that starts with a dot"
    return ""


def folded(path: str) -> str:
    """Equal for paths that some file system would take for one."""
    if path.isascii():
        return path if path.islower() else path.lower()  # a site has very many of them
    return unicodedata.normalize("NFC", path).casefold()
