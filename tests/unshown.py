"""What is known to be made anew for nothing: what pages are given and do not all show.

A stamp is of everything that a page is given. A page whose template shows less of its row, and
lists that are given more of each row than they show, are rendered when the rest changes as well.
The shorter this list, the better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from sitegen.models import (
    Calendar,
    Event,
    Job,
    JobCategory,
    JobType,
    Page,
    Release,
    ReleaseFile,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

    Patterns = tuple[str, ...]

DOWNLOADS, JOBS, EVENTS = (("index.html", f"{name}/*") for name in ("downloads", "jobs", "events"))
UNSHOWN: tuple[tuple[Any, Patterns], ...] = (
    (Release.is_latest, DOWNLOADS),
    (Release.release_date, DOWNLOADS),
    (ReleaseFile.name, DOWNLOADS),
    (ReleaseFile.url, DOWNLOADS),
    (ReleaseFile.os_id, DOWNLOADS),
    (ReleaseFile.release_id, DOWNLOADS),
    (Job.location_slug, JOBS),
    (JobCategory.slug, JOBS),
    (JobType.slug, JOBS),
    (Event.featured, EVENTS),
    (Calendar.name, EVENTS),
)


def given_unshown(engine: Engine) -> dict[tuple[Patterns, str, int], object]:
    """The values that may be given without being shown, with the paths to which they are given."""
    found: dict[tuple[Patterns, str, int], object] = {}
    with engine.connect() as connection:
        for column, patterns in UNSHOWN:
            for key, value in connection.execute(select(column.class_.id, column)):
                found[patterns, str(column), key] = value
        for row in connection.execute(select(Page.__table__)):
            found[(row.path, f"{row.path}/index.html".lstrip("/")), "pages", row.id] = tuple(row)
    return found
