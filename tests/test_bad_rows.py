"""Rows that cannot become files: each is named with its mend, and the old site stays whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sitegen.errors import DatabaseFault, SitegenError
from sitegen.models import (
    Base,
    Calendar,
    Event,
    EventCategory,
    EventLocation,
    Job,
    JobCategory,
    JobType,
    Menu,
    MenuItem,
    PageImage,
)
from sitegen.sections import occurrence, recurrence
from tests.built_site import NOW, BuiltSite, box, page
from tests.downloads_rows import add_file, add_release, add_systems
from tests.events_rows import add_calendar, add_category, add_venue, once, recurs
from tests.jobs_rows import add_job, add_jobs

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


# What each text is, in the markup it is a mistake in; in every other markup it is a page.
DEEP = "\n".join(" " * depth + "x" for depth in range(600))
FAILURES = {
    ("rst", DEEP): "line 600: nested too deeply. Take some levels away.",
    ("markdown", "> " * 600 + "deep"): "line 1: nested too deeply. Take some levels away.",
    ("rst", "x" * 12_000): "line 1: 12,000 characters, where 10,000 are allowed. Break the line.",
}
WARNINGS = {
    ".. include:: /etc/passwd": [
        "line 1: the directive 'include' is off: it reads a file; put its text here."
    ],
    ".. |d| date::\n\n|d|": [
        "line 1: the directive 'date' is off: it reads the clock; write the date.",
        'line 1: substitution definition "d" empty or invalid.',
        'line 3: undefined substitution referenced: "d".',
    ],
    ".. raw:: html\n   :file: /etc/passwd": ['line 1: "raw" directive disabled.'],
    "Text.\n\n:unknown:`role`": ["line 3: unknown role 'unknown'."],
    "Text.\n\n.. unknown::\n\n   body": ["line 3: unknown directive 'unknown'."],
    "=====\nTitle": ["line 1: incomplete section title."],
    "*unclosed": ["line 1: inline emphasis start-string without end-string."],
}
PAGES = [("rst", "> " * 600 + "deep"), ("markdown", "x" * 12_000), ("plain", "<p")]


def said(site: BuiltSite, kind: str, content: str) -> tuple[list[str], list[str]]:
    """The failures and the warnings of a page with this content."""
    report = site.add(page("odd", content, kind, id=9)).build()
    assert report.committed == (not report.failures)
    assert site.has("odd/index.html") == report.committed
    assert "root:" not in "".join(body.decode() for body in site.tree().values())
    return messages(report), [w.message for w in report.warnings if w.path == "odd/index.html"]


@pytest.mark.parametrize(("kind", "content"), FAILURES, ids=lambda text: text[:12])
def test_a_text_that_cannot_be_html_is_a_failure_that_says_why(
    sqlite_site: BuiltSite, kind: str, content: str
) -> None:
    failed = [f"pages id 9 (odd), {FAILURES[kind, content]}"]
    assert said(sqlite_site, kind, content) == (failed, [])


@pytest.mark.parametrize("content", WARNINGS, ids=lambda text: text[:20].strip())
def test_a_mistake_in_a_text_is_a_page_and_warnings_with_their_lines(
    sqlite_site: BuiltSite, content: str
) -> None:
    warned = [f"pages id 9 (odd), {warning}" for warning in WARNINGS[content]]
    assert said(sqlite_site, "rst", content) == ([], warned)


@pytest.mark.parametrize("kind", ["markdown", "html", "plain"])
@pytest.mark.parametrize("content", WARNINGS, ids=lambda text: text[:20].strip())
def test_a_mistake_in_one_markup_is_mere_text_in_the_others(
    sqlite_site: BuiltSite, content: str, kind: str
) -> None:
    assert said(sqlite_site, kind, content) == ([], [])


@pytest.mark.parametrize("kind", ["rst", "markdown", "plain"])
def test_a_control_character_is_left_out_with_a_warning(sqlite_site: BuiltSite, kind: str) -> None:
    warned = ["pages id 9 (odd), line 2: control character U+0001 was left out."]
    assert said(sqlite_site, kind, "Text,\n\x01more.") == ([], warned)


@pytest.mark.parametrize(("kind", "content"), PAGES, ids=lambda text: text[:12].strip())
def test_an_odd_text_is_a_page(sqlite_site: BuiltSite, kind: str, content: str) -> None:
    assert said(sqlite_site, kind, content) == ([], [])


def test_a_tag_without_end_is_a_page_and_a_warning(sqlite_site: BuiltSite) -> None:
    warned = "an element is not closed, or closed and not opened; this was mended."
    assert said(sqlite_site, "html", "Text. <p") == ([], [f"pages id 9 (odd): {warned}"])
    assert "Text. " in sqlite_site.read("odd/index.html")


def test_a_role_of_one_page_is_unknown_on_another(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("a", ".. role:: shout\n\n:shout:`x`", "rst", id=1))
    sqlite_site.add(page("b", ":shout:`x`", "rst", id=2), page("c", ":shout:`x`", "rst", id=3))
    warned = [w.source for w in sqlite_site.build().warnings if "shout" in w.message]
    assert warned == ["pages id 2 (b)", "pages id 3 (c)"]


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Event, {"title": "Left", "description": ""}),
        (EventCategory, {"name": "Left", "slug": "left"}),
        (EventLocation, {"name": "Left"}),
    ],
)
def test_a_row_of_a_calendar_that_is_gone_is_named(
    sqlite_site: BuiltSite, model: type[Base], columns: dict[str, str]
) -> None:
    sqlite_site.add((Calendar, {"id": 3, "name": "Gone", "slug": "gone"}))
    sqlite_site.add((model, {"id": 7, "calendar_id": 3, **columns}))
    with closing(sqlite3.connect(str(sqlite_site.engine.url.database))) as shell:
        shell.execute("DELETE FROM calendars")
        shell.commit()
    with pytest.raises(SitegenError) as caught:
        sqlite_site.build()
    assert str(caught.value) == (
        f"{model.__tablename__} id 7: its calendar 3 does not exist."
        " Give it another calendar, or delete it."
    )


def delete_alone(site: BuiltSite, table: str) -> None:
    """Delete the rows of a table of SQLite, and leave alone what refers to them."""
    with closing(sqlite3.connect(str(site.engine.url.database))) as shell:
        shell.execute(f"DELETE FROM {table}")
        shell.commit()


@pytest.mark.parametrize("start", ["2025-06-01", "2026-07-01"])
def test_an_event_whose_venue_is_gone_is_named(sqlite_site: BuiltSite, start: str) -> None:
    add_calendar(sqlite_site.engine)
    venue = add_venue(sqlite_site.engine, "Hall", id=7)
    once(sqlite_site.engine, "Talk", start, id=5, venue_id=venue)
    delete_alone(sqlite_site, "event_locations")
    with pytest.raises(SitegenError) as caught:
        sqlite_site.build()
    assert str(caught.value) == (
        "events id 5: its venue 7 does not exist. Give it another venue, or none."
    )


def test_what_belonged_to_an_event_that_is_gone_is_gone_with_it(sqlite_site: BuiltSite) -> None:
    add_calendar(sqlite_site.engine)
    event = once(sqlite_site.engine, "Talk", "2026-07-01")
    recurs(sqlite_site.engine, event, "2026-07-02", "2027-07-02")
    add_category(sqlite_site.engine, "Talks", 1, event)
    delete_alone(sqlite_site, "events")
    assert sqlite_site.build().failures == ()
    assert "Talk<" not in sqlite_site.read("events/index.html")


@pytest.mark.parametrize("others", [0, 5], ids=["shown at home", "shown in lists alone"])
def test_a_job_whose_category_is_gone_is_named(sqlite_site: BuiltSite, others: int) -> None:
    add_job(sqlite_site.engine, "Lost", id=9, category_id=add_lost_category(sqlite_site))
    add_jobs(sqlite_site.engine, others, created=NOW)
    delete_alone(sqlite_site, "job_categories WHERE slug = 'lost'")
    with pytest.raises(SitegenError) as caught:
        sqlite_site.build()
    assert str(caught.value) == (
        "jobs id 9: its category 44 does not exist. Give it another category, or delete it."
    )


def test_a_job_that_nobody_sees_may_have_lost_its_category(sqlite_site: BuiltSite) -> None:
    add_job(sqlite_site.engine, status="draft", category_id=add_lost_category(sqlite_site))
    delete_alone(sqlite_site, "job_categories")
    assert sqlite_site.build().failures == ()


def add_lost_category(site: BuiltSite) -> int:
    site.add((JobCategory, {"id": 44, "name": "Lost", "slug": "lost"}))
    return 44


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("occurring_rules", name) for name in occurrence.REQUIRED),
        *(("recurring_rules", name) for name in recurrence.REQUIRED),
    ],
)
def test_a_rule_that_lacks_a_value_is_named(site: BuiltSite, table: str, column: str) -> None:
    add_calendar(site.engine)
    event = once(site.engine, "Talk", "2026-07-01")
    recurs(site.engine, event, "2026-07-02", "2027-07-02")
    may_be_null(site, table, column)
    site.sql(f"UPDATE {table} SET {quoted(column)} = NULL")
    with pytest.raises(SitegenError) as caught:
        site.build()
    owner = None if column == "event_id" else event
    assert str(caught.value) == (
        f"{table} id 1 (event {owner}): its {column} is NULL. Give it a value."
    )


def quoted(column: str) -> str:
    return f'"{column}"'


def may_be_null(site: BuiltSite, table: str, column: str) -> None:
    """Alter the schema as no migration does."""
    if site.engine.dialect.name == "postgresql":
        site.sql(f"ALTER TABLE {table} ALTER COLUMN {quoted(column)} DROP NOT NULL")
        return
    # A table made from a query has no constraints.
    site.sql(f"CREATE TABLE altered AS SELECT * FROM {table}")
    site.sql(f"DROP TABLE {table}")
    site.sql(f"ALTER TABLE altered RENAME TO {table}")


@pytest.mark.parametrize(
    ("statement", "named", "held"),
    [
        ("UPDATE pages SET is_published = 'true'", "pages id 4: is_published", "true"),
        ("UPDATE pages SET is_published = 2", "pages id 4: is_published", "2"),
        ("UPDATE jobs SET telecommuting = 'no'", "jobs id 5: telecommuting", "no"),
    ],
)
def test_a_flag_that_is_neither_true_nor_false_is_named(
    sqlite_site: BuiltSite, statement: str, named: str, held: str
) -> None:
    texts = dict.fromkeys(("company_name", "city", "country", "description", "requirements"), "x")
    more = {"category_id": 1, "email": "x", "url": "x", "job_title": "x"}
    shown = {"status": "approved", "expires": NOW + timedelta(days=1)}
    sqlite_site.add(page("a", id=4), (JobCategory, {"id": 1, "name": "x", "slug": "x"}))
    sqlite_site.add((Job, {"id": 5, **texts, **more, **shown})).build()
    before = sqlite_site.tree()
    sqlite_site.sql(statement)
    with pytest.raises(DatabaseFault) as caught:
        sqlite_site.build()
    assert str(caught.value) == (
        f"{named} holds {held!r}, which is neither true nor false. Write 1 or 0."
    )
    assert sqlite_site.tree() == before


def test_bytes_in_a_text_of_a_list_are_named_by_table_and_id(sqlite_site: BuiltSite) -> None:
    sqlite_site.add((Calendar, {"id": 3, "name": "Any", "slug": "any"}))
    sqlite_site.add((Event, {"id": 7, "title": "x", "calendar_id": 3, "description": ""}))
    sqlite_site.sql("UPDATE events SET title = x'ff'")
    with pytest.raises(SitegenError) as caught:
        sqlite_site.build()
    assert str(caught.value) == (
        "events id 7: title holds bytes where text is expected. Write it as text."
    )


TEXT = "holds bytes where text is expected. Write it as text."
TIME = (
    "which is not a time written as YYYY-MM-DD HH:MM:SS. "
    "Write it so, in UTC; a fraction only if there is one, with no zeros at its end."
)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE boxes SET content = x'41'", f"boxes home-intro: content {TEXT}"),
        (
            "UPDATE boxes SET content_markup_type = x'41'",
            f"boxes home-intro: content_markup_type {TEXT}",
        ),
        ("UPDATE menu_items SET title = x'41'", f"menu_items id 8: title {TEXT}"),
        ("UPDATE menu_items SET url = x'41'", f"menu_items id 8: url {TEXT}"),
        ("UPDATE page_images SET image = x'41'", f"page_images: file {TEXT}"),
        ("UPDATE jobs SET updated = x'ff'", f"jobs id 9: updated holds \"b'\\\\xff'\", {TIME}"),
        (
            "UPDATE jobs SET agencies = x'00'",
            "jobs id 9: agencies holds \"b'\\\\x00'\", which is neither true nor false. "
            "Write 1 or 0.",
        ),
        (
            "UPDATE job_types SET active = x'27'",
            "job_types id 6: active holds 'b\"\\'\"', which is neither true nor false. "
            "Write 1 or 0.",
        ),
        (
            "UPDATE occurring_rules SET dt_end = x'ff41'",
            f"occurring_rules id 1: dt_end holds \"b'\\\\xffA'\", {TIME}",
        ),
        (
            "UPDATE release_files SET filesize = 'large'",
            "release_files id 4: filesize holds 'large', which is not a whole number. "
            "Write it as a number.",
        ),
        (
            "UPDATE release_files SET filesize = x'31'",
            "release_files id 4: filesize holds \"b'1'\", which is not a whole number. "
            "Write it as a number.",
        ),
    ],
)
def test_a_value_of_another_kind_than_its_column_is_named_with_its_row(
    sqlite_site: BuiltSite, statement: str, message: str
) -> None:
    site, engine = sqlite_site.write("uploads/pic.png", ""), sqlite_site.engine
    site.set(media="uploads").add(box("home-intro", "Hello."), page("a", id=1))
    site.add((PageImage, {"page_id": 1, "image": "pic.png"}))
    site.add((Menu, {"id": 1, "title": "Main", "alias": "main"}))
    site.add((MenuItem, {"id": 8, "menu_id": 1, "title": "Home", "url": "/"}))
    site.add((JobType, {"id": 6, "name": "Remote", "slug": "remote"}))
    add_job(engine, "Work", "Remote", id=9, expires=NOW + timedelta(days=9))
    add_calendar(engine)
    once(engine, "Talk", "2026-07-01")
    add_systems(engine)
    add_file(engine, add_release(engine, "Python 3.12.0"), "Installer", "windows", id=4)
    assert site.build().failures == ()
    before = site.tree()
    site.sql(statement)
    with pytest.raises(DatabaseFault) as caught:
        site.build()
    assert str(caught.value) == message
    assert site.tree() == before


def test_a_rule_without_end_says_no_end(sqlite_site: BuiltSite) -> None:
    sqlite_site.add((Calendar, {"id": 3, "name": "Any", "slug": "any"}))
    sqlite_site.add((Event, {"id": 7, "title": "x", "calendar_id": 3, "description": ""}))
    sqlite_site.sql(
        "INSERT INTO recurring_rules (event_id, begin, finish) "
        "VALUES (7, '2020-01-07 18:00:00', '9999-12-31 00:00:00')"
    )
    assert sqlite_site.build().failures == ()
    assert "Every Tuesday" in sqlite_site.read("events/any/7/index.html")
    assert "until" not in sqlite_site.read("events/any/7/index.html")
