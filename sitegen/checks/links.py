"""Links of documents and style sheets, and where they lead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen import urls
from sitegen.checks.finding import shown
from sitegen.checks.published import target_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from turbohtml import Document

    from sitegen.checks.finding import Body, Finding
    from sitegen.checks.published import Published, Target

MEND = "Mend the link, or make the page or a redirect."
# Attributes that name something no link leads to, and hosts that are only to be prepared for.
NAMES_ONLY = frozenset({"usemap", "itemid", "itemtype", "profile", "codebase", "ping"})
HINTS = frozenset({"preconnect", "dns-prefetch"})
NEVER_ASKED = frozenset({"action", "formaction"})  # another host may do something when asked
SHARED = (
    'meta[property="og:url"], meta[property="og:image"], meta[property="og:video"], '
    'meta[property="og:audio"], meta[name="twitter:image"]'
)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_URL = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')"""
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is written, and its line (from 1) and column (from 0) if there is one."""

    written: str
    place: tuple[int, int] | None = None
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class Pointer:
    """A link with a fragment, to a document of this site."""

    path: str
    line: int
    column: int
    target: str
    fragment: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of the links of one file: faults, fragments to look for, URLs of other hosts."""

    findings: tuple[Finding, ...]
    pointers: tuple[Pointer, ...]
    outward: tuple[tuple[str, tuple[int, int]], ...]


def links_of_document(document: Document) -> Iterator[Link]:
    """Everything that a document links to, loads or names as its own address."""
    for link in document.links():
        element, attribute = link.element, link.attribute
        is_hint = bool(HINTS & set((element.attr("rel") or "").lower().split()))
        if attribute not in NAMES_ONLY:
            asked = not is_hint and attribute not in NEVER_ASKED
            yield Link(link.url, element.position, is_asked=asked)
    for meta in document.select(SHARED):
        yield Link(meta.attr("content") or "", meta.position)


def links_of_style(text: str) -> Iterator[Link]:
    """Everything that a style sheet loads."""
    plain = CSS_COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)
    for found in CSS_URL.finditer(plain):
        line = plain.count("\n", 0, found.start()) + 1
        column = found.start() - (plain.rfind("\n", 0, found.start()) + 1)
        yield Link(next(filter(None, found.groups()), ""), (line, column))


def followed(
    body: Body, links: Iterable[Link], site: Published, base: str | None = None
) -> Followed:
    """Where the links of a file lead; `base` is the URL that relative ones start from."""
    base = base or site.base_url + urls.url_of(body.path)
    findings: list[Finding] = []
    pointers: list[Pointer] = []
    outward: list[tuple[str, tuple[int, int]]] = []
    for link in links:
        try:
            target = target_of(link.written, _base_for(link.written, base, site), site.base_url)
        except ValueError:
            said = f'links to "{shown(link.written)}", which is not a URL.'
            findings.append(body.finding("links", said, "Mend the link.", link.place))
            continue
        if target is None:
            continue
        if not target.is_ours:
            if link.is_asked:
                outward.append((target.url, link.place or (0, -1)))
        elif not site.answers(target.url):
            said = f"links to {target.url}, which is not on the site."
            findings.append(body.finding("links", said, MEND, link.place))
        elif target.fragment:
            pointers.extend(_pointers(body, link, target, site))
    return Followed(tuple(findings), tuple(pointers), tuple(outward))


def _base_for(link: str, base: str, site: Published) -> str:
    """The base of a link; the same for all that do not need one, so that they are read once."""
    return site.base_url if link.startswith(("/", "http:", "https:")) else base


def _pointers(body: Body, link: Link, target: Target, site: Published) -> Iterator[Pointer]:
    path = site.file_of(target.url)
    if path is not None and path.endswith(".html"):
        line, column = link.place or (0, -1)
        yield Pointer(body.path, line, column + 1, path, target.fragment)
