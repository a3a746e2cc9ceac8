"""Downloads: the landing page, one page a system, one page a published release.

Which release is newest, and what it replaces, is told by the versions in names, so these pages are
computed. The number of their statements does not grow with the number of rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select, union_all

from sitegen.computed import ComputedView
from sitegen.models import OperatingSystem, Release
from sitegen.sections import offers, release_files, releases
from sitegen.sections.download_pages import landing, release_pages, system_pages
from sitegen.sections.download_redirects import RULES
from sitegen.sections.releases import INSTALL_MANAGER
from sitegen.statements import by_text, in_words, position_by
from sitegen.views import View

if TYPE_CHECKING:
    from sqlalchemy import Select

__all__ = ["RULES", "SITEMAPS", "VIEWS"]

SITEMAP_RANGE = 5_000  # ids in one file of the sitemap

systems: Select[*tuple[Any, ...]] = select(
    OperatingSystem.id, OperatingSystem.name, OperatingSystem.slug
).order_by(by_text(OperatingSystem.name), OperatingSystem.id)
sitemap_path = literal("sitemap/releases-") + in_words(Release.id // SITEMAP_RANGE) + ".xml"
sitemap_files = select(sitemap_path.label("path")).where(releases.is_public).distinct()
sitemap_urls: Select[*tuple[Any, ...]] = select(
    sitemap_path.label("path"),
    position_by(Release.id, within=sitemap_path),
    (literal("/downloads/release/") + Release.slug + "/").label("url"),
    Release.updated.label("lastmod"),
).where(releases.is_public)

# What lists releases changes with any of them.
overview_path = literal("sitemap/downloads.xml").label("path")
changed = select(func.max(Release.updated)).where(releases.is_public).scalar_subquery()
overviews = union_all(
    select(literal("").label("slug"), literal("/downloads/").label("url")),
    select(
        OperatingSystem.slug,
        (literal("/downloads/") + OperatingSystem.slug + "/").label("url"),
    ),
).subquery()
overview_urls: Select[*tuple[Any, ...]] = select(
    overview_path,
    position_by(by_text(overviews.c.slug)),
    overviews.c.url,
    changed.label("lastmod"),
)

VIEWS = (
    ComputedView(
        "downloads.index",
        "downloads/index.html",
        {**offers.STATEMENTS, "releases": releases.published, "systems": systems},
        landing,
    ),
    ComputedView(
        "downloads.system",
        "downloads/system.html",
        {
            **offers.STATEMENTS,
            "releases": releases.published,
            "files": release_files.of_public_releases,
            "systems": systems,
        },
        system_pages,
    ),
    ComputedView(
        "downloads.release",
        "downloads/release.html",
        {
            "releases": releases.with_content,
            "files": release_files.of_public_releases,
            "manager": releases.latest(INSTALL_MANAGER),
        },
        release_pages,
    ),
)
SITEMAPS = (
    View(
        "downloads.sitemap",
        "site/sitemap.xml",
        select(overview_path),
        rows={"urls": overview_urls},
    ),
    View(
        "downloads.release_sitemap",
        "site/sitemap.xml",
        sitemap_files,
        rows={"urls": sitemap_urls},
    ),
)
