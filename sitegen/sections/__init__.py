"""What the site holds: one module a section, each with its `VIEWS`.

A new section is a module, its templates in `templates/SECTION/`, and its name in `SECTIONS`.
"""

from __future__ import annotations

from sitegen.markup import Fragment
from sitegen.rules import headers_view, redirects_view
from sitegen.sections import boxes, downloads, home, menus, pages, site
from sitegen.site import Shared, Site

SECTIONS = (home, downloads, pages, site)
RULES = {"downloads": downloads.RULES, "pages": pages.RULES}
SITEMAPS = (*home.SITEMAPS, *downloads.SITEMAPS, *pages.SITEMAPS)

SITE = Site(
    views=(
        *(view for section in SECTIONS for view in section.VIEWS),
        *SITEMAPS,
        site.sitemap_index(SITEMAPS),
        redirects_view(RULES),
        headers_view(RULES),
    ),
    shared={"box": Shared(boxes.load, Fragment("", (), ())), "menu": Shared(menus.load, [])},
    media=pages.MEDIA,
)
