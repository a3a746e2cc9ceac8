"""Sitemaps and their indexes (sitemaps.org, version 0.9)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sitegen.checks.dates import is_w3c
from sitegen.checks.links import Link
from sitegen.checks.xml import children_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Element

    from sitegen.checks.finding import Body, Finding

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
URLS, BYTES = 50_000, 50 * 2**20
ENTRIES = {"urlset": "url", "sitemapindex": "sitemap"}


def sitemap_links(root: Element) -> Iterator[Link]:
    """The pages of a sitemap, or the sitemaps of an index."""
    return (Link(text_of(each, "loc")) for each in children_of(root, ENTRIES[root.tag]))


def sitemap_findings(body: Body, root: Element, base_url: str) -> Iterator[Finding]:
    """What keeps a search engine from taking the sitemap."""
    entries = list(children_of(root, ENTRIES[root.tag]))
    if root.attr("xmlns") != NAMESPACE:
        yield body.finding(
            "feeds", f"<{root.tag}> has another namespace.", f'Write xmlns="{NAMESPACE}".'
        )
    if len(entries) > URLS:
        said = f"The sitemap has {len(entries):,} entries, more than {URLS:,}."
        yield body.finding("feeds", said, "Spread them over several sitemaps.")
    if (size := len(body.text.encode())) > BYTES:
        said = f"The sitemap has {size:,} bytes, more than {BYTES:,}."
        yield body.finding("feeds", said, "Spread it over several sitemaps.")
    for entry in islice(entries, URLS):
        yield from _entry_findings(body, entry, base_url)


def _host_of(url: str) -> str:
    """Scheme and host of a URL; empty if it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def _entry_findings(body: Body, entry: Element, base_url: str) -> Iterator[Finding]:
    loc = text_of(entry, "loc")
    if _host_of(loc) != base_url:
        said = f'The loc "{loc}" is not a URL of this site.'
        yield body.finding("feeds", said, f"Begin it with {base_url}/.")
    lastmod = text_of(entry, "lastmod")
    if list(children_of(entry, "lastmod")) and not is_w3c(lastmod):
        said = f'The lastmod "{lastmod}" of {loc} is not a date.'
        yield body.finding("feeds", said, "Write it like 2026-06-01 or 2026-06-01T12:00:00Z.")
