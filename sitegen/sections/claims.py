"""Paths that other sections make where a page could stand: such a page is left out.

The plan finds out by itself which page gives way. What is said of pages elsewhere, in the sitemap
and in headers, has to leave out the same ones: a section that makes paths of this kind says so
here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, or_, select, union_all

from sitegen.models import OperatingSystem, Release
from sitegen.sections import event_urls, job_urls, releases
from sitegen.statements import by_text

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

FIXED = (
    "index.html",
    "downloads/index.html",
    *(f"{folder}index.html" for folder in (*event_urls.FIXED, *job_urls.FIXED)),
    # A file and a folder cannot share a name.
    *(f"{file}/index.html" for file in ("404.html", "robots.txt", "sitemap.xml")),
    *(f"{file}/index.html" for file in ("_headers", "_redirects")),
)
from_rows = union_all(
    select((literal("downloads/") + OperatingSystem.slug + "/index.html").label("path")),
    select(literal("downloads/release/") + Release.slug + "/index.html").where(releases.is_public),
    *event_urls.paths,
    *job_urls.paths,
).subquery("claimed")


def is_claimed(path: ColumnElement[Any]) -> ColumnElement[bool]:
    """Another section makes this path, or one that differs only in the case of ASCII letters."""
    # By code point, lower() folds ASCII letters and no others, on both engines.
    folded = func.lower(by_text(path))
    return or_(folded.in_(FIXED), folded.in_(select(func.lower(by_text(from_rows.c.path)))))
