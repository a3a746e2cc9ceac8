"""The pages that list jobs, computed from rows; only what is new depends on the clock."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sitegen.sections.job_headings import (
    categories,
    count_of,
    counted,
    places,
    remote,
    types,
    unlisted_places,
)
from sitegen.sections.job_rows import listed_jobs
from sitegen.sections.pager import pages
from sitegen.views import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sitegen.computed import Rows
    from sitegen.sections.job_rows import ListedJob

FREQUENT = 10  # places that the first page of all jobs names


def index(rows: Rows, now: datetime) -> Iterator[Content]:
    """The pages of all jobs, with the facets on the first of them."""
    path = "jobs/index.html"
    jobs = listed_jobs(rows, now)
    first: dict[str, Any] = {"count": len(jobs), "facets": facets(rows, jobs)}
    others: dict[str, Any] = {"count": 0, "facets": None}
    for page, shown, pager in pages(jobs, path):
        own = first if page == path else others
        yield Content(page, {"rows": _shown(shown), "pager": pager, **own}, page)


def facets(rows: Rows, jobs: Sequence[ListedJob]) -> dict[str, Any]:
    """What all jobs can be narrowed to, with the number of jobs it leaves; remote before places."""
    frequent = sorted(places(jobs), key=lambda heading: -len(heading.jobs))
    anywhere = [heading for heading in (remote(jobs),) if heading.jobs]
    return {
        "categories": counted(categories(rows, jobs)),
        "types": counted(types(rows, jobs)),
        "places": counted((*anywhere, *frequent[:FREQUENT])),
    }


def filtered(rows: Rows, now: datetime) -> Iterator[Content]:
    """The pages of the jobs under each heading."""
    jobs = listed_jobs(rows, now)
    headings = (*categories(rows, jobs), *types(rows, jobs), *places(jobs), remote(jobs))
    for heading in headings:
        for page, shown, pager in pages(heading.jobs, heading.path):
            context = {
                "kind": heading.kind,
                "name": heading.name,
                "rows": _shown(shown),
                "pager": pager,
                "count": len(heading.jobs) if page == heading.path else 0,
            }
            yield Content(page, context, heading.source)


def categories_overview(rows: Rows, now: datetime) -> Iterator[Content]:
    """The page of the categories that hold jobs."""
    path = "jobs/categories/index.html"
    own = counted(categories(rows, listed_jobs(rows, now)))
    yield Content(path, {"categories": own}, path)


def types_overview(rows: Rows, now: datetime) -> Iterator[Content]:
    """The page of the types that jobs are of."""
    path = "jobs/types/index.html"
    own = counted(types(rows, listed_jobs(rows, now)))
    yield Content(path, {"types": own}, path)


def locations_overview(rows: Rows, now: datetime) -> Iterator[Content]:
    """The page of the places of jobs by country, with those that have no pages."""
    path = "jobs/locations/index.html"
    jobs = listed_jobs(rows, now)
    countries: dict[str, list[dict[str, Any]]] = defaultdict(list)
    found = (*places(jobs), *unlisted_places(jobs))
    for heading in sorted(found, key=lambda heading: (heading.town, heading.path)):
        country = heading.jobs[0].country
        countries[country].append({**count_of(heading), "name": heading.town})
    named = [{"name": name, "places": countries[name]} for name in sorted(countries)]
    yield Content(path, {"countries": named, "remote": count_of(remote(jobs))}, path)


def _shown(jobs: Iterable[ListedJob]) -> list[Mapping[str, Any]]:
    return [job.shown for job in jobs]
