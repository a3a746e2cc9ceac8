from __future__ import annotations

import pytest

from sitegen.links import broken, redirect_sources

RULES = "# why\n/old /new 301\n/old/* /new/:splat 301\n/by/:name/page /x 302\n/exact/ /y 301\n"


@pytest.mark.parametrize(
    ("url", "is_answered"),
    [
        ("/about/", True),
        ("/about", True),
        ("/data.txt", True),
        ("/gone/", False),
        ("/old", True),
        ("/old/", True),
        ("/old/a/b", True),
        ("/older", False),
        ("/by/ada/page", True),
        ("/by/ada/lovelace/page", False),
        ("/exact", True),
    ],
)
def test_a_link_is_answered_by_a_file_or_a_rule(url: str, *, is_answered: bool) -> None:
    paths = {"about/index.html", "data.txt"}
    assert (broken([("1", url)], paths, redirect_sources(RULES)) == {}) == is_answered


def test_what_another_server_answers_is_not_checked() -> None:
    assert broken([("1", "/ftp/x"), ("2", "/fx")], set(), [], ("/ftp/",)) == {"2": "/fx"}
