"""Jobs as every page lists them: which are visible, in which order, and what a row shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Select, and_, case, func, select

from sitegen.models import Job, JobCategory, JobType, JobTypeAssociation
from sitegen.places import held, place, spelled_out
from sitegen.sections.gaps import lost
from sitegen.statements import NOW, by_text
from sitegen.urls import INDEX, url_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import SQLColumnExpression

    from sitegen.computed import Rows
    from sitegen.statements import AnyRow

Words = TypeVar("Words", str, "SQLColumnExpression[Any]")

NEW_FOR = timedelta(days=30)
LAST_MOMENT = datetime.max.replace(tzinfo=UTC)
REMOTE = "remote"  # what people write who have no place to name
TELECOMMUTE = "telecommute"  # a list of its own, which no place can take

is_visible = and_(Job.status == "approved", Job.expires > NOW)
newest_first = (Job.created.desc(), Job.id.desc())
stored_slug = func.coalesce(Job.location_slug, "")
# By code point, lower() folds ASCII letters and no others, on both engines.
folded_slug = func.lower(by_text(stored_slug))
place_slug = case(
    (folded_slug == TELECOMMUTE, ""),
    (func.replace(stored_slug, "/", "") != stored_slug, ""),
    else_=stored_slug,
)

visible: Select[*tuple[Any, ...]] = (
    select(
        Job.id,
        Job.job_title,
        Job.company_name,
        Job.city,
        Job.region,
        Job.country,
        place_slug.label("place_slug"),
        Job.telecommuting,
        Job.is_featured,
        Job.created,
        Job.expires,
        Job.category_id,
        JobCategory.id.label("known_category_id"),
        JobCategory.name.label("category_name"),
        Job.other_job_type,
    )
    .outerjoin(JobCategory, JobCategory.id == Job.category_id)
    .where(is_visible)
    .order_by(*newest_first)
)
types_of_visible: Select[*tuple[Any, ...]] = (
    select(JobTypeAssociation.job_id, JobType.id, JobType.name)
    .join(JobType, JobType.id == JobTypeAssociation.job_type_id)
    .join(Job, Job.id == JobTypeAssociation.job_id)
    .where(is_visible)
    .order_by(JobTypeAssociation.job_id, by_text(JobType.name), JobType.id)
)


def newest(count: int) -> Mapping[str, Select[*tuple[Any, ...]]]:
    """The statements that `listed_jobs` reads, for the newest jobs alone."""
    ids = select(Job.id).where(is_visible).order_by(*newest_first).limit(count)
    return {
        "jobs": visible.limit(count),
        "job_types": types_of_visible.where(JobTypeAssociation.job_id.in_(ids)),
    }


@dataclass(frozen=True, slots=True)
class ListedJob:
    """A visible job: what lists sort it by, and what they show of it.

    `place` is where it is in words, `town` that without the country; `full_town` and `full_place`
    say the region even if it repeats the city. `place_folder` is that of the list of its place,
    empty if there is none.
    """

    id: int
    category_id: int
    type_ids: tuple[int, ...]
    place: str
    town: str
    full_town: str
    full_place: str
    country: str
    place_slug: str
    place_folder: str
    remote: bool
    shown: Mapping[str, Any]


def listed_jobs(rows: Rows, now: datetime) -> list[ListedJob]:
    """The jobs of the rows of `visible` and `types_of_visible`, newest first.

    Raises SitegenError for a job of a category that is gone.
    """
    types: dict[int, list[AnyRow]] = defaultdict(list)
    for row in rows["job_types"]:
        types[row.job_id].append(row)
    return [_listed(row, types[row.id], now) for row in rows["jobs"]]


def end_of_newness(rows: Rows, now: datetime) -> datetime | None:
    """The first moment after `now` at which one of the jobs is no longer new."""
    ends = (row.created + NEW_FOR for row in rows["jobs"] if row.created <= LAST_MOMENT - NEW_FOR)
    return min((end for end in ends if end > now), default=None)


def first_expiry(rows: Rows) -> datetime | None:
    """The first moment at which one of the jobs expires."""
    return min((row.expires for row in rows["jobs"]), default=None)


def folder_of_job(key: Words) -> Words:
    """The folder of a job's own page, of a key in words: a text, or a column of such."""
    return "jobs/" + key + "/"  # ty: ignore[invalid-explicit-return] - of one kind, as the key is


def folder_of_list(kind: str, slug: Words) -> Words:
    """The folder of the jobs of one `category`, `type` or `location`, of a text or a column."""
    return f"jobs/{kind}/" + slug + "/"  # ty: ignore[invalid-explicit-return] - likewise


def path_of_list(kind: str, slug: str) -> str:
    """The file of the first page of jobs of one category, type or location."""
    return folder_of_list(kind, slug) + INDEX


def _listed(row: AnyRow, types: Sequence[AnyRow], now: datetime) -> ListedJob:
    if row.known_category_id is None:
        raise lost("jobs", row.id, "category", row.category_id)
    where = place((row.city, row.region, row.country))
    shown = {
        "title": row.job_title,
        "company": row.company_name,
        "place": where,
        "also_remote": row.telecommuting and where.lower() != REMOTE,
        "posted": row.created,
        "new": now - row.created < NEW_FOR,
        "featured": row.is_featured,
        "category": row.category_name,
        "types": [*(each.name for each in types), *filter(None, [row.other_job_type])],
        "url": url_of(folder_of_job(str(row.id))),
    }
    return ListedJob(
        id=row.id,
        category_id=row.category_id,
        type_ids=tuple(each.id for each in types),
        place=where,
        town=place((row.city, row.region)) or place((row.country,)) or row.place_slug,
        full_town=spelled_out((row.city, row.region)),
        full_place=spelled_out((row.city, row.region, row.country)),
        country=place((row.country,)),
        place_slug=row.place_slug,
        place_folder=held(folder_of_list("location", row.place_slug)),
        remote=row.telecommuting,
        shown=shown,
    )
