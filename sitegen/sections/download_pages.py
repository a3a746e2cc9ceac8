"""The pages of downloads, computed from rows; by the clock only the support of series changes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sitegen.markup import Policy, Text
from sitegen.messages import row_of
from sitegen.sections import offers, release_cycle, release_files
from sitegen.sections.release_cycle import (
    END_OF_LIFE,
    read_release_cycle,
    support_of,
    worth_showing,
)
from sitegen.sections.release_files import SOURCE
from sitegen.sections.releases import (
    PYTHON_3,
    by_date,
    by_version,
    dated,
    link,
    listing,
    newest,
    newest_by_series,
    path_of_release,
    public_releases,
    url_of_page,
)
from sitegen.sections.timeline import timeline
from sitegen.urls import url_of
from sitegen.views import Content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from sitegen.computed import Rows
    from sitegen.sections.offers import Offer
    from sitegen.sections.release_cycle import Series
    from sitegen.sections.releases import PublicRelease

ON_RELEASE = ("macos", "windows", SOURCE)
MANAGED_SINCE = (3, 5)  # the oldest version that the install manager installs


def landing(rows: Rows, now: datetime) -> Iterator[Content]:
    """The page of all downloads."""
    path = "downloads/index.html"
    cycle = release_cycle.at(read_release_cycle(), now)
    yield Content(path, landing_context(rows, cycle), path)


def landing_context(rows: Rows, cycle: Iterable[Series]) -> dict[str, Any]:
    """The latest releases, the series with their support, and all releases by version."""
    public = public_releases(rows["releases"])
    by_series = newest_by_series(public)
    series = worth_showing(cycle, by_series)
    listed = sorted((release for release in public if release.listed), key=by_version, reverse=True)
    return {
        "latest": _latest(offers.latest_python(rows), offers.latest_manager(rows)),
        "series": [_series(each, by_series.get(each.name)) for each in series],
        "timeline": timeline(series),
        "releases": [_listed(release) for release in listed],
        "systems": [_system(row) for row in rows["systems"]],
    }


def next_moment(rows: Rows, now: datetime) -> datetime | None:
    """The first moment after `now` at which the support of a series changes."""
    return release_cycle.next_change(read_release_cycle(), now)


def system_pages(rows: Rows, now: datetime) -> Iterator[Content]:
    """The pages of the systems: each has the releases that hold a file for it, newest first."""
    public = sorted(public_releases(rows["releases"]), key=by_date, reverse=True)
    stable = [release for release in public if not release.pre_release]
    pre_releases = [release for release in public if release.pre_release]
    files = release_files.by_system(rows["files"])
    latest, manager = offers.latest_python(rows), offers.latest_manager(rows)
    for row in rows["systems"]:
        own = files.get(row.slug, {})
        windows = row.slug == "windows"
        note = partial(windows_note, managed=manager is not None) if windows else no_note
        context = {
            "system": _system(row),
            "latest": _latest_for(row.slug, latest, manager if windows else None),
            "stable": _with_files(stable, own, note),
            "pre_releases": _with_files(pre_releases, own, note),
        }
        path = f"downloads/{row.slug}/index.html"
        yield Content(path, context, row_of("operating_systems", row.id, path))


def windows_note(numbers: tuple[int, ...], *, managed: bool) -> str:
    """What to know of a version on Windows; `managed` says that there is an install manager."""
    if managed and numbers >= (3, 14):
        return "Get it with the Python install manager."
    if numbers >= (3, 9):
        return "Does not run on Windows 7 or earlier."
    if numbers >= (3, 5):
        return "Does not run on Windows XP or earlier."
    return ""


def no_note(numbers: tuple[int, ...]) -> str:
    """What to know of a version on any other system."""
    return ""


def release_pages(rows: Rows, now: datetime) -> Iterator[Content]:
    """The pages of the published releases."""
    public = public_releases(rows["releases"])
    by_series = newest_by_series(release for release in public if release.line == PYTHON_3)
    cycle = {series.name: series for series in release_cycle.at(read_release_cycle(), now)}
    files = release_files.by_release(rows["files"])
    manager = newest(public_releases(rows["manager"]))
    for row, release in zip(rows["releases"], public, strict=True):
        own = files.get(release.id, [])
        support, columns = support_of(release.version.series, cycle), release_files.columns(own)
        context = {
            "release": _release(row, release, support),
            "support": support,
            "superseded_by": _successor(release, by_series),
            "buttons": _buttons(release, own, manager),
            "files": [
                release_files.row_of_table(file, columns["checksum"])
                for file in release_files.in_table_order(own)
            ],
            "columns": columns,
        }
        path = path_of_release(row.slug)
        yield Content(path, context, row_of("releases", row.id, path))


def _latest(latest: Offer | None, manager: Offer | None) -> dict[str, Any] | None:
    if latest is None:
        return None
    return {
        **dated(latest.release),
        "series": latest.release.version.series,
        "notes_url": latest.release.notes_url,
        "files": offers.shown(latest, manager),
    }


def _latest_for(slug: str, latest: Offer | None, manager: Offer | None) -> dict[str, Any] | None:
    """The latest release with what it offers for one system."""
    if latest is None:
        return None
    files = [file for file in offers.shown(latest, manager) if file["os_slug"] == slug]
    return {**dated(latest.release), "files": files}


def _release(
    row: Row[Any], release: PublicRelease, support: Mapping[str, str] | None
) -> dict[str, Any]:
    """What its page says of a release; at its end of life it counts no more what it once was."""
    kind = row.content_markup_type or "markdown"
    ended = support is not None and support["status"] == END_OF_LIFE
    return {
        "name": row.name,
        "series": release.version.series,
        "date": release.date,
        "pre_release": release.pre_release and not ended,
        "notes_url": release.notes_url,
        "content": Text(row.content or "", kind, Policy.TRUSTED, prefix="content"),
        "page_url": "" if row.page_path is None else url_of_page(row.page_path),
    }


def _successor(
    release: PublicRelease, by_series: Mapping[str, PublicRelease]
) -> dict[str, str] | None:
    newer = by_series.get(release.version.series)
    if release.line != PYTHON_3 or newer is None or newer.id == release.id:
        return None
    return link(newer)


def _buttons(
    release: PublicRelease, files: Sequence[Row[Any]], manager: PublicRelease | None
) -> list[dict[str, Any]]:
    """On Windows the install manager, if there is one, is offered in place of an installer."""
    is_managed = release.version.numbers >= MANAGED_SINCE
    instead = manager.url if manager is not None and is_managed else ""
    return [
        release_files.button(file, instead if file.os_slug == "windows" else "")
        for file in release_files.buttons(files, first=ON_RELEASE)
    ]


def _listed(release: PublicRelease) -> dict[str, Any]:
    return {
        **listing(release),
        "series": release.version.series,
    }


def _with_files(
    releases: Iterable[PublicRelease],
    files: Mapping[int, Sequence[Row[Any]]],
    note: Callable[[tuple[int, ...]], str],
) -> list[dict[str, Any]]:
    return [
        {
            **dated(release),
            "files": [
                release_files.entry(file) for file in release_files.windows_last(files[release.id])
            ],
            "note": note(release.version.numbers),
        }
        for release in releases
        if release.id in files
    ]


def _series(series: Series, latest: PublicRelease | None) -> dict[str, Any]:
    return {
        "name": series.name,
        "status": series.status,
        "label": series.label,
        "first_release": series.first_release,
        "end_of_life": series.end_of_life,
        "pep": series.pep,
        "planned": series.planned,
        "latest": None if latest is None else link(latest),
    }


def _system(row: Row[Any]) -> dict[str, str]:
    """What templates see of a system; the source is for no one system and has no name."""
    path = f"downloads/{row.slug}/index.html"
    name = row.name if row.slug != SOURCE else ""
    return {"name": name, "slug": row.slug, "url": url_of(path)}
