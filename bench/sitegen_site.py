"""The site of sitegen, with one view more than it ships: the list of all pages that peers have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Integer, String, cast, func, literal, select

from bench.tool import PER_PAGE
from sitegen import sections
from sitegen.models import Page
from sitegen.sections.pages import has_its_path, is_html, stored
from sitegen.statements import in_words
from sitegen.views import View

if TYPE_CHECKING:
    from sitegen.site import Site

listed = (
    select(
        Page.id,
        Page.title,
        (literal("/") + stored + "/").label("url"),
        func.coalesce(Page.description, "").label("description"),
        ((func.row_number(type_=Integer).over(order_by=Page.id) - 1) // PER_PAGE + 1).label(
            "number"
        ),
    )
    .where(has_its_path, is_html)
    .subquery("listed")
)
counted = select(cast(func.max(listed.c.number), Integer)).scalar_subquery()
path = literal("list/page/", String) + in_words(listed.c.number) + "/index.html"
LIST = View(
    "bench.list",
    "bench/list.html",
    select(path.label("path"), listed.c.number, counted.label("count")).distinct(),
    rows={
        "items": select(
            path.label("path"),
            listed.c.id.label("position"),
            listed.c.title,
            listed.c.url,
            listed.c.description,
        )
    },
    subject="pager",
)


def with_list(site: Site) -> Site:
    """The site with the list, too."""
    return replace(site, views=(*site.views, LIST))


def add_list() -> None:
    """Let the command line of this process build the list, too."""
    sections.SITE = with_list(sections.SITE)
