"""What jobs are listed under: categories, types, places, and working from anywhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from sitegen.messages import row_of
from sitegen.models import JobCategory, JobType
from sitegen.sections.groups import grouped
from sitegen.sections.job_rows import REMOTE, TELECOMMUTE, path_of_list
from sitegen.statements import by_text
from sitegen.urls import INDEX, url_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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

    `jobs` are newest first, `town` is a place's name below that of its country. What has no `path`
    has no pages: no path can hold its slug.
    """

    kind: str
    name: str
    path: str
    source: str
    jobs: Sequence[ListedJob]
    town: str = ""


def categories(rows: Rows, jobs: Iterable[ListedJob]) -> Iterator[Heading]:
    """The categories by name: the active ones, and others while jobs are filed there."""
    own = grouped(jobs, lambda job: (job.category_id,))
    for row in rows["categories"]:
        if row.active or row.id in own:
            path = path_of_list("category", row.slug)
            source = row_of("job_categories", row.id, path)
            yield Heading("category", row.name, path, source, own.get(row.id, ()))


def types(rows: Rows, jobs: Iterable[ListedJob]) -> Iterator[Heading]:
    """The types by name: the active ones, and others while jobs are of them."""
    own = grouped(jobs, lambda job: job.type_ids)
    for row in rows["types"]:
        if row.active or row.id in own:
            path = path_of_list("type", row.slug)
            source = row_of("job_types", row.id, path)
            yield Heading("type", row.name, path, source, own.get(row.id, ()))


def places(jobs: Iterable[ListedJob]) -> list[Heading]:
    """The places of jobs that have pages, by name; its newest job says how a place is spelled.

    One that is called as another says its region, and if that is no help, its slug.
    """
    own = grouped(jobs, lambda job: (job.place_folder,) if job.place_folder else ())
    short = Counter(_name(of_it[0]) for of_it in own.values())
    spelled = {folder: short[_name(of_it[0])] > 1 for folder, of_it in own.items()}
    names = Counter(_name(of_it[0], full=spelled[folder]) for folder, of_it in own.items())
    headings = [
        _place(folder, of_it, full=spelled[folder], names=names) for folder, of_it in own.items()
    ]
    return sorted(headings, key=lambda heading: (heading.name, heading.path))


def unlisted_places(jobs: Iterable[ListedJob]) -> list[Heading]:
    """The places of jobs that have a name and no pages, such as those without Latin letters."""
    nameable = (job for job in jobs if not job.place_folder and _is_somewhere(job))
    own = grouped(nameable, lambda job: (job.place,))
    return [
        Heading("location", name, "", "", of_it, town=of_it[0].town) for name, of_it in own.items()
    ]


def remote(jobs: Iterable[ListedJob]) -> Heading:
    """The jobs that can be done from anywhere; its pages are there even if there are none."""
    path = path_of_list("location", TELECOMMUTE)
    return Heading("telecommute", "", path, path, [job for job in jobs if job.remote])


def count_of(heading: Heading) -> dict[str, Any]:
    """The link to a heading with its number of jobs, as templates see it."""
    url = url_of(heading.path) if heading.path else ""
    return {"kind": heading.kind, "name": heading.name, "url": url, "count": len(heading.jobs)}


def counted(headings: Iterable[Heading]) -> list[dict[str, Any]]:
    """The links to those headings that jobs are under."""
    return [count_of(heading) for heading in headings if heading.jobs]


def _place(
    folder: str, jobs: Sequence[ListedJob], *, full: bool, names: Mapping[str, int]
) -> Heading:
    newest, path = jobs[0], folder + INDEX
    name = _name(newest, full=full)
    town = newest.full_town if full and newest.full_town else newest.town
    told = f" ({newest.place_slug})" if names[name] > 1 else ""
    source = row_of("jobs", newest.id, path)
    return Heading("location", name + told, path, source, jobs, town=town + told)


def _name(job: ListedJob, *, full: bool = False) -> str:
    return (job.full_place if full else job.place) or job.place_slug


def _is_somewhere(job: ListedJob) -> bool:
    return job.place.lower() not in ("", REMOTE)
