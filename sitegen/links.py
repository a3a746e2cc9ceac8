"""Links between pages, checked by every build: a page can break those of pages it never saw."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from sitegen import urls
from sitegen.messages import Warned

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping


def redirect_sources(rules: str) -> list[re.Pattern[str]]:
    """The patterns of the URL paths that the rules of a `_redirects` file answer."""
    sources = (line.split()[0] for line in rules.splitlines() if line.lstrip()[:1] == "/")
    return [_pattern(source) for source in sources]


def _pattern(source: str) -> re.Pattern[str]:
    """`*` spans segments at the end, `:name` is one segment, a final slash is ignored."""
    if source.endswith("/*"):
        return re.compile(re.escape(source[:-2]) + "(/.*)?")
    named = re.sub(r":\w+", "[^/]+", re.escape(source.rstrip("/")))
    return re.compile(f"{named}/?")


def broken(
    targets: Iterable[tuple[str, str]],
    paths: Container[str],
    redirects: Iterable[re.Pattern[str]],
    elsewhere: tuple[str, ...] = (),
) -> dict[str, str]:
    """The targets that no file, no redirect and no other server answers, by number."""
    rules = list(redirects)
    return {
        number: url
        for number, url in targets
        if not _is_there(url, paths)
        and not url.startswith(elsewhere)
        and not any(rule.fullmatch(url) for rule in rules)
    }


def _is_there(url: str, paths: Container[str]) -> bool:
    # Most links are those of pages whose URL is their path.
    return f"{url[1:]}{urls.INDEX}" in paths or any(path in paths for path in urls.paths_of(url))


def broken_links(
    linking: Iterable[tuple[str, str, Iterable[str]]], gone: Mapping[str, str]
) -> list[Warned]:
    """One warning for each missing target, naming the first page that links to it.

    `linking` are pages in order of path, each with its source and the missing ones of its targets.
    """
    first: dict[str, tuple[str, str]] = {}
    count: Counter[str] = Counter()
    for path, source, numbers in linking:
        count.update(numbers)
        for number in numbers:
            first.setdefault(number, (path, source))
    return [
        _warned(gone[number], *first[number], others=count[number] - 1)
        for number in sorted(first, key=lambda number: gone[number])
    ]


def _warned(url: str, path: str, source: str, *, others: int) -> Warned:
    also = f" (and {others:,} more {'page' if others == 1 else 'pages'})" if others else ""
    return Warned(path, source, f"{source}{also}: links to {url}, which is not on the site.")
