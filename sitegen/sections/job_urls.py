"""Where jobs and lists of jobs are found, for the sitemap and for claims.

The sitemap holds the places of which SQL can tell that a path can hold them: those whose slug is
what forms take for one. Claims hold all: where no list is, no page can be either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, literal, or_, select, true, union_all

from sitegen.models import Job, JobCategory, JobType, JobTypeAssociation
from sitegen.sections.job_rows import (
    TELECOMMUTE,
    folded_slug,
    folder_of_job,
    folder_of_list,
    is_visible,
    place_slug,
    stored_slug,
)
from sitegen.statements import by_text, in_words, position_by
from sitegen.urls import SEGMENT_LIMIT

if TYPE_CHECKING:
    from sqlalchemy import Label, SQLColumnExpression

    from sitegen.statements import Statement


def _folder(kind: str, slug: SQLColumnExpression[Any]) -> Label[str]:
    return folder_of_list(kind, slug).label("folder")


FIXED = (
    "jobs/",
    "jobs/categories/",
    folder_of_list("location", TELECOMMUTE),
    "jobs/locations/",
    "jobs/types/",
)
SLUG_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_"
changed = func.max(Job.updated).label("lastmod")

in_category = (
    select(Job.category_id.label("id"), changed)
    .where(is_visible)
    .group_by(Job.category_id)
    .subquery()
)
of_type = (
    select(JobTypeAssociation.job_type_id.label("id"), changed)
    .join(Job, Job.id == JobTypeAssociation.job_id)
    .where(is_visible)
    .group_by(JobTypeAssociation.job_type_id)
    .subquery()
)
categories = (
    select(_folder("category", JobCategory.slug), in_category.c.lastmod)
    .outerjoin(in_category, in_category.c.id == JobCategory.id)
    .where(or_(JobCategory.active == True, in_category.c.id.is_not(None)))
)
types = (
    select(_folder("type", JobType.slug), of_type.c.lastmod)
    .outerjoin(of_type, of_type.c.id == JobType.id)
    .where(or_(JobType.active == True, of_type.c.id.is_not(None)))
)
is_plain = and_(
    func.trim(folded_slug, SLUG_CHARACTERS) == "", func.length(stored_slug) <= SEGMENT_LIMIT
)
places = (
    select(_folder("location", folded_slug), changed)
    .where(is_visible, place_slug != "", is_plain)
    .group_by(folded_slug)
)
headings = (categories, types, places)
all_places = select(_folder("location", place_slug)).where(is_visible, place_slug != "").distinct()

names = union_all(*(select(literal(folder).label("folder")) for folder in FIXED)).subquery("names")
newest = select(changed).where(is_visible).subquery("newest")
overviews = select(names.c.folder, newest.c.lastmod).select_from(names.join(newest, true()))
lists = union_all(overviews, *headings).subquery("lists")

of_lists: Statement = select(
    position_by(by_text(lists.c.folder)),
    (literal("/") + lists.c.folder).label("url"),
    lists.c.lastmod,
)
folder = folder_of_job(in_words(Job.id))
of_jobs: Statement = select(
    Job.id,
    (literal("/") + folder).label("url"),
    Job.updated.label("lastmod"),
).where(is_visible)
paths = (
    *(select(each.subquery().c.folder + "index.html") for each in (categories, types, all_places)),
    select(folder + "index.html").where(is_visible),
)
