"""Downloads: the landing page, one page a system, one page a published release.

Which release is newest, and what it replaces, is told by the versions in names, so these pages are
computed. The number of their statements does not grow with the number of rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select, union_all

from sitegen.computed import ComputedView
from sitegen.models import OperatingSystem, Release
from sitegen.sections import offers, release_files, releases, urlsets
from sitegen.sections.download_pages import (
    landing,
    next_moment,
    release_pages,
    system_pages,
)
from sitegen.sections.download_redirects import RULES
from sitegen.sections.releases import INSTALL_MANAGER
from sitegen.site import Section
from sitegen.statements import by_text, position_by

if TYPE_CHECKING:
    from sqlalchemy import Select

systems: Select[*tuple[Any, ...]] = select(
    OperatingSystem.id, OperatingSystem.name, OperatingSystem.slug
).order_by(by_text(OperatingSystem.name), OperatingSystem.id)
release_urls: Select[*tuple[Any, ...]] = select(
    Release.id,
    (literal("/downloads/release/") + Release.slug + "/").label("url"),
    Release.updated.label("lastmod"),
).where(releases.is_public)

# What lists releases changes with any of them.
changed = select(func.max(Release.updated)).where(releases.is_public).scalar_subquery()
overviews = union_all(
    select(literal("").label("slug"), literal("/downloads/").label("url")),
    select(
        OperatingSystem.slug,
        (literal("/downloads/") + OperatingSystem.slug + "/").label("url"),
    ),
).subquery()
overview_urls: Select[*tuple[Any, ...]] = select(
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
        next_moment,
        within="downloads/",
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
        within="downloads/",
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
        next_moment,
        within="downloads/",
    ),
)
SITEMAPS = (
    urlsets.alone("downloads.sitemap", "downloads", overview_urls),
    urlsets.by_id("downloads.release_sitemap", "releases", release_urls),
)
SECTION = Section(VIEWS, SITEMAPS, RULES)
