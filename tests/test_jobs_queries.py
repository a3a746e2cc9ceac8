"""Of many jobs few are approved, of many events few are featured: both come along an index.

The plans are those of the very SQL and values that the engines were asked to run: a bound value can
keep an engine from an index that the same statement with a literal goes along.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select, text

from sitegen.database import snapshot
from sitegen.models import Event, Job
from sitegen.sections import event_lists, job_details, job_rows, jobs
from sitegen.statements import NOW
from tests.jobs_rows import NOW as MOMENT
from tests.test_queries import ROWS, SERIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

    from sitegen.statements import Statement

TIME = {"sqlite": "text", "postgresql": "timestamptz"}
WORDS = "A text of some words. " * 20  # rows as wide as real ones

# One in 20 is approved, and one in five of those has expired.
JOBS = """
    INSERT INTO jobs (id, category_id, job_title, company_name, city, country, location_slug,
                      description, requirements, email, url, status, created, expires)
    {series} SELECT n, 1, 'Title', 'Company', 'City', 'Country', 'place-' || n % 50,
                    '{words}', '{words}', 'jobs@example.org', 'https://example.org',
                    CASE WHEN n % 20 = 0 THEN 'approved' WHEN n % 3 = 0 THEN 'draft'
                         ELSE 'expired' END,
                    CAST('2026-05-' || (10 + n / 20 % 20) || ' 00:00:00' AS {time}),
                    CAST('2026-0' || CASE WHEN n % 100 = 0 THEN 5 ELSE 7 END || '-31 00:00:00'
                         AS {time}) FROM g
"""
TYPES = "INSERT INTO job_type_associations (job_id, job_type_id) {series} SELECT n, 1 FROM g"
EVENTS = """
    INSERT INTO events (id, title, calendar_id, description, featured)
    {series} SELECT n, 'Title', 1, '{words}', n % 1000 = 0 FROM g
"""
HEADINGS = (
    "INSERT INTO job_categories (id, name, slug) VALUES (1, 'Category', 'category')",
    "INSERT INTO job_types (id, name, slug) VALUES (1, 'Type', 'type')",
    "INSERT INTO calendars (id, name, slug) VALUES (1, 'Calendar', 'calendar')",
)
OF_JOBS = {
    f"{view.name} {label}": statement
    for view in (*jobs.VIEWS, *jobs.SITEMAPS)
    for label, statement in view.statements.items()
    if "expires" in str(statement)
}
LISTS_OF_JOBS = {
    "of all jobs": job_rows.visible,
    **{f"at home: {label}": each for label, each in job_rows.newest(5).items()},
}


def fill(engine: Engine, *statements: str) -> None:
    dialect = engine.dialect.name
    series = SERIES[dialect].format(rows=ROWS)
    with engine.begin() as connection:
        for statement in (*statements, "ANALYZE"):
            filled = statement.format(series=series, words=WORDS, time=TIME[dialect])
            connection.execute(text(filled.replace(":", "\\:")))


def plan_of(connection: Connection, statement: Statement) -> list[str]:
    """The lines of the plan for the SQL and the values that reach the driver."""
    reached: list[tuple[str, Any]] = []

    def keep(_: Any, __: Any, sql: str, values: Any, ___: Any, ____: bool) -> None:
        reached.append((sql, values))

    event.listen(connection, "before_cursor_execute", keep)
    connection.execute(statement, {"now": MOMENT}).close()
    event.remove(connection, "before_cursor_execute", keep)
    ((sql, values),) = reached
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{explain} {sql}", values)
    return [" ".join(str(value) for value in row) for row in rows]


def read_whole(lines: Sequence[str], table: str) -> list[str]:
    """The lines of a plan that read every row of the table, whatever it is called there."""
    whole = re.compile(rf"Seq Scan on {table}\b|SCAN {table}(?! USING (COVERING )?INDEX)\b")
    return [line for line in lines if whole.search(line)]


def goes_along(lines: Sequence[str], *indexes: str) -> bool:
    return any(index in line for index in indexes for line in lines)


def test_approved_jobs_come_along_an_index(engine: Engine) -> None:
    fill(engine, *HEADINGS, JOBS, TYPES)
    one = {"one page": job_details.one.where(job_details.by_path("jobs/20/index.html"))}
    with snapshot(engine) as connection:
        for name, statement in {**OF_JOBS, **LISTS_OF_JOBS, **one}.items():
            plan = plan_of(connection, statement)
            assert goes_along(plan, "ix_jobs_approved", "ix_jobs_status"), name
            assert read_whole(plan, "jobs") == [], name
        for name, statement in LISTS_OF_JOBS.items():
            assert goes_along(plan_of(connection, statement), "ix_jobs_approved"), name
        control = plan_of(connection, select(Job.id).where(Job.city == "City", Job.expires > NOW))
    assert read_whole(control, "jobs")
    assert not goes_along(control, "ix_jobs_approved", "ix_jobs_status")


def test_featured_events_come_along_an_index(engine: Engine) -> None:
    fill(engine, *HEADINGS, EVENTS)
    with snapshot(engine) as connection:
        plan = plan_of(connection, event_lists.featured)
        control = plan_of(connection, select(Event.description).where(Event.title == "Title"))
    assert goes_along(plan, "ix_events_upcoming", "ix_events_featured")
    assert read_whole(plan, "events") == []
    assert read_whole(control, "events")
