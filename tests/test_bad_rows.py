"""Rows that cannot become files: each is named with its mend, and the old site stays whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.built_site import BuiltSite, page

if TYPE_CHECKING:
    from sitegen.build import BuildReport

BAD_PATHS = {
    "../../etc/x": "has an empty segment, `.` or `..`",
    "about/./x": "has an empty segment, `.` or `..`",
    "a//b": "has an empty segment, `.` or `..`",
    "a/../b": "has an empty segment, `.` or `..`",
    "a\nb": "holds a control or invisible character",
    "a\u202eb": "holds a control or invisible character",
    "a\\b": "holds a backslash",
    ".git/config": "starts with a dot",
    "x" * 300: "has a segment of more than 255 bytes",
}


def messages(report: BuildReport) -> list[str]:
    return [failure.message for failure in report.failures]


@pytest.mark.parametrize("path", BAD_PATHS)
def test_a_path_that_is_no_place_below_the_output_is_named(site: BuiltSite, path: str) -> None:
    report = site.add(page("good"), page(path, id=812)).build()
    assert messages(report) == [
        f"pages id 812 ({path}): its path {BAD_PATHS[path]}. Mend the path of this row."
    ]
    assert not report.committed
    assert site.tree() == {}


def test_600_characters_are_too_many(sqlite_site: BuiltSite) -> None:
    path = "/".join(["x" * 99] * 6)
    (message,) = messages(sqlite_site.add(page(path, id=1)).build())
    assert message.endswith("has 610 characters, more than 511. Mend the path of this row.")


def test_slashes_at_the_ends_of_a_stored_path_do_not_matter(site: BuiltSite) -> None:
    report = site.add(page("/abs"), page("trailing/")).build()
    assert report.committed
    assert site.has("abs/index.html")
    assert site.has("trailing/index.html")


def test_two_rows_of_one_path_are_named(site: BuiltSite) -> None:
    report = site.add(page("a", id=1), page("a/", id=2)).build()
    assert messages(report) == [
        "pages id 1 (a): pages id 2 (a) makes a/index.html as well. "
        "Give one of the rows another path."
    ]


def test_paths_that_differ_only_in_case_are_named(site: BuiltSite) -> None:
    report = site.add(page("a", id=1), page("A", id=2)).build()
    assert messages(report) == [
        "pages id 1 (a): a/index.html clashes with A/index.html of pages id 2 (A): "
        "they differ only in case or accents. Give one of the rows another path."
    ]


def test_a_file_where_another_page_needs_a_folder_is_named(site: BuiltSite) -> None:
    site.add(page("raw/x.txt", "1", "plain", id=1, content_type="text/plain"))
    report = site.add(page("raw/x.txt/y", id=2)).build()
    assert messages(report) == [
        "pages id 2 (raw/x.txt/y): raw/x.txt/y/index.html needs a folder where "
        "pages id 1 (raw/x.txt) has the file raw/x.txt. Give one of the rows another path."
    ]


def test_the_path_of_a_section_wins_over_that_of_a_page(site: BuiltSite) -> None:
    site.add(page("robots.txt", "mine", "plain", id=5, content_type="text/plain"))
    report = site.build()
    assert report.committed
    assert [w.message for w in report.warnings if w.source.startswith("pages id 5")] == [
        "pages id 5 (robots.txt): left out, because site.robots makes /robots.txt. "
        "Give one of the rows another path."
    ]
    assert "mine" not in site.read("robots.txt")


@pytest.mark.parametrize(
    "content",
    [
        "> " * 600 + "deep",
        "x" * 12_000,
        ".. include:: /etc/passwd",
        ".. |d| date::\n\n|d|",
        ".. raw:: html\n   :file: /etc/passwd",
        ":unknown:`role`",
        ".. unknown::\n\n   body",
        "=====\nTitle",
        "*unclosed",
        "\x00\x01",
    ],
    ids=lambda content: content[:12].strip(),
)
@pytest.mark.parametrize("kind", ["rst", "markdown", "html", "plain"])
def test_any_text_is_a_page_a_warning_or_a_named_failure(
    sqlite_site: BuiltSite, content: str, kind: str
) -> None:
    report = sqlite_site.add(page("odd", content, kind, id=9)).build()
    assert all(message.startswith("pages id 9 (odd)") for message in messages(report))
    assert report.committed == (not report.failures)
    assert "root:" not in "".join(body.decode() for body in sqlite_site.tree().values())


def test_a_role_of_one_page_is_unknown_on_another(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("a", ".. role:: shout\n\n:shout:`x`", "rst", id=1))
    sqlite_site.add(page("b", ":shout:`x`", "rst", id=2), page("c", ":shout:`x`", "rst", id=3))
    warned = [w.source for w in sqlite_site.build().warnings if "shout" in w.message]
    assert warned == ["pages id 2 (b)", "pages id 3 (c)"]
