"""What cannot be imported is named, all of it, and nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from sitegen.importers.report import ImportRefused
from tests.importing import (
    CALENDAR,
    Dumped,
    Site,
    dumped,
    event,
    job,
    page,
    system,
    user,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Site:
    return Site(engine, tmp_path)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (page(1, "a", title="x" * 501), "title is 501 characters long; the limit is 500"),
        (page(1, "a", content="a\0b"), "content holds a NUL character, which no database takes"),
        (page(1, "a", content="\ud800"), "content holds half of a character (a lone surrogate)"),
        (page(1, "a", content=["x"]), 'content ["x"] is not text'),
        (page(1, "a", created="31 May"), 'created "31 May" is not a time'),
        (page(1, "a", created=5), "created 5 is not a time"),
        (page(1, "a", is_published="maybe"), 'is_published "maybe" is neither true nor false'),
        (page(1, "a", creator="x"), 'creator_id "x" is not a whole number'),
        (page("x", "a"), "has a primary key that is not a whole number"),
        (page(2**31, "a"), "id 2147483648 is too large a number"),
        (dumped("minutes.minutes", 1, date="2024-02-30"), 'date "2024-02-30" is not a date'),
        (dumped("minutes.minutes", 1), "date is missing"),
        (dumped("minutes.minutes", 1, date=None), "date is null, and must not be"),
        (job(1, category=None), "category_id is null, and must not be"),
        (job(1, category=2**40), "category_id 1099511627776 is too large a number"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_a_problem(site: Site, row: Dumped, said: str) -> None:
    pk = '"x"' if row["pk"] == "x" else row["pk"]
    assert site.problems(row) == [f"{row['model']} pk {pk}: {said}."]


def test_the_rules_of_a_duration_and_a_small_number(site: Site) -> None:
    rule = dumped("events.recurringrule", 1, event=5, duration_internal="2 hours", interval=99999)
    assert site.problems(CALENDAR, event(5), rule) == [
        'events.recurringrule pk 1: duration_internal "2 hours" is not a duration.',
        "events.recurringrule pk 1: interval 99999 is too large a number.",
    ]


def test_one_problem_and_nothing_is_written(site: Site) -> None:
    site.take(page(1, "about"))
    before = site.everything()
    with pytest.raises(ImportRefused) as refused:
        site.take(
            page(1, "new"), page(2, "x" * 501, title="X"), user(1, "y" * 151), system(1, "source")
        )
    assert site.everything() == before
    assert refused.value.exit_code == 1
    assert str(refused.value) == (
        "2 rows cannot be imported; nothing was written.\n"
        "  pages.page pk 2: path is 501 characters long; the limit is 500.\n"
        "  users.user pk 1: username is 151 characters long; the limit is 150. \n"
        "Mend them at the source, or take them out of the dump; rows in the way here go first."
    )


def test_a_long_list_of_problems_is_cut_and_like_ones_share_a_line(site: Site) -> None:
    like = [job(pk, category=5) for pk in range(1, 11)]
    many = [page(pk, f"p{pk}", title="x" * (500 + pk)) for pk in range(1, 31)]
    with pytest.raises(ImportRefused) as refused:
        site.take(*like, *many)
    lines = str(refused.value).splitlines()
    assert lines[1].startswith("  jobs.job pk 1, 2, 3, 4, 5, 6 and 4 more: category_id refers to")
    assert lines[-2] == "  … and 11 more; --json lists them all. "
    assert refused.value.report
    assert len(refused.value.report.problems) == 31


def test_a_row_that_the_database_refuses_by_itself_is_named(site: Site) -> None:
    with site.engine.begin() as connection:
        connection.execute(text("CREATE UNIQUE INDEX one_title ON banners (title)"))
    banners = [dumped("banners.banner", pk, title=title) for pk, title in enumerate("aba")]
    (said,) = site.problems(*banners)
    assert said.startswith("banners.banner pk 2: is refused by the database: ")
    assert site.rows("banners") == []
