"""Pages: every published page at its path, in any markup.

A page that is not HTML keeps its own path where the ending fits its type (`raw/data.txt`); else it
is an `index.html` with a rule that gives visitors the right Content-Type.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, case, func, literal, or_, select

from sitegen import urls
from sitegen.hosting.rules import Headers, Rules, exact
from sitegen.markup import VERBATIM, Policy
from sitegen.models import Page, PageDocument, PageImage
from sitegen.sections import urlsets
from sitegen.sections.claims import is_claimed
from sitegen.site import Section
from sitegen.views import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement

    from sitegen.computed import Rows

RAW = "pages/raw.html"  # the template of a page that is its content alone
ENDINGS = MappingProxyType(
    {
        "text/plain": (".txt", ".text", ".asc"),
        "text/css": (".css",),
        "text/csv": (".csv",),
        "text/calendar": (".ics",),
        "text/markdown": (".md",),
        "text/xml": (".xml",),
        "application/xml": (".xml",),
        "application/rss+xml": (".rss", ".xml"),
        "application/atom+xml": (".atom", ".xml"),
        "application/json": (".json",),
        "application/javascript": (".js",),
        "text/javascript": (".js",),
        "image/svg+xml": (".svg",),
    }
)


def _mime_is(mime: str) -> ColumnElement[bool]:
    """The type is this one, with or without parameters such as a charset."""
    start = func.substr(Page.content_type, 1, len(mime) + 1)
    return or_(Page.content_type == mime, start == f"{mime};")


def _ends_with(path: Any, ending: str) -> ColumnElement[bool]:
    """Equality on the end of the path: LIKE differs between engines."""
    return func.substr(path, func.length(path) - len(ending) + 1) == ending


is_public = Page.is_published == True
stored = func.trim(Page.path, "/", type_=String)
# All up to the last slash: what is no slash goes from the end.
above = func.rtrim(stored, func.replace(stored, "/", ""))
last_segment = func.substr(stored, func.length(above) + 1, type_=String)
title = case((func.trim(func.coalesce(Page.title, "")) != "", Page.title), else_=last_segment)
is_html = or_(_mime_is("text/html"), func.trim(Page.content_type) == "")
ending_fits = or_(
    *(
        and_(_mime_is(mime), or_(*(_ends_with(stored, ending) for ending in endings)))
        for mime, endings in ENDINGS.items()
    )
)
file_path = case(
    (stored == "", "index.html"),
    (and_(~is_html, ending_fits), stored),
    else_=stored + "/index.html",
)
template = case(
    (func.coalesce(Page.template_name, "") != "", Page.template_name),
    (~is_html, RAW),
    else_="",
)
markup_type = case(
    (and_(~is_html, Page.content_markup_type.in_(["plain", "html"])), VERBATIM),
    (and_(Page.template_name == RAW, Page.content_markup_type == "html"), VERBATIM),
    else_=Page.content_markup_type,
)


def by_path(path: str) -> ColumnElement[bool]:
    """The rows that can make this file, found along the index on `path`."""
    name = path.removesuffix("index.html").strip("/")
    return Page.path.in_([name, f"{name}/", f"/{name}", f"/{name}/"])


published = select(
    file_path.label("path"),
    template.label("template"),
    Page.id,
    title.label("title"),
    func.coalesce(Page.keywords, "").label("keywords"),
    func.coalesce(Page.description, "").label("description"),
    Page.content,
    markup_type.label("content_markup_type"),
    Page.updated,
).where(is_public)

has_its_path = and_(is_public, ~is_claimed(file_path))
sitemap_urls = select(
    Page.id,
    (literal("/") + stored + "/").label("url"),
    Page.updated.label("lastmod"),
).where(has_its_path, is_html)
odd_types = (
    select(file_path.label("path"), Page.content_type)
    .where(has_its_path, ~is_html, ~ending_fits)
    .order_by(Page.id)
)


def content_types(rows: Rows) -> Iterator[Headers]:
    """The Content-Type of pages whose path does not tell it."""
    for row in rows["odd_types"]:
        yield Headers(exact(urls.url_of(row.path)), (("Content-Type", row.content_type),))


VIEWS = (
    View(
        "pages.page",
        "pages/default.html",
        published,
        subject="page",
        source="pages",
        markup={"content": Policy.TRUSTED},
        yields=True,
        narrow=by_path,
    ),
)
SITEMAPS = (urlsets.by_id("pages.sitemap", "pages", sitemap_urls),)
RULES = Rules({"odd_types": odd_types}, headers=content_types, narrow={"odd_types": by_path})
MEDIA = (
    select(PageImage.image.label("file")).join(Page, Page.id == PageImage.page_id).where(is_public),
    select(PageDocument.document.label("file"))
    .join(Page, Page.id == PageDocument.page_id)
    .where(is_public),
)
SECTION = Section(VIEWS, SITEMAPS, RULES, MEDIA)
