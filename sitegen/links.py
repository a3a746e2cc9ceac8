"""Links between pages, checked by every build: a page can break those of pages it never saw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen import urls
from sitegen.messages import Warned

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping


def redirect_sources(rules: str) -> list[re.Pattern[str]]:
    """The patterns of the URL paths that the rules of a `_redirects` file answer."""
    sources = (line.split()[0] for line in rules.splitlines() if line.startswith("/"))
    return [_pattern(source) for source in sources]


def _pattern(source: str) -> re.Pattern[str]:
    """`*` spans segments at the end, `:name` is one segment, a final slash is ignored."""
    if source.endswith("/*"):
        return re.compile(re.escape(source[:-2]) + "(/.*)?")
    named = re.sub(r":\w+", "[^/]+", re.escape(source.rstrip("/")))
    return re.compile(f"{named}/?")


def broken(
    targets: Mapping[str, int],
    paths: Container[str],
    redirects: Iterable[re.Pattern[str]],
    elsewhere: tuple[str, ...] = (),
) -> dict[int, str]:
    """The targets that no file, no redirect and no other server answers, by number."""
    rules = list(redirects)
    return {
        number: url
        for url, number in targets.items()
        if not url.startswith(elsewhere)
        and not any(path in paths for path in urls.paths_of(url))
        and not any(rule.fullmatch(url) for rule in rules)
    }


def broken_links(
    links: Iterable[tuple[str, Iterable[int]]], gone: Mapping[int, str], sources: Mapping[str, str]
) -> list[Warned]:
    """One warning for each missing target, naming the first page that links to it.

    `links` are in order of path; `sources` names the rows of pages.
    """
    pages: dict[int, list[str]] = {}
    for path, numbers in links:
        for number in numbers:
            if number in gone:
                pages.setdefault(number, []).append(path)
    found = sorted(pages.items(), key=lambda item: gone[item[0]])
    return [_warned(gone[number], linking, sources) for number, linking in found]


def _warned(url: str, linking: list[str], sources: Mapping[str, str]) -> Warned:
    first, others = linking[0], len(linking) - 1
    also = f" (and {others:,} more {'page' if others == 1 else 'pages'})" if others else ""
    source = sources.get(first, first)
    return Warned(first, source, f"{source}{also}: links to {url}, which is not on the site.")
