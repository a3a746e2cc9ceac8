"""References and links between rows, by key and by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.importers.report import Count, LeftBehind
from tests.importing import (
    MENU,
    NOON,
    Site,
    category,
    dumped,
    item,
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


def test_a_user_may_be_named_instead_of_numbered(site: Site) -> None:
    site.take(user(3, "stored"))
    site.take(
        page(1, "one", creator=["admin"]), page(2, "two", creator=["stored"]), user(9, "admin")
    )
    assert site.column("pages", "creator_id") == [9, 3]


def test_a_reference_to_nothing_becomes_null_where_it_may(site: Site) -> None:
    said = "which is neither in the source nor in the database: it becomes NULL"
    pages = [page(1, "a", creator=31), page(2, "b", creator=31), page(3, "c", creator=["x"])]
    assert site.notes(*pages) == [
        f"pages.page pk 1, 2: creator_id refers to users 31, {said}.",
        f'pages.page pk 3: creator_id refers to users ["x"], {said}.',
    ]  # fmt: skip
    assert site.column("pages", "creator_id") == [None, None, None]


def test_a_reference_to_nothing_is_a_problem_where_a_row_is_required(site: Site) -> None:
    (said,) = site.problems(job(1))
    assert said == (
        "jobs.job pk 1: category_id refers to job_categories 1, "
        "which is neither in the source nor in the database."
    )


def test_a_reference_may_be_to_a_row_that_is_here_already(site: Site) -> None:
    site.take(category(1, "web"))
    assert site.notes(job(1)) == []


def test_links_are_made_those_of_the_dump(site: Site) -> None:
    types = [dumped("jobs.jobtype", pk, name=f"T{pk}", slug=f"t{pk}") for pk in (1, 2, 3)]
    site.take(category(1, "web"), *types, job(1, job_types=[1, 2]), job(2, job_types=[3]))
    report = site.take(job(1, job_types=[2, ["t3"]]))
    links = [(row["job_id"], row["job_type_id"]) for row in site.rows("job_type_associations")]
    assert links == [(1, 2), (1, 3), (2, 3)]
    assert report.counts[-1] == Count("job_type_associations", inserted=1, removed=1)


def test_links_that_are_not_in_the_dump_stay(site: Site) -> None:
    site.take(
        category(1, "web"), dumped("jobs.jobtype", 1, name="A", slug="a"), job(1, job_types=[1])
    )
    site.take(job(1))
    assert len(site.rows("job_type_associations")) == 1


def test_a_link_to_nothing_is_left_out(site: Site) -> None:
    (said,) = site.notes(category(1, "web"), job(1, job_types=[8]))
    assert said == (
        "jobs.job pk 1: job_types refers to job_types 8, "
        "which is neither in the source nor in the database: the link is left out."
    )


def test_rows_of_a_tree_may_come_in_any_order(site: Site) -> None:
    site.take(item(1, "Leaf", 2), item(2, "Branch", 3), item(3, "Root"), MENU)
    assert site.column("menu_items", "parent_id") == [2, 3, None]
    site.take(item(1, "Root"), item(2, "Branch", 1), item(3, "Leaf", 2))
    assert site.column("menu_items", "parent_id") == [None, 1, 2]


def test_a_logo_placement_is_one_row_of_two(site: Site) -> None:
    chain = [
        dumped("sponsors.sponsor", 1, name="Example", web_logo="x.png"),
        dumped("sponsors.sponsorship", 1, sponsor=1, submited_by=None, overlapped_by=2),
        dumped("sponsors.sponsorship", 2, sponsor=1, overlapped_by=1),
        dumped("sponsors.sponsorbenefit", 1, sponsorship=1, name="Logo", program_name="PSF"),
        dumped("sponsors.benefitfeature", 4, sponsor_benefit=1, polymorphic_ctype=81),
        dumped("sponsors.benefitfeature", 5, sponsor_benefit=1, polymorphic_ctype=82),
        dumped("sponsors.logoplacement", 4, publisher="psf", logo_place="footer"),
    ]
    report = site.take(*chain)
    (row,) = site.rows("logo_placements")
    assert (row["id"], row["sponsor_benefit_id"], row["logo_place"]) == (4, 1, "footer")
    assert report.left_behind[0] == LeftBehind(
        "sponsors.benefitfeature", 1, "the base rows of benefits that are not logo placements"
    )
    assert site.column("sponsorships", "overlapped_by_id") == [2, 1]


def test_a_logo_placement_without_its_other_half_is_a_problem(site: Site) -> None:
    row = dumped("sponsors.logoplacement", 4, publisher="psf", logo_place="footer")
    assert site.problems(row) == ["sponsors.logoplacement pk 4: sponsor_benefit_id is missing."]


def test_a_row_without_a_key_takes_that_of_the_row_with_its_name(site: Site) -> None:
    site.take(system(3, "source"))
    rows = [system(None, "source"), system(None, "windows"), system(7, "macos")]
    for _ in range(2):
        site.take(*rows)
        assert [(row["id"], row["slug"]) for row in site.rows("operating_systems")] == [
            (3, "source"),
            (7, "macos"),
            (8, "windows"),
        ]


def test_a_row_without_a_key_may_be_referred_to_by_its_name(site: Site) -> None:
    site.take(user(None, "admin"), user(4, "ben"), page(1, "about", creator=["admin"]))
    assert site.column("pages", "creator_id") == [5]


def test_a_row_without_a_key_may_be_known_by_a_reference_and_a_text(site: Site) -> None:
    feed = dumped("blogs.feed", 1, name="News", website_url="https://x/", feed_url="https://x/f")
    entry = dumped("blogs.blogentry", title="Hi", url="https://x/1", pub_date=NOON, feed=1)
    site.take(feed, entry)
    site.take(feed, entry)
    assert site.column("blog_entries", "id") == [1]


def test_a_row_without_a_key_or_a_name_is_a_problem(site: Site) -> None:
    banner, box = site.problems(
        dumped("banners.banner", title="x"), dumped("boxes.box", content="")
    )
    file = site.folder / "dump.json"
    assert banner == (
        f"banners.banner pk (none: {file}, row 1): has no primary key, "
        "and nothing else tells rows of this model apart."
    )
    assert box == (
        f"boxes.box pk (none: {file}, row 2): has neither a primary key nor label, "
        "which would tell it."
    )


def test_a_row_that_comes_with_and_without_its_key_is_noted(site: Site) -> None:
    (said,) = site.notes(system(2, "source"), system(None, "source"))
    assert said == (
        f"downloads.os pk (none: {site.folder / 'dump.json'}, row 2): "
        "is the same row as pk 2: this one is taken."
    )


def test_a_row_that_comes_twice_is_taken_from_the_later_place(site: Site) -> None:
    assert site.notes(system(2, "source"), system(2, "windows"), system(2, "windows")) == [
        "downloads.os pk 2: comes twice: the later row is taken."
    ]
    assert site.column("operating_systems", "slug") == ["windows"]
