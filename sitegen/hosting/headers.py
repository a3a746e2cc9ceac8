"""The response headers that a site publishes in `_headers`, read as Netlify reads them.

All blocks that match a URL path apply, and of a name the last value. The type of a file is told
from its name where no block says it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from mimetypes import MimeTypes
from posixpath import splitext
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

UNKNOWN = "application/octet-stream"
# Python's own list, and nothing that is installed beside it; of the following it knows too little.
MIME_TYPES = MimeTypes()
KINDS = MappingProxyType(
    {
        "_headers": "text/plain",
        "_redirects": "text/plain",
        ".atom": "application/atom+xml",
        ".avif": "image/avif",
        ".gz": "application/gzip",
        ".ico": "image/x-icon",
        ".ics": "text/calendar",
        ".js": "text/javascript",
        ".md": "text/markdown",
        ".mjs": "text/javascript",
        ".otf": "font/otf",
        ".rss": "application/rss+xml",
        ".ttf": "font/ttf",
        ".webmanifest": "application/manifest+json",
        ".webp": "image/webp",
        ".woff": "font/woff",
        ".woff2": "font/woff2",
        ".xml": "application/xml",
    }
)
TEXT = ("text/", "application/json", "application/xml", "image/svg+xml")
OPEN = (".*", "[^/]+")  # what a pattern has for signs that stand for any text

Block = tuple[re.Pattern[str], "Mapping[str, str]"]


@lru_cache(maxsize=4)
def header_patterns(text: str) -> Sequence[Block]:
    """The blocks of a `_headers` file, in order: a pattern of URL paths, and headers."""
    blocks: list[tuple[re.Pattern[str], dict[str, str]]] = []
    for line in text.splitlines():
        if line.startswith("/"):
            blocks.append((_header_pattern(line.strip()), {}))
        elif blocks and ":" in line and not line.startswith("#"):
            name, _, value = line.strip().partition(":")
            blocks[-1][1][name.strip()] = value.strip()
    return blocks


def _header_pattern(path: str) -> re.Pattern[str]:
    """Upper and lower case are one, `*` spans segments, `:name` is one, a final slash may lack."""
    spans = re.escape(path.rstrip("/")).replace(r"\*", ".*")
    return re.compile(re.sub(r":\w+", "[^/]+", spans) + "/?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HeaderRules:
    """The blocks of a `_headers` file, of which a site may have one for very many of its files.

    Those for one URL path alone are found by their pattern in lower case. Each has its number.
    """

    exact: Mapping[str, Sequence[tuple[int, Mapping[str, str]]]]
    open: Sequence[tuple[int, Block]]

    def of(self, url: str) -> Mapping[str, str]:
        """The headers of a URL path; their names are in lower case."""
        named = self.exact.get(f"{re.escape(url.rstrip('/'))}/?".lower(), ())
        matching = ((n, pairs) for n, (pattern, pairs) in self.open if pattern.fullmatch(url))
        found = dict[str, str]()
        for _, pairs in sorted((*named, *matching), key=lambda each: each[0]):
            found.update({name.lower(): value for name, value in pairs.items()})
        return found


def header_rules(text: str) -> HeaderRules:
    """What a `_headers` file says."""
    exact: dict[str, list[tuple[int, Mapping[str, str]]]] = {}
    others: list[tuple[int, Block]] = []
    for number, (pattern, pairs) in enumerate(header_patterns(text)):
        if any(sign in pattern.pattern for sign in OPEN):
            others.append((number, (pattern, pairs)))
        else:
            exact.setdefault(pattern.pattern.lower(), []).append((number, pairs))
    return HeaderRules(exact, others)


def content_type(path: str) -> str:
    """The type of a file, told from its name alone: the same on every machine."""
    ending = splitext(path)[1].lower()
    kind = KINDS.get(ending or path) or MIME_TYPES.guess_type(path)[0] or UNKNOWN
    return f"{kind}; charset=utf-8" if kind.startswith(TEXT) else kind
