"""Redirects and headers as the host reads them, from the files that the site publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.plan import Planned
from sitegen.serve.host import answer
from sitegen.serve.shown import Shown

if TYPE_CHECKING:
    from sitegen.serve.host import Answer

RULES = """
/old/* /new/:splat 301
/people/:name/posts/:id /posts/:id/by/:name 302
/list tab=:tab page=2 /lists/:tab/second/ 301
/list tab=releases /releases/ 301
/list /lists/ 301
/own /own/target?kept=no 301
/shadowed /elsewhere/ 301
/out https://example.org/there 302
/noted /there/ 301 # since it moved
/some /de/ 302 Language=de
/some /en/
"""
HEADERS = """
/*
  X-All: yes
  X-Twice: first
# a comment
/files/*
  X-Twice: second: with a colon
  a line that says nothing
"""
FILES = {"_redirects": RULES, "_headers": HEADERS, "404.html": "Lost."} | dict.fromkeys(
    ("index.html", "shadowed/index.html", "files/a.txt", "files/b/index.html", "odd"), "Text."
)


def shown_text(path: str, text: str) -> Shown:
    planned = Planned(path, "view", "template", "", path, "inputs", "stamp")
    return Shown(planned, text.encode(), {}, {}, "it was asked for", 0)


class FilesOfTest:
    """The files, and which of them were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def file(self, path: str) -> Shown | None:
        self.asked.append(path)
        if path not in FILES:
            return None
        return shown_text(path, FILES[path])

    def headers(self, path: str) -> str:
        return FILES["_headers"]


def asked(url: str, query: str = "") -> Answer:
    return answer(FilesOfTest(), url, query)


@pytest.mark.parametrize(
    ("url", "query", "status", "place"),
    [
        ("/old/a/b", "", 301, "/new/a/b"),
        ("/old", "", 301, "/new/"),
        ("/old/a/", "x=1", 301, "/new/a?x=1"),
        ("/people/ada/posts/7", "", 302, "/posts/7/by/ada"),
        ("/people/ada/posts/7/", "", 302, "/posts/7/by/ada"),
        ("/list", "page=2&tab=all", 301, "/lists/all/second/?page=2&tab=all"),
        ("/list", "tab=a%20b&page=2", 301, "/lists/a%20b/second/?tab=a%20b&page=2"),
        ("/list", "tab=releases", 301, "/releases/?tab=releases"),
        ("/list/", "tab=releases&more=1", 301, "/releases/?tab=releases&more=1"),
        ("/list", "tab=Releases", 301, "/lists/?tab=Releases"),
        ("/list", "", 301, "/lists/"),
        ("/own", "a=1", 301, "/own/target?kept=no"),
        ("/out", "", 302, "https://example.org/there"),
        ("/noted", "", 301, "/there/"),
        ("/some", "", 301, "/en/"),
        ("/files/b", "", 301, "/files/b/"),
        ("/shadowed", "", 301, "/shadowed/"),
    ],
)
def test_visitors_are_sent_where_the_first_rule_that_matches_says(
    url: str, query: str, status: int, place: str
) -> None:
    found = asked(url, query)
    assert (found.status, found.headers["Location"]) == (status, place)


@pytest.mark.parametrize("url", ["/older", "/OLD/a", "/people/ada/posts/", "/people//posts/7"])
def test_what_no_rule_matches_is_missing(url: str) -> None:
    found = asked(url)
    assert (found.status, found.body) == (404, b"Lost.")


@pytest.mark.parametrize("url", ["/shadowed/", "/files/b/", "/files/b/index.html", "/", "/odd"])
def test_a_file_comes_before_any_rule(url: str) -> None:
    assert (asked(url).status, asked(url).body) == (200, b"Text.")


def test_all_blocks_of_headers_that_match_apply_and_the_last_value_of_a_name() -> None:
    headers = asked("/files/a.txt").headers
    assert headers["X-All"] == "yes"
    assert headers["X-Twice"] == "second: with a colon"
    assert asked("/").headers["X-Twice"] == "first"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/files/a.txt", "text/plain; charset=utf-8"),
        ("/odd", "application/octet-stream"),
    ],
)
def test_the_type_of_a_file_is_told_from_its_name(url: str, kind: str) -> None:
    assert asked(url).headers["Content-Type"] == kind


@pytest.mark.parametrize("url", ["/../etc/passwd", "/%2e%2e/a", "/a%00b", "/a%5Cb", "/a%0Ab"])
def test_a_path_that_no_site_has_asks_for_nothing(url: str) -> None:
    files = FilesOfTest()
    answer(files, url)
    assert set(files.asked) <= {"_redirects", "404.html"}
