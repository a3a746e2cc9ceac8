"""Jobs: approved ones until they expire, each on its page and in lists of many kinds.

What expires takes its page along; the lists that named it and the pages of its neighbours change
with it, and nothing else. Lists are computed; the page of a job is as the database gives it.
"""

from __future__ import annotations

from types import MappingProxyType

from sitegen.computed import ComputedView
from sitegen.markup import Policy
from sitegen.sections import job_details, job_headings, job_lists, job_rows, job_urls, urlsets
from sitegen.sections.job_rows import end_of_newness
from sitegen.site import Section
from sitegen.views import View

STATEMENTS = MappingProxyType(
    {
        "jobs": job_rows.visible,
        "job_types": job_rows.types_of_visible,
        "categories": job_headings.all_categories,
        "types": job_headings.all_types,
    }
)
VIEWS = (
    ComputedView(
        "jobs.index",
        "jobs/index.html",
        STATEMENTS,
        job_lists.index,
        end_of_newness,
        within="jobs/",
    ),
    ComputedView(
        "jobs.filtered",
        "jobs/filtered.html",
        STATEMENTS,
        job_lists.filtered,
        end_of_newness,
        within="jobs/",
    ),
    ComputedView(
        "jobs.categories",
        "jobs/categories.html",
        STATEMENTS,
        job_lists.categories_overview,
        within="jobs/",
    ),
    ComputedView(
        "jobs.types",
        "jobs/types.html",
        STATEMENTS,
        job_lists.types_overview,
        within="jobs/",
    ),
    ComputedView(
        "jobs.locations",
        "jobs/locations.html",
        STATEMENTS,
        job_lists.locations_overview,
        within="jobs/",
    ),
    View(
        "jobs.job",
        "jobs/job.html",
        job_details.one,
        subject="job",
        source="jobs",
        rows={"types": job_details.types},
        markup={
            "description": Policy.UNTRUSTED,
            "requirements": Policy.UNTRUSTED,
            "company_description": Policy.UNTRUSTED,
        },
        narrow=job_details.by_path,
        within="jobs/",
    ),
)
SITEMAPS = (
    urlsets.alone("jobs.sitemap", "jobs", job_urls.of_lists),
    urlsets.by_id("jobs.job_sitemap", "jobs", job_urls.of_jobs),
)
SECTION = Section(VIEWS, SITEMAPS)
