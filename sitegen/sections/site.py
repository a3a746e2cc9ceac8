"""What belongs to the site as a whole: 404 page, robots.txt, the sitemap's index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import literal, select, union_all

from sitegen.hosting import content_security
from sitegen.hosting.rules import BY_HTTPS, Headers, Rules
from sitegen.site import Section
from sitegen.statements import by_text, position_by
from sitegen.views import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sitegen.computed import Rows

# What a browser may do with every file of this site. Pages that embed something widen the policy.
EVERYWHERE = (
    (content_security.NAME, content_security.policy(())),
    # Pages of others that a link opens have no hold of ours.
    ("Cross-Origin-Opener-Policy", "same-origin"),
    # Nothing here asks for any of this, and what is embedded shall not.
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()",
    ),
    # Other sites learn which site a visitor came from, as embedded videos insist on, not the page.
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    (BY_HTTPS, "max-age=31536000"),
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
