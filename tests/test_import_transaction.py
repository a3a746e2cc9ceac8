"""An import is one transaction, and leaves the database ready for more rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, text

from sitegen.models import Page
from tests.importing import (
    Site,
    file_of,
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


def test_a_dry_run_reports_the_same_and_changes_nothing(site: Site) -> None:
    rows = [user(1, "ada"), page(5, "/about", creator=1)]
    before = site.everything()
    dry = site.take(*rows, dry_run=True)
    assert site.everything() == before
    wet = site.take(*rows)
    assert (dry.counts, dry.notes, dry.dry_run) == (wet.counts, wet.notes, True)


def test_a_row_added_after_an_import_gets_a_key_of_its_own(site: Site) -> None:
    site.take(page(812, "about"), page(3, "news"))
    site.take(page(3, "news"))
    with site.engine.begin() as connection:
        row = {"title": "New", "path": "new", "content": ""}
        key = connection.scalar(insert(Page).values(row).returning(Page.id))
    assert key == 813


def test_keys_are_never_counted_back(site: Site) -> None:
    site.take(page(812, "about"))
    with site.engine.begin() as connection:
        connection.execute(text("DELETE FROM pages"))
    site.take(page(3, "news"))
    with site.engine.begin() as connection:
        row = {"title": "New", "path": "new", "content": ""}
        key = connection.scalar(insert(Page).values(row).returning(Page.id))
    assert key == (813 if site.engine.dialect.name == "postgresql" else 4)


def test_a_dump_of_releases_alone_is_complete(site: Site) -> None:
    made: dict[str, Any] = {"creator": 1, "last_modified_by": 1}
    report = site.take(
        system(1, "source"),
        release(1, "Python 3.1", release_page=44, **made),
        file_of(1, 1, **made),
    )
    assert [count.table for count in report.counts] == [
        "operating_systems", "releases", "release_files"
    ]  # fmt: skip
    assert site.column("releases", "release_page_id") == [None]
    assert [(left.name, left.rows) for left in report.left_behind] == [
        ("downloads.release: last_modified_by", 1),
        ("downloads.releasefile: last_modified_by", 1),
    ]
