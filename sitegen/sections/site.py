"""What belongs to the site as a whole: 404 page, robots.txt, the sitemap's index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import literal, select, union_all

from sitegen.rules import Headers, Rules
from sitegen.site import Section
from sitegen.statements import by_text, position_by
from sitegen.views import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sitegen.computed import Rows


def constant(name: str, template: str, path: str) -> View:
    """A file that exists whatever the database holds."""
    return View(name, template, select(literal(path).label("path")))


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
    return View("site.sitemap", "site/sitemap-index.xml", index, rows={"sitemaps": rows})


def headers(rows: Rows) -> Iterable[Headers]:
    """What holds for all files, and for assets: their names change with their bytes."""
    yield Headers("/*", (("X-Content-Type-Options", "nosniff"),))
    yield Headers("/assets/*", (("Cache-Control", "public, max-age=31536000, immutable"),))


VIEWS = (
    constant("site.not_found", "site/404.html", "404.html"),
    constant("site.robots", "site/robots.txt", "robots.txt"),
)
SECTION = Section(VIEWS, rules=Rules(headers=headers))
