"""What the page of a job shows, and which jobs stand before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Select, case, false, func, literal, select

from sitegen.models import Job, JobCategory, JobType, JobTypeAssociation
from sitegen.sections.job_rows import (
    folder_of_job,
    folder_of_list,
    is_visible,
    newest_first,
    place_slug,
)
from sitegen.statements import by_text, in_words, position_by
from sitegen.urls import INDEX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Label, SQLColumnExpression

path = folder_of_job(in_words(Job.id)) + INDEX


def by_path(wanted: str) -> ColumnElement[bool]:
    """The rows of the job whose file this is."""
    name = wanted.removeprefix("jobs/").removesuffix(f"/{INDEX}")
    is_key = name.isdecimal() and len(name) < len(str(2**63))
    return Job.id == literal(int(name), BigInteger) if is_key else false()


def _url(folder: SQLColumnExpression[str]) -> ColumnElement[str]:
    """The URL path of a folder, which a template has still to encode."""
    return literal("/") + folder


def _beside(function: Any, label: str) -> Iterator[Label[Any]]:
    """The key and the title of the job before (`func.lag`: a newer one) or after (`func.lead`)."""
    for column, name in ((Job.id, "id"), (Job.job_title, "title")):
        found = function(column, type_=column.type).over(order_by=newest_first)
        yield found.label(f"{label}_{name}")


# Apart from the texts: a condition that picks one job must not hide its neighbours.
neighbours = (
    select(Job.id, *_beside(func.lag, "previous"), *_beside(func.lead, "next"))
    .where(is_visible)
    .subquery("neighbours")
)

one: Select[*tuple[Any, ...]] = (
    select(
        path.label("path"),
        Job.id,
        Job.job_title,
        Job.company_name,
        Job.city,
        func.coalesce(Job.region, "").label("region"),
        Job.country,
        place_slug.label("location_slug"),
        case((place_slug != "", _url(folder_of_list("location", place_slug))), else_="").label(
            "location_url"
        ),
        Job.description,
        Job.description_markup_type,
        Job.requirements,
        Job.requirements_markup_type,
        Job.company_description,
        Job.company_description_markup_type,
        func.coalesce(Job.contact, "").label("contact"),
        Job.email,
        Job.url,
        Job.telecommuting,
        Job.agencies,
        Job.created,
        Job.expires,
        JobCategory.name.label("category_name"),
        _url(folder_of_list("category", JobCategory.slug)).label("category_url"),
        func.coalesce(Job.other_job_type, "").label("other_job_type"),
        _url(folder_of_job(in_words(neighbours.c.previous_id))).label("previous_url"),
        neighbours.c.previous_title,
        _url(folder_of_job(in_words(neighbours.c.next_id))).label("next_url"),
        neighbours.c.next_title,
    )
    .join(neighbours, neighbours.c.id == Job.id)
    # One whose category is gone is an error of the lists, and no reason to be without a page.
    .outerjoin(JobCategory, JobCategory.id == Job.category_id)
    .where(is_visible)  # as its neighbours are: so that the texts come along the index as well
)
types: Select[*tuple[Any, ...]] = (
    select(
        path.label("path"),
        position_by(by_text(JobType.name), JobType.id, within=Job.id),
        JobType.name,
        _url(folder_of_list("type", JobType.slug)).label("url"),
    )
    .join(JobTypeAssociation, JobTypeAssociation.job_type_id == JobType.id)
    .join(Job, Job.id == JobTypeAssociation.job_id)
    .where(is_visible)
)
