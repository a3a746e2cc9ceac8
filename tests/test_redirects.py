"""The redirects of a site, read as the host reads them."""

from __future__ import annotations

import pytest

from sitegen.hosting.redirects import redirect_rules


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
    (rule,) = redirect_rules(f"{source} /there 301\n")
    match = rule.source.fullmatch(url)
    assert (match and match.groupdict("")) == named
