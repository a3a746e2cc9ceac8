"""Rows of jobs to test with, and what the views make of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from sitegen.clock import Candidates
from sitegen.database import snapshot
from sitegen.models import Base, Job, JobCategory, JobType, JobTypeAssociation
from sitegen.reading import Reading
from sitegen.sections import jobs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from sitegen.site import AnyView

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
POSTED = datetime(2026, 5, 20, tzinfo=UTC)
EXPIRES = datetime(2026, 8, 1, tzinfo=UTC)
VIEWS = {view.name: view for view in (*jobs.VIEWS, *jobs.SITEMAPS)}


def add(engine: Engine, model: type[Base], **columns: Any) -> int:
    with engine.begin() as connection:
        key = connection.execute(insert(model).values(columns)).inserted_primary_key
    assert key
    return int(key[0])


def heading(engine: Engine, model: type[JobCategory | JobType], name: str, **columns: Any) -> int:
    """The category or type of this name, made if there is none."""
    with engine.connect() as connection:
        found = connection.scalar(select(model.id).where(model.name == name))
    slug = name.lower().replace(" ", "-")
    return found or add(engine, model, name=name, **{"slug": slug, **columns})


def add_job(
    engine: Engine, title: str = "Developer", *types: str, category: str = "Web", **columns: Any
) -> int:
    """A visible job in Berlin, of these types."""
    values = {
        "job_title": title,
        "company_name": "Acme",
        "city": "Berlin",
        "country": "Germany",
        "location_slug": "berlin-germany",
        "description": "What to do.",
        "requirements": "What to know.",
        "email": "jobs@example.org",
        "url": "https://example.org/jobs",
        "status": "approved",
        "created": POSTED,
        "updated": POSTED,
        "expires": EXPIRES,
        **columns,
    }
    values.setdefault("category_id", heading(engine, JobCategory, category))
    key = add(engine, Job, **values)
    for name in types:
        of_it = {"job_id": key, "job_type_id": heading(engine, JobType, name)}
        with engine.begin() as connection:
            connection.execute(insert(JobTypeAssociation).values(of_it))
    return key


def add_jobs(engine: Engine, count: int, **columns: Any) -> None:
    """So many jobs, each a minute older than the one before."""
    for number in range(1, count + 1):
        created = POSTED - timedelta(minutes=number)
        add_job(engine, f"Job {number}", **{"created": created, **columns})


def contexts(engine: Engine, view: str, now: datetime = NOW) -> dict[str, Any]:
    """What the view says of each of its paths."""
    with snapshot(engine) as connection:
        found = VIEWS[view].contexts(Reading(connection, now), None)
        return {content.path: content.context for content in found}


def stamps(engine: Engine, now: datetime = NOW) -> dict[str, str]:
    """The stamps of all files of jobs."""
    with snapshot(engine) as connection:
        return {
            stamp.path: stamp.digest
            for view in VIEWS.values()
            for stamp in view.stamps(Reading(connection, now))
        }


def changes_after(engine: Engine, view: AnyView, now: datetime) -> datetime | None:
    """When the view could next say something else of the rows as they are."""
    with snapshot(engine) as connection:
        return view.changes_after(Reading(connection, now), Candidates(connection))


def all_jobs(engine: Engine, now: datetime = NOW) -> Any:
    return contexts(engine, "jobs.index", now)["jobs/index.html"]


def under(engine: Engine, place: str, now: datetime = NOW) -> Any:
    """The first page of the jobs under a heading, such as `category/web`."""
    return contexts(engine, "jobs.filtered", now)[f"jobs/{place}/index.html"]


def job_page(engine: Engine, key: int, now: datetime = NOW) -> Any:
    return contexts(engine, "jobs.job", now)[f"jobs/{key}/index.html"]


def titles(rows: Sequence[Any]) -> list[str]:
    return [row["title"] for row in rows]
