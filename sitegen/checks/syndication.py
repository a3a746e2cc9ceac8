"""RSS 2.0 and Atom (RFC 4287)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sitegen.checks.dates import is_rfc822, is_rfc3339
from sitegen.checks.links import Link
from sitegen.checks.xml import children_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from turbohtml import Element

    from sitegen.checks.finding import Body, Finding

ATOM = "http://www.w3.org/2005/Atom"
ADD = "Add it to the template."
RSS_DATE = "Write it like Mon, 01 Jun 2026 12:00:00 +0000."
ATOM_DATE = "Write it like 2026-06-01T12:00:00Z."
UNIQUE = "Give every entry an id of its own."


def rss_links(root: Element) -> Iterator[Link]:
    """The pages that an RSS feed leads to."""
    for channel in children_of(root, "channel"):
        for part in (channel, *children_of(channel, "item")):
            yield from (Link(each.text.strip()) for each in children_of(part, "link"))
            for enclosure in children_of(part, "enclosure"):
                yield Link(enclosure.attr("url") or "")


def rss_findings(body: Body, root: Element) -> Iterator[Finding]:
    """What RSS 2.0 asks for and the feed lacks."""
    if root.attr("version") != "2.0":
        yield body.finding("feeds", "The feed is not RSS 2.0.", 'Write <rss version="2.0">.')
    channels = list(children_of(root, "channel"))
    if len(channels) != 1:
        said = f"The feed has {len(channels)} channels."
        yield body.finding("feeds", said, "Give it exactly one.")
    for channel in channels:
        yield from _missing(body, channel, ("title", "link", "description"), "The channel")
        items = list(children_of(channel, "item"))
        for part in (channel, *items):
            yield from _rss_dates(body, part)
        for number, item in enumerate(items, 1):
            if not text_of(item, "title") and not text_of(item, "description"):
                said = f"Item {number} has neither title nor description."
                yield body.finding("feeds", said, ADD)
        yield from _doubles(body, (text_of(item, "guid") for item in items))


def atom_links(root: Element) -> Iterator[Link]:
    """The pages that an Atom feed leads to."""
    for part in (root, *children_of(root, "entry")):
        yield from (Link(link.attr("href") or "") for link in children_of(part, "link"))


def atom_findings(body: Body, root: Element) -> Iterator[Finding]:
    """What Atom asks for and the feed lacks."""
    if root.attr("xmlns") != ATOM:
        yield body.finding("feeds", "<feed> has another namespace.", f'Write xmlns="{ATOM}".')
    entries = list(children_of(root, "entry"))
    has_author = any(children_of(root, "author"))
    names = ["The feed", *(f"Entry {number}" for number in range(1, len(entries) + 1))]
    for name, part in zip(names, (root, *entries), strict=True):
        yield from _missing(body, part, ("id", "title", "updated"), name)
        for date in ("updated", "published"):
            yield from _wrong_dates(body, part, date, is_rfc3339(text_of(part, date)), ATOM_DATE)
        if part is not root and not has_author and not any(children_of(part, "author")):
            yield body.finding("feeds", f"{name} has no author, and the feed has none.", ADD)
    yield from _doubles(body, (text_of(entry, "id") for entry in entries))


def _missing(body: Body, element: Element, tags: Iterable[str], name: str) -> Iterator[Finding]:
    for tag in tags:
        if not text_of(element, tag):
            yield body.finding("feeds", f"{name} has no {tag}.", ADD)


def _rss_dates(body: Body, element: Element) -> Iterator[Finding]:
    for date in ("pubDate", "lastBuildDate"):
        yield from _wrong_dates(body, element, date, is_rfc822(text_of(element, date)), RSS_DATE)


def _wrong_dates(
    body: Body, element: Element, tag: str, is_right: bool, mend: str
) -> Iterator[Finding]:
    if any(children_of(element, tag)) and not is_right:
        yield body.finding("feeds", f'The {tag} "{text_of(element, tag)}" is not a date.', mend)


def _doubles(body: Body, names: Iterable[str]) -> Iterator[Finding]:
    for name, number in Counter(filter(None, names)).items():
        if number > 1:
            yield body.finding("feeds", f'{number} entries have the id "{name}".', UNIQUE)
