"""What jobs are listed under: categories, types, places, and working from anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from sitegen.messages import row_of
from sitegen.models import JobCategory, JobType
from sitegen.sections.groups import grouped
from sitegen.sections.job_rows import TELECOMMUTE, path_of_list
from sitegen.statements import by_text
from sitegen.urls import url_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sitegen.computed import Rows
    from sitegen.sections.job_rows import ListedJob


all_categories = select(
    JobCategory.id, JobCategory.name, JobCategory.slug, JobCategory.active
).order_by(by_text(JobCategory.name), JobCategory.id)
all_types = select(JobType.id, JobType.name, JobType.slug, JobType.active).order_by(
    by_text(JobType.name), JobType.id
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What jobs are listed under. `kind` is category, type, location or telecommute (no name).

    `jobs` are newest first; `named` says whether overviews name it.
    """

    kind: str
    name: str
    path: str
    source: str
    jobs: Sequence[ListedJob]
    named: bool = True


def categories(rows: Rows, jobs: Iterable[ListedJob]) -> Iterator[Heading]:
    """The categories by name: the active ones, and others while jobs are filed there."""
    own = grouped(jobs, lambda job: (job.category_id,))
    for row in rows["categories"]:
        if row.active or row.id in own:
            path = path_of_list("category", row.slug)
            source = row_of("job_categories", row.id, path)
            of_it = own.get(row.id, ())
            yield Heading("category", row.name, path, source, of_it, named=bool(of_it))


def types(rows: Rows, jobs: Iterable[ListedJob]) -> Iterator[Heading]:
    """The types by name: the active ones, and others while jobs are of them."""
    own = grouped(jobs, lambda job: job.type_ids)
    for row in rows["types"]:
        if row.active or row.id in own:
            path = path_of_list("type", row.slug)
            source = row_of("job_types", row.id, path)
            of_it = own.get(row.id, ())
            yield Heading("type", row.name, path, source, of_it, named=row.active and bool(of_it))


def places(jobs: Iterable[ListedJob]) -> list[Heading]:
    """The places of jobs by name; its newest job says how a place is spelled."""
    own = grouped(jobs, lambda job: (job.place_slug,) if job.place_slug else ())
    headings = [_place(slug, of_it) for slug, of_it in own.items()]
    return sorted(headings, key=lambda heading: (heading.name, heading.path))


def remote(jobs: Iterable[ListedJob]) -> Heading:
    """The jobs that can be done from anywhere; its pages are there even if there are none."""
    path = path_of_list("location", TELECOMMUTE)
    return Heading("telecommute", "", path, path, [job for job in jobs if job.remote])


def count_of(heading: Heading) -> dict[str, Any]:
    """The link to a heading with its number of jobs, as templates see it."""
    url = url_of(heading.path)
    return {"kind": heading.kind, "name": heading.name, "url": url, "count": len(heading.jobs)}


def counted(headings: Iterable[Heading]) -> list[dict[str, Any]]:
    """The links to those headings that overviews name."""
    return [count_of(heading) for heading in headings if heading.named]


def _place(slug: str, jobs: Sequence[ListedJob]) -> Heading:
    newest = jobs[0]
    path = path_of_list("location", slug)
    name = newest.shown["place"] or slug
    return Heading("location", name, path, row_of("jobs", newest.shown["id"], path), jobs)
