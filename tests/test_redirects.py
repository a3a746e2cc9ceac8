"""The redirects of a site, read as the host reads them."""

from __future__ import annotations

import pytest

from sitegen.hosting.itinerary import Itinerary, Request, lines_of
from sitegen.hosting.patterns import segments_of


@pytest.mark.parametrize(
    ("source", "url", "named"),
    [
        ("/*", "/", {"splat": ""}),
        ("/*", "/a/b", {"splat": "a/b"}),
        ("/old/*", "/old", {"splat": ""}),
        ("/old/*", "/old/a/b", {"splat": "a/b"}),
        ("/old/*", "/older", None),
        ("/", "/", {}),
        ("/", "/a", None),
        ("/a.b/", "/a.b", {}),
        ("/a.b/", "/axb", None),
        ("/of/:name/now", "/of/ada/now", {"name": "ada"}),
        ("/of/:name/now", "/of/a/b/now", None),
    ],
)
def test_a_source_matches_whole_paths(source: str, url: str, named: dict[str, str] | None) -> None:
    itinerary = Itinerary(list(lines_of(f"{source} /there 301\n")))
    assert itinerary.first(Request(url, {})) == (None if named is None else 0)
    if named is not None:
        assert itinerary.rules[0].pattern.matched(segments_of(url)) == named
