"""What the site holds: one module a section, each with its `VIEWS` and its `SECTION`.

A new section is a module, its templates in `templates/SECTION/`, and its name in `SECTIONS`.
"""

from __future__ import annotations

from sitegen.hosting.rules import headers_view, redirects_view
from sitegen.markup import Fragment
from sitegen.sections import boxes, downloads, events, home, jobs, menus, pages, site
from sitegen.site import Shared, Site

SECTIONS = tuple(module.SECTION for module in (home, downloads, events, jobs, pages, site))
SITEMAPS = tuple(view for section in SECTIONS for view in section.sitemaps)
RULES = tuple(section.rules for section in SECTIONS)

SITE = Site(
    views=(
        *(view for section in SECTIONS for view in section.views),
        *SITEMAPS,
        site.sitemap_index(SITEMAPS),
        redirects_view(RULES),
        headers_view(RULES),
    ),
    shared={"box": Shared(boxes.load, Fragment("", (), ())), "menu": Shared(menus.load, [])},
    media=tuple(statement for section in SECTIONS for statement in section.media),
)
