"""What `_headers` says of a URL path, found fast among very many blocks, and types of files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.hosting.headers import content_type, header_patterns, header_rules

PATHS = st.sampled_from(
    [
        "/",
        "/*",
        "/a",
        "/a/",
        "/A",
        "/a.b",
        "/axb",
        "/a/*",
        "/:x",
        "/a/:x",
        "/%C3%A9/",
        "/a%2A",
        "/a+",
    ]
)
URLS = st.sampled_from(
    [
        "/",
        "/a",
        "/a/",
        "/A/",
        "/a.b",
        "/axb",
        "/a/b",
        "/a/b/",
        "/%C3%A9/",
        "/%c3%a9",
        "/a%2A",
        "/a+",
    ]
)
BLOCKS = st.lists(st.tuples(PATHS, st.sampled_from(["X-A: 1", "x-a: 2", "X-B: 3"])), max_size=8)


@given(BLOCKS, URLS)
def test_rules_say_what_the_blocks_say_one_after_the_other(
    blocks: list[tuple[str, str]], url: str
) -> None:
    text = "".join(f"{path}\n  {header}\n" for path, header in blocks)
    wanted: dict[str, str] = {}
    for pattern, pairs in header_patterns(text):
        if pattern.fullmatch(url):
            wanted.update({name.lower(): value for name, value in pairs.items()})
    assert header_rules(text).of(url) == wanted


def test_ten_thousand_blocks_for_one_page_each_are_found_at_once() -> None:
    text = "".join(f"/{number}/\n  X-N: {number}\n" for number in range(10_000))
    rules = header_rules(f"/*\n  X-All: yes\n{text}")
    assert len(rules.open) == 1
    assert rules.of("/77/") == {"x-all": "yes", "x-n": "77"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("a/SITE.CSS", "text/css; charset=utf-8"),
        ("a.tar.gz", "application/gzip"),
        ("js", "application/octet-stream"),
        ("a.js/b", "application/octet-stream"),
        ("_redirects", "text/plain; charset=utf-8"),
        ("feed.rss", "application/rss+xml"),
        ("a.ics", "text/calendar; charset=utf-8"),
    ],
)
def test_the_type_of_a_file_is_told_from_its_name(path: str, kind: str) -> None:
    assert content_type(path) == kind
