"""What machines read: feeds, sitemaps, calendars and JSON."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING

from turbohtml import Element

from sitegen.checks.links import Followed, followed
from sitegen.checks.sitemaps import ENTRIES, sitemap_findings, sitemap_links
from sitegen.checks.syndication import atom_findings, atom_links, rss_findings, rss_links
from sitegen.checks.xml import root_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from turbohtml import Document

    from sitegen.checks.finding import Body, Finding
    from sitegen.checks.links import Link
    from sitegen.checks.published import Published


def xml_followed(body: Body, site: Published) -> Followed:
    """What is wrong with an XML file of any kind, and where its links lead."""
    root = root_of(body)
    if not isinstance(root, Element):
        return Followed((root,), (), ())
    findings: Iterable[Finding] = ()
    links: Iterable[Link] = ()
    if root.tag in ENTRIES:
        findings, links = sitemap_findings(body, root, site.base_url), sitemap_links(root)
    elif root.tag == "rss":
        findings, links = rss_findings(body, root), rss_links(root)
    elif root.tag == "feed":
        findings, links = atom_findings(body, root), atom_links(root)
    found = followed(body, links, site)
    return Followed((*chain(findings, found.findings),), found.pointers, found.outward)


def json_findings(body: Body) -> Iterator[Finding]:
    """Why a file is not JSON."""
    yield from _not_json(body, body.text, "It", (1, 0))


def linked_data_findings(body: Body, document: Document) -> Iterator[Finding]:
    """Why blocks of JSON-LD in a document are not JSON."""
    for block in document.select('script[type="application/ld+json"]'):
        location = block.source_location
        tag = location.start_tag if location else None
        place = (tag.end_line, tag.end_col) if tag else (1, 0)
        yield from _not_json(body, block.text, "A block of JSON-LD", place)


def _not_json(body: Body, text: str, name: str, place: tuple[int, int]) -> Iterator[Finding]:
    """`place` is where the text begins, its line from 1 and its column from 0."""
    try:
        json.loads(text, parse_constant=_refuse, parse_int=str)  # however long
    except RecursionError:
        said = f"{name} is JSON nested too deeply to be read."
        yield body.finding("feeds", said, "Mend the template.", place)
    except json.JSONDecodeError as error:
        column = error.colno - 1 + (place[1] if error.lineno == 1 else 0)
        said = f"{name} is not JSON: {error.msg}."
        at = (place[0] + error.lineno - 1, column)
        yield body.finding("feeds", said, "Mend the template.", at)


def _refuse(constant: str) -> None:
    raise json.JSONDecodeError(f"{constant} is no number of JSON", constant, 0)
