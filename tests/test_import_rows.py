"""Rows of a dump become rows of the database: values, defaults, and what stays behind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from sitegen.importers.report import Count, Finding, LeftBehind
from tests.importing import (
    CALENDAR,
    NOON,
    Site,
    category,
    dumped,
    event,
    job,
    page,
    release,
    system,
    user,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Site:
    return Site(engine, tmp_path)


def test_a_row_keeps_its_key_and_its_values(site: Site) -> None:
    report = site.take(
        user(7, "ada"),
        page(812, "about", creator=7, is_published=False, created=NOON, _content_rendered="<p>x"),
    )
    (row,) = site.rows("pages")
    assert (row["id"], row["path"], row["creator_id"]) == (812, "about", 7)
    assert row["is_published"] is False
    assert row["created"] == datetime(2024, 5, 1, 12, tzinfo=UTC)
    assert report.counts == (Count("users", 1), Count("pages", 1))
    assert report.notes == ()


def test_importing_twice_gives_the_same_rows(site: Site) -> None:
    rows = [
        category(1, "web"),
        job(4, job_types=[2]),
        dumped("jobs.jobtype", 2, name="A", slug="a"),
    ]
    site.take(*rows)
    first = site.everything()
    report = site.take(*rows)
    assert site.everything() == first
    assert [(count.inserted, count.updated) for count in report.counts] == [(0, 1)] * 3


def test_every_kind_of_value_arrives(site: Site) -> None:
    site.take(
        CALENDAR,
        event(5),
        dumped("events.recurringrule", 6, event=5, begin="2024-05-01T12:00:00.250+02:00",
               finish=NOON, duration="2 days", duration_internal="2 01:30:00", frequency=3),
        dumped("community.post", 7, content="Hello", meta={"tags": ["a", None, 1.5]}),
        dumped("minutes.minutes", 8, content="Present: all.", date="2024-02-29"),
    )  # fmt: skip
    (rule,) = site.rows("recurring_rules")
    assert rule["begin"] == datetime(2024, 5, 1, 10, 0, 0, 250000, tzinfo=UTC)
    assert rule["duration_internal"] == timedelta(days=2, hours=1, minutes=30)
    assert site.column("posts", "meta") == [{"tags": ["a", None, 1.5]}]
    assert site.column("minutes", "date") == [date(2024, 2, 29)]


def test_a_field_that_is_not_in_the_dump_keeps_its_value_or_takes_the_default(site: Site) -> None:
    site.take(page(1, "about", keywords="python", is_published=False, created=NOON, updated=NOON))
    site.take(dumped("pages.page", 1, title="New"), page(2, "new"))
    kept, new = site.rows("pages")
    assert (kept["title"], kept["keywords"], kept["is_published"]) == ("New", "python", False)
    assert kept["updated"] == datetime(2024, 5, 1, 12, tzinfo=UTC)
    assert (new["keywords"], new["is_published"]) == (None, True)


def test_empty_text_is_null_where_it_may_be_and_null_is_empty_text_where_it_must(
    site: Site,
) -> None:
    report = site.take(category(1, "web"), job(1, company_name=None, url=None, region=""))
    (row,) = site.rows("jobs")
    assert (row["company_name"], row["url"], row["region"]) == ("", "", None)
    assert report.notes == ()


def test_markup_names_are_kept_and_an_empty_one_is_the_default(site: Site) -> None:
    names = ["restructuredtext", "markdown_unsafe", "html", ""]
    site.take(*(page(pk, f"p{pk}", content_markup_type=name) for pk, name in enumerate(names)))
    assert site.column("pages", "content_markup_type") == [*names[:3], "rst"]


def test_a_text_that_lacks_is_empty_and_noted(site: Site) -> None:
    row = job(1, creator=None)
    del row["fields"]["job_title"]
    assert site.notes(category(1, "web"), row) == [
        "jobs.job pk 1: job_title is missing: it is left empty."
    ]


def test_a_null_where_a_default_is_wanted_takes_the_default(site: Site) -> None:
    assert site.notes(page(1, "about", is_published=None)) == [
        "pages.page pk 1: is_published is null: the default is taken."
    ]
    assert site.column("pages", "is_published") == [True]


def test_numbers_may_be_text_as_in_dumps_of_old(site: Site) -> None:
    site.take(system("3", "source"), release("4", "Python 3.1", version="3", is_latest="True"))
    (row,) = site.rows("releases")
    assert (row["id"], row["version"], row["is_latest"]) == (4, 3, True)


def test_slashes_at_the_ends_of_a_path_are_taken_off(site: Site) -> None:
    assert site.notes(page(1, "/about/"), page(2, "news")) == [
        "pages.page pk 1: path has slashes at its ends, which are taken off."
    ]
    assert site.column("pages", "path") == ["about", "news"]


def test_secrets_and_what_nobody_knows_are_listed_once(site: Site) -> None:
    report = site.take(
        dumped("authtoken.token", "9944b09199c62bcf", user=1),
        dumped("sessions.session", "abc", session_data="x"),
        dumped("sessions.session", "def", session_data="x"),
        dumped("polls.poll", 1, question="?"),
        dumped("polls.poll", 2, question="?"),
    )
    secrets = "secrets of people who log in; nothing that is published needs them"
    assert report.left_behind == (
        LeftBehind("authtoken.token", 1, secrets),
        LeftBehind("sessions.session", 2, secrets),
    )
    assert report.unknown == (LeftBehind("polls.poll", 2, "no such model is known"),)
    assert "9944b09199c62bcf" not in repr(report)


def test_a_field_with_no_place_is_noted_when_it_holds_something(site: Site) -> None:
    report = site.take(page(1, "a", mood="good"), page(2, "b", mood=""), page(3, "c", mood=None))
    assert report.notes == (
        Finding("pages.page", "mood", "is a field with no place here: its value is left out", (1,)),
    )
