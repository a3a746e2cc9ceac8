"""What may be made anew for nothing: what pages are given and do not all show.

A stamp is of everything that a page is given. A page whose template shows less of its row is
rendered when the rest changes as well; and computed pages are given more of each row than they all
show: lists of jobs the address of a place, lists of releases the file behind a button. So a row
that changed may have the pages of its own section and the home page made anew, and no others: not
those of other sections, no sitemap, no page of staff but its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, select

from sitegen.models import EventCategoryAssociation, JobTypeAssociation, Page
from tests.edits.tables import TABLES

if TYPE_CHECKING:
    from sqlalchemy import Engine

    Patterns = tuple[str, ...]

SECTIONS = ("downloads", "jobs", "events")
ASSOCIATIONS = {"jobs": [JobTypeAssociation], "events": [EventCategoryAssociation]}


def given_unshown(engine: Engine) -> dict[tuple[Patterns, str, Any], object]:
    """All rows by their keys, with the paths to which they are given and perhaps not shown."""
    found: dict[tuple[Patterns, str, Any], object] = {}
    with engine.connect() as connection:
        for section in SECTIONS:
            patterns = ("index.html", f"{section}/*")
            for model in (*TABLES[section], *ASSOCIATIONS.get(section, ())):
                keys = [column.name for column in inspect(model).primary_key]
                for row in connection.execute(select(model.__table__)):
                    key = tuple(row._mapping[name] for name in keys)
                    found[patterns, model.__tablename__, key] = tuple(row)
        for row in connection.execute(select(Page.__table__)):
            own = (row.path, f"{row.path}/index.html".lstrip("/"))
            found[own, "pages", row.id] = tuple(row)
            # A release may be shown by a page in its place.
            found[("index.html", "downloads/*"), "pages.path", row.id] = row.path
    return found
