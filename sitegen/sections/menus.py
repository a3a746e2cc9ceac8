"""Menus: trees of links that templates ask for by alias, as in `menu("main")`.

An item that leads nowhere takes the address of its first child; without children it is left out. A
link that leads elsewhere than it says would be worse than none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from sitegen.models import Menu, MenuItem
from sitegen.reading import check_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from sitegen.statements import AnyRow

# What an item may name in place of an address. Nobody can post a job here: that way leads to those
# that there are.
ROUTES = MappingProxyType(
    {
        "home": "/",
        "about": "/about/",
        "blog": "/blogs/",
        "documentation": "/doc/",
        "download:download": "/downloads/",
        "inner": "/inner/",
        "jobs:job_categories": "/jobs/categories/",
        "jobs:job_create": "/jobs/",
        "jobs:job_list": "/jobs/",
        "jobs:job_locations": "/jobs/locations/",
        "jobs:job_types": "/jobs/types/",
        "psf-landing": "/psf/",
    }
)
UNWRITTEN = "comingsoon"  # stands for a page that is still to be written
FULL = re.compile(r"[/#?]|[A-Za-z][A-Za-z0-9+.-]*:")

visible = (
    select(
        Menu.alias.label("menu"),
        MenuItem.id,
        MenuItem.parent_id,
        MenuItem.title,
        MenuItem.url,
        MenuItem.urlaspattern,
        func.coalesce(MenuItem.alias, "").label("alias"),
    )
    .join(Menu, Menu.id == MenuItem.menu_id)
    .where(
        MenuItem.hidden == False,
        MenuItem.inmenu == True,
        MenuItem.access_loggedin == False,
    )
    .order_by(MenuItem.sort_order, MenuItem.id)
)


def load(connection: Connection, aliases: Iterable[str]) -> Mapping[str, list[dict[str, Any]]]:
    """The menus of these aliases that there are: lists of items, each with its children.

    Raises DatabaseFault.
    """
    rows = connection.execute(visible.where(Menu.alias.in_(sorted(aliases)))).all()
    children: dict[tuple[str, int | None], list[AnyRow]] = defaultdict(list)
    for row in rows:
        check_text(row, "menu_items")
        children[row.menu, row.parent_id].append(row)

    def items(menu: str, parent: int | None) -> list[dict[str, Any]]:
        return [item for row in children[menu, parent] if (item := shown(menu, row))["url"]]

    def shown(menu: str, row: AnyRow) -> dict[str, Any]:
        below = items(menu, row.id)
        return {
            "title": row.title,
            "url": url_of(row) or (below[0]["url"] if below else ""),
            "alias": row.alias,
            "children": below,
        }

    return {menu: items(menu, None) for menu in sorted({row.menu for row in rows})}


def url_of(row: AnyRow) -> str:
    """Where an item leads: from every page to the same place, or nowhere if nobody knows."""
    url = row.url.strip()
    if row.urlaspattern:
        return ROUTES.get(url, "")
    if url in ("", UNWRITTEN):
        return ""
    return url if FULL.match(url) else f"/{url}"
