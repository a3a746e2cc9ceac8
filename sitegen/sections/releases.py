"""Releases as every page shows them: which are public, where they are found, which is newest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, select

from sitegen import urls
from sitegen.models import Page, Release
from sitegen.sections.versions import Version, version_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Row, Select

PYTHON_2, PYTHON_3, INSTALL_MANAGER = 2, 3, 100  # values of the column `version`

is_public = Release.is_published == True
has_no_content = func.coalesce(Release.content, "") == ""

published: Select[*tuple[Any, ...]] = (
    select(
        Release.id,
        Release.name,
        Release.slug,
        Release.version,
        Release.pre_release,
        Release.show_on_download_page,
        Release.release_date,
        Release.release_notes_url,
        case((has_no_content, Page.path)).label("instead"),
    )
    .outerjoin(Page, and_(Page.id == Release.release_page_id, Page.is_published == True))
    .where(is_public)
    .order_by(Release.id)
)
with_content = published.add_columns(
    Page.path.label("page_path"),
    Release.content,
    Release.content_markup_type,
)


def latest(version: int) -> Select[*tuple[Any, ...]]:
    """The releases marked as the latest of Python 2, of Python 3, or of the install manager."""
    return published.where(Release.is_latest == True, Release.version == version)


@dataclass(frozen=True, slots=True)
class PublicRelease:
    """A published release. `line` is 1, 2 or 3, or 100 for the install manager.

    `url` is where links lead: its own page, or its release page if it has no content of its own.
    """

    id: int
    name: str
    line: int
    version: Version
    url: str
    date: datetime
    pre_release: bool
    notes_url: str
    listed: bool


def public_releases(rows: Iterable[Row[Any]]) -> list[PublicRelease]:
    """The rows of one of these statements, with what their names and columns mean."""
    return [
        PublicRelease(
            id=row.id,
            name=row.name,
            line=row.version,
            version=version_of(row.name),
            url=url_of_release(row.slug) if row.instead is None else url_of_page(row.instead),
            date=row.release_date,
            pre_release=row.pre_release,
            notes_url=row.release_notes_url or "",
            listed=row.show_on_download_page,
        )
        for row in rows
    ]


def link(release: PublicRelease) -> dict[str, Any]:
    """What templates see of a release that they only name."""
    return {"name": release.name, "url": release.url}


def dated(release: PublicRelease) -> dict[str, Any]:
    """What templates see of a release that they name with its date."""
    return {**link(release), "date": release.date}


def listing(release: PublicRelease) -> dict[str, Any]:
    """What templates see of a release in a list."""
    return {
        **dated(release),
        "notes_url": release.notes_url,
        "pre_release": release.pre_release,
    }


def path_of_release(slug: str) -> str:
    """The file of a release's own page."""
    return f"downloads/release/{slug}/index.html"


def url_of_release(slug: str) -> str:
    """The URL path of a release's own page."""
    return urls.url_of(path_of_release(slug))


def url_of_page(path: str) -> str:
    """The URL path of a page, from its path as it is stored."""
    return urls.url_of(f"{path.strip('/')}/index.html".lstrip("/"))


def by_date(release: PublicRelease) -> tuple[datetime, Version, int]:
    """The order of publication; of two on one day the higher version is the later."""
    return release.date, release.version, release.id


def by_version(release: PublicRelease) -> tuple[Version, datetime, int]:
    """The order of versions; names that tell none come first."""
    return release.version, release.date, release.id


def newest(releases: Iterable[PublicRelease]) -> PublicRelease | None:
    """The one published last, if there is any."""
    return max(releases, key=by_date, default=None)


def newest_by_series(releases: Iterable[PublicRelease]) -> dict[str, PublicRelease]:
    """The release published last of each series, pre-releases included."""
    found: dict[str, PublicRelease] = {}
    for release in releases:
        series = release.version.series
        if series.startswith(f"{release.line}."):
            best = found.get(series)
            if best is None or by_date(best) < by_date(release):
                found[series] = release
    return found
