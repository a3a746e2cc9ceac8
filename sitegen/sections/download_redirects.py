"""Redirects of downloads: the latest releases, old release pages, and names of former sites.

A path at which a page is published has no rule: hosts differ in which of the two they would serve.
Only the rules for everything below a path (`/getit/*`) stand beside pages that are published there.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import String, func, literal, or_, select

from sitegen.hosting.rules import Redirect, Rules, exact
from sitegen.models import OperatingSystem, Page, Release
from sitegen.sections import releases
from sitegen.sections.release_cycle import read_release_cycle
from sitegen.sections.releases import (
    INSTALL_MANAGER,
    PYTHON_2,
    PYTHON_3,
    newest,
    newest_by_series,
    public_releases,
    url_of_page,
    url_of_release,
)
from sitegen.sections.versions import FINAL, Version, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.computed import Rows
    from sitegen.sections.releases import PublicRelease

LANDING = "/downloads/"
MOVED = 301
FOUND = 302  # for now: the next release changes the target
LATEST = MappingProxyType({"python3": PYTHON_3, "python2": PYTHON_2, "pymanager": INSTALL_MANAGER})
STARTS = ("/download", "/windows", "/getit")  # of every source below

# Names of the site before 2013, by what answers them today: the page of a system, or a page.
OF_SYSTEMS = MappingProxyType(
    {
        "source": ("/download/source/", "/download/download_source.html"),
        "macos": ("/download/mac/", "/download/download_mac.html"),
        "windows": (
            "/download/windows/",
            "/download/download_windows.html",
            "/download/download_win31.html",
            "/windows/",
        ),
    }
)
OF_PAGES = MappingProxyType(
    {
        "download/linux": ("/download/download_linux.html",),
        "download/other": ("/download/download_other.html", "/download/download_os2.html"),
    }
)

without_page = (
    select(Release.name, Release.slug)
    .where(releases.is_public, Release.release_page_id.is_(None))
    .order_by(Release.id)
)
systems = select(OperatingSystem.slug).order_by(OperatingSystem.id)
from_root = literal("/") + func.ltrim(Page.path, "/", type_=String)
pages = (
    select(Page.path)
    .where(
        Page.is_published == True,
        or_(*(func.substr(from_root, 1, len(start)) == start for start in STARTS)),
    )
    .order_by(Page.id)
)


def redirects(rows: Rows) -> Iterator[Redirect]:
    """All rules of downloads, the more specific ones first."""
    published = {url_of_page(row.path) for row in rows["pages"]}
    rules = (
        *latest_redirects(rows),
        *old_release_pages(rows),
        *former_names(rows, published),
        Redirect("/downloads/operating-systems/", LANDING),
    )
    # `/getit/*` would send visitors on to these, who would then be sent on once more.
    twins = (
        replace(rule, source=f"/getit/{rule.source.removeprefix(LANDING)}")
        for rule in rules
        if rule.source.startswith(LANDING) and not _is_of_a_page(rule, published)
    )
    for rule in (*rules, *twins, Redirect("/getit/*", "/downloads/:splat")):
        if not _is_of_a_page(rule, published):
            yield rule


def _is_of_a_page(rule: Redirect, published: set[str]) -> bool:
    """Whether a page is published there; to a host `/windows` and `/windows/` are one source."""
    return f"{rule.source.rstrip('/')}/" in published


def latest_redirects(rows: Rows) -> Iterator[Redirect]:
    """What `/downloads/latest/…` stands for today; where there is none, the landing page."""
    python3 = [each for each in public_releases(rows["releases"]) if each.line == PYTHON_3]
    by_series: dict[str, PublicRelease | None] = {
        **dict.fromkeys(each.name for each in read_release_cycle() if each.name.startswith("3.")),
        **newest_by_series(python3),
    }
    latest = {label: newest(public_releases(rows[label])) for label in LATEST}
    targets: Mapping[str, PublicRelease | None] = {
        "": latest["python3"],
        **{f"{label}/": release for label, release in latest.items()},
        "prerelease/": newest(release for release in python3 if release.pre_release),
        **{f"python{name}/": by_series[name] for name in sorted(by_series, key=_by_number)},
        "*": None,
    }
    for name, release in targets.items():
        source = f"/downloads/latest/{name}"
        yield Redirect(source, LANDING, FOUND) if release is None else _to(release.url, source)


def old_release_pages(rows: Rows) -> Iterator[Redirect]:
    """`/download/releases/3.4.1/` of each final release that has no release page of its own."""
    for row in rows["without_page"]:
        version = version_of(row.name)
        digits = version.text.replace(".", "")
        if version.phase == FINAL and row.slug == f"python-{digits}":
            url = url_of_release(row.slug)
            yield _to(url, f"/download/releases/{version.text}/", status=MOVED)


def _to(url: str, source: str, status: int = FOUND) -> Redirect:
    """The rule that leads to the page of a release, whose URL names the row in messages."""
    return Redirect(source, exact(url), status, f"releases ({url.strip('/')})")


def former_names(rows: Rows, published: set[str]) -> Iterator[Redirect]:
    """Names of the site before 2013; what is no longer there leads to the landing page."""
    yield Redirect("/download/", LANDING)
    slugs = {row.slug for row in rows["systems"]}
    for slug, sources in OF_SYSTEMS.items():
        target = f"/downloads/{slug}/" if slug in slugs else LANDING
        yield from (Redirect(source, target) for source in sources)
    for path, sources in OF_PAGES.items():
        target = url_of_page(path) if url_of_page(path) in published else LANDING
        yield from (Redirect(source, target) for source in sources)


def _by_number(name: str) -> Version:
    return version_of(f"Python {name}")


RULES = Rules(
    {
        **{label: releases.latest(version) for label, version in LATEST.items()},
        "releases": releases.published,
        "without_page": without_page,
        "systems": systems,
        "pages": pages,
    },
    redirects,
)
