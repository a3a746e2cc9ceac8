"""What an object tells about itself to those who get it: the headers that a store keeps with it.

`_headers` says what they are, as for any other host. A store keeps five of them with each object;
the others are left to what stands before it, such as a CDN. Where `_headers` says nothing, the type
is told from the name, and browsers may keep what carries its own fingerprint for ever, and must ask
again for everything else.
"""

from __future__ import annotations

import json
from hashlib import sha1
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sitegen.deploy.texts import decoded
from sitegen.files import disk_faults
from sitegen.hosting.headers import content_type, header_rules
from sitegen.urls import url_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sitegen.deploy.release import File

HEADERS = "_headers"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"
# The names that the protocol has for them, by those of the headers.
KEPT = MappingProxyType(
    {
        "content-type": "ContentType",
        "cache-control": "CacheControl",
        "content-disposition": "ContentDisposition",
        "content-encoding": "ContentEncoding",
        "content-language": "ContentLanguage",
    }
)
LISTS = (
    *("application/atom+xml", "application/rss+xml", "application/xml", "text/xml"),
    *("application/json", "application/feed+json", "text/calendar"),
)


class Attributes(NamedTuple):
    """The headers of an object, as the protocol names them; `digest` is one for all."""

    values: Mapping[str, str]
    digest: str

    @property
    def kind(self) -> str:
        """The type of the content, without more."""
        return self.values.get("ContentType", "").partition(";")[0].strip().lower()

    @property
    def is_page(self) -> bool:
        """Whether it is a page of HTML."""
        return self.kind in ("text/html", "application/xhtml+xml")

    @property
    def is_list(self) -> bool:
        """Whether it leads to pages: a feed, a sitemap, an index."""
        return self.kind in LISTS


def attributes_of(values: Mapping[str, str]) -> Attributes:
    """The attributes among the values of an answer, or of a request."""
    kept = {name: values[name] for name in sorted(KEPT.values()) if values.get(name)}
    text = json.dumps(kept)
    return Attributes(kept, sha1(text.encode(), usedforsecurity=False).hexdigest()[:12])


def attributes_in(folder: Path, files: Mapping[str, File]) -> Mapping[str, Attributes]:
    """The attributes of files in a folder, by path, as the `_headers` there says.

    Raises DeployRefused if that is no text.
    """
    rules = header_rules(_text(folder / HEADERS))
    made = dict[tuple[tuple[str, str], ...], Attributes]()  # a site has few different ones
    found = dict[str, Attributes]()
    for path, file in files.items():
        said = {
            "content-type": content_type(path),
            "cache-control": FOR_EVER if is_fingerprinted(path, file) else ASK_AGAIN,
            **rules.of(url_of(path)),
        }
        pairs = tuple(_kept(said.items()))
        if pairs not in made:
            made[pairs] = attributes_of(dict(pairs))
        found[path] = made[pairs]
    return found


def is_fingerprinted(path: str, file: File) -> bool:
    """Whether its name has the digest of its bytes, and so never stands for others."""
    return file.digest[:8] in path.rpartition("/")[2].split(".")


def _kept(said: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    # A header is ASCII for any store.
    return ((KEPT[name], value) for name, value in said if name in KEPT and value.isascii())


def _text(file: Path) -> str:
    with disk_faults():
        return decoded(file.read_bytes(), file.name) if file.is_file() else ""
