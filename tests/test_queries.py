"""The questions that views ask go along indexes, and their number does not grow with the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text

from sitegen.clock import Candidates
from sitegen.reading import Reading
from sitegen.sections import SITE, pages, releases
from tests.built_site import NOW, BuiltSite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from sitegen.statements import Statement

ROWS = 100_000
SERIES = {
    "sqlite": "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {rows})",
    "postgresql": "WITH g(n) AS (SELECT generate_series(1, {rows}))",
}
PAGES = """
    INSERT INTO pages (id, title, path, content, is_published)
    {series} SELECT n, 'Title', 'section/page-' || n, 'Text.', n % 10 <> 0 FROM g
"""
RELEASES = """
    INSERT INTO releases (id, name, slug, version, is_latest, is_published, release_date)
    {series} SELECT n, 'Python 3.' || n || '.0', 'python-3' || n || '0', 2 + n % 2, n > {rows} - 4,
                    n % 10 <> 0, '2026-01-01 00:00:00' FROM g
"""
OTHERS = (
    "INSERT INTO page_images (id, page_id, image) {series} SELECT n, n, 'pic-' || n FROM g",
    "INSERT INTO boxes (id, label, content) {series} SELECT n, 'name-' || n, 'Text.' FROM g",
    "INSERT INTO menus (id, alias) {series} SELECT n, 'name-' || n FROM g",
    """
    INSERT INTO menu_items (id, menu_id, title, url)
    {series} SELECT n, 1 + n % 5, 'Title', '/' || n || '/' FROM g
    """,
    "INSERT INTO calendars (id, name, slug) {series} SELECT n, 'Name', 'name-' || n FROM g",
    """
    INSERT INTO events (id, title, calendar_id, description, featured)
    {series} SELECT n, 'Title', n, 'Text.', n % 2 = 0 FROM g
    """,
    """
    INSERT INTO occurring_rules (id, event_id, dt_start, dt_end)
    {series} SELECT n, n, '2026-07-01 00:00:00', '2026-08-01 00:00:00' FROM g
    """,
    """
    INSERT INTO recurring_rules (id, event_id, begin, finish)
    {series} SELECT n, n, '2026-05-01 00:00:00', '2027-08-01 00:00:00' FROM g
    """,
    "INSERT INTO job_categories (id, name, slug) {series} SELECT n, 'Name', 'name-' || n FROM g",
    "INSERT INTO job_types (id, name, slug) {series} SELECT n, 'Name', 'name-' || n FROM g",
    """
    INSERT INTO jobs (id, category_id, job_title, company_name, city, country, location_slug,
                      description, requirements, email, url, status, expires)
    {series} SELECT n, n, 'Title', 'Company', 'City', 'Country', 'place-' || n, 'Text.', 'Text.',
                    'jobs@example.org', 'https://example.org', 'approved', '2026-07-01 00:00:00'
                    FROM g
    """,
    "INSERT INTO job_type_associations (job_id, job_type_id) {series} SELECT n, n FROM g",
)
FILLED = (
    *("page_images", "pages", "releases", "boxes", "menu_items", "menus", "events", "calendars"),
    *("jobs", "job_types", "job_categories"),
)
LABELS = tuple(f"name-{number}" for number in range(1, 200))


def fill(engine: Engine, rows: int, *others: str) -> None:
    series = SERIES[engine.dialect.name].format(rows=rows)
    with engine.begin() as connection:
        for statement in (PAGES, RELEASES, *others):
            connection.execute(text(statement.format(series=series, rows=rows)))
        connection.execute(text("ANALYZE"))


@pytest.fixture
def large(engine: Engine) -> Engine:
    """100,000 pages and as many releases, with statistics."""
    fill(engine, ROWS)
    return engine


def plan_of(engine: Engine, statement: Statement) -> str:
    """How the engine means to find the rows, in its own words."""
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    compiled = statement.compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain} {str(compiled).replace('%', '%%')}")
        return "\n".join(" ".join(str(value) for value in row) for row in rows)


def assert_along(plan: str, table: str, *indexes: str) -> None:
    assert any(index in plan for index in indexes), plan
    assert f"Seq Scan on {table}" not in plan, plan
    assert f"SCAN {table}" not in plan, plan


def test_one_published_page_is_found_along_its_path(large: Engine) -> None:
    one = pages.published.where(pages.by_path("section/page-77/index.html"))
    assert_along(plan_of(large, one), "pages", "ix_pages_path", "ix_pages_path_published")


def test_the_rows_of_few_stale_pages_are_found_along_their_paths(large: Engine) -> None:
    explain = "EXPLAIN QUERY PLAN" if large.dialect.name == "sqlite" else "EXPLAIN"
    asked: list[tuple[str, Any]] = []
    with large.connect() as connection:
        event.listen(large, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
        few = [f"section/page-{number}/index.html" for number in (77, 78, 79)]
        (view,) = pages.VIEWS
        found = [content.path for content in view.contexts(Reading(connection, NOW), few)]
        assert found == few
        statement, values = next(each for each in asked if "pages" in each[0])
        rows = connection.exec_driver_sql(f"{explain} {statement}", values).all()
    plan = "\n".join(" ".join(str(value) for value in row) for row in rows)
    assert_along(plan, "pages", "ix_pages_path", "ix_pages_path_published")


@pytest.mark.parametrize("version", [releases.PYTHON_3, releases.INSTALL_MANAGER])
def test_latest_releases_are_found_along_an_index(large: Engine, version: int) -> None:
    plan = plan_of(large, releases.latest(version))
    usable = ("ix_releases_latest", "ix_releases_version_latest", "ix_releases_is_latest")
    assert_along(plan, "releases", *usable)


def test_the_check_itself_can_fail(large: Engine) -> None:
    scan = pages.published.where(pages.Page.title == "Title of none")
    with pytest.raises(AssertionError):
        assert_along(plan_of(large, scan), "pages", "ix_pages_path")


def test_the_number_of_statements_does_not_grow_with_the_rows(site: BuiltSite) -> None:
    few = sum(1 for _ in _asked(site, 5))
    many = sum(1 for _ in _asked(site, 500))
    assert few == many


def _asked(site: BuiltSite, rows: int) -> Iterator[str]:
    """The statements of a whole reading of views, boxes, menus and uploads over so many rows."""
    for table in FILLED:
        site.sql(f"DELETE FROM {table}")
    fill(site.engine, rows, *OTHERS)
    asked: list[str] = []
    with site.engine.connect() as connection:
        event.listen(site.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
        for view in SITE.views:
            list(view.stamps(Reading(connection, NOW)))
            list(view.contexts(Reading(connection, NOW), None))
            view.changes_after(Reading(connection, NOW), Candidates(connection))
        for shared in SITE.shared.values():
            shared.load(connection, LABELS)
        for statement in SITE.media:
            connection.execute(statement).all()
    return iter(asked)
