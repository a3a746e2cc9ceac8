"""What may be made anew for nothing: what pages are given and cannot all show.

A stamp is of everything that a page is given, and views give what their templates show, with two
exceptions. A page of staff is given its whole row, for the row asks for a template of its own, and
that shows what it will: a text file shows no title. And a stamp holds what messages call the row
that makes a path: when two rows exchange their slugs and show the same, both are made anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from sitegen.models import Page

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sitegen.plan import Plan

    Patterns = tuple[str, ...]


def given_unshown(engine: Engine, plan: Plan) -> dict[tuple[Patterns, str, Any], object]:
    """What is given and perhaps not shown, by the paths to which it is given and by its key."""
    found: dict[tuple[Patterns, str, Any], object] = {
        ((path,), "source", path): file.source for path, file in plan.files.items()
    }
    with engine.connect() as connection:
        for row in connection.execute(select(Page.__table__)):
            own = (row.path, f"{row.path}/index.html".lstrip("/"))
            found[own, "pages", row.id] = tuple(row)
    return found
