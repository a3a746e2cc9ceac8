"""Files of the sitemap: each lists a range of ids, so that one edit alters one file of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import literal, select

from sitegen.statements import in_words
from sitegen.views import View

if TYPE_CHECKING:
    from sitegen.statements import Statement

RANGE = 5_000  # ids in one file


def by_id(name: str, kind: str, entries: Statement) -> View:
    """The view of `sitemap/KIND-0.xml` and so on, at most 5,000 URLs a file.

    `entries` select `id`, `url` and `lastmod`; the `url` is a path that is not encoded yet.
    """
    entry = entries.subquery("entry")
    path = literal(f"sitemap/{kind}-") + in_words(entry.c.id // RANGE) + ".xml"
    urls = select(
        path.label("path"),
        entry.c.id.label("position"),
        entry.c.url,
        entry.c.lastmod,
    )
    files = select(path.label("path")).distinct()
    within = f"sitemap/{kind}-"
    return View(name, "site/sitemap.xml", files, rows={"urls": urls}, within=within)


def alone(name: str, kind: str, entries: Statement) -> View:
    """The view of the one file `sitemap/KIND.xml`.

    `entries` select `position`, `url` (a path that is not encoded yet) and `lastmod`.
    """
    file = f"sitemap/{kind}.xml"
    path = literal(file).label("path")
    urls = entries.add_columns(path)
    return View(name, "site/sitemap.xml", select(path), rows={"urls": urls}, within=file)
