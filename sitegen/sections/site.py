"""What belongs to the site as a whole: 404 page, robots.txt, the sitemap's index."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import literal, select, union_all

from sitegen.rules import Headers, Rules
from sitegen.site import Section
from sitegen.statements import by_text, position_by
from sitegen.views import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sitegen.computed import Rows

# What a page of this site may load and do. Scripts and styles are files of the site, never a part
# of the page: whatever a text smuggles past the sanitiser finds nothing that would run it. The same
# holds for staff, whose raw HTML may hold inline scripts and styles; they do nothing.
CONTENT_SECURITY = MappingProxyType(
    {
        "default-src": "'none'",  # what is not named below is never asked for: fonts, plugins
        "script-src": "'self'",
        "style-src": "'self'",
        # Pictures and videos may stand on other hosts. What an old text names by http, browsers
        # ask for by https of themselves, since the page came by https.
        "img-src": "'self' https:",
        "media-src": "'self' https:",
        "frame-src": "https:",  # videos and maps that staff embed; the public has no frames
        "connect-src": "'self'",  # what a script of the site may fetch: an index to search in
        "form-action": "'self'",  # forms of the site's own; none that sends elsewhere
        "base-uri": "'none'",  # a <base> would send every relative link elsewhere
        "frame-ancestors": "'none'",  # nobody lays the site under a page of theirs
    }
)
EVERYWHERE = (
    ("Content-Security-Policy", "; ".join(map(" ".join, CONTENT_SECURITY.items()))),
    # Other sites learn which site a visitor came from, as embedded videos insist on, not the page.
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("X-Content-Type-Options", "nosniff"),
)


def constant(name: str, template: str, path: str) -> View:
    """A file that exists whatever the database holds."""
    return View(name, template, select(literal(path).label("path")), within=path)


def sitemap_index(sitemaps: Sequence[View]) -> View:
    """The view of `sitemap.xml`, which lists the files of these views."""
    pages = [view.pages.subquery() for view in sitemaps]
    files = union_all(*(select(each.c.path.label("file")) for each in pages)).subquery()
    rows = select(
        literal("sitemap.xml").label("path"),
        position_by(by_text(files.c.file)),
        (literal("/") + files.c.file).label("url"),
    )
    index = select(literal("sitemap.xml").label("path"))
    name, template = "site.sitemap", "site/sitemap-index.xml"
    return View(name, template, index, rows={"sitemaps": rows}, within="sitemap.xml")


def headers(rows: Rows) -> Iterable[Headers]:
    """What holds for all files, and for assets: their names change with their bytes."""
    yield Headers("/*", EVERYWHERE)
    yield Headers("/assets/*", (("Cache-Control", "public, max-age=31536000, immutable"),))


VIEWS = (
    constant("site.not_found", "site/404.html", "404.html"),
    constant("site.robots", "site/robots.txt", "robots.txt"),
)
SECTION = Section(VIEWS, rules=Rules(headers=headers))
