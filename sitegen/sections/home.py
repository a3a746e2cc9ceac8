"""Home: what Python is and how to get it, the newest releases, the next events, new jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import literal, null, select

from sitegen.computed import ComputedView
from sitegen.models import Release
from sitegen.sections import coming_events, job_rows, offers, releases, urlsets
from sitegen.sections.releases import by_date, dated, listing, public_releases
from sitegen.site import Section
from sitegen.views import Content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sitegen.computed import Rows
    from sitegen.sections.offers import Offer

SHOWN = 5
SYSTEMS = ("windows", "macos")
ENOUGH = 50  # rows, in order of date; of releases on one day the higher version is the newer

recent = (
    releases.published.where(Release.show_on_download_page == True)
    .order_by(None)
    .order_by(Release.release_date.desc(), Release.id.desc())
    .limit(ENOUGH)
)


def home(rows: Rows, now: datetime) -> Iterator[Content]:
    """The page at `/`."""
    newest = sorted(public_releases(rows["recent"]), key=by_date, reverse=True)[:SHOWN]
    context = {
        "latest": _latest(offers.latest_python(rows)),
        "newest": [listing(release) for release in newest],
        "events": coming_events.coming_events(rows, now),
        "jobs": [job.shown for job in job_rows.listed_jobs(rows, now)],
    }
    yield Content("index.html", context, "index.html")


def next_moment(rows: Rows, now: datetime) -> datetime | None:
    """The first moment after `now` at which an event starts, or a job expires or is not new."""
    moments = (
        coming_events.next_moment(rows, now),
        job_rows.end_of_newness(rows, now),
        job_rows.first_expiry(rows),
    )
    return min((moment for moment in moments if moment), default=None)


def _latest(offer: Offer | None) -> dict[str, Any] | None:
    """The latest Python with what it offers for those systems that home names."""
    if offer is None:
        return None
    files = [
        {"url": file.url, "os_slug": file.os_slug, "os": file.os}
        for file in offer.files
        if file.os_slug in SYSTEMS
    ]
    return {**dated(offer.release), "files": files}


VIEWS = (
    ComputedView(
        "home.index",
        "home/index.html",
        {
            **offers.OF_PYTHON,
            **coming_events.STATEMENTS,
            **job_rows.newest(SHOWN),
            "recent": recent,
        },
        home,
        next_moment,
        foretells=True,
        within="index.html",
    ),
)

only_url = select(
    literal(1).label("position"),
    literal("/").label("url"),
    null().label("lastmod"),
)
SECTION = Section(VIEWS, sitemaps=(urlsets.alone("home.sitemap", "home", only_url),))
